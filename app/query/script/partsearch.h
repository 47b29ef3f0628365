// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/script/partrange.h"
#include "sql/backslash.h"

#include <algorithm>

namespace howdah::query {

// What would run with the cursor at a place, in parts that lie in a text. `Parts`: size(), at(index), behind(offset) as
// PieceList has them. `Text`: bytes(offset, size), a view that is valid until the next call, and size().
template <typename Parts, typename Text>
class PartSearch final
{
public:
    PartSearch(const Parts &parts, const Text &text)
        : m_parts(parts)
        , m_text(text)
    {
    }

    // The statement or command that it stands in, or behind on the same line; else the next one, else the last.
    [[nodiscard]] PartRange at(qint64 offset) const
    {
        if (m_parts.size() == 0)
            return {};
        // The last part that begins at or before it.
        const std::size_t index = m_parts.behind(offset);
        if (index == 0)
            return withBelongings(0);
        const sql::Piece part = m_parts.at(index - 1);
        const qint64 end = part.offset + part.size;
        if (offset <= end || index == m_parts.size() || !hasNewline(end, std::min(offset, m_text.size())))
            return withBelongings(index - 1);
        return withBelongings(index);
    }

private:
    // A \g belongs to the statement that it sends, and COPY data to theirs.
    [[nodiscard]] PartRange withBelongings(std::size_t index) const
    {
        PartRange range{index, index + 1};
        while (range.first > 0 && (belongs(range.first) || joins(range.first - 1)))
            --range.first;
        while (range.last < m_parts.size() && (belongs(range.last) || joins(range.last - 1)))
            ++range.last;
        return range;
    }

    [[nodiscard]] bool belongs(std::size_t index) const
    {
        const sql::Piece part = m_parts.at(index);
        return part.kind == sql::PieceKind::CopyData
            || (part.kind == sql::PieceKind::BackslashLine && part.insideStatement);
    }

    [[nodiscard]] bool joins(std::size_t index) const
    {
        const sql::Piece part = m_parts.at(index);
        return part.kind == sql::PieceKind::BackslashLine && sql::joinsStatements(m_text.bytes(part.offset, part.size));
    }

    [[nodiscard]] bool hasNewline(qint64 begin, qint64 end) const
    {
        constexpr qint64 Stretch = 4 << 10;
        for (qint64 at = begin; at < end; at += Stretch) {
            if (m_text.bytes(at, std::min(Stretch, end - at)).contains('\n'))
                return true;
        }
        return false;
    }

    const Parts &m_parts;
    const Text &m_text;
};

} // namespace howdah::query
