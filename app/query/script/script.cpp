// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/script/script.h"

#include "query/script/partsearch.h"
#include "query/script/scriptparts.h"

#include <algorithm>

namespace howdah::query {

namespace {

constexpr qsizetype ChunkBytes = 256 << 10;

qint64 endOf(const Piece &part) { return part.offset + part.size; }

// As PartSearch wants them.
struct Parts
{
    const std::vector<Piece> &pieces;
    [[nodiscard]] std::size_t size() const { return pieces.size(); }
    [[nodiscard]] const Piece &at(std::size_t index) const { return pieces[index]; }
    [[nodiscard]] std::size_t behind(qint64 offset) const
    {
        return std::size_t(std::ranges::upper_bound(pieces, offset, {}, &Piece::offset) - pieces.begin());
    }
};

struct Text
{
    QByteArrayView text;
    [[nodiscard]] qint64 size() const { return text.size(); }
    [[nodiscard]] QByteArrayView bytes(qint64 offset, qint64 size) const
    {
        return text.sliced(qsizetype(offset), qsizetype(size));
    }
};

} // namespace

Script::Script(QByteArray text, bool standardStrings)
    : m_text(std::move(text))
    , m_standardStrings(standardStrings)
{
    read();
}

Script::Script(QByteArray text, const ScriptParts &parts)
    : m_text(std::move(text))
    , m_standardStrings(parts.hasStandardStrings())
    , m_parts(parts.pieces())
    , m_problem(parts.problem())
{
}

void Script::read()
{
    m_parts.clear();
    m_problem.reset();
    sql::Splitter splitter(m_standardStrings);
    const auto take = [this, &splitter](Result<std::vector<Piece>> pieces) {
        if (!pieces) {
            m_problem = pieces.error();
            pieces = splitter.takeFound();
            m_parts.insert(m_parts.end(), pieces->begin(), pieces->end());
            return false;
        }
        m_parts.insert(m_parts.end(), pieces->begin(), pieces->end());
        return true;
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

PartRange Script::at(qint64 offset) const
{
    const Parts parts{m_parts};
    const Text text{m_text};
    return PartSearch(parts, text).at(offset);
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

} // namespace howdah::query
