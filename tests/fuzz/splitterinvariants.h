// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/splitter.h"

#include <algorithm>
#include <string>

namespace howdah::test {

// The text in chunks of this many bytes, and what comes of it.
inline Result<std::vector<sql::Piece>> splitInChunks(QByteArrayView text, qsizetype chunk)
{
    sql::Splitter splitter;
    std::vector<sql::Piece> pieces;
    const auto take = [&](const Result<std::vector<sql::Piece>> &more) {
        if (more)
            pieces.insert(pieces.end(), more->begin(), more->end());
        return more.has_value();
    };
    for (qsizetype at = 0; at < text.size(); at += chunk) {
        // A copy of its own, so that a sanitizer sees a read beyond the chunk, or into one that is gone.
        const QByteArray copy = text.sliced(at, std::min(chunk, text.size() - at)).toByteArray();
        if (const auto more = splitter.feed(copy); !take(more))
            return more;
    }
    if (const auto more = splitter.finish(); !take(more))
        return more;
    return pieces;
}

// What must hold for any bytes whatever. Empty, or what does not hold.
inline std::string brokenInvariant(QByteArrayView text)
{
    const Result<std::vector<sql::Piece>> whole = sql::split(text);
    for (const qsizetype chunk : {1, 2, 3, 7, 64, 200}) {
        if (chunk < 64 && text.size() > 4096)
            continue;
        if (splitInChunks(text, chunk) != whole)
            return "chunks of " + std::to_string(chunk) + " bytes differ from the whole";
    }
    if (!whole)
        return whole.error().message.isEmpty() ? "an error without a message" : "";
    qint64 end = 0;
    for (const sql::Piece &piece : *whole) {
        if (piece.offset < end || piece.size < 0 || piece.offset + piece.size > text.size())
            return "pieces overlap or lie outside of the text";
        if (piece.size == 0 && piece.kind != sql::PieceKind::CopyData)
            return "an empty piece";
        if (piece.line != 1 + text.first(piece.offset).count('\n'))
            return "a wrong line";
        if (piece.kind == sql::PieceKind::Statement) {
            const QByteArrayView statement = sql::textOf(piece, text);
            if (sql::classOf(statement.front()) == sql::CharClass::Space
                || sql::classOf(statement.back()) == sql::CharClass::Space)
                return "blanks around a statement";
        }
        end = piece.offset + piece.size;
    }
    return {};
}

} // namespace howdah::test
