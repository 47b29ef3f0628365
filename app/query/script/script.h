// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "query/script/partrange.h"
#include "sql/splitter.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace howdah::query {

using sql::Piece;
using sql::PieceKind;

class ScriptParts;

// The text of a tab or file and the parts that it is made of: statements, data of COPY and psql's commands, as psql
// would cut it. Offsets are bytes of UTF-8 from 0, lines count from 1. Holds the text once and about 40 bytes for each
// part. A value; copies share the text. Any thread.
class Script final
{
public:
    Script() = default;
    // Never fails: what cannot be cut (a quote that is not closed yet) is told by problem(), and the parts before it
    // hold. `standardStrings`: the session's standard_conforming_strings as the run begins; SET in the text is
    // followed.
    explicit Script(QByteArray text, bool standardStrings = true);
    // The parts of that text, which are complete.
    Script(QByteArray text, const ScriptParts &parts);

    [[nodiscard]] const QByteArray &text() const { return m_text; }
    [[nodiscard]] const std::vector<Piece> &parts() const { return m_parts; }
    [[nodiscard]] QByteArrayView textOf(const Piece &part) const { return sql::textOf(part, m_text); }
    [[nodiscard]] bool hasStandardStrings() const { return m_standardStrings; }
    // Why the text behind the last part could not be cut; where that begins.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }
    [[nodiscard]] qint64 problemOffset() const;

    [[nodiscard]] PartRange all() const { return {0, m_parts.size()}; }
    // What would run with the cursor there: the statement or command that it stands in, or behind on the same line;
    // else the next one, else the last. With its COPY data and the \g that sends it. Empty for a script without parts.
    [[nodiscard]] PartRange at(qint64 offset) const;
    // That and all that follows.
    [[nodiscard]] PartRange from(qint64 offset) const;
    // What a selection holds, as a script of its own: its offsets count from `begin`. A part that is cut by the
    // selection is what is selected of it.
    [[nodiscard]] Script selected(qint64 begin, qint64 end) const;

    // The bytes from the first part of a range to the end of its last, its semicolon excluded.
    using Extent = TextExtent;
    [[nodiscard]] Extent extentOf(PartRange range) const;

private:
    void read();

    QByteArray m_text;
    bool m_standardStrings = true;
    std::vector<Piece> m_parts;
    std::optional<Error> m_problem;
};

} // namespace howdah::query
