// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/lintrewrite.h"

#include "migration/source/tr.h"
#include "sql/lexer.h"
#include "sql/quote.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

StatementPlaces::StatementPlaces(const QByteArray &statement)
    : m_text(statement)
{
    sql::Lexer lexer;
    lexer.setInput(m_text, 0, true);
    int depth = 0;
    qsizetype end = 0;
    for (sql::Token token = lexer.next(); token.type != sql::TokenType::End; token = lexer.next()) {
        if (token.type == sql::TokenType::Backslash)
            lexer.skip(1);
        if (token.symbol == '(' || token.symbol == '[')
            ++depth;
        else if (token.symbol == ')' || token.symbol == ']')
            --depth;
        else if (token.symbol == ',' && depth == 0)
            m_commandEnds.push_back(end);
        end = qsizetype(token.end);
        m_tokens.push_back({qsizetype(token.begin), end, token.type == sql::TokenType::Word});
    }
    m_commandEnds.push_back(end);
}

std::optional<qsizetype> StatementPlaces::behind(QByteArrayView word, qsizetype from) const
{
    for (const Place &place : m_tokens) {
        const QByteArrayView text = QByteArrayView(m_text).sliced(place.begin, place.end - place.begin);
        if (place.word && place.begin >= from && sql::isKeyword(text, word))
            return place.end;
    }
    return {};
}

QByteArrayList StatementPlaces::tokensFrom(qsizetype offset, int count) const
{
    QByteArrayList texts;
    for (const Place &place : m_tokens) {
        if (place.begin >= offset && texts.size() < count)
            texts << m_text.sliced(place.begin, place.end - place.begin);
    }
    return texts;
}

qsizetype StatementPlaces::endOfToken(qsizetype offset, int further) const
{
    for (size_t i = 0; i < m_tokens.size(); ++i) {
        if (m_tokens[i].begin >= offset)
            return m_tokens[std::min(i + size_t(further), m_tokens.size() - 1)].end;
    }
    return m_text.size();
}

QByteArray quoted(const QString &name)
{
    // What needs no quotes is left without them, as people write it. Keywords are quoted to be safe.
    static const QRegularExpression plain(u"^[a-z_][a-z0-9_]*$"_s);
    static const QRegularExpression reserved(
        u"^(all|analy[sz]e|and|any|array|as|asc|asymmetric|authorization|binary|both|case|cast|check|collat.*|column|"
        "concurrently|constraint|create|cross|current_.*|default|deferrable|desc|distinct|do|else|end|except|false|"
        "fetch|for|foreign|freeze|from|full|grant|group|having|ilike|in|initially|inner|intersect|into|is|isnull|join|"
        "lateral|leading|left|like|limit|localtime.*|natural|not|notnull|null|offset|on|only|or|order|outer|overlaps|"
        "placing|primary|references|returning|right|select|session_user|similar|some|symmetric|table|tablesample|then|"
        "to|trailing|true|union|unique|user|using|variadic|verbose|when|where|window|with)$"_s);
    const bool bare = plain.match(name).hasMatch() && !reserved.match(name).hasMatch();
    return bare ? name.toUtf8() : sql::quoteIdentifier(name).toUtf8();
}

QByteArray quoted(const sql::RelationName &name)
{
    return (name.schema.isEmpty() ? QByteArray() : quoted(name.schema) + '.') + quoted(name.name);
}

QByteArray quoted(const QStringList &names)
{
    QByteArrayList parts;
    for (const QString &name : names)
        parts << quoted(name);
    return parts.join(", ");
}

std::optional<QString> constraintName(const sql::RelationName &table, const QStringList &columns, const QString &suffix)
{
    const QString name = (QStringList{table.name} + columns + QStringList{suffix}).join(u'_');
    return name.toUtf8().size() <= 63 ? std::optional(name) : std::nullopt;
}

namespace rewrite {

Rewrite insertion(const LintWork &work, qsizetype at, const QByteArray &text, const QString &title)
{
    return {title, {{work.statement().offset + at, 0, text}}};
}

Rewrite replacement(const LintWork &work, const QByteArray &text, const QString &title)
{
    return {title, {{work.statement().offset, work.statement().size, text}}};
}

static bool leavesNothingHalfDone(const LintWork &work)
{
    using enum sql::StatementKind;
    const auto aboutIndex = [](const sql::Classification &what) {
        return what.kind == CreateIndex || what.kind == Reindex || what.command == "DROP INDEX"_L1;
    };
    const bool index = aboutIndex(work.statement().what);
    return std::ranges::all_of(work.file().statements, [&](const LintStatement &statement) {
        return &statement == &work.statement() || statement.what.kind == Set || statement.what.kind == Comment
            || (index && aboutIndex(statement.what));
    });
}

std::optional<Rewrite> withoutTransaction(const LintWork &work, Rewrite rewrite)
{
    if (!work.file().script->transaction)
        return rewrite;
    if (!leavesNothingHalfDone(work))
        return {};
    rewrite.edits.insert(rewrite.edits.begin(), {0, 0, "-- howdah: transaction off\n"});
    return rewrite;
}

std::optional<Rewrite> concurrently(const LintWork &work, QByteArrayView word, bool outsideTransaction)
{
    const auto at = StatementPlaces(work.statement().tree.text).behind(word);
    if (!at)
        return {};
    Rewrite change = insertion(work, *at, " CONCURRENTLY", tr("Do it CONCURRENTLY, without a transaction"));
    return outsideTransaction ? withoutTransaction(work, std::move(change)) : change;
}

// The suffix of PostgreSQL's own names, and the columns in them.
static std::optional<QString> nameOf(const sql::RelationName &table, const QJsonObject &constraint)
{
    if (constraint.contains("conname"_L1))
        return constraint["conname"_L1].toString();
    if (constraint["contype"_L1] == "CONSTR_FOREIGN"_L1)
        return constraintName(table, stringsOf(constraint["fk_attrs"_L1]), u"fkey"_s);
    return {}; // a check is named after the columns of its expression
}

std::optional<Rewrite>
validatedLater(const LintWork &work, const sql::RelationName &table, const QJsonObject &constraint, size_t command)
{
    const QByteArray &text = work.statement().tree.text;
    const StatementPlaces places(text);
    const auto name = nameOf(table, constraint);
    if (command >= places.commandEnds().size() || !name
        || places.commandEnds().size() != size_t(work.body()["cmds"_L1].toArray().size()))
        return {};
    QByteArray changed = text;
    changed.insert(places.commandEnds()[command], " NOT VALID");
    if (!constraint.contains("conname"_L1))
        changed.insert(constraint["location"_L1].toInt(), "CONSTRAINT " + quoted(*name) + ' ');
    const Rewrite both = replacement(
        work, changed + ";\nALTER TABLE " + quoted(table) + " VALIDATE CONSTRAINT " + quoted(*name),
        tr("Add it NOT VALID and validate it afterwards, without a transaction"));
    if (auto apart = withoutTransaction(work, both))
        return apart;
    return replacement(work, changed, tr("Add it NOT VALID, and validate it in a later migration"));
}

} // namespace rewrite

} // namespace howdah::migration
