// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/labels.h"

#include "entity/placedsql.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::entity {

using connection::PipelineAnswer;
using connection::Statement;

// Before the questions: BEGIN and the budget.
static constexpr qsizetype Before = 2;
// The longest label; what is longer is text to read.
static constexpr int MostCharacters = 200;

QByteArray arrayOf(const std::vector<QByteArray> &values)
{
    QByteArray text = "{";
    for (const QByteArray &value : values) {
        if (text.size() > 1)
            text += ',';
        text += '"';
        for (const char c : value) {
            if (c == '"' || c == '\\')
                text += '\\';
            text += c;
        }
        text += '"';
    }
    return text + '}';
}

// The keys and labels of the rows that are there. By one column an index is asked once for all of them.
static Statement statementOf(const LabelWish &wish)
{
    const LabelSource &source = wish.source;
    const QString table = sql::quoteIdentifier(source.table);
    QStringList selected;
    QStringList conditions;
    QStringList arrays;
    Statement statement;
    for (size_t i = 0; i < source.key.size(); ++i) {
        const catalog::Column &column = source.key[i];
        selected << table + u'.' + sql::quoteIdentifier(column.name);
        std::vector<QByteArray> values;
        values.reserve(size_t(wish.keys.size()));
        for (const LabelKey &key : wish.keys)
            values.push_back(key[i]);
        statement.parameters.emplace_back(arrayOf(values));
        const QString array = u'$' + QString::number(i + 1) + u"::"_s + parameterType(column) + u"[]"_s;
        if (source.key.size() == 1) {
            conditions << equalSql(source.table, column, u"ANY ("_s + array + u')');
        } else {
            arrays << u"pg_catalog.unnest("_s + array + u')';
            conditions << equalSql(source.table, column, u"wanted.k"_s + QString::number(i));
        }
    }
    QString from = sql::quoteQualified(source.schema, source.table) + u" AS "_s + table;
    if (!arrays.isEmpty()) {
        QStringList names;
        for (qsizetype i = 0; i < arrays.size(); ++i)
            names << u'k' + QString::number(i);
        from += u", ROWS FROM ("_s + arrays.join(u", "_s) + u") AS wanted("_s + names.join(u", "_s) + u')';
    }
    statement.sql = u"SELECT "_s + selected.join(u", "_s) + u", pg_catalog.left(("_s + source.expression
                  + u")::pg_catalog.text, "_s + QString::number(MostCharacters) + u")\nFROM "_s + from + u"\nWHERE "_s
                  + conditions.join(u" AND "_s);
    return statement;
}

std::vector<Statement> LabelQuestion::statements(int budgetMs) const
{
    std::vector<Statement> all{
        {u"BEGIN READ ONLY"_s, {}}, {u"SET LOCAL statement_timeout = "_s + QString::number(budgetMs), {}}};
    for (const LabelWish &wish : m_wishes)
        all.push_back(statementOf(wish));
    all.push_back({u"COMMIT"_s, {}});
    return all;
}

QByteArray LabelCache::idOf(const LabelSource &source)
{
    QByteArray id = QByteArray::number(source.relation);
    for (const catalog::Column &column : source.key)
        id += '/' + QByteArray::number(column.number);
    return id + ':' + source.expression.toUtf8();
}

QByteArray LabelCache::idOf(const LabelKey &key)
{
    if (key.size() == 1)
        return key.front();
    QByteArray id;
    for (const QByteArray &value : key)
        id += QByteArray::number(value.size()) + ':' + value;
    return id;
}

LabelQuestion LabelCache::question(const std::vector<LabelWish> &wishes)
{
    if (m_count > MostLabels)
        clear();
    LabelQuestion question;
    QHash<QByteArray, size_t> places;
    for (const LabelWish &wish : wishes) {
        const QByteArray id = idOf(wish.source);
        Known &known = m_known[id];
        if (known.failure)
            continue;
        for (const LabelKey &key : wish.keys) {
            const QByteArray row = idOf(key);
            if (key.size() != wish.source.key.size() || known.asked.contains(row))
                continue;
            known.asked.insert(row);
            ++m_count;
            if (!places.contains(id)) {
                places.insert(id, question.m_wishes.size());
                question.m_wishes.push_back({wish.source, {}});
            }
            question.m_wishes[places.value(id)].keys.push_back(key);
        }
    }
    return question;
}

LabelQuestion LabelCache::take(const LabelQuestion &question, const Result<PipelineAnswer> &answer)
{
    const std::vector<LabelWish> &wishes = question.wishes();
    const qsizetype answered = answer ? std::max<qsizetype>(0, qsizetype(answer->answers.size()) - Before) : 0;
    for (qsizetype i = 0; i < std::min(answered, qsizetype(wishes.size())); ++i) {
        const connection::RowBatch &rows = answer->answers[size_t(i + Before)].rows;
        const qsizetype keys = qsizetype(wishes[size_t(i)].source.key.size());
        Known &known = m_known[idOf(wishes[size_t(i)].source)];
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            LabelKey key;
            for (qsizetype column = 0; column < keys; ++column)
                key.push_back(rows.value(row, column).value_or(QByteArray()));
            known.labels.insert(idOf(key), rows.text(row, keys));
        }
    }
    LabelQuestion rest;
    const Error *error = failureOf(answer);
    if (!error)
        return rest;
    // One that was cancelled is asked again when it is wanted again; the one that failed or took too long is not.
    // A missing right is its own, too.
    const bool isItsOwn = answer && error->kind != ErrorKind::Cancelled && error->kind != ErrorKind::Connection;
    for (qsizetype i = answered; i < qsizetype(wishes.size()); ++i) {
        Known &known = m_known[idOf(wishes[size_t(i)].source)];
        const bool hasFailed = isItsOwn && i == answered;
        if (hasFailed)
            known.failure = *error;
        else if (isItsOwn)
            rest.m_wishes.push_back(wishes[size_t(i)]);
        else
            for (const LabelKey &key : wishes[size_t(i)].keys)
                known.asked.remove(idOf(key));
    }
    return rest;
}

std::optional<QString> LabelCache::label(const LabelSource &source, const LabelKey &key) const
{
    const auto known = m_known.constFind(idOf(source));
    if (known == m_known.constEnd())
        return {};
    const QByteArray row = idOf(key);
    const auto found = known->labels.constFind(row);
    if (found != known->labels.constEnd())
        return *found;
    return known->asked.contains(row) ? std::optional(QString()) : std::nullopt;
}

const Error *LabelCache::failure(const LabelSource &source) const
{
    const auto known = m_known.constFind(idOf(source));
    if (known == m_known.constEnd())
        return nullptr;
    const std::optional<Error> &failure = known->failure;
    return failure ? &*failure : nullptr;
}

void LabelCache::clear()
{
    m_known.clear();
    m_count = 0;
}

Result<void> readLabels(connection::Session &session, LabelCache &cache, const std::vector<LabelWish> &wishes)
{
    LabelQuestion question = cache.question(wishes);
    while (!question.isEmpty()) {
        const auto answer = session.pipeline(question.statements()).result();
        question = cache.take(question, answer);
        if (!answer)
            return fail(answer.error());
    }
    return {};
}

} // namespace howdah::entity
