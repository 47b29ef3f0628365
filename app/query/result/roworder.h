// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/resultcolumns.h"
#include "query/result/resultstore.h"

#include <atomic>
#include <stop_token>

namespace howdah::query {

struct SortTerm
{
    int column = 0;
    bool descending = false;
    bool operator==(const SortTerm &) const = default;
};

// What a row must fulfil. Values compare in the order of the type, as they are sorted; NULL is another value than any,
// and neither less nor greater.
struct ResultCondition
{
    enum class Is { Equal, Other, Less, LessOrEqual, Greater, GreaterOrEqual, With, Without, Null, NotNull };
    int column = 0;
    Is is = Is::Equal;
    QByteArray value; // With, Without: words in it, whatever their case
    bool operator==(const ResultCondition &) const = default;
};

// Which rows of those that have come, and in which order: those that fulfil all conditions, and have the words in one
// of the columns.
struct RowWish
{
    std::vector<SortTerm> sort;
    std::vector<ResultCondition> conditions;
    QString words;
    std::vector<int> wordColumns; // empty: all
    [[nodiscard]] bool isEmpty() const { return sort.empty() && conditions.empty() && words.isEmpty(); }
    [[nodiscard]] bool filters() const { return !conditions.empty() || !words.isEmpty(); }
    bool operator==(const RowWish &) const = default;
};

// The numbers of rows of a store in an order: in memory where they are few, else in a file without a name. Immutable;
// any thread.
class RowOrder final
{
public:
    [[nodiscard]] qint64 count() const { return m_count; }
    // Of the rows that had come then, which were so many.
    [[nodiscard]] qint64 of() const { return m_of; }
    // The numbers of the rows from this place on. May read the disk.
    [[nodiscard]] Result<std::vector<qint64>> rows(qint64 first, qint64 count) const;
    [[nodiscard]] qint64 bytesInMemory() const { return qint64(m_rows.size() * sizeof(quint32)); }

private:
    friend class OrderWriter;
    std::vector<quint32> m_rows;
    SpoolFile m_file;
    qint64 m_count = 0;
    qint64 m_of = 0;
};

// Sorts and filters the rows that have come, as PostgreSQL would with COLLATE "C": numbers, dates, intervals and
// enumerations by their values, everything else by its bytes; NULL last, and first when descending; equal ones as they
// came. Of texts the first 1,000 bytes count. Holds some 32 MB whatever the number of rows, the rest in a file without
// a name. Blocks; for worker threads. ErrorKind::Cancelled, ::Io.
[[nodiscard]] Result<std::shared_ptr<const RowOrder>> arrangeRows(
    const ResultStore &rows, const std::vector<ResultColumn> &columns, const RowWish &wish, std::stop_token stop = {},
    std::atomic<qint64> *progress = nullptr);

} // namespace howdah::query
