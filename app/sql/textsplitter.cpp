// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/textsplitter.h"

namespace howdah::sql {

Result<void> TextSplitter::feed(QByteArrayView chunk)
{
    if (!chunk.isEmpty())
        m_chunks.push_back(chunk.toByteArray());
    return take(m_splitter.feed(chunk));
}

Result<void> TextSplitter::finish() { return take(m_splitter.finish()); }

Result<void> TextSplitter::take(const Result<std::vector<Piece>> &pieces)
{
    if (!pieces)
        return fail(pieces.error());
    for (const Piece &piece : *pieces)
        m_sink(piece, textOf(piece));
    dropBefore(m_splitter.keepFrom());
    return {};
}

void TextSplitter::dropBefore(qint64 offset)
{
    while (!m_chunks.empty() && m_offset + m_chunks.front().size() <= offset) {
        m_offset += m_chunks.front().size();
        m_chunks.pop_front();
    }
}

QByteArray TextSplitter::textOf(const Piece &piece)
{
    QByteArray text;
    text.reserve(qsizetype(piece.size));
    for (qint64 at = piece.offset; at < piece.offset + piece.size;) {
        dropBefore(at);
        const QByteArray &chunk = m_chunks.front();
        const qsizetype from = qsizetype(at - m_offset);
        const qsizetype size = qMin(chunk.size() - from, qsizetype(piece.offset + piece.size - at));
        text.append(QByteArrayView(chunk).sliced(from, size));
        at += size;
    }
    return text;
}

} // namespace howdah::sql
