// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/assist/textaround.h"

#include "query/complete/statementtext.h"

namespace howdah::ui {

TextAround textAround(const SqlEditor &editor, qint64 byte)
{
    constexpr qint64 WholeText = qint64(1) << 20;
    constexpr qint64 Reach = query::complete::Reach;
    const qint64 size = editor.sizeInBytes();
    if (size <= WholeText)
        return {editor.bytesOf({0, size}), qsizetype(byte), 0};
    qint64 begin = qMax(byte - Reach, qint64(0));
    const SqlEditor::Extent here = editor.extentOf(editor.partsAtCursor());
    if (here.offset <= byte && here.offset > begin)
        begin = here.offset;
    return {editor.bytesOf({begin, qMin(byte + Reach, size) - begin}), qsizetype(byte - begin), begin};
}

QRect caretAt(const SqlEditor &editor, qint64 byte)
{
    using Base = QsciScintillaBase;
    const auto x = int(editor.SendScintilla(Base::SCI_POINTXFROMPOSITION, 0UL, long(byte)));
    const auto y = int(editor.SendScintilla(Base::SCI_POINTYFROMPOSITION, 0UL, long(byte)));
    const long line = editor.SendScintilla(Base::SCI_LINEFROMPOSITION, static_cast<unsigned long>(byte));
    const auto height = int(editor.SendScintilla(Base::SCI_TEXTHEIGHT, static_cast<unsigned long>(line)));
    return {editor.viewport()->mapToGlobal(QPoint(x, y)), QSize(2, height)};
}

} // namespace howdah::ui
