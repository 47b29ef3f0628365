// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/compare/comparedvalue.h"
#include "query/result/resultstore.h"

#include <atomic>
#include <memory>
#include <stop_token>

namespace howdah::query {

// Columns of two answers that have the same name; the second of a name goes with the second of it. Positions.
struct ColumnPair
{
    int left = 0;
    int right = 0;
    bool operator==(const ColumnPair &) const = default;
};
struct ColumnMatch
{
    std::vector<ColumnPair> both; // in the order of the left one
    std::vector<int> leftOnly;
    std::vector<int> rightOnly;
};
[[nodiscard]] ColumnMatch matchColumns(const std::vector<ResultColumn> &left, const std::vector<ResultColumn> &right);

// By which rows are probably found again, as positions in `both`: the primary key where the columns come from, else a
// column "id"; empty: by the whole row.
[[nodiscard]] std::vector<int>
guessKey(const ColumnMatch &match, const std::vector<ResultColumn> &left, const std::vector<ResultColumn> &right);

struct CompareWish
{
    std::vector<ColumnPair> columns; // that are compared; others are not looked at
    std::vector<int> key;            // positions in `columns`; empty: the whole row is its key
    Sameness sameness = Sameness::Values;
    qint64 memory = qint64(128) << 20; // bytes that may be held; what is beyond goes to a file without a name
    qint64 most = 4'000'000;           // rows that are listed
    bool operator==(const CompareWish &) const = default;
};

// One line of the comparison: a row of the left answer, of the right one, or both.
struct ComparedRow
{
    static constexpr quint32 None = 0xffffffff;
    quint32 left = None;
    quint32 right = None;
    bool isSame = false;
    [[nodiscard]] bool isAdded() const { return left == None; }
    [[nodiscard]] bool isRemoved() const { return right == None; }
    [[nodiscard]] bool isChanged() const { return left != None && right != None && !isSame; }
    bool operator==(const ComparedRow &) const = default;
};

struct Comparison
{
    CompareWish wish;
    qint64 leftRows = 0;
    qint64 rightRows = 0;
    qint64 same = 0;
    qint64 changed = 0;
    qint64 added = 0;
    qint64 removed = 0;
    // Rows whose key another row before them has, on each side. Within a key equal rows belong together first, then
    // the others in their order.
    qint64 leftRepeated = 0;
    qint64 rightRepeated = 0;
    qint64 nullKeys = 0; // rows with NULL in their key, which is one value like others here
    // In the order of the left answer, then what was added in that of the right one. Differences only where all rows
    // would be too many (`most`); cut where the differences are.
    std::vector<ComparedRow> rows;
    bool hasSame = true;
    bool isCut = false;
    [[nodiscard]] qint64 differences() const { return changed + added + removed; }
};

// Compares the rows that have come. Rows belong together by their keys, NULL to NULL; equality is told by 64 bits of a
// keyed hash for the values and 128 for the keys. Memory is bounded whatever the numbers of rows. Blocks; for worker
// threads. ErrorKind::Cancelled, ::Io, ::Usage (more than 4,294,967,294 rows). `progress`: of 1,000.
[[nodiscard]] Result<std::shared_ptr<const Comparison>> compareRows(
    const ResultStore &left, const std::vector<ResultColumn> &leftColumns, const ResultStore &right,
    const std::vector<ResultColumn> &rightColumns, const CompareWish &wish, std::stop_token stop = {},
    std::atomic<int> *progress = nullptr);

// Which of the pair's columns differ, of wish.columns.
[[nodiscard]] std::vector<bool> differingColumns(
    const CompareWish &wish, const std::vector<ResultColumn> &leftColumns, const connection::RowBatch &left,
    qsizetype leftRow, const std::vector<ResultColumn> &rightColumns, const connection::RowBatch &right,
    qsizetype rightRow);

} // namespace howdah::query
