// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/page.h"

#include <deque>
#include <memory>

namespace howdah::data {

// One page on its way: tells the next statement, is fed its answer, and in the end holds the page. Knows no server, so
// the same steps serve a window, a command line and a test. Most pages take one statement; a jump to a column seen for
// the first time takes one more for the statistics.
class PageRun final
{
public:
    PageRun(std::shared_ptr<const PageQuery> query, PageRequest request, std::shared_ptr<PagingMemory> memory);

    // The statement to run now; nothing when the page is complete.
    [[nodiscard]] std::optional<connection::Statement> next() const;
    void feed(const connection::Answer &answer);
    [[nodiscard]] Page takePage();

private:
    enum class Step { Statistics, Sample, Segments, Leaves, Blocks, Offset, Bounded, Done };

    void begin();
    void beginKeyed();
    void beginPhysical();
    void beginFraction();
    void refine();
    void refineBy(const Distribution &distribution);
    void readSegments(std::optional<StartPoint> start, Reading reading);
    void readFromEnd();

    void fedSegment(const connection::RowBatch &rows);
    void fedLeaves(const connection::RowBatch &rows);
    void fedBlocks(const connection::RowBatch &rows);
    void fedOffset(const connection::RowBatch &rows);
    void advanceRange(bool isFull);
    [[nodiscard]] qint64 blocksFor(const Leaf &leaf) const;
    void enterLeaf();

    void gather(const connection::RowBatch &rows);
    void finish();
    void place();
    [[nodiscard]] int wanted() const;
    [[nodiscard]] bool isFraction() const { return m_request.kind == PageRequest::Kind::Fraction; }
    [[nodiscard]] const OrderTerm &refinedTerm() const
    {
        Q_ASSERT(m_start);
        return m_query->ordering().terms[m_start->place.size()]; // NOLINT(bugprone-unchecked-optional-access)
    }

    std::shared_ptr<const PageQuery> m_query;
    PageRequest m_request;
    std::shared_ptr<PagingMemory> m_memory;
    Step m_step = Step::Done;
    Page m_page;
    std::vector<connection::RowBatch> m_parts; // in the order of reading
    int m_have = 0;

    Reading m_reading = Reading::Forward;
    std::optional<StartPoint> m_start;
    std::deque<Segment> m_segments;
    double m_fraction = 0;    // of what is left to refine
    bool m_exhausted = false; // nothing more in the direction of reading
    bool m_fromEnd = false;   // a jump fell beyond the end, so the last page is read instead
    qint64 m_offset = 0;

    std::vector<Leaf> m_leaves;
    size_t m_leaf = 0;
    BlockRange m_range;
    qint64 m_step_blocks = 0;
    std::optional<QByteArray> m_edge; // where the first range begins
};

} // namespace howdah::data
