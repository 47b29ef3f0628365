// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/bracketpairs.h"
#include "query/editor/editortext.h"

namespace howdah::ui {

// Marks the bracket or word at the cursor and the one that belongs to it. UI thread.
class EditorBrackets final
{
public:
    explicit EditorBrackets(EditorText &editor);

    void looked(qint64 cursor, query::TextExtent statement);
    void dress();
    // False: there is none at the cursor.
    bool goToOther();
    bool selectToOther();
    [[nodiscard]] const std::optional<BracketPair> &pair() const { return m_pair; }

private:
    void draw();

    EditorText &m_editor;
    std::optional<BracketPair> m_pair;
    bool m_isDrawn = false;
};

} // namespace howdah::ui
