// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/editorbrackets.h"
#include "query/editor/editorfolds.h"
#include "query/editor/editormargins.h"
#include "query/editor/editorproblems.h"
#include "query/editor/editortyping.h"
#include "query/editor/snippetsession.h"

namespace howdah::ui {

class EditorFindBar;
class EditorFormatter;
class EditorOutline;

// What an editor is helped by; each is told of the text and the cursor. UI thread.
class EditorTools final
{
public:
    explicit EditorTools(EditorText &editor);
    ~EditorTools();

    [[nodiscard]] EditorMargins &margins() { return m_margins; }
    [[nodiscard]] EditorProblems &problems() { return *m_problems; }
    [[nodiscard]] EditorBrackets &brackets() { return m_brackets; }
    [[nodiscard]] EditorFolds &folds() { return m_folds; }
    [[nodiscard]] SnippetSession &snippets() { return m_snippets; }
    [[nodiscard]] EditorFindBar &findBar() { return *m_findBar; }
    [[nodiscard]] EditorFormatter &formatter() { return *m_formatter; }
    [[nodiscard]] EditorOutline &outline() { return *m_outline; }

    // ---- as the editor tells them
    void edited(qint64 offset, qint64 removed, qint64 inserted);
    void looked(qint64 cursor, query::TextExtent statement);
    void drawn();
    void dress();
    void resized();
    void forget(); // another text
    [[nodiscard]] bool take(const QKeyEvent &event);
    // Would Esc end something here?
    [[nodiscard]] bool hasOpen() const;
    void closeOpen();

private:
    EditorText &m_editor;
    EditorMargins m_margins;
    EditorProblems *m_problems;
    EditorBrackets m_brackets;
    EditorTyping m_typing;
    EditorFolds m_folds;
    SnippetSession m_snippets;
    EditorFindBar *m_findBar;
    EditorFormatter *m_formatter;
    EditorOutline *m_outline;
};

} // namespace howdah::ui
