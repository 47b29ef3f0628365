// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/savereport.h"

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

// Set columns that came back as something else.
[[nodiscard]] std::vector<int> alteredColumns(const StagedRow &row, const RowBasis &now);

} // namespace howdah::data
