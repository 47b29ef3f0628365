// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/compare/comparison.h"

#include <span>

class QIODevice;

namespace howdah::query {

// One of two answers that are compared.
struct CompareSide
{
    QString title;
    std::shared_ptr<ResultStore> rows;
    std::vector<ResultColumn> columns;
};

// A line of a comparison with its values: by column of the wish, of either side; which of them differ.
struct ComparedLine
{
    ComparedRow row;
    std::vector<std::optional<QByteArray>> left; // empty where the row is added
    std::vector<std::optional<QByteArray>> right;
    std::vector<bool> differs; // only of a changed row
};

// Blocks on the disk; for worker threads. ErrorKind::Io.
[[nodiscard]] Result<std::vector<ComparedLine>>
linesOf(const CompareSide &left, const CompareSide &right, const CompareWish &wish, std::span<const ComparedRow> rows);

// "added", "removed", "changed", "same".
[[nodiscard]] QString changeWord(const ComparedRow &row);

enum class DifferenceForm { Csv, Tsv };
// A line for each row, with the word, the key once, and every other column of both sides. NULL is nothing, an empty
// text is "". Blocks; for worker threads. ErrorKind::Io, ::Cancelled.
[[nodiscard]] Result<void> writeDifferences(
    QIODevice &to, DifferenceForm form, const CompareSide &left, const CompareSide &right, const CompareWish &wish,
    std::span<const ComparedRow> rows, const std::stop_token &stop = {});

} // namespace howdah::query
