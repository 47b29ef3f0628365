// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/view/viewsql.h"

namespace howdah::entity {

// A conversation as one reads it.

enum class ThreadRole : quint8 { User, Assistant, Tool, System, Other };

// A row that belongs to what was said: the call of a tool, the tokens that were spent.
struct ThreadDetail
{
    QString title; // of its relation
    QString id;    // likewise
    catalog::Oid relation = 0;
    RowValues key;
    QString label;
    std::vector<std::pair<QString, QString>> values; // columns to be shown, those that have a value
};

struct ThreadTurn
{
    RowValues key;        // of the row that holds it; empty where it is an element of JSON
    bool isReply = false; // the second half of a row
    ThreadRole role = ThreadRole::Other;
    QString who; // as the database names the role; of a tool its name
    QString text;
    QString time;      // the server's text; "" for none
    double timeMs = 0; // since the epoch; NaN for none
    QString model;
    QString tokens;
    QString cost;
    QString duration; // milliseconds
    QString rating;
    QString error;
    std::vector<ThreadDetail> details;
};

struct Thread
{
    QString title;
    ViewHead head;
    std::vector<ThreadTurn> turns; // the oldest first
    bool isCut = false;            // there are more than were read
    QString problem;               // the JSON is no list of messages
};

// Asked in two steps, so that what was said is there before all that belongs to it: statements for Session::pipeline().
struct ThreadQuestion
{
    static constexpr int MostTurns = 20'000;   // the earliest
    static constexpr int MostDetails = 50'000; // of a relation
    std::shared_ptr<const Entities> entities;  // kept
    const BoundEntity *entity = nullptr;
    const BoundEntity *said = nullptr; // that holds what was said; nullptr: the entity itself, as JSON
    const ViewDefinition *view = nullptr;
    std::vector<connection::Statement> statements;
    std::vector<connection::Statement> detailStatements;
    struct Detail
    {
        const RelationDefinition *relation = nullptr;
        const BoundEntity *entity = nullptr;
        QStringList holds; // its columns with the key of what was said
        QStringList of;    // the columns that they hold
        QStringList columns;
    };
    std::vector<Detail> details; // of the detail statements
};
// ErrorKind::NotFound where the table of what was said is not there. Pure.
[[nodiscard]] Result<ThreadQuestion> threadQuestion(
    std::shared_ptr<const Entities> entities, const BoundEntity &entity, const ViewDefinition &view,
    const RowValues &key);
[[nodiscard]] Thread threadIn(const ThreadQuestion &question, const std::vector<connection::Answer> &answers);
// What belongs to it, in the order of the relations of the view.
void addDetails(Thread &thread, const ThreadQuestion &question, const std::vector<connection::Answer> &answers);

// Whose words they are: as the view says, else by what roles are commonly called.
[[nodiscard]] ThreadRole roleOf(const ViewDefinition &view, const QString &value);
[[nodiscard]] QString roleText(ThreadRole role);
// Milliseconds from the turn before it that has a time; NaN without.
[[nodiscard]] double pauseBefore(const Thread &thread, size_t turn);

// A list of messages as platforms keep them: role, and content or text; time, name, model, tokens, calls of tools and
// their results where they are. Nothing where it is no list of objects.
[[nodiscard]] std::optional<std::vector<ThreadTurn>> turnsInJson(const ViewDefinition &view, const QByteArray &json);

} // namespace howdah::entity
