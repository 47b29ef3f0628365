// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editorfolds.h"

#include "common/turnclock.h"

#include <algorithm>

namespace howdah::ui {

namespace {

constexpr long base = QsciScintilla::SC_FOLDLEVELBASE;
constexpr long header = QsciScintilla::SC_FOLDLEVELHEADERFLAG;
constexpr long longest = 20'000; // lines of a statement that can be folded

} // namespace

EditorFolds::Lines EditorFolds::linesOf(const sql::Piece &part) const
{
    const auto lineOf = [this](qint64 offset) {
        return m_editor.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(offset));
    };
    // The data of COPY end with the newline of their last line.
    const qint64 last = part.kind == sql::PieceKind::CopyData && part.size > 0 ? part.size - 1 : part.size;
    return {lineOf(part.offset), lineOf(part.offset + last)};
}

void EditorFolds::setLevel(long line, long level)
{
    if (m_editor.SendScintilla(QsciScintilla::SCI_GETFOLDLEVEL, line) != level)
        m_editor.SendScintilla(QsciScintilla::SCI_SETFOLDLEVEL, static_cast<unsigned long>(line), level);
}

void EditorFolds::level(Lines lines)
{
    if (lines.last <= lines.first || lines.last - lines.first > longest)
        return;
    setLevel(lines.first, base | header);
    for (long line = lines.first + 1; line <= lines.last; ++line)
        setLevel(line, base + 1);
}

void EditorFolds::drawn()
{
    const query::TextExtent seen = m_editor.visibleBytes();
    const query::ScriptParts &parts = m_editor.parts();
    long line = m_editor.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(seen.offset));
    const long last = m_editor.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(seen.offset + seen.size));
    std::size_t index = parts.behind(seen.offset);
    index -= std::min<std::size_t>(index, 1);
    for (; index < parts.size() && line <= last; ++index) {
        const Lines lines = linesOf(parts.at(index));
        // A line with the ends of two statements belongs to the one that goes on.
        for (; line < std::min(lines.first, last + 1); ++line)
            setLevel(line, base);
        if (lines.last < line)
            continue;
        level(lines);
        if (lines.last == lines.first)
            setLevel(lines.first, base);
        line = lines.last + 1;
    }
    for (; line <= last; ++line)
        setLevel(line, base);
}

void EditorFolds::foldAtCursor(Fold fold)
{
    drawn();
    const query::PartRange at = m_editor.partsAtCursor();
    if (at.isEmpty())
        return;
    const Lines lines = linesOf(m_editor.parts().at(at.first));
    level(lines);
    m_editor.SendScintilla(
        QsciScintilla::SCI_FOLDLINE, static_cast<unsigned long>(lines.first),
        long(fold == Fold::Close ? QsciScintilla::SC_FOLDACTION_CONTRACT : QsciScintilla::SC_FOLDACTION_EXPAND));
}

void EditorFolds::foldAll(Fold fold)
{
    if (fold == Fold::Open) {
        m_editor.SendScintilla(
            QsciScintilla::SCI_FOLDALL, static_cast<unsigned long>(QsciScintilla::SC_FOLDACTION_EXPAND));
        return;
    }
    inTurns(
        &m_editor,
        [this, next = std::size_t(0)]() mutable {
            const query::ScriptParts &parts = m_editor.parts();
            for (int few = 0; few < 100; ++few, ++next) {
                if (next >= parts.size())
                    return false;
                const Lines lines = linesOf(parts.at(next));
                if (lines.last <= lines.first)
                    continue;
                level(lines);
                m_editor.SendScintilla(
                    QsciScintilla::SCI_FOLDLINE, static_cast<unsigned long>(lines.first),
                    long(QsciScintilla::SC_FOLDACTION_CONTRACT));
            }
            return true;
        },
        [] {});
}

} // namespace howdah::ui
