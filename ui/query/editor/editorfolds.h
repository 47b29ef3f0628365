// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/editortext.h"

namespace howdah::ui {

// Statements of several lines are folded into their first. Levels are set where they are seen. UI thread.
class EditorFolds final
{
public:
    explicit EditorFolds(EditorText &editor)
        : m_editor(editor)
    {
    }

    // What is seen has its levels.
    void drawn();
    enum class Fold { Close, Open };
    void foldAtCursor(Fold fold);
    // Those of a long text in turns.
    void foldAll(Fold fold);

private:
    struct Lines
    {
        long first = 0;
        long last = 0;
    };
    [[nodiscard]] Lines linesOf(const sql::Piece &part) const;
    void level(Lines lines);
    void setLevel(long line, long level);

    EditorText &m_editor;
};

} // namespace howdah::ui
