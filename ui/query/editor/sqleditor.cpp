// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/sqleditor.h"

namespace howdah::ui {

SqlEditor::SqlEditor(QWidget *parent)
    : QsciScintilla(parent)
{
    setUtf8(true);
}

void SqlEditor::setBytes(const QByteArray &text)
{
    setText(QString::fromUtf8(text));
    m_script = query::Script(text);
}

void SqlEditor::setStandardStrings(bool standard) { m_script = query::Script(m_script.text(), standard); }

qint64 SqlEditor::cursorByte() const { return SendScintilla(SCI_GETCURRENTPOS); }

void SqlEditor::setCursorByte(qint64 offset) { SendScintilla(SCI_GOTOPOS, static_cast<unsigned long>(offset)); }

SqlEditor::Extent SqlEditor::selectedBytes() const
{
    const qint64 begin = SendScintilla(SCI_GETSELECTIONSTART);
    return {begin, SendScintilla(SCI_GETSELECTIONEND) - begin};
}

void SqlEditor::selectBytes(Extent extent)
{
    SendScintilla(
        SCI_SETSEL, static_cast<unsigned long>(extent.offset), static_cast<long>(extent.offset + extent.size));
}

void SqlEditor::replaceBytes(Extent extent, const QByteArray &text)
{
    selectBytes(extent);
    replaceSelectedText(QString::fromUtf8(text));
}

void SqlEditor::setProblems(Finder finder, const std::vector<Problem> &problems)
{
    Q_UNUSED(finder)
    Q_UNUSED(problems)
}

std::vector<SqlEditor::Problem> SqlEditor::problems(Finder finder) const
{
    Q_UNUSED(finder)
    return {};
}

void SqlEditor::setRunning(Extent extent) { Q_UNUSED(extent) }

} // namespace howdah::ui
