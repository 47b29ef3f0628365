// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/code/sqllexer.h"
#include "query/editor/editorproblems.h"
#include "query/script/scriptparts.h"

class QPainter;

namespace howdah::ui {

// Line numbers, signs and folds.
void setUpMargins(QsciScintilla &text);

// The bars beside the statement that would run and the one that runs, and the signs of problems: drawn for what is seen
// only, however long a statement is. UI thread.
class EditorMargins final
{
public:
    explicit EditorMargins(QsciScintilla &text)
        : m_text(text)
    {
    }

    void setAtCursor(query::TextExtent extent) { m_atCursor = extent; }
    void setRunning(query::TextExtent extent) { m_running = extent; }
    [[nodiscard]] query::TextExtent atCursor() const { return m_atCursor; }
    [[nodiscard]] query::TextExtent running() const { return m_running; }
    void edited(qint64 offset, qint64 removed, qint64 inserted);
    // On the viewport, above the text.
    void paint(QPainter &painter, const EditorProblems &problems) const;
    // From the left, of all margins.
    [[nodiscard]] int width() const;

private:
    struct Rows
    {
        int top = 0;
        int bottom = 0;
    };
    [[nodiscard]] std::optional<Rows> rowsOf(query::TextExtent extent) const;

    QsciScintilla &m_text;
    query::TextExtent m_atCursor;
    query::TextExtent m_running;
};

} // namespace howdah::ui
