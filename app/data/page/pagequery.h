// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "data/page/filter.h"
#include "data/page/ordering.h"

namespace howdah::data {

struct PageLimits
{
    int pageRows = 200;            // rows of one page
    int boundedRows = 1000;        // rows that are read of a relation that has no order
    int previewBytesPerRow = 8000; // shared out among the wide columns of a row
    bool previews = true;          // otherwise wide values are read whole
    qint64 offsetRows = 20'000;    // up to this many rows a jump counts rows; over it, it never does
    bool operator==(const PageLimits &) const = default;
};

// A file of the relation: itself, a partition, or a child.
struct Leaf
{
    quint32 oid = 0;
    QString schema;
    QString name;
    qint64 blocks = 0;
    double rowsPerBlock = -1; // negative: not known
    bool hasBlocks = true;    // false for a foreign table
    bool operator==(const Leaf &) const = default;
};

// A range of blocks of a leaf, from the place of a row on when there is one.
struct BlockRange
{
    qint64 begin = 0;
    qint64 end = 0;                 // one past the last; negative: to the end of the file
    std::optional<QByteArray> edge; // a ctid; only rows beyond it in the direction of reading
    bool operator==(const BlockRange &) const = default;
};

// Where in an answer the parts of a row stand.
struct RowLayout
{
    QStringList expressions;    // of the select list; the first columns are the cells
    std::vector<bool> previews; // of each cell: only its beginning is fetched
    int previewLength = 0;      // characters of a preview; one more is fetched, to know that there is more
    std::vector<int> terms;     // answer column of each term of the order
    std::vector<int> key;       // answer columns of the key, in the order of the index; empty without a key
    int tableOid = -1;          // answer columns that tell a row apart when there is no key
    int ctid = -1;
    int xmin = -1;
};

// A relation as it is looked at: restricted, ordered, with previews of its wide values. Writes every statement that
// paging needs; each is one SELECT that stands alone. A value, and pure.
class PageQuery final
{
public:
    // ErrorKind::Usage or ::Invalid when a filter or the condition cannot be used.
    static Result<PageQuery>
    make(RelationShape shape, FilterSet filters = {}, std::vector<SortColumn> sort = {}, PageLimits limits = {});

    [[nodiscard]] const RelationShape &shape() const { return m_shape; }
    [[nodiscard]] const FilterSet &filters() const { return m_filters; }
    // As the operator asked for it; ordering() is what came of it.
    [[nodiscard]] const std::vector<SortColumn> &sort() const { return m_sort; }
    [[nodiscard]] const Ordering &ordering() const { return m_ordering; }
    [[nodiscard]] const RowLayout &layout() const { return m_layout; }
    [[nodiscard]] const PageLimits &limits() const { return m_limits; }
    [[nodiscard]] bool isFiltered() const { return !m_predicate.isEmpty(); }

    [[nodiscard]] connection::Statement
    segment(Segment segment, const std::optional<StartPoint> &start, Reading reading, int rows) const;
    [[nodiscard]] connection::Statement
    blocks(const Leaf &leaf, const BlockRange &range, Reading reading, int rows, int serverVersion) const;
    // All rows in their order, or so many of them: to be streamed.
    [[nodiscard]] connection::Statement all(qint64 mostRows) const;
    // For small relations only.
    [[nodiscard]] connection::Statement offset(qint64 offset, int rows) const;
    [[nodiscard]] connection::Statement bounded(int rows) const;
    // The leaves in the order of reading; see leavesOf().
    [[nodiscard]] connection::Statement leaves() const;
    // What the planner believes; see estimatedRowsOf().
    [[nodiscard]] connection::Statement estimate() const;
    [[nodiscard]] connection::Statement count() const;

private:
    [[nodiscard]] connection::Statement
    select(const QString &from, const QStringList &conditions, const QString &tail, const Parameters &parameters) const;

    RelationShape m_shape;
    FilterSet m_filters;
    std::vector<SortColumn> m_sort;
    Ordering m_ordering;
    RowLayout m_layout;
    PageLimits m_limits;
    QString m_predicate;
    Parameters m_parameters; // of the predicate
};

[[nodiscard]] std::vector<Leaf> leavesOf(const connection::RowBatch &answer);
// Negative when the answer cannot be read.
[[nodiscard]] double estimatedRowsOf(const connection::RowBatch &answer);

} // namespace howdah::data
