// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/record.h"
#include "operations/entities/actionrun.h"

namespace howdah::operations {

// What an action would do, told before it is done.

struct StepPreview
{
    QString sql;                // as it would be sent; of a password, only that it is hashed
    QString relation;           // that it changes, "schema.name"; "" where the grammar does not tell
    std::optional<qint64> rows; // that it has to change, exactly; nothing where a value is still missing
    bool isLeftOut = false;     // its condition does not hold
};

// Rows of other tables that the action changes, too, as they are now.
struct DependentRows
{
    QString title; // of the relation
    std::vector<entity::RelatedRow> rows;
    qint64 count = 0; // of all of them, counted up to MostDependents
};

struct ActionPreview
{
    std::vector<StepPreview> steps;
    std::vector<DependentRows> dependents;
};

inline constexpr qint64 MostDependents = 10'000;
inline constexpr int MostOffered = 500;

// What was typed as it is shown: nothing is hashed, what is missing is an ellipsis or, asked of the server, NULL.
[[nodiscard]] Result<ActionPreview>
previewAction(connection::Session &session, const ActionPlan &plan, const QHash<QString, QString> &typed);
// The text of its statements alone, without asking anybody. Pure.
[[nodiscard]] QStringList previewSql(const ActionPlan &plan, const QHash<QString, QString> &typed);

// What can be chosen for its parameters, by their ids; none for those that are typed. Blocks.
[[nodiscard]] Result<QHash<QString, std::vector<entity::Choice>>>
readChoices(connection::Session &session, const ActionPlan &plan);

} // namespace howdah::operations
