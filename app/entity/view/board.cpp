// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/board.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::entity {

// What an enum cannot be would be an error of the statement.
static bool canBe(const Entities &entities, const catalog::Column &column, const QString &schema, const QString &state)
{
    const auto &types = entities.catalog().types;
    const auto type = std::ranges::find_if(types, [&](const catalog::Type &one) {
        return !one.labels.isEmpty() && (column.type == one.name || column.type == one.schema + u'.' + one.name)
            && (one.schema == schema || column.type.contains(u'.'));
    });
    return type == types.end() || type->labels.contains(state);
}

// Those that are shown first, without what stands on the card already.
static QStringList factsOf(const Entities &entities, const BoundEntity &entity)
{
    QStringList facts;
    const EntityDefinition &definition = *entity.definition;
    for (const QString &name : definition.columns) {
        const bool isShown = name == definition.state.column || name == definition.time
                          || definition.label.source().contains(name) || definition.longText.contains(name);
        if (!isShown && !definition.isSensitive(name) && entities.catalog().column(entity.relation, name))
            facts << name;
    }
    return facts.first(std::min<qsizetype>(facts.size(), BoardQuestion::MostFacts));
}

static QString
cardsSql(const Entities &entities, const BoundEntity &entity, const QStringList &facts, const QString &where)
{
    const QString &table = entity.table();
    QStringList inner{
        labelSql(entities, entity) + u" AS label"_s, subtitleSql(entities, entity) + u" AS subtitle"_s,
        textSql(entities, entity, entity.definition->time) + u" AS happened"_s};
    QStringList outer{u"card.label"_s, u"card.subtitle"_s, u"card.happened"_s};
    for (qsizetype i = 0; i < facts.size(); ++i) {
        const QString name = u"fact"_s + QString::number(i);
        inner << columnSql(table, facts[i]) + u" AS "_s + name;
        const QString label = referredLabelSql(entities, entity, facts[i], u"card."_s + name);
        const QString text = u"card."_s + name + u"::pg_catalog.text"_s;
        outer << (label.isEmpty() ? text : u"COALESCE("_s + label + u", "_s + text + u')');
    }
    for (qsizetype i = 0; i < entity.key.size(); ++i) {
        const QString name = u"key"_s + QString::number(i);
        inner << columnSql(table, entity.key[i]) + u" AS "_s + name;
        outer << u"card."_s + name;
    }
    QStringList order;
    const QString &time = entity.definition->time;
    if (entities.catalog().column(entity.relation, time)) {
        inner << columnSql(table, time) + u" AS place"_s;
        order << u"card.place DESC NULLS LAST"_s;
    }
    for (qsizetype i = 0; i < entity.key.size(); ++i)
        order << u"card.key"_s + QString::number(i);
    return u"SELECT "_s + outer.join(u", "_s) + u"\nFROM (SELECT "_s + inner.join(u", "_s) + fromSql(entity)
         + u"\nWHERE "_s + where + newestFirst(entities, entity) + u"\nLIMIT "_s
         + QString::number(BoardQuestion::MostCards) + u") AS card"_s
         + (order.isEmpty() ? QString() : u"\nORDER BY "_s + order.join(u", "_s));
}

BoardQuestion boardQuestion(const Entities &entities, const BoundEntity &entity, const ViewDefinition &view)
{
    BoardQuestion question{&entity, &view, {}, {}, factsOf(entities, entity)};
    const catalog::Column *column = entities.catalog().column(entity.relation, entity.definition->state.column);
    if (!column)
        return question;
    const RowValues none;
    for (const QString &state : view.columns) {
        if (!canBe(entities, *column, entity.schema, state))
            continue;
        question.states << state;
        for (const bool isCount : {true, false}) {
            StatementWriter writer(entities.catalog(), entity.schema, entity.relation, none);
            const QString where = equalSql(entity.table(), *column, writer.add(state.toUtf8(), parameterType(*column)));
            question.statements.push_back(writer.statement(
                isCount ? u"SELECT pg_catalog.count(*) FROM (SELECT 1"_s + fromSql(entity) + u"\nWHERE "_s + where
                              + u"\nLIMIT "_s + QString::number(BoardQuestion::MostCounted + 1) + u") AS found"_s
                        : cardsSql(entities, entity, question.facts, where)));
        }
    }
    return question;
}

Board boardIn(const BoardQuestion &question, const std::vector<connection::Answer> &answers)
{
    Board board;
    const EntityDefinition &definition = *question.entity->definition;
    board.title = question.view->title;
    for (qsizetype i = 0; i < question.states.size(); ++i) {
        BoardColumn column;
        column.state = question.states[i];
        column.tone = definition.state.toneOf(column.state);
        for (const auto &[state, action] : question.view->moves) {
            const ActionDefinition *move = state == column.state ? definition.action(action) : nullptr;
            if (move) {
                column.move = move->id;
                column.moveTitle = move->title;
            }
        }
        if (size_t(2 * i + 1) >= answers.size())
            break;
        const qint64 counted = answers[size_t(2 * i)].rows.integer(0, 0);
        column.isMore = counted > BoardQuestion::MostCounted;
        column.count = std::min(counted, BoardQuestion::MostCounted);
        const connection::RowBatch &rows = answers[size_t(2 * i + 1)].rows;
        for (qsizetype row = 0; row < rows.rowCount(); ++row) {
            BoardCard card{{}, rows.text(row, 0), rows.text(row, 1), rows.text(row, 2), {}};
            for (qsizetype fact = 0; fact < question.facts.size(); ++fact) {
                if (!rows.isNull(row, 3 + fact))
                    card.facts.emplace_back(question.facts[fact], rows.text(row, 3 + fact));
            }
            card.key = keyIn(*question.entity, rows, row, 3 + question.facts.size());
            column.cards.push_back(std::move(card));
        }
        board.columns.push_back(std::move(column));
    }
    return board;
}

} // namespace howdah::entity
