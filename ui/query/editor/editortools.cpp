// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editortools.h"

#include "query/editor/editorfindbar.h"
#include "query/editor/editorformatter.h"
#include "query/editor/editoroutline.h"

#include <QKeyEvent>

namespace howdah::ui {

EditorTools::EditorTools(EditorText &editor)
    : m_editor(editor)
    , m_margins(editor)
    , m_problems(new EditorProblems(editor))
    , m_brackets(editor)
    , m_typing(editor)
    , m_folds(editor)
    , m_snippets(editor)
    , m_findBar(new EditorFindBar(editor))
    , m_formatter(new EditorFormatter(editor))
    , m_outline(new EditorOutline(editor))
{
}

EditorTools::~EditorTools() = default;

void EditorTools::edited(qint64 offset, qint64 removed, qint64 inserted)
{
    m_margins.edited(offset, removed, inserted);
    m_problems->edited(offset, removed, inserted);
    m_typing.edited(offset, removed, inserted);
    m_snippets.edited(offset, removed, inserted);
    m_findBar->edited(offset, removed, inserted);
    m_formatter->edited();
    m_outline->edited();
}

void EditorTools::looked(qint64 cursor, query::TextExtent statement)
{
    m_margins.setAtCursor(statement);
    m_brackets.looked(cursor, statement);
    m_typing.looked(cursor);
    m_snippets.looked(cursor);
    m_outline->looked(cursor);
}

void EditorTools::drawn()
{
    m_folds.drawn();
    m_findBar->drawn();
}

void EditorTools::dress()
{
    m_problems->dress();
    m_brackets.dress();
    m_snippets.dress();
    m_findBar->dress();
}

void EditorTools::resized()
{
    m_findBar->place();
    m_outline->place();
}

void EditorTools::forget()
{
    m_margins.setRunning({});
    m_problems->set(ProblemFinder::Run, {});
    m_problems->set(ProblemFinder::Check, {});
    m_typing.forget();
    m_snippets.end();
    m_findBar->forget();
    m_formatter->edited();
    m_outline->edited();
}

bool EditorTools::take(const QKeyEvent &event)
{
    const bool isBack = event.key() == Qt::Key_Backtab;
    if (m_snippets.isActive() && (isBack || (event.key() == Qt::Key_Tab && event.modifiers() == Qt::NoModifier))) {
        m_snippets.go(isBack ? SnippetSession::Way::Previous : SnippetSession::Way::Next);
        return true;
    }
    return m_typing.take(event);
}

bool EditorTools::hasOpen() const
{
    return m_snippets.isActive() || !m_findBar->isHidden() || !m_outline->isHidden()
        || m_editor.SendScintilla(QsciScintilla::SCI_GETSELECTIONS) > 1;
}

void EditorTools::closeOpen()
{
    m_snippets.end();
    if (m_editor.SendScintilla(QsciScintilla::SCI_GETSELECTIONS) > 1)
        m_editor.SendScintilla(QsciScintilla::SCI_CANCEL);
    m_findBar->close();
    m_outline->close();
}

} // namespace howdah::ui
