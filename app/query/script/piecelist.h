// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/splitter.h"

#include <vector>

namespace howdah::query {

// The pieces of a long text, sorted, in blocks that move as one: what lies behind a change is moved in the time that
// its blocks take, not its pieces. 16 bytes for each. A value of one thread.
class PieceList final
{
public:
    [[nodiscard]] std::size_t size() const { return m_starts.empty() ? 0 : m_starts.back(); }
    [[nodiscard]] bool isEmpty() const { return size() == 0; }
    [[nodiscard]] sql::Piece at(std::size_t index) const;
    // The first that begins behind it.
    [[nodiscard]] std::size_t behind(qint64 offset) const;

    [[nodiscard]] std::vector<sql::Piece> pieces() const;

    void clear();
    void append(const sql::Piece &piece);
    // Takes those from `index` on out of it.
    [[nodiscard]] PieceList takeFrom(std::size_t index);
    // All of another list, whose pieces lie behind its own.
    void append(PieceList other);
    void remove(std::size_t first, std::size_t last);
    // Those from `index` on.
    void move(std::size_t index, qint64 bytes, qint64 lines);

private:
    static constexpr std::size_t Most = 512; // in a block

    struct Item // by its block
    {
        quint32 offset = 0;
        quint32 size = 0;
        quint32 line = 0;
        quint8 kind = 0;
        bool insideStatement = false;
    };
    struct Block
    {
        qint64 offset = 0;
        qint64 line = 0;
        std::vector<Item> items;
    };

    void count(std::size_t fromBlock);
    [[nodiscard]] std::size_t blockOf(std::size_t index) const;
    [[nodiscard]] static sql::Piece pieceOf(const Block &block, const Item &item);
    // The block then begins with the piece of this index.
    std::size_t cutAt(std::size_t index);

    std::vector<Block> m_blocks;
    std::vector<std::size_t> m_starts; // pieces up to the end of each block
};

} // namespace howdah::query
