// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/sqleditor.h"

namespace howdah::ui {

SqlEditor::SqlEditor(QWidget *parent)
    : QsciScintilla(parent)
{
    setUtf8(true);
    connect(this, &QsciScintilla::SCN_MODIFIED, this, [this](int position, int type, const char *, int length) {
        modified(position, type, length);
    });
    connect(this, &QsciScintilla::SCN_UPDATEUI, this, [this] {
        if (const qint64 cursor = cursorByte(); cursor != m_cursor) {
            m_cursor = cursor;
            Q_EMIT cursorMoved(cursor);
        }
        if (const query::PartRange parts = partsAtCursor(); parts != m_atCursor) {
            m_atCursor = parts;
            Q_EMIT partsAtCursorChanged();
        }
    });
}

SqlEditor::~SqlEditor() = default;

void SqlEditor::setBytes(const QByteArray &text)
{
    const qint64 before = sizeInBytes();
    m_replacing = true;
    SendScintilla(SCI_SETUNDOCOLLECTION, 0UL);
    SendScintilla(SCI_CLEARALL);
    SendScintilla(SCI_APPENDTEXT, static_cast<unsigned long>(text.size()), text.constData());
    SendScintilla(SCI_SETUNDOCOLLECTION, 1UL);
    SendScintilla(SCI_EMPTYUNDOBUFFER);
    SendScintilla(SCI_SETSAVEPOINT);
    m_replacing = false;
    m_script = query::Script(text, m_script.hasStandardStrings());
    Q_EMIT edited(0, before, text.size());
}

QByteArray SqlEditor::bytes() const { return m_script.text(); }

QByteArray SqlEditor::bytesOf(Extent extent) const
{
    const qint64 begin = qBound<qint64>(0, extent.offset, sizeInBytes());
    const qint64 size = qBound<qint64>(0, extent.size, sizeInBytes() - begin);
    const auto *text = reinterpret_cast<const char *>(
        SendScintilla(SCI_GETRANGEPOINTER, static_cast<unsigned long>(begin), static_cast<long>(size)));
    return QByteArray(text, qsizetype(size));
}

const query::Script &SqlEditor::script() const { return m_script; }

void SqlEditor::setStandardStrings(bool standard) { m_script = query::Script(m_script.text(), standard); }

void SqlEditor::modified(int position, int type, int length)
{
    if ((type & (SC_MOD_INSERTTEXT | SC_MOD_DELETETEXT)) == 0 || m_replacing)
        return;
    const bool inserted = (type & SC_MOD_INSERTTEXT) != 0;
    const QByteArray text = inserted ? bytesOf({position, length}) : QByteArray();
    (void)m_script.edit(position, inserted ? 0 : length, text);
    Q_EMIT edited(position, inserted ? 0 : length, inserted ? length : 0);
}

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
    SendScintilla(SCI_BEGINUNDOACTION);
    SendScintilla(
        SCI_SETTARGETRANGE, static_cast<unsigned long>(extent.offset), static_cast<long>(extent.offset + extent.size));
    SendScintilla(SCI_REPLACETARGET, static_cast<unsigned long>(text.size()), text.constData());
    SendScintilla(SCI_ENDUNDOACTION);
}

query::PartRange SqlEditor::partsAtCursor() const { return m_script.at(cursorByte()); }

SqlEditor::Extent SqlEditor::extentOf(query::PartRange range) const { return m_script.extentOf(range); }

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
