// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editormargins.h"

#include "common/icons.h"
#include "common/spacing.h"

#include <QPainter>

namespace howdah::ui {

namespace {

constexpr int signMargin = 1;
constexpr int foldMargin = 2;
constexpr int barWidth = 3;

} // namespace

void setUpMargins(QsciScintilla &text)
{
    text.setMarginType(0, QsciScintilla::NumberMargin);
    text.setMarginType(signMargin, QsciScintilla::SymbolMargin);
    text.setMarginWidth(signMargin, zoomed(space::iconSmall) + 2);
    text.setMarginMarkerMask(signMargin, 0);
    text.setMarginSensitivity(signMargin, false);
    text.setFolding(QsciScintilla::PlainFoldStyle, foldMargin);
    text.setMarginWidth(foldMargin, zoomed(12));
    for (int margin = foldMargin + 1; margin < 5; ++margin)
        text.setMarginWidth(margin, 0);
    text.SendScintilla(QsciScintilla::SCI_SETMARGINLEFT, 0UL, long(space::inside));
    // Statements are folded by the editor itself, as it knows them.
    text.SendScintilla(
        QsciScintilla::SCI_SETAUTOMATICFOLD,
        static_cast<unsigned long>(QsciScintilla::SC_AUTOMATICFOLD_SHOW | QsciScintilla::SC_AUTOMATICFOLD_CHANGE));
}

void EditorMargins::edited(qint64 offset, qint64 removed, qint64 inserted)
{
    if (m_running.size == 0 || offset > m_running.offset + m_running.size)
        return;
    if (offset + removed <= m_running.offset)
        m_running.offset += inserted - removed;
    else
        m_running.size = std::max<qint64>(1, m_running.size + inserted - removed);
}

int EditorMargins::width() const
{
    int width = 0;
    for (int margin = 0; margin <= foldMargin; ++margin)
        width += m_text.marginWidth(margin);
    return width;
}

// Of its lines on the viewport; none where nothing of them is seen.
std::optional<EditorMargins::Rows> EditorMargins::rowsOf(query::TextExtent extent) const
{
    if (extent.size == 0)
        return {};
    const auto yOf = [this](qint64 offset) {
        return int(m_text.SendScintilla(QsciScintilla::SCI_POINTYFROMPOSITION, 0UL, long(offset)));
    };
    const Rows rows{yOf(extent.offset), yOf(extent.offset + extent.size) + m_text.textHeight(0)};
    const int height = m_text.viewport()->height();
    if (rows.bottom <= 0 || rows.top >= height)
        return {};
    return Rows{std::max(rows.top, -barWidth), std::min(rows.bottom, height + barWidth)};
}

void EditorMargins::paint(QPainter &painter, const EditorProblems &problems) const
{
    const QPalette &palette = m_text.palette();
    const int left = width() + 2;
    if (const auto rows = rowsOf(m_atCursor); rows && m_atCursor != m_running)
        painter.fillRect(left, rows->top + 1, barWidth, rows->bottom - rows->top - 2, color(Tone::Accent, palette));
    const int numbers = m_text.marginWidth(0);
    const int side = zoomed(space::iconSmall);
    const int height = m_text.textHeight(0);
    if (const auto rows = rowsOf(m_running)) {
        // In short strokes, so that it is told by its shape, too.
        for (int y = rows->top + 1; y < rows->bottom - 1; y += 6)
            painter.fillRect(left, y, barWidth + 1, 4, color(Tone::Running, palette));
        icon(u"media-playback-start", Tone::Running)
            .paint(&painter, numbers, rows->top + (height - side) / 2, side, side);
    }
    for (const EditorProblems::Sign &sign : problems.signsIn(m_text.viewport()->height())) {
        const QIcon drawn = sign.isError ? icon(Tone::Failed) : icon(u"dialog-warning", Tone::Edited);
        drawn.paint(&painter, numbers, sign.top + (height - side) / 2, side, side);
    }
}

} // namespace howdah::ui
