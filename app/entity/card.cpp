// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/card.h"

using namespace Qt::StringLiterals;

namespace howdah::entity {

using connection::PipelineAnswer;
using connection::RowBatch;
using connection::Statement;

constexpr size_t Preamble = 2; // BEGIN and the budget

RowValues Card::key() const
{
    RowValues key;
    for (const QString &name : entity->key)
        key.insert(name, record.values.value(name));
    return key;
}

CardQuestion::CardQuestion(std::shared_ptr<const Entities> entities, const BoundEntity &entity, const RowValues &key)
    : m_key(key)
{
    m_card.entities = std::move(entities);
    m_card.entity = &entity;
}

bool CardQuestion::isDone() const { return m_hasRecord && m_parts.empty(); }

std::vector<Statement> CardQuestion::statements() const
{
    if (isDone())
        return {};
    std::vector<Statement> all{
        {u"BEGIN READ ONLY"_s, {}}, {u"SET LOCAL statement_timeout = "_s + QString::number(BudgetMs), {}}};
    if (!m_hasRecord)
        all.push_back(recordStatement(*m_card.entities, *m_card.entity, m_key));
    for (const Part &part : m_parts)
        all.push_back(part.statement);
    all.push_back({u"COMMIT"_s, {}});
    return all;
}

Result<void> CardQuestion::take(const Result<PipelineAnswer> &answer)
{
    if (!answer)
        return fail(answer.error());
    const auto &answers = answer->answers;
    if (!m_hasRecord) {
        if (answers.size() <= Preamble)
            return fail(answer->error.value_or(makeError(ErrorKind::Internal, u"no answer"_s)));
        takeRecord(answers[Preamble].rows);
        return {};
    }
    if (answers.size() < Preamble && answer->error)
        return fail(*answer->error);
    std::vector<Part> parts = std::exchange(m_parts, {});
    for (size_t i = 0; i < parts.size(); ++i) {
        const size_t at = Preamble + i;
        if (at < answers.size())
            takePart(parts[i], answers[at].rows);
        else if (at == answers.size() && answer->error)
            failPart(parts[i], *answer->error);
        else
            m_parts.push_back(std::move(parts[i])); // it was not come to
    }
    return {};
}

void CardQuestion::takeRecord(const RowBatch &rows)
{
    m_hasRecord = true;
    m_card.isThere = rows.rowCount() == 1;
    if (!m_card.isThere)
        return;
    m_card.record = recordIn(*m_card.entities, *m_card.entity, rows, 0);
    const StateDefinition &state = m_card.entity->definition->state;
    if (const auto value = m_card.record.values.value(state.column); value && !state.column.isEmpty()) {
        m_card.state = QString::fromUtf8(*value);
        m_card.tone = state.toneOf(m_card.state);
    }
    askRest();
}

void CardQuestion::askRest()
{
    const Entities &entities = *m_card.entities;
    const BoundEntity &entity = *m_card.entity;
    const RowValues &row = m_card.record.values;
    for (const ActionDefinition &action : entity.definition->actions)
        m_card.actions.push_back({&action, {}});
    const bool hasConditions =
        std::ranges::any_of(entity.definition->actions, [](const auto &one) { return !one.preconditions.empty(); });
    if (hasConditions && !entity.key.isEmpty())
        m_parts.push_back({Part::Kind::Preconditions, 0, preconditionStatement(entities, entity, row)});
    for (const RelationDefinition &relation : entity.definition->relations) {
        const auto count = relatedCount(entities, entity, relation, row, MostCounted);
        const auto newest = relatedRows(entities, entity, relation, row, Newest);
        if (!count || !newest)
            continue;
        const size_t place = m_card.relations.size();
        m_card.relations.push_back({&relation, entities.otherOf(entity, relation), 0, false, {}, {}});
        m_parts.push_back({Part::Kind::Count, place, *count});
        m_parts.push_back({Part::Kind::Newest, place, *newest});
    }
}

void CardQuestion::takePart(const Part &part, const RowBatch &rows)
{
    switch (part.kind) {
    case Part::Kind::Preconditions: {
        qsizetype place = 0;
        for (CardAction &one : m_card.actions) {
            for (const PreconditionDefinition &condition : one.action->preconditions) {
                const bool holds = rows.rowCount() == 1 && rows.boolean(0, place);
                ++place;
                if (!holds && one.why.isEmpty())
                    one.why = condition.otherwise;
            }
        }
        return;
    }
    case Part::Kind::Count: {
        CardRelation &relation = m_card.relations[part.relation];
        const qint64 counted = rows.rowCount() == 1 ? rows.integer(0, 0) : 0;
        relation.isMore = counted > MostCounted;
        relation.count = qMin(counted, MostCounted);
        return;
    }
    case Part::Kind::Newest: {
        CardRelation &relation = m_card.relations[part.relation];
        relation.newest = relatedIn(*m_card.entities, *m_card.entity, *relation.relation, rows);
        return;
    }
    }
}

void CardQuestion::failPart(const Part &part, const Error &error)
{
    if (part.kind != Part::Kind::Preconditions) {
        m_card.relations[part.relation].failure = error;
        return;
    }
    for (CardAction &one : m_card.actions) {
        if (!one.action->preconditions.empty())
            one.why = error.message;
    }
}

Result<Card> readCard(
    connection::Session &session, std::shared_ptr<const Entities> entities, const BoundEntity &entity,
    const RowValues &key)
{
    CardQuestion question(std::move(entities), entity, key);
    while (!question.isDone()) {
        if (Result<void> taken = question.take(session.pipeline(question.statements()).result()); !taken)
            return fail(taken.error());
    }
    return question.card();
}

} // namespace howdah::entity
