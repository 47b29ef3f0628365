// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/editortext.h"

#include <vector>

namespace howdah::ui {

// What the editor adds to the keys that are typed: the other bracket or quote, and the indentation of a new line.
// Nothing in strings and comments, nor with several cursors. UI thread.
class EditorTyping final
{
public:
    explicit EditorTyping(EditorText &editor)
        : m_editor(editor)
    {
    }

    // Has it done what the key is for?
    [[nodiscard]] bool take(const QKeyEvent &event);
    void edited(qint64 offset, qint64 removed, qint64 inserted);
    void looked(qint64 cursor);
    void forget() { m_closers.clear(); }

private:
    [[nodiscard]] bool type(char key);
    [[nodiscard]] bool surround(char key);
    [[nodiscard]] bool backspace();
    [[nodiscard]] bool newLine();
    [[nodiscard]] QByteArray before(qint64 cursor) const;
    [[nodiscard]] char at(qint64 offset) const;

    EditorText &m_editor;
    std::vector<qint64> m_closers; // that were added here: they are typed over
    bool m_isTyping = false;
};

} // namespace howdah::ui
