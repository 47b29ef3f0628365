// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/script/scriptparts.h"

#include "query/script/partsearch.h"

#include <algorithm>

namespace howdah::query {

namespace {

constexpr qint64 FirstChunk = 2 << 10;
constexpr qint64 LongestChunk = 64 << 10;

struct SourceText
{
    const ScriptParts::Source &source;
    qint64 length;
    [[nodiscard]] qint64 size() const { return length; }
    [[nodiscard]] QByteArrayView bytes(qint64 offset, qint64 size) const { return source(offset, size); }
};

} // namespace

void ScriptParts::reset(qint64 size, bool standardStrings)
{
    m_size = size;
    m_standardStrings = standardStrings;
    restartAll();
}

void ScriptParts::restartAll()
{
    m_parts.clear();
    m_near = {};
    m_far = {};
    m_varied = false;
    begin(0);
    m_chunk = LongestChunk;
}

// Nothing before it matters to how it and what follows is cut.
bool ScriptParts::isFresh(const PieceList &parts, std::size_t index) const
{
    return parts.at(index).kind == sql::PieceKind::Statement
        && (index == 0 || parts.at(index - 1).kind != sql::PieceKind::BackslashLine);
}

// From that part on, which is forgotten with what follows it.
void ScriptParts::begin(std::size_t index)
{
    m_problem.reset();
    m_isComplete = false;
    m_chunk = FirstChunk;
    if (index == 0 || index >= m_parts.size()) {
        m_parts.clear();
        m_cut = Cut{sql::Splitter(m_standardStrings), 0, 0};
        return;
    }
    const sql::Piece first = m_parts.at(index);
    m_cut = Cut{sql::Splitter(m_standardStrings, first.line), first.offset, first.offset};
    (void)m_parts.takeFrom(index);
}

void ScriptParts::change(Former &former, qint64 offset, qint64 removed, qint64 inserted, qint64 newlines)
{
    if (former.parts.isEmpty())
        return;
    std::size_t first = former.parts.behind(offset);
    if (first > 0) {
        const sql::Piece before = former.parts.at(first - 1);
        first -= std::size_t(before.offset + before.size >= offset);
    }
    const std::size_t last = std::max(first, former.parts.behind(offset + removed));
    former.parts.remove(first, last);
    former.parts.move(first, inserted - removed, newlines);
    if (former.from > offset)
        former.from = std::max(offset, former.from + inserted - removed);
    former.from = std::max(former.from, offset + inserted);
    // What stood before the first one may be gone, and with it what it depends on.
    if (first < former.parts.size())
        former.from = std::max(former.from, former.parts.at(first).offset + 1);
}

void ScriptParts::edit(qint64 offset, qint64 removed, qint64 inserted, qint64 newlines)
{
    offset = std::clamp<qint64>(offset, 0, m_size);
    removed = std::clamp<qint64>(removed, 0, m_size - offset);
    m_size += inserted - removed;
    if (m_cut && offset >= m_cut->fed) { // it will be read when it is its turn
        change(m_near, offset, removed, inserted, newlines);
        change(m_far, offset, removed, inserted, newlines);
        return;
    }
    if (m_varied)
        return restartAll();

    // From a statement that the change cannot reach backwards into: one whole part before it.
    std::size_t from = m_parts.behind(offset);
    from -= std::min<std::size_t>(from, 2);
    while (from > 0 && !isFresh(m_parts, from))
        --from;
    const bool isOpen = !m_isComplete || m_problem;
    // Where the last change is not understood yet, what was there before it is worth more than what came since.
    if (!m_near.parts.isEmpty() && m_near.parts.size() >= m_far.parts.size())
        m_far = std::move(m_near);
    Former former;
    if (from < m_parts.size()) {
        const sql::Piece first = m_parts.at(from);
        former.parts = m_parts.takeFrom(from);
        former.isOpen = isOpen;
        m_parts.append(first); // begin() takes it
    }
    m_near = std::move(former);
    begin(from);
    change(m_near, offset, removed, inserted, newlines);
    change(m_far, offset, removed, inserted, newlines);
}

bool ScriptParts::meets(Former &former, const sql::Piece &found)
{
    if (former.parts.isEmpty() || found.offset < former.from)
        return false;
    former.next = former.parts.behind(found.offset - 1);
    return former.next > 0 && former.next < former.parts.size() && former.parts.at(former.next).offset == found.offset
        && isFresh(former.parts, former.next);
}

// The parts of before hold from here on.
void ScriptParts::join(Former &former, const sql::Piece &found)
{
    PieceList rest = former.parts.takeFrom(former.next);
    rest.move(0, 0, found.line - rest.at(0).line);
    const bool isOpen = former.isOpen;
    const std::size_t joined = m_parts.size();
    m_parts.append(std::move(rest));
    former = {};
    m_cut.reset();
    if (!isOpen) {
        m_near = {};
        m_far = {};
        m_isComplete = true;
        return;
    }
    // How it went on behind its last one is to be seen again.
    std::size_t from = m_parts.size() - 1;
    while (from > joined && !isFresh(m_parts, from))
        --from;
    begin(from);
}

// True where the parts of before hold from one of them on.
bool ScriptParts::take(const std::vector<sql::Piece> &pieces)
{
    for (const sql::Piece &piece : pieces) {
        sql::Piece found = piece;
        found.offset += m_cut->start;
        const bool mayMeet =
            found.kind == sql::PieceKind::Statement && !m_varied
            && (m_parts.isEmpty() || m_parts.at(m_parts.size() - 1).kind != sql::PieceKind::BackslashLine);
        if (mayMeet) {
            for (Former *former : {&m_near, &m_far}) {
                if (meets(*former, found)) {
                    join(*former, found);
                    return true;
                }
            }
        }
        m_parts.append(found);
    }
    return false;
}

bool ScriptParts::go(qint64 bytes)
{
    const qint64 until = m_bytesRead + bytes;
    while (m_cut && m_bytesRead < until) {
        const qint64 size = std::min(m_chunk, m_size - m_cut->fed);
        m_chunk = std::min(m_chunk * 2, LongestChunk);
        const Result<std::vector<sql::Piece>> pieces =
            size == 0 ? m_cut->splitter.finish() : m_cut->splitter.feed(m_source(m_cut->fed, size));
        m_cut->fed += size;
        m_bytesRead += size;
        if (m_cut->splitter.hasVariedStrings() && !m_varied) {
            // Another meaning of strings goes on to the end, and what came before cannot say where it began.
            const bool isWhole = m_cut->start == 0;
            if (!isWhole)
                restartAll();
            m_varied = true;
            if (!isWhole)
                continue;
        }
        if (take(pieces ? *pieces : m_cut->splitter.takeFound()))
            continue;
        if (!pieces)
            m_problem = pieces.error();
        if (!pieces || size == 0)
            end();
    }
    return m_isComplete;
}

// At the end of the text, or where it cannot be cut. What was there before the text could not be cut is kept: it is
// likely to be right again soon.
void ScriptParts::end()
{
    m_cut.reset();
    m_isComplete = true;
    if (!m_problem) {
        m_near = {};
        m_far = {};
    }
}

qint64 ScriptParts::knownTo() const
{
    if (m_isComplete && !m_problem)
        return m_size;
    if (m_parts.isEmpty())
        return 0;
    const sql::Piece last = m_parts.at(m_parts.size() - 1);
    return last.offset + last.size;
}

PartRange ScriptParts::partsAt(qint64 offset) const
{
    const SourceText text{m_source, m_size};
    return PartSearch(m_parts, text).at(offset);
}

TextExtent ScriptParts::extentOf(PartRange range) const
{
    if (range.isEmpty() || range.last > m_parts.size())
        return {};
    const sql::Piece first = m_parts.at(range.first);
    const sql::Piece last = m_parts.at(range.last - 1);
    return {first.offset, last.offset + last.size - first.offset};
}

} // namespace howdah::query
