// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editorbrackets.h"

#include "common/theme.h"

namespace howdah::ui {

namespace {

constexpr int pairIndicator = 10;
constexpr qint64 LongestStatement = 256 << 10; // that is read for a move of the cursor

} // namespace

EditorBrackets::EditorBrackets(EditorText &editor)
    : m_editor(editor)
{
    m_editor.indicatorDefine(QsciScintilla::StraightBoxIndicator, pairIndicator);
    m_editor.setIndicatorDrawUnder(true, pairIndicator);
}

void EditorBrackets::looked(qint64 cursor, query::TextExtent statement)
{
    m_pair.reset();
    const bool isIn = statement.offset <= cursor && cursor <= statement.offset + statement.size;
    if (isIn && statement.size <= LongestStatement)
        m_pair = pairAt(m_editor.bytesOf(statement), cursor - statement.offset, m_editor.parts().hasStandardStrings());
    if (m_pair) {
        m_pair->open.offset += statement.offset;
        m_pair->close.offset += statement.offset;
    }
    draw();
}

void EditorBrackets::draw()
{
    if (!m_pair && !m_isDrawn)
        return;
    m_editor.SendScintilla(QsciScintilla::SCI_SETINDICATORCURRENT, static_cast<unsigned long>(pairIndicator));
    m_editor.SendScintilla(QsciScintilla::SCI_INDICATORCLEARRANGE, 0UL, long(m_editor.sizeInBytes()));
    m_isDrawn = m_pair.has_value();
    if (!m_pair)
        return;
    for (const query::TextExtent &place : {m_pair->open, m_pair->close})
        m_editor.SendScintilla(
            QsciScintilla::SCI_INDICATORFILLRANGE, static_cast<unsigned long>(place.offset), long(place.size));
}

void EditorBrackets::dress()
{
    m_editor.setIndicatorForegroundColor(color(Tone::Accent, m_editor.palette()), pairIndicator);
    m_editor.SendScintilla(QsciScintilla::SCI_INDICSETALPHA, static_cast<unsigned long>(pairIndicator), 40L);
    m_editor.SendScintilla(QsciScintilla::SCI_INDICSETOUTLINEALPHA, static_cast<unsigned long>(pairIndicator), 160L);
}

bool EditorBrackets::goToOther()
{
    if (!m_pair)
        return false;
    const qint64 cursor = m_editor.cursorByte();
    const bool isAtOpen = m_pair->open.offset <= cursor && cursor <= m_pair->open.offset + m_pair->open.size;
    m_editor.setCursorByte(isAtOpen ? m_pair->close.offset + m_pair->close.size : m_pair->open.offset);
    return true;
}

bool EditorBrackets::selectToOther()
{
    if (!m_pair)
        return false;
    const BracketPair pair = *m_pair;
    m_editor.selectBytes({pair.open.offset, pair.close.offset + pair.close.size - pair.open.offset});
    return true;
}

} // namespace howdah::ui
