// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/script/piecelist.h"

#include <algorithm>
#include <iterator>

namespace howdah::query {

void PieceList::count(std::size_t fromBlock)
{
    m_starts.resize(m_blocks.size());
    for (std::size_t i = fromBlock; i < m_blocks.size(); ++i)
        m_starts[i] = (i == 0 ? 0 : m_starts[i - 1]) + m_blocks[i].items.size();
}

std::size_t PieceList::blockOf(std::size_t index) const
{
    return std::size_t(std::ranges::upper_bound(m_starts, index) - m_starts.begin());
}

sql::Piece PieceList::pieceOf(const Block &block, const Item &item)
{
    return {
        sql::PieceKind(item.kind), block.offset + item.offset, item.size, block.line + item.line, item.insideStatement};
}

sql::Piece PieceList::at(std::size_t index) const
{
    const std::size_t block = blockOf(index);
    const std::size_t before = block == 0 ? 0 : m_starts[block - 1];
    return pieceOf(m_blocks[block], m_blocks[block].items[index - before]);
}

std::size_t PieceList::behind(qint64 offset) const
{
    // The last block that begins at or before it.
    const auto next = std::ranges::upper_bound(
        m_blocks, offset, {}, [](const Block &block) { return block.offset + block.items.front().offset; });
    if (next == m_blocks.begin())
        return 0;
    const Block &block = *std::prev(next);
    const auto index = std::size_t(next - m_blocks.begin()) - 1;
    const auto item = std::ranges::upper_bound(
        block.items, offset, {}, [&block](const Item &each) { return block.offset + each.offset; });
    return (index == 0 ? 0 : m_starts[index - 1]) + std::size_t(item - block.items.begin());
}

std::vector<sql::Piece> PieceList::pieces() const
{
    std::vector<sql::Piece> pieces;
    pieces.reserve(size());
    for (const Block &block : m_blocks) {
        for (const Item &item : block.items)
            pieces.push_back(pieceOf(block, item));
    }
    return pieces;
}

void PieceList::clear()
{
    m_blocks.clear();
    m_starts.clear();
}

void PieceList::append(const sql::Piece &piece)
{
    if (m_blocks.empty() || m_blocks.back().items.size() >= Most) {
        m_blocks.push_back({piece.offset, piece.line, {}});
        m_starts.push_back(size());
    }
    Block &block = m_blocks.back();
    block.items.push_back(
        {quint32(piece.offset - block.offset), quint32(piece.size), quint32(piece.line - block.line),
         quint8(piece.kind), piece.insideStatement});
    ++m_starts.back();
}

std::size_t PieceList::cutAt(std::size_t index)
{
    if (index >= size())
        return m_blocks.size();
    const std::size_t block = blockOf(index);
    const std::size_t before = block == 0 ? 0 : m_starts[block - 1];
    if (before == index)
        return block;
    auto &items = m_blocks[block].items;
    const auto middle = items.begin() + std::ptrdiff_t(index - before);
    Block second{m_blocks[block].offset, m_blocks[block].line, std::vector<Item>(middle, items.end())};
    items.erase(middle, items.end());
    m_blocks.insert(m_blocks.begin() + std::ptrdiff_t(block) + 1, std::move(second));
    count(block);
    return block + 1;
}

PieceList PieceList::takeFrom(std::size_t index)
{
    PieceList taken;
    const auto first = m_blocks.begin() + std::ptrdiff_t(cutAt(index));
    taken.m_blocks.assign(std::make_move_iterator(first), std::make_move_iterator(m_blocks.end()));
    m_blocks.erase(first, m_blocks.end());
    m_starts.resize(m_blocks.size());
    taken.count(0);
    return taken;
}

void PieceList::append(PieceList other)
{
    if (other.isEmpty())
        return;
    // Small neighbours become one, so that many changes leave no crumbs.
    std::size_t first = 0;
    while (first < other.m_blocks.size() && !m_blocks.empty()
           && m_blocks.back().items.size() + other.m_blocks[first].items.size() <= Most) {
        for (const Item &item : other.m_blocks[first].items)
            append(pieceOf(other.m_blocks[first], item));
        ++first;
    }
    const std::size_t old = m_blocks.size();
    m_blocks.insert(
        m_blocks.end(), std::make_move_iterator(other.m_blocks.begin() + std::ptrdiff_t(first)),
        std::make_move_iterator(other.m_blocks.end()));
    count(old);
}

void PieceList::remove(std::size_t first, std::size_t last)
{
    if (first >= last)
        return;
    PieceList tail = takeFrom(last);
    (void)takeFrom(first);
    append(std::move(tail));
}

void PieceList::move(std::size_t index, qint64 bytes, qint64 lines)
{
    for (std::size_t block = cutAt(index); block < m_blocks.size(); ++block) {
        m_blocks[block].offset += bytes;
        m_blocks[block].line += lines;
    }
}

} // namespace howdah::query
