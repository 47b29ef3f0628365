// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/actionsql.h"
#include "entity/record.h"

namespace howdah::entity {

// All that is known of one row of an entity, as its card shows it.

struct CardAction
{
    const ActionDefinition *action = nullptr;
    QString why; // it cannot be done now; "" when it can
};

struct CardRelation
{
    const RelationDefinition *relation = nullptr;
    const BoundEntity *other = nullptr;
    qint64 count = 0;
    bool isMore = false; // there are more than were counted
    std::vector<RelatedRow> newest;
    std::optional<Error> failure; // it could not be asked
};

struct Card
{
    std::shared_ptr<const Entities> entities; // keep what is pointed to
    const BoundEntity *entity = nullptr;
    bool isThere = false; // false: there is no such row, or it may not be seen
    Record record;
    QString state; // "" without one
    Tone tone = Tone::Neutral;
    std::vector<CardAction> actions;
    std::vector<CardRelation> relations; // those whose other side is there, in the order of the file
    [[nodiscard]] RowValues key() const; // of the row
};

// What is asked of the server for a card. The row first: its values are what the rest is asked by. The rest is one
// round trip, unless a statement of it fails: then the others are asked again without that.
class CardQuestion final
{
public:
    static constexpr qint64 MostCounted = 10'000;
    static constexpr int Newest = 3;
    static constexpr int BudgetMs = 4000; // for each statement

    // `key`: values that find the row alone.
    CardQuestion(std::shared_ptr<const Entities> entities, const BoundEntity &entity, const RowValues &key);

    // For Session::pipeline(); empty when all is known. To be given back with its answer, by take().
    [[nodiscard]] std::vector<connection::Statement> statements() const;
    // An error: the row itself could not be read, or the line is lost.
    Result<void> take(const Result<connection::PipelineAnswer> &answer);
    [[nodiscard]] bool isDone() const;
    [[nodiscard]] const Card &card() const { return m_card; }

private:
    // The label and facts, the preconditions, and of each relation the count and the newest.
    struct Part
    {
        enum class Kind : quint8 { Preconditions, Count, Newest };
        Kind kind = Kind::Preconditions;
        size_t relation = 0; // of m_card.relations
        connection::Statement statement;
    };
    void askRest();
    void takeRecord(const connection::RowBatch &rows);
    void takePart(const Part &part, const connection::RowBatch &rows);
    void failPart(const Part &part, const Error &error);

    RowValues m_key;
    bool m_hasRecord = false;
    std::vector<Part> m_parts; // still to be answered
    Card m_card;
};

// Asks until all is known; for commands and tests. Blocks.
[[nodiscard]] Result<Card> readCard(
    connection::Session &session, std::shared_ptr<const Entities> entities, const BoundEntity &entity,
    const RowValues &key);

} // namespace howdah::entity
