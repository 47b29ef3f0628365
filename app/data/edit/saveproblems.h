// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/saveplan.h"

namespace howdah::data {

// Nothing when the row was changed, and no other; else a problem whose reason is yet to be found.
[[nodiscard]] std::optional<RowProblem>
problemIn(const EditTarget &target, const StagedRow &row, const RowAnswers &answers);

// The row is not there any more, as far as can be told.
[[nodiscard]] RowProblem goneProblem(const EditTarget &target, const StagedRow &row);

// Finds out why rows were not changed, by reading them; after the transaction was taken back.
void explainProblems(
    connection::Session &session, const EditTarget &target, const std::vector<StagedRow> &rows,
    std::vector<RowProblem> &problems);

// The rows that a check at the end of the transaction complains of, by the values that its detail names. `now`: the
// rows as the server returned them, by position.
[[nodiscard]] std::vector<RowProblem> problemsOfLateCheck(
    const EditTarget &target, const std::vector<StagedRow> &rows, const std::vector<RowAnswers> &now,
    const Error &error);
// The same for a check that names no values: the statements are tried once more, with the check after each, and taken
// back. Nothing when that tells nothing.
[[nodiscard]] std::optional<RowProblem> tryLateCheck(
    connection::Session &session, const EditTarget &target, const std::vector<StagedRow> &rows, const Error &error);

// The constraint that the server's message names; nullptr without one.
[[nodiscard]] const EditConstraint *constraintOfError(const EditTarget &target, const Error &error);

// The columns that a server's error is about.
[[nodiscard]] std::vector<int> columnsOfError(const EditTarget &target, const StagedRow &row, const Error &error);

} // namespace howdah::data
