// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/view/viewsql.h"

namespace howdah::entity {

// The rows of an entity by their states.

struct BoardCard
{
    RowValues key;
    QString label;
    QString subtitle;
    QString time;                                   // the server's text
    std::vector<std::pair<QString, QString>> facts; // columns with values; references by their labels
    bool operator==(const BoardCard &) const = default;
};

struct BoardColumn
{
    QString state;
    Tone tone = Tone::Neutral;
    qint64 count = 0;
    bool isMore = false; // of rows than were counted
    QString move;        // the action that a card is moved here by; "" without one
    QString moveTitle;
    std::vector<BoardCard> cards; // the newest
};

struct Board
{
    QString title;
    std::vector<BoardColumn> columns;
};

struct BoardQuestion
{
    static constexpr int MostCards = 100;         // of a column, the newest
    static constexpr qint64 MostCounted = 10'000; // of a column
    static constexpr int MostFacts = 3;
    const BoundEntity *entity = nullptr;
    const ViewDefinition *view = nullptr;
    std::vector<connection::Statement> statements; // a count and the cards, of each column in turn
    QStringList states;                            // of the statements; those of the view that the column can have
    QStringList facts;
};
[[nodiscard]] BoardQuestion
boardQuestion(const Entities &entities, const BoundEntity &entity, const ViewDefinition &view);
[[nodiscard]] Board boardIn(const BoardQuestion &question, const std::vector<connection::Answer> &answers);

} // namespace howdah::entity
