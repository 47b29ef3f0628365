// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/script/script.h"

#include "sql/backslash.h"

#include <algorithm>

namespace howdah::query {

namespace {

constexpr qsizetype ChunkBytes = 256 << 10;
constexpr qsizetype FirstEditChunk = 2 << 10;

bool endsInside(const Piece &part) { return part.kind == PieceKind::BackslashLine && part.insideStatement; }

// Nothing before it matters to how it and what follows is cut.
bool isFresh(const std::vector<Piece> &parts, std::size_t index)
{
    return parts[index].kind == PieceKind::Statement
        && (index == 0 || parts[index - 1].kind != PieceKind::BackslashLine);
}

qint64 endOf(const Piece &part) { return part.offset + part.size; }

// The same part in a text that is longer by so much before it.
Piece moved(Piece part, qint64 bytes, qint64 lines)
{
    part.offset += bytes;
    part.line += lines;
    return part;
}

} // namespace

Script::Script(QByteArray text, bool standardStrings)
    : m_text(std::move(text))
    , m_standardStrings(standardStrings)
{
    read();
}

void Script::read()
{
    m_parts.clear();
    m_problem.reset();
    sql::Splitter splitter(m_standardStrings);
    const auto take = [this](Result<std::vector<Piece>> pieces) {
        if (pieces)
            m_parts.insert(m_parts.end(), pieces->begin(), pieces->end());
        else
            m_problem = pieces.error();
        return pieces.has_value();
    };
    for (qsizetype at = 0; at < m_text.size(); at += ChunkBytes) {
        if (!take(splitter.feed(QByteArrayView(m_text).sliced(at, qMin(ChunkBytes, m_text.size() - at)))))
            return;
    }
    (void)take(splitter.finish());
}

qint64 Script::problemOffset() const
{
    if (!m_problem)
        return m_text.size();
    qint64 at = m_parts.empty() ? 0 : endOf(m_parts.back());
    // Behind what ends the last part.
    while (at < m_text.size()
           && (m_text[qsizetype(at)] == ';' || sql::classOf(m_text[qsizetype(at)]) == sql::CharClass::Space))
        ++at;
    return at;
}

PartRange Script::withBelongings(std::size_t index) const
{
    PartRange range{index, index + 1};
    // A \g belongs to the statement that it sends, and COPY data to theirs.
    while (range.first > 0
           && (m_parts[range.first].kind == PieceKind::CopyData || endsInside(m_parts[range.first])
               || (range.first < m_parts.size() && m_parts[range.first - 1].kind == PieceKind::BackslashLine
                   && sql::joinsStatements(textOf(m_parts[range.first - 1])))))
        --range.first;
    while (range.last < m_parts.size()
           && (m_parts[range.last].kind == PieceKind::CopyData || endsInside(m_parts[range.last])
               || sql::joinsStatements(textOf(m_parts[range.last - 1]))))
        ++range.last;
    return range;
}

PartRange Script::at(qint64 offset) const
{
    if (m_parts.empty())
        return {};
    // The last part that begins at or before it.
    const auto behind = std::ranges::upper_bound(m_parts, offset, {}, &Piece::offset);
    const auto index = std::size_t(behind - m_parts.begin());
    if (index == 0)
        return withBelongings(0);
    const Piece &part = m_parts[index - 1];
    if (offset <= endOf(part))
        return withBelongings(index - 1);
    const QByteArrayView between = QByteArrayView(m_text).sliced(
        qsizetype(endOf(part)), qsizetype(qMin(offset, qint64(m_text.size())) - endOf(part)));
    if (!between.contains('\n') || index == m_parts.size())
        return withBelongings(index - 1);
    return withBelongings(index);
}

PartRange Script::from(qint64 offset) const
{
    const PartRange first = at(offset);
    return first.isEmpty() ? first : PartRange{first.first, m_parts.size()};
}

Script Script::selected(qint64 begin, qint64 end) const
{
    begin = std::clamp<qint64>(begin, 0, m_text.size());
    end = std::clamp<qint64>(end, begin, m_text.size());
    return Script(m_text.sliced(qsizetype(begin), qsizetype(end - begin)), m_standardStrings);
}

Script::Extent Script::extentOf(PartRange range) const
{
    if (range.isEmpty())
        return {};
    const qint64 begin = m_parts[range.first].offset;
    return {begin, endOf(m_parts[range.last - 1]) - begin};
}

PartRange Script::edit(qint64 offset, qint64 removed, QByteArrayView inserted)
{
    const qint64 size = m_text.size();
    offset = std::clamp<qint64>(offset, 0, size);
    removed = std::clamp<qint64>(removed, 0, size - offset);
    const qint64 delta = inserted.size() - removed;
    m_text.replace(qsizetype(offset), qsizetype(removed), inserted.toByteArray());

    // From a statement that the edit cannot reach backwards into: one whole part before it.
    const auto behind = std::ranges::upper_bound(m_parts, offset, {}, &Piece::offset);
    auto from = std::size_t(behind - m_parts.begin());
    from -= qMin<std::size_t>(from, 2);
    while (from > 0 && !isFresh(m_parts, from))
        --from;
    // How strings are read depends on all that stands before.
    const bool isPlain = !m_text.contains("standard_conforming_strings");
    if (!isPlain || m_problem || from == 0 || !isFresh(m_parts, from)) {
        const std::size_t before = m_parts.size();
        read();
        return before == 0 && m_parts.empty() ? PartRange{} : all();
    }

    const Piece start = m_parts[from];
    std::vector<Piece> fresh;
    sql::Splitter splitter(m_standardStrings);
    auto old = from; // of the parts that there were
    qsizetype chunk = FirstEditChunk;
    for (qint64 at = start.offset; at <= m_text.size(); at += chunk, chunk = qMin(chunk * 2, ChunkBytes)) {
        const bool last = at == m_text.size();
        const qsizetype length = qMin<qsizetype>(chunk, qsizetype(m_text.size() - at));
        const auto pieces =
            last ? splitter.finish() : splitter.feed(QByteArrayView(m_text).sliced(qsizetype(at), length));
        if (!pieces) {
            m_problem = pieces.error();
            break;
        }
        for (const Piece &piece : *pieces) {
            const Piece found = moved(piece, start.offset, start.line - 1);
            while (old < m_parts.size() && m_parts[old].offset + delta < found.offset)
                ++old;
            const bool meets = old < m_parts.size() && found.offset >= offset + inserted.size()
                            && m_parts[old].offset + delta == found.offset && isFresh(m_parts, old)
                            && found.kind == PieceKind::Statement
                            && (fresh.empty() || fresh.back().kind != PieceKind::BackslashLine);
            if (meets) {
                const qint64 lines = found.line - m_parts[old].line;
                for (std::size_t i = old; i < m_parts.size(); ++i)
                    m_parts[i] = moved(m_parts[i], delta, lines);
                m_parts.erase(m_parts.begin() + std::ptrdiff_t(from), m_parts.begin() + std::ptrdiff_t(old));
                m_parts.insert(m_parts.begin() + std::ptrdiff_t(from), fresh.begin(), fresh.end());
                return {from, from + fresh.size()};
            }
            fresh.push_back(found);
        }
        if (!last && at + length > m_text.size() - 1)
            chunk = length; // the next round is the end
    }
    m_parts.erase(m_parts.begin() + std::ptrdiff_t(from), m_parts.end());
    m_parts.insert(m_parts.end(), fresh.begin(), fresh.end());
    return {from, m_parts.size()};
}

} // namespace howdah::query
