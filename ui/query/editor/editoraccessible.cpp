// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editoraccessible.h"

#include <QTextBoundaryFinder>

namespace howdah::ui {

namespace {

constexpr unsigned long utf16 = QsciScintilla::SC_LINECHARACTERINDEX_UTF16;

QAccessibleInterface *make(const QString &, QObject *object)
{
    auto *editor = qobject_cast<EditorText *>(object);
    return editor ? new EditorAccessible(editor) : nullptr;
}

} // namespace

EditorAccessible::EditorAccessible(EditorText *editor)
    : QAccessibleWidget(editor, QAccessible::EditableText)
{
}

void EditorAccessible::install()
{
    static const bool isInstalled = [] {
        QAccessible::installFactory(make);
        return true;
    }();
    Q_UNUSED(isInstalled)
}

EditorText &EditorAccessible::editor() const { return *static_cast<EditorText *>(widget()); }

void *EditorAccessible::interface_cast(QAccessible::InterfaceType type)
{
    return type == QAccessible::TextInterface ? static_cast<QAccessibleTextInterface *>(this)
                                              : QAccessibleWidget::interface_cast(type);
}

QAccessible::State EditorAccessible::state() const
{
    QAccessible::State state = QAccessibleWidget::state();
    state.selectableText = true;
    state.multiLine = true;
    state.readOnly = editor().isReadOnly();
    state.editable = !state.readOnly;
    return state;
}

// The lines know how many characters lie before them, from the first time that somebody asks.
int EditorAccessible::indexOf(qint64 byte) const
{
    const EditorText &text = editor();
    if ((static_cast<unsigned long>(text.SendScintilla(QsciScintilla::SCI_GETLINECHARACTERINDEX)) & utf16) == 0)
        text.SendScintilla(QsciScintilla::SCI_ALLOCATELINECHARACTERINDEX, utf16);
    const long line = text.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(byte));
    const qint64 begin = text.SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
    const long before =
        text.SendScintilla(QsciScintilla::SCI_INDEXPOSITIONFROMLINE, static_cast<unsigned long>(line), long(utf16));
    return int(before + QString::fromUtf8(text.bytesOf({begin, byte - begin})).size());
}

qint64 EditorAccessible::byteOf(int index) const
{
    (void)indexOf(0);
    const EditorText &text = editor();
    index = std::clamp(index, 0, characterCount());
    const long line =
        text.SendScintilla(QsciScintilla::SCI_LINEFROMINDEXPOSITION, static_cast<unsigned long>(index), long(utf16));
    const long before =
        text.SendScintilla(QsciScintilla::SCI_INDEXPOSITIONFROMLINE, static_cast<unsigned long>(line), long(utf16));
    const qint64 begin = text.SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
    const qint64 end = text.SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, static_cast<unsigned long>(line) + 1);
    const QString words = QString::fromUtf8(text.bytesOf({begin, end - begin}));
    return begin + words.first(std::min<qsizetype>(index - before, words.size())).toUtf8().size();
}

void EditorAccessible::tellCursor(EditorText &editor)
{
    if (!QAccessible::isActive())
        return;
    if (auto *face = dynamic_cast<EditorAccessible *>(QAccessible::queryAccessibleInterface(&editor))) {
        QAccessibleTextCursorEvent event(&editor, face->cursorPosition());
        QAccessible::updateAccessibility(&event);
    }
}

void EditorAccessible::tellInserted(EditorText &editor, qint64 offset, qint64 size)
{
    constexpr qint64 most = 64 << 10;
    if (!QAccessible::isActive() || size == 0 || size > most)
        return;
    if (auto *face = dynamic_cast<EditorAccessible *>(QAccessible::queryAccessibleInterface(&editor))) {
        QAccessibleTextInsertEvent event(
            &editor, face->indexOf(offset), QString::fromUtf8(editor.bytesOf({offset, size})));
        QAccessible::updateAccessibility(&event);
    }
}

void EditorAccessible::selection(int index, int *start, int *end) const
{
    *start = *end = 0;
    const query::TextExtent selected = editor().selectedBytes();
    if (index != 0 || selected.size == 0)
        return;
    *start = indexOf(selected.offset);
    *end = indexOf(selected.offset + selected.size);
}

int EditorAccessible::selectionCount() const { return editor().selectedBytes().size > 0 ? 1 : 0; }

void EditorAccessible::addSelection(int start, int end) { setSelection(0, start, end); }

void EditorAccessible::removeSelection(int index)
{
    if (index == 0)
        editor().selectBytes({editor().cursorByte(), 0});
}

void EditorAccessible::setSelection(int index, int start, int end)
{
    if (index != 0)
        return;
    const qint64 begin = byteOf(start);
    editor().selectBytes({begin, byteOf(end) - begin});
}

int EditorAccessible::cursorPosition() const { return indexOf(editor().cursorByte()); }

void EditorAccessible::setCursorPosition(int position) { editor().setCursorByte(byteOf(position)); }

QString EditorAccessible::text(int start, int end) const
{
    const qint64 begin = byteOf(start);
    return QString::fromUtf8(editor().bytesOf({begin, byteOf(end) - begin}));
}

int EditorAccessible::characterCount() const { return indexOf(editor().sizeInBytes()); }

// Nothing goes on beyond a line.
QString
EditorAccessible::around(int offset, QAccessible::TextBoundaryType boundary, Where where, int *start, int *end) const
{
    *start = *end = -1;
    const EditorText &text = editor();
    long line = text.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(byteOf(offset)));
    const bool isLine = boundary == QAccessible::LineBoundary || boundary == QAccessible::ParagraphBoundary
                     || boundary == QAccessible::NoBoundary;
    if (isLine)
        line += where == Where::Before ? -1 : where == Where::After ? 1 : 0;
    if (line < 0 || line >= text.SendScintilla(QsciScintilla::SCI_GETLINECOUNT))
        return {};
    const qint64 begin = text.SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
    const qint64 next = text.SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, static_cast<unsigned long>(line) + 1);
    const QString words = QString::fromUtf8(text.bytesOf({begin, next - begin}));
    const int base = indexOf(begin);
    if (isLine) {
        *start = base;
        *end = base + int(words.size());
        return words;
    }
    QTextBoundaryFinder finder(
        boundary == QAccessible::CharBoundary       ? QTextBoundaryFinder::Grapheme
        : boundary == QAccessible::SentenceBoundary ? QTextBoundaryFinder::Sentence
                                                    : QTextBoundaryFinder::Word,
        words);
    finder.setPosition(offset - base);
    qsizetype from = finder.isAtBoundary() ? finder.position() : finder.toPreviousBoundary();
    if (where == Where::Before) {
        finder.setPosition(from);
        from = finder.toPreviousBoundary();
    } else if (where == Where::After) {
        finder.setPosition(from);
        from = finder.toNextBoundary();
    }
    if (from < 0)
        return {};
    finder.setPosition(from);
    const qsizetype to = finder.toNextBoundary();
    if (to < 0)
        return {};
    *start = base + int(from);
    *end = base + int(to);
    return words.sliced(from, to - from);
}

QString EditorAccessible::textAtOffset(int offset, QAccessible::TextBoundaryType boundary, int *start, int *end) const
{
    return around(offset, boundary, Where::At, start, end);
}

QString
EditorAccessible::textBeforeOffset(int offset, QAccessible::TextBoundaryType boundary, int *start, int *end) const
{
    return around(offset, boundary, Where::Before, start, end);
}

QString
EditorAccessible::textAfterOffset(int offset, QAccessible::TextBoundaryType boundary, int *start, int *end) const
{
    return around(offset, boundary, Where::After, start, end);
}

QRect EditorAccessible::characterRect(int offset) const
{
    const EditorText &text = editor();
    const long byte = long(byteOf(offset));
    const int x = int(text.SendScintilla(QsciScintilla::SCI_POINTXFROMPOSITION, 0UL, byte));
    const int y = int(text.SendScintilla(QsciScintilla::SCI_POINTYFROMPOSITION, 0UL, byte));
    const long behind = text.SendScintilla(QsciScintilla::SCI_POSITIONAFTER, byte);
    const int right = int(text.SendScintilla(QsciScintilla::SCI_POINTXFROMPOSITION, 0UL, behind));
    return {text.viewport()->mapToGlobal(QPoint(x, y)), QSize(std::max(1, right - x), text.textHeight(0))};
}

int EditorAccessible::offsetAtPoint(const QPoint &point) const
{
    const EditorText &text = editor();
    const QPoint place = text.viewport()->mapFromGlobal(point);
    const long byte = text.SendScintilla(
        QsciScintilla::SCI_POSITIONFROMPOINTCLOSE, static_cast<unsigned long>(std::max(0, place.x())), long(place.y()));
    return byte < 0 ? -1 : indexOf(byte);
}

void EditorAccessible::scrollToSubstring(int start, int end)
{
    editor().SendScintilla(
        QsciScintilla::SCI_SCROLLRANGE, static_cast<unsigned long>(byteOf(end)), long(byteOf(start)));
}

QString EditorAccessible::attributes(int offset, int *start, int *end) const
{
    *start = offset;
    *end = offset + 1;
    return {};
}

} // namespace howdah::ui
