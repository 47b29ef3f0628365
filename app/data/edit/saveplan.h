// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/saver.h"

namespace howdah::data {

// What a statement of a save is for.
enum class SaveRole {
    Begin,
    Identify,    // the transaction's number
    CountBefore, // the row is there once; of an insert: how many are like it
    Change,
    CountAgain, // the same count: none is left; of an insert: one more
    CountAfter, // the row is what it was changed to
    Constraints,
};

struct SaveStatement
{
    SaveRole role = SaveRole::Change;
    size_t row = 0; // of the staged rows, where it is about one
    connection::Statement statement;
};

// All statements of a save but the last, COMMIT.
[[nodiscard]] std::vector<SaveStatement>
saveStatements(const EditTarget &target, const std::vector<StagedRow> &rows, const SaveOptions &options);

// Two expressions that tell the cluster and its timeline; empty texts when we may not know.
[[nodiscard]] QString clusterSql(bool mayKnow);

// The transaction as the answer to SaveRole::Identify tells it.
[[nodiscard]] TransactionId transactionIn(const connection::RowBatch &answer);

// What the answers to one row's statements come to.
struct RowAnswers
{
    qint64 changed = -1;
    qint64 before = -1;
    qint64 again = -1;
    qint64 after = -1;
    std::optional<RowBasis> now;
};
// Nothing when the row was changed, and no other; else a problem whose reason is yet to be found.
[[nodiscard]] std::optional<RowProblem>
problemIn(const EditTarget &target, const StagedRow &row, const RowAnswers &answers);

// The row is not there any more, as far as can be told.
[[nodiscard]] RowProblem goneProblem(const EditTarget &target, const StagedRow &row);

// Set columns that came back as something else.
[[nodiscard]] std::vector<int> alteredColumns(const StagedRow &row, const RowBasis &now);

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

} // namespace howdah::data
