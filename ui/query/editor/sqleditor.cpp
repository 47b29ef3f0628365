// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/sqleditor.h"

#include "query/editor/editoraccessible.h"
#include "query/editor/editoractions.h"
#include "query/editor/editortools.h"

namespace howdah::ui {

SqlEditor::SqlEditor(QWidget *parent)
    : EditorText(parent)
{
    EditorAccessible::install();
    setAccessibleName(tr("SQL editor"));
    setUpMargins(*this);
    m_tools = std::make_unique<EditorTools>(*this);
    new EditorActions(*this, *m_tools);
    dressKeys();
    applyTheme();
    connect(this, &QsciScintilla::linesChanged, this, [this] { updateMargin(); });
}

SqlEditor::~SqlEditor() = default;

void SqlEditor::setProblems(Finder finder, const std::vector<Problem> &problems)
{
    m_tools->problems().set(finder, problems);
}

std::vector<SqlEditor::Problem> SqlEditor::problems(Finder finder) const { return m_tools->problems().of(finder); }

void SqlEditor::setRunning(Extent extent)
{
    m_tools->margins().setRunning(extent);
    viewport()->update();
}

void SqlEditor::willEdit(qint64 offset, qint64 removed, qint64 inserted) { m_tools->edited(offset, removed, inserted); }

void SqlEditor::hasEdited(qint64 offset, qint64, qint64 inserted)
{
    EditorAccessible::tellInserted(*this, offset, inserted);
}

void SqlEditor::willReplace() { m_tools->forget(); }

void SqlEditor::hasLooked(Extent statement, bool hasMoved)
{
    m_tools->looked(cursorByte(), statement);
    if (hasMoved)
        EditorAccessible::tellCursor(*this);
}

void SqlEditor::hasDrawn() { m_tools->drawn(); }

} // namespace howdah::ui
