// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/splitter.h"

#include <deque>
#include <functional>

namespace howdah::sql {

// A splitter that keeps the text of what is not complete yet, for files that are not held in memory. It holds the piece
// that is being read and a chunk, in chunks as they came, which are let go of while the text is put together.
class TextSplitter final
{
public:
    using Sink = std::function<void(const Piece &piece, QByteArray text)>;

    explicit TextSplitter(Sink sink, bool standardStrings = true)
        : m_splitter(standardStrings)
        , m_sink(std::move(sink))
    {
    }

    [[nodiscard]] Result<void> feed(QByteArrayView chunk);
    [[nodiscard]] Result<void> finish();

private:
    [[nodiscard]] Result<void> take(const Result<std::vector<Piece>> &pieces);
    void dropBefore(qint64 offset);
    [[nodiscard]] QByteArray textOf(const Piece &piece);

    Splitter m_splitter;
    Sink m_sink;
    std::deque<QByteArray> m_chunks;
    qint64 m_offset = 0; // of the first of them in the file
};

} // namespace howdah::sql
