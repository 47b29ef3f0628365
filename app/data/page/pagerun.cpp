// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/pagerun.h"

#include <algorithm>
#include <cmath>

namespace howdah::data {

using connection::Answer;
using connection::RowBatch;
using connection::Statement;

// So many blocks are read first when nobody knows how full they are.
static constexpr qint64 blocksToTry = 8;
// A range that held too few rows is followed by a larger one, so that empty stretches cost few round trips.
static constexpr qint64 rangeGrowth = 4;
// Without TID range scans each possible row is named.
static constexpr qint64 mostNamedBlocks = 256;

Place placeOf(const PageQuery &query, const RowBatch &rows, qsizetype row)
{
    Place place;
    for (const int column : query.layout().terms)
        place.push_back(rows.value(row, column));
    return place;
}

static void appendRow(RowBatch &to, const RowBatch &from, qsizetype row)
{
    for (qsizetype column = 0; column < from.columnCount(); ++column) {
        if (from.isNull(row, column))
            to.appendNull();
        else
            to.appendValue(from.bytes(row, column));
    }
    to.endRow();
}

PageRun::PageRun(std::shared_ptr<const PageQuery> query, PageRequest request, std::shared_ptr<PagingMemory> memory)
    : m_query(std::move(query))
    , m_request(std::move(request))
    , m_memory(std::move(memory))
{
    begin();
}

int PageRun::wanted() const { return m_request.rows > 0 ? m_request.rows : m_query->limits().pageRows; }

void PageRun::begin()
{
    using Kind = PageRequest::Kind;
    if (isFraction() && m_request.fraction <= 0)
        m_request.kind = Kind::First;
    if (isFraction() && m_request.fraction >= 1)
        m_request.kind = Kind::Last;
    m_reading = m_request.kind == Kind::Last || m_request.kind == Kind::Before ? Reading::Backward : Reading::Forward;
    const qint64 total = m_request.total.rows;
    if (m_query->ordering().access == Access::Bounded) {
        m_step = Step::Bounded;
    } else if (isFraction() && total >= 0 && total <= m_query->limits().offsetRows) {
        const auto at = qint64(std::floor(m_request.fraction * double(total)));
        m_offset = std::clamp<qint64>(at, 0, std::max<qint64>(0, total - wanted()));
        m_step = Step::Offset;
    } else if (m_query->ordering().access == Access::Physical) {
        m_step = Step::Leaves;
    } else {
        beginKeyed();
    }
}

void PageRun::beginKeyed()
{
    using Edge = StartPoint::Edge;
    switch (m_request.kind) {
    case PageRequest::Kind::First:
    case PageRequest::Kind::Last:
        return readSegments(std::nullopt, m_reading);
    case PageRequest::Kind::After:
    case PageRequest::Kind::Before:
        return readSegments(StartPoint{.place = m_request.place, .edge = Edge::Exclusive}, m_reading);
    case PageRequest::Kind::From:
        return readSegments(StartPoint{.place = m_request.place, .edge = Edge::Inclusive}, m_reading);
    case PageRequest::Kind::Fraction:
        m_start = StartPoint{.edge = Edge::Inclusive};
        m_fraction = m_request.fraction;
        return refine();
    }
}

// Finds the value of the next term at which to begin, as far as the statistics tell.
void PageRun::refine()
{
    const auto &terms = m_query->ordering().terms;
    const size_t at = m_start->place.size();
    if (at >= terms.size() || terms[at].column < 0
        || !hasStatistics(m_query->shape().columns[size_t(terms[at].column)])) {
        if (at > 0)
            return readSegments(m_start, Reading::Forward);
        return refineBy({});
    }
    const auto known = m_memory->distributions.find(terms[at].column);
    if (known != m_memory->distributions.end())
        return refineBy(known->second);
    m_step = Step::Statistics;
}

void PageRun::refineBy(const Distribution &distribution)
{
    const OrderTerm &term = refinedTerm();
    Distribution usable = distribution;
    if (!term.nullable)
        usable.nulls = 0;
    const std::optional<Located> located = locate(usable, term, m_fraction);
    if (!located) {
        if (!m_start->place.empty())
            return readSegments(m_start, Reading::Forward);
        // Nothing is known: the nearer end is as good as any place, and its position is certain.
        m_request.kind = m_fraction < 0.5 ? PageRequest::Kind::First : PageRequest::Kind::Last;
        return readSegments(std::nullopt, m_fraction < 0.5 ? Reading::Forward : Reading::Backward);
    }
    if (located->isOneValue()) {
        m_start->place.push_back(located->isNull ? std::nullopt : std::optional(located->piece.low));
        m_fraction = located->inside;
        return refine();
    }
    m_start->last = valueAt(m_query->shape().columns[size_t(term.column)], term, *located);
    readSegments(m_start, Reading::Forward);
}

void PageRun::readSegments(std::optional<StartPoint> start, Reading reading)
{
    m_reading = reading;
    m_start = std::move(start);
    const std::vector<Segment> segments = segmentsFrom(m_query->ordering(), m_start, reading);
    m_segments.assign(segments.begin(), segments.end());
    m_step = Step::Segments;
}

// A jump that fell beyond the last row, since the statistics are older than the rows.
void PageRun::readFromEnd()
{
    m_parts.clear();
    m_have = 0;
    m_exhausted = false;
    m_fromEnd = true;
    m_request.kind = PageRequest::Kind::Last;
    m_reading = Reading::Backward;
    if (m_query->ordering().access == Access::Physical)
        m_step = Step::Leaves;
    else
        readSegments(std::nullopt, Reading::Backward);
}

std::optional<Statement> PageRun::next() const
{
    const PageQuery &query = *m_query;
    const int rest = wanted() - m_have;
    switch (m_step) {
    case Step::Statistics:
        return statisticsStatement(query.shape(), refinedTerm().column);
    case Step::Sample:
        return sampleStatement(query.shape(), refinedTerm().column);
    case Step::Segments:
        return query.segment(m_segments.front(), m_start, m_reading, rest);
    case Step::Leaves:
        return query.leaves();
    case Step::Blocks:
        return query.blocks(m_leaves[m_leaf], m_range, m_reading, rest, m_memory->serverVersion);
    case Step::Offset:
        return query.offset(m_offset, wanted());
    case Step::Bounded:
        return query.bounded(query.limits().boundedRows + 1);
    case Step::Done:
        break;
    }
    return std::nullopt;
}

void PageRun::feed(const Answer &answer)
{
    m_page.milliseconds += answer.milliseconds;
    ++m_page.statements;
    switch (m_step) {
    case Step::Statistics:
    case Step::Sample: {
        const Distribution distribution = distributionOf(answer.rows);
        if (distribution.isEmpty() && m_step == Step::Statistics) {
            m_step = Step::Sample;
            return;
        }
        m_memory->distributions[refinedTerm().column] = distribution;
        return refineBy(distribution);
    }
    case Step::Segments:
        return fedSegment(answer.rows);
    case Step::Leaves:
        return fedLeaves(answer.rows);
    case Step::Blocks:
        return fedBlocks(answer.rows);
    case Step::Offset:
        return fedOffset(answer.rows);
    case Step::Bounded:
        gather(answer.rows);
        return finish();
    case Step::Done:
        return;
    }
}

void PageRun::gather(const RowBatch &rows)
{
    m_have += int(rows.rowCount());
    m_parts.push_back(rows);
}

void PageRun::fedSegment(const RowBatch &rows)
{
    gather(rows);
    m_segments.pop_front();
    m_start.reset(); // the next segment is read from its beginning
    if (m_have < wanted() && !m_segments.empty())
        return;
    m_exhausted = m_have < wanted();
    finish();
}

void PageRun::fedOffset(const RowBatch &rows)
{
    gather(rows);
    m_exhausted = m_have < wanted();
    // Fewer rows than were believed: the end is where they are.
    if (m_exhausted && m_offset > 0)
        return readFromEnd();
    finish();
}

static std::pair<qint64, int> blockAndRow(const QByteArray &ctid)
{
    const qsizetype comma = ctid.indexOf(',');
    return {ctid.sliced(1, comma - 1).toLongLong(), ctid.sliced(comma + 1, ctid.size() - comma - 2).toInt()};
}

void PageRun::fedLeaves(const RowBatch &rows)
{
    m_leaves = leavesOf(rows);
    if (std::ranges::any_of(m_leaves, [](const Leaf &leaf) { return !leaf.hasBlocks; })) {
        m_step = Step::Bounded;
        return;
    }
    if (m_leaves.empty()) {
        m_exhausted = true;
        return finish();
    }
    beginPhysical();
}

qint64 PageRun::blocksFor(const Leaf &leaf) const
{
    return leaf.rowsPerBlock > 0 ? qint64(std::ceil(wanted() / leaf.rowsPerBlock)) + 1 : blocksToTry;
}

void PageRun::beginPhysical()
{
    m_range = {};
    m_edge.reset();
    m_leaf = m_reading == Reading::Forward ? 0 : m_leaves.size() - 1;
    qint64 block = m_reading == Reading::Forward ? 0 : -1;
    if (m_request.place.size() == 2 && m_request.place[0] && m_request.place[1] && !m_fromEnd) {
        const quint32 oid = m_request.place[0]->toUInt();
        const auto leaf = std::ranges::lower_bound(m_leaves, oid, {}, &Leaf::oid);
        m_leaf = std::min(size_t(leaf - m_leaves.begin()), m_leaves.size() - 1);
        if (m_leaves[m_leaf].oid == oid) {
            const auto [at, row] = blockAndRow(*m_request.place[1]);
            block = at;
            const bool inclusive = m_request.kind == PageRequest::Kind::From;
            m_edge =
                "(" + QByteArray::number(at) + "," + QByteArray::number(std::max(0, inclusive ? row - 1 : row)) + ")";
        }
    } else if (isFraction()) {
        qint64 total = 0;
        for (const Leaf &leaf : m_leaves)
            total += leaf.blocks;
        block = qint64(std::floor(m_request.fraction * double(total)));
        for (m_leaf = 0; m_leaf + 1 < m_leaves.size() && block >= m_leaves[m_leaf].blocks; ++m_leaf)
            block -= m_leaves[m_leaf].blocks;
    }
    m_range.begin = block; // where to begin; enterLeaf() makes a range of it
    enterLeaf();
}

// The first range of the leaf, from block m_range.begin on (-1: from its end on).
void PageRun::enterLeaf()
{
    const Leaf &leaf = m_leaves[m_leaf];
    m_step_blocks = blocksFor(leaf);
    m_range.edge = std::exchange(m_edge, std::nullopt);
    if (m_reading == Reading::Forward) {
        m_range.end = m_range.begin + m_step_blocks;
        if (m_range.end >= leaf.blocks)
            m_range.end = -1; // open, since the file may have grown
    } else {
        const qint64 end = m_range.begin < 0 ? leaf.blocks : m_range.begin + 1;
        m_range.end = m_range.begin < 0 ? -1 : end;
        m_range.begin = std::max<qint64>(0, end - m_step_blocks);
    }
    m_step = Step::Blocks;
}

void PageRun::fedBlocks(const RowBatch &rows)
{
    gather(rows);
    advanceRange(m_have >= wanted());
}

void PageRun::advanceRange(bool isFull)
{
    if (isFull)
        return finish();
    const bool forward = m_reading == Reading::Forward;
    m_range.edge.reset();
    if (forward ? m_range.end < 0 : m_range.begin == 0) {
        if (forward ? m_leaf + 1 == m_leaves.size() : m_leaf == 0) {
            m_exhausted = true;
            return finish();
        }
        m_leaf = forward ? m_leaf + 1 : m_leaf - 1;
        m_range.begin = forward ? 0 : -1;
        return enterLeaf();
    }
    m_step_blocks *= rangeGrowth;
    if (m_memory->serverVersion < 140000)
        m_step_blocks = std::min(m_step_blocks, mostNamedBlocks);
    if (forward) {
        m_range.begin = m_range.end;
        m_range.end += m_step_blocks;
        if (m_range.end >= m_leaves[m_leaf].blocks)
            m_range.end = -1;
    } else {
        m_range.end = m_range.begin;
        m_range.begin = std::max<qint64>(0, m_range.end - m_step_blocks);
    }
}

void PageRun::finish()
{
    const bool overshot =
        m_exhausted && !m_fromEnd
        && ((isFraction() && m_have < wanted()) || (m_request.kind == PageRequest::Kind::From && m_have == 0));
    if (overshot && m_query->ordering().access != Access::Bounded && m_step != Step::Offset)
        return readFromEnd();
    const bool bounded = m_step == Step::Bounded;
    m_step = Step::Done;
    if (m_parts.size() == 1 && m_reading == Reading::Forward && !bounded) {
        m_page.rows = std::move(m_parts.front());
    } else if (!m_parts.empty()) {
        RowBatch merged(m_parts.front().sharedColumns());
        if (m_reading == Reading::Backward)
            std::ranges::reverse(m_parts);
        const qsizetype most = bounded ? m_query->limits().boundedRows : std::numeric_limits<qsizetype>::max();
        for (const RowBatch &part : m_parts) {
            const qsizetype count = part.rowCount();
            for (qsizetype i = 0; i < count && merged.rowCount() < most; ++i)
                appendRow(merged, part, m_reading == Reading::Backward ? count - 1 - i : i);
        }
        m_page.rows = std::move(merged);
    }
    m_page.cut = bounded && m_have > m_query->limits().boundedRows;
    if (bounded) {
        m_page.atStart = true;
        m_page.atEnd = !m_page.cut;
        return;
    }
    place();
}

// Says where the page stands in the whole, as well as is known.
void PageRun::place()
{
    const qint64 total = m_request.total.rows;
    const qint64 have = m_page.rows.rowCount();
    m_page.atEnd = m_reading == Reading::Forward && m_exhausted;
    m_page.atStart = m_reading == Reading::Backward && m_exhausted;
    switch (m_request.kind) {
    case PageRequest::Kind::First:
        m_page.atStart = true;
        m_page.position = {0, true};
        break;
    case PageRequest::Kind::Last:
        m_page.atEnd = true;
        m_page.position = {std::max<qint64>(1, total - have), m_request.total.exact && total > have};
        break;
    case PageRequest::Kind::After:
        m_page.position = {m_request.position.row + 1, m_request.position.exact};
        break;
    case PageRequest::Kind::From:
        m_page.position = m_request.position;
        break;
    case PageRequest::Kind::Before: {
        const qint64 row = m_request.position.row - have;
        m_page.position = {
            std::max<qint64>(m_request.position.exact ? 0 : 1, row), m_request.position.exact && row >= 0};
        break;
    }
    case PageRequest::Kind::Fraction:
        if (m_query->limits().offsetRows >= total && total >= 0) {
            m_page.position = {m_offset, true};
            m_page.atStart = m_offset == 0;
        } else {
            const auto guess = qint64(std::llround(m_request.fraction * double(std::max<qint64>(0, total))));
            m_page.position = {std::clamp<qint64>(guess, 1, std::max<qint64>(1, total - have)), false};
        }
        break;
    }
    if (m_page.atStart)
        m_page.position = {0, true};
}

Page PageRun::takePage() { return std::move(m_page); }

} // namespace howdah::data
