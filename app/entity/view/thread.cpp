// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/thread.h"

#include "entity/tr.h"

#include <QHash>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::entity {

namespace {

// The columns of the answer with what was said.
namespace said {
enum { Who, Text, Time, TimeMs, Reply, Model, Tokens, Cost, Duration, Rating, ErrorText, FirstKey };
} // namespace said

constexpr qsizetype LongestCell = 4000; // characters of a value that is shown folded

connection::Statement
turnsStatement(const ThreadQuestion &question, const StatementWriter &writer, const QString &fromAndWhere)
{
    const BoundEntity &holder = *question.said;
    const ViewDefinition &view = *question.view;
    const auto text = [&](const QString &column) {
        return textSql(*question.entities, holder, column.contains(u'.') ? QString() : column);
    };
    QStringList order;
    if (question.entities->catalog().column(holder.relation, view.time))
        order << columnSql(holder.table(), view.time);
    for (const QString &name : holder.key)
        order << columnSql(holder.table(), name);
    const QString keys = keySql(holder);
    return writer.statement(
        u"SELECT "_s
        + QStringList{text(view.role), text(view.text), text(view.time), epochSql(*question.entities, holder, view.time), text(view.reply), text(view.model), text(view.tokens), text(view.cost), text(view.duration), text(view.rating), text(view.error)}
              .join(u", "_s)
        + (keys.isEmpty() ? QString() : u", "_s + keys) + fromAndWhere
        + (order.isEmpty() ? QString() : u"\nORDER BY "_s + order.join(u", "_s)) + u"\nLIMIT "_s
        + QString::number(ThreadQuestion::MostTurns + 1));
}

// The columns of a detail: those that are shown first, and those that the view adds up.
QStringList
detailColumns(const ThreadQuestion &question, const BoundEntity &entity, const QString &id, const QStringList &holds)
{
    QStringList columns = entity.definition->columns;
    for (const auto &[name, shape] : entity.definition->json)
        columns << name;
    columns << entity.definition->longText;
    const ViewDefinition &view = *question.view;
    for (const QString &path : {view.model, view.tokens, view.cost, view.duration, view.rating}) {
        if (path.startsWith(id + u'.'))
            columns << path.sliced(id.size() + 1);
    }
    columns.removeDuplicates();
    columns.removeIf([&](const QString &name) {
        return holds.contains(name) || entity.definition->isSensitive(name)
            || !question.entities->catalog().column(entity.relation, name);
    });
    return columns;
}

QString detailSql(const ThreadQuestion &question, const ThreadQuestion::Detail &detail, const QString &fromAndWhere)
{
    const BoundEntity &entity = *detail.entity;
    QStringList expressions{
        labelSql(*question.entities, entity), epochSql(*question.entities, entity, entity.definition->time)};
    for (const QString &name : detail.holds)
        expressions << columnSql(entity.table(), name);
    for (const QString &name : detail.columns)
        expressions << u"pg_catalog.left("_s + textSql(*question.entities, entity, name) + u", "_s
                           + QString::number(LongestCell + 1) + u')';
    if (const QString keys = keySql(entity); !keys.isEmpty())
        expressions << keys;
    QStringList order;
    if (question.entities->catalog().column(entity.relation, entity.definition->time))
        order << columnSql(entity.table(), entity.definition->time);
    for (const QString &name : entity.key)
        order << columnSql(entity.table(), name);
    return u"SELECT "_s + expressions.join(u", "_s) + fromAndWhere
         + (order.isEmpty() ? QString() : u"\nORDER BY "_s + order.join(u", "_s)) + u"\nLIMIT "_s
         + QString::number(ThreadQuestion::MostDetails);
}

void addDetailStatement(
    ThreadQuestion &question, const RelationDefinition *saidRelation, const QString &id, const RowValues &key)
{
    const BoundEntity &holder = question.said ? *question.said : *question.entity;
    const RelationDefinition *relation = holder.definition->relation(id);
    const auto sides = relation && relation->kind == RelationKind::Children
                         ? sidesOf(*question.entities, holder, *relation)
                         : std::nullopt;
    if (!sides)
        return;
    const BoundEntity &entity = *question.entity;
    StatementWriter writer(question.entities->catalog(), entity.schema, entity.relation, key);
    const auto rows = saidRelation ? relatedSql(*question.entities, entity, *saidRelation, *relation, key, writer)
                                   : relatedSql(*question.entities, entity, *relation, key, writer);
    if (!rows)
        return;
    ThreadQuestion::Detail detail{relation, sides->other, sides->theirs, sides->own, {}};
    detail.columns = detailColumns(question, *detail.entity, id, detail.holds);
    question.detailStatements.push_back(writer.statement(detailSql(question, detail, *rows)));
    question.details.push_back(std::move(detail));
}

QByteArray joined(const std::vector<std::optional<QByteArray>> &values)
{
    QByteArray id;
    for (const auto &value : values)
        id += QByteArray::number(value ? value->size() : -1) + ':' + value.value_or(QByteArray());
    return id;
}

void addTurns(Thread &thread, const ThreadQuestion &question, const connection::RowBatch &rows)
{
    const ViewDefinition &view = *question.view;
    thread.isCut = rows.rowCount() > ThreadQuestion::MostTurns;
    const qsizetype count = std::min<qsizetype>(rows.rowCount(), ThreadQuestion::MostTurns);
    thread.turns.reserve(size_t(count) * (view.reply.isEmpty() ? 1 : 2));
    for (qsizetype row = 0; row < count; ++row) {
        ThreadTurn turn;
        turn.key = keyIn(*question.said, rows, row, said::FirstKey);
        turn.who = rows.text(row, said::Who);
        turn.role = view.role.isEmpty() ? ThreadRole::User : roleOf(view, turn.who);
        turn.text = rows.text(row, said::Text);
        turn.time = rows.text(row, said::Time);
        turn.timeMs = epochIn(rows, row, said::TimeMs);
        ThreadTurn reply = turn;
        ThreadTurn &answer = view.reply.isEmpty() ? turn : reply;
        answer.model = rows.text(row, said::Model);
        answer.tokens = rows.text(row, said::Tokens);
        answer.cost = rows.text(row, said::Cost);
        answer.duration = rows.text(row, said::Duration);
        answer.rating = rows.text(row, said::Rating);
        answer.error = rows.text(row, said::ErrorText);
        thread.turns.push_back(std::move(turn));
        if (view.reply.isEmpty())
            continue;
        reply.isReply = true;
        reply.role = ThreadRole::Assistant;
        reply.who.clear();
        reply.text = rows.text(row, said::Reply);
        if (!reply.text.isEmpty() || !reply.error.isEmpty())
            thread.turns.push_back(std::move(reply));
    }
}

// The figures of a turn that stand in its details.
class Figures final
{
public:
    Figures(const ViewDefinition &view, ThreadTurn &turn)
        : m_view(view)
        , m_turn(turn)
    {
    }
    void take(const ThreadDetail &detail)
    {
        const auto of = [&](const QString &path) {
            const QString column = path.startsWith(detail.id + u'.') ? path.sliced(detail.id.size() + 1) : QString();
            for (const auto &[name, value] : detail.values) {
                if (!column.isEmpty() && name == column)
                    return value;
            }
            return QString();
        };
        add(m_turn.tokens, of(m_view.tokens));
        add(m_turn.cost, of(m_view.cost));
        add(m_turn.duration, of(m_view.duration));
        const QString model = of(m_view.model);
        if (!model.isEmpty() && !m_turn.model.split(u", "_s).contains(model))
            m_turn.model += (m_turn.model.isEmpty() ? QString() : u", "_s) + model;
        const QString rating = m_view.rating == detail.id ? detail.label : of(m_view.rating);
        if (!rating.isEmpty())
            m_turn.rating = rating;
    }

private:
    static void add(QString &sum, const QString &value)
    {
        if (value.isEmpty())
            return;
        bool isWhole = false;
        bool isSumWhole = true;
        const qint64 more = value.toLongLong(&isWhole);
        const qint64 before = sum.isEmpty() ? 0 : sum.toLongLong(&isSumWhole);
        sum = isWhole && isSumWhole ? QString::number(before + more)
                                    : QString::number(sum.toDouble() + value.toDouble(), 'g', 12);
    }
    const ViewDefinition &m_view;
    ThreadTurn &m_turn;
};

// Which turn what was said by time belongs to: the last that is not later.
qsizetype turnAt(const Thread &thread, double time)
{
    qsizetype found = 0;
    for (size_t i = 0; i < thread.turns.size(); ++i) {
        if (!std::isnan(thread.turns[i].timeMs) && thread.turns[i].timeMs <= time)
            found = qsizetype(i);
    }
    return found;
}

} // namespace

Result<ThreadQuestion> threadQuestion(
    std::shared_ptr<const Entities> entities, const BoundEntity &entity, const ViewDefinition &view,
    const RowValues &key)
{
    ThreadQuestion question;
    question.entities = std::move(entities);
    question.entity = &entity;
    question.view = &view;
    question.statements.push_back(headStatement(*question.entities, entity, key));
    StatementWriter writer(question.entities->catalog(), entity.schema, entity.relation, key);
    const RelationDefinition *relation = nullptr;
    if (view.json.isEmpty()) {
        relation = entity.definition->relation(view.relation);
        question.said = relation ? question.entities->otherOf(entity, *relation) : nullptr;
        const auto rows = question.said ? relatedSql(*question.entities, entity, *relation, key, writer) : std::nullopt;
        if (!rows)
            return fail(ErrorKind::NotFound, tr("This database has no table of what was said"));
        question.statements.push_back(turnsStatement(question, writer, *rows));
    } else {
        question.statements.push_back(writer.statement(
            u"SELECT "_s + textSql(*question.entities, entity, view.json) + fromSql(entity) + u"\nWHERE "_s
            + writer.isRow(entity.table(), key.keys()) + u"\nLIMIT 1"_s));
    }
    for (const QString &id : view.details)
        addDetailStatement(question, relation, id, key);
    return question;
}

Thread threadIn(const ThreadQuestion &question, const std::vector<connection::Answer> &answers)
{
    Thread thread;
    thread.title = question.view->title;
    if (answers.size() < 2)
        return thread;
    thread.head = headIn(*question.entity, answers[0].rows);
    if (question.said) {
        addTurns(thread, question, answers[1].rows);
        return thread;
    }
    const auto json = answers[1].rows.value(0, 0);
    auto turns = json ? turnsInJson(*question.view, *json) : std::vector<ThreadTurn>();
    if (!turns)
        thread.problem = tr("The column %1 holds no list of messages").arg(question.view->json);
    else
        thread.turns = std::move(*turns);
    return thread;
}

void addDetails(Thread &thread, const ThreadQuestion &question, const std::vector<connection::Answer> &answers)
{
    QHash<QByteArray, qsizetype> places; // the last half of a row, which is the answer
    for (size_t d = 0; d < question.details.size() && d < answers.size() && !thread.turns.empty(); ++d) {
        const ThreadQuestion::Detail &detail = question.details[d];
        const connection::RowBatch &rows = answers[d].rows;
        if (question.said) {
            places.clear();
            for (size_t i = 0; i < thread.turns.size(); ++i) {
                std::vector<std::optional<QByteArray>> values;
                for (const QString &name : detail.of)
                    values.push_back(thread.turns[i].key.value(name));
                places.insert(joined(values), qsizetype(i));
            }
        }
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            ThreadDetail one{
                detail.relation->title, detail.relation->id, detail.entity->relation, {}, rows.text(row, 0), {}};
            qsizetype place = 2;
            std::vector<std::optional<QByteArray>> holds;
            holds.reserve(size_t(detail.holds.size()));
            for (qsizetype i = 0; i < detail.holds.size(); ++i)
                holds.push_back(rows.value(row, place++));
            for (const QString &name : detail.columns) {
                QString value = rows.text(row, place++);
                if (value.size() > LongestCell)
                    value = value.first(LongestCell) + u'…';
                if (!value.isEmpty())
                    one.values.emplace_back(name, value);
            }
            one.key = keyIn(*detail.entity, rows, row, place);
            const qsizetype at =
                question.said ? places.value(joined(holds), -1) : turnAt(thread, epochIn(rows, row, 1));
            if (at < 0)
                continue;
            ThreadTurn &turn = thread.turns[size_t(at)];
            Figures(*question.view, turn).take(one);
            turn.details.push_back(std::move(one));
        }
    }
}

ThreadRole roleOf(const ViewDefinition &view, const QString &value)
{
    using enum ThreadRole;
    QString known = value.toLower();
    for (const auto &[name, role] : view.roles) {
        if (name == value)
            known = role;
    }
    if (known == "user"_L1 || known == "human"_L1)
        return User;
    if (known == "assistant"_L1 || known == "ai"_L1 || known == "agent"_L1 || known == "model"_L1)
        return Assistant;
    if (known == "tool"_L1 || known == "function"_L1)
        return Tool;
    if (known == "system"_L1 || known == "developer"_L1)
        return System;
    return Other;
}

QString roleText(ThreadRole role)
{
    using enum ThreadRole;
    switch (role) {
    case User:
        return tr("User");
    case Assistant:
        return tr("Assistant");
    case Tool:
        return tr("Tool");
    case System:
        return tr("System");
    case Other:
        return tr("Other");
    }
    return {};
}

double pauseBefore(const Thread &thread, size_t turn)
{
    const double time = turn < thread.turns.size() ? thread.turns[turn].timeMs : std::nan("");
    for (size_t i = turn; i-- > 0;) {
        if (!std::isnan(thread.turns[i].timeMs))
            return time - thread.turns[i].timeMs;
    }
    return std::nan("");
}

} // namespace howdah::entity
