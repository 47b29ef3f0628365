// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/editor/editortyping.h"

#include "query/editor/bracketpairs.h"
#include "query/editor/textcommands.h"
#include "sql/characters.h"

#include <QKeyEvent>

#include <algorithm>

namespace howdah::ui {

namespace {

constexpr qint64 FarBytes = 64 << 10; // that are read before the cursor

char closerOf(char opener)
{
    switch (opener) {
    case '(':
        return ')';
    case '[':
        return ']';
    case '\'':
    case '"':
        return opener;
    default:
        return 0;
    }
}

bool isCloser(char key) { return key == ')' || key == ']' || key == '\'' || key == '"'; }

} // namespace

// The statement as far as the cursor.
QByteArray EditorTyping::before(qint64 cursor) const
{
    const query::ScriptParts &parts = m_editor.parts();
    const std::size_t index = parts.behind(cursor);
    qint64 begin = 0;
    if (index > 0) {
        const sql::Piece part = parts.at(index - 1);
        const bool isBehind = part.offset + part.size < cursor;
        const bool isData = part.kind == sql::PieceKind::CopyData;
        begin = isBehind || isData ? std::min(part.offset + part.size, cursor) : part.offset;
    }
    begin = std::max(begin, cursor - FarBytes);
    return m_editor.bytesOf({begin, cursor - begin});
}

char EditorTyping::at(qint64 offset) const
{
    return offset < 0 || offset >= m_editor.sizeInBytes()
             ? '\0'
             : char(m_editor.SendScintilla(QsciScintilla::SCI_GETCHARAT, static_cast<unsigned long>(offset)));
}

bool EditorTyping::take(const QKeyEvent &event)
{
    const bool isPlain = (event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier | Qt::GroupSwitchModifier)) == 0
                      || event.text().size() == 1;
    if (!isPlain || m_editor.isReadOnly() || m_editor.SendScintilla(QsciScintilla::SCI_GETSELECTIONS) > 1
        || m_editor.SendScintilla(QsciScintilla::SCI_SELECTIONISRECTANGLE) != 0)
        return false;
    const bool hasSelection = m_editor.selectedBytes().size > 0;
    m_isTyping = true;
    bool isTaken = false;
    switch (event.key()) {
    case Qt::Key_Backspace:
        isTaken = !hasSelection && event.modifiers() == Qt::NoModifier && backspace();
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        isTaken = (event.modifiers() & ~Qt::KeypadModifier) == 0 && newLine();
        break;
    default:
        if (event.text().size() == 1 && event.text().front().unicode() < 0x80) {
            const char key = event.text().front().toLatin1();
            isTaken = hasSelection ? surround(key) : type(key);
        }
    }
    m_isTyping = false;
    return isTaken;
}

bool EditorTyping::type(char key)
{
    const qint64 cursor = m_editor.cursorByte();
    const auto typedOver = std::ranges::find(m_closers, cursor);
    if (isCloser(key) && typedOver != m_closers.end() && at(cursor) == key) {
        m_closers.erase(typedOver);
        m_editor.setCursorByte(cursor + 1);
        return true;
    }
    const char closer = closerOf(key);
    if (closer == 0)
        return false;
    const char next = at(cursor);
    const bool hasRoom = next == '\0' || sql::classOf(next) == sql::CharClass::Space || next == ')' || next == ']'
                      || next == ',' || next == ';';
    if (!hasRoom)
        return false;
    const QByteArray text = before(cursor);
    const bool isQuote = key == '\'' || key == '"';
    if (isQuote && !text.isEmpty() && sql::isNameChar(text.back())) {
        // E'...', not the apostrophe of a word.
        const bool isPrefix = key == '\'' && QByteArrayView("eEbBxXnN").contains(text.back())
                           && (text.size() == 1 || !sql::isNameChar(text[text.size() - 2]));
        if (!isPrefix)
            return false;
    }
    // Behind a quote it doubles that.
    if (isQuote && !text.isEmpty() && text.back() == key)
        return false;
    if (placeAtEnd(text, m_editor.parts().hasStandardStrings()) != TextPlace::Sql)
        return false;
    const char pair[] = {key, closer, '\0'};
    m_editor.SendScintilla(QsciScintilla::SCI_BEGINUNDOACTION);
    m_editor.SendScintilla(QsciScintilla::SCI_REPLACESEL, 0UL, pair);
    m_editor.SendScintilla(QsciScintilla::SCI_GOTOPOS, static_cast<unsigned long>(cursor + 1));
    m_editor.SendScintilla(QsciScintilla::SCI_ENDUNDOACTION);
    m_closers.push_back(cursor + 1);
    return true;
}

bool EditorTyping::surround(char key)
{
    const char closer = closerOf(key);
    const query::TextExtent selected = m_editor.selectedBytes();
    constexpr qint64 Longest = 1 << 20;
    if (closer == 0 || selected.size > Longest)
        return false;
    if (placeAtEnd(before(selected.offset), m_editor.parts().hasStandardStrings()) != TextPlace::Sql)
        return false;
    const QByteArray text = key + m_editor.bytesOf(selected) + closer;
    m_editor.SendScintilla(QsciScintilla::SCI_BEGINUNDOACTION);
    m_editor.SendScintilla(QsciScintilla::SCI_REPLACESEL, 0UL, text.constData());
    m_editor.SendScintilla(QsciScintilla::SCI_ENDUNDOACTION);
    m_editor.selectBytes({selected.offset + 1, selected.size});
    return !text.contains('\0');
}

bool EditorTyping::backspace()
{
    const qint64 cursor = m_editor.cursorByte();
    const auto closer = std::ranges::find(m_closers, cursor);
    if (closer == m_closers.end() || at(cursor) != closerOf(at(cursor - 1)))
        return false;
    m_closers.erase(closer);
    m_editor.replaceBytes({cursor - 1, 2}, {});
    return true;
}

bool EditorTyping::newLine()
{
    const query::TextExtent selected = m_editor.selectedBytes();
    const qint64 line = m_editor.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(selected.offset));
    const qint64 begin = m_editor.SendScintilla(QsciScintilla::SCI_POSITIONFROMLINE, static_cast<unsigned long>(line));
    if (selected.offset - begin > FarBytes)
        return false;
    QByteArray text = m_editor.bytesOf({begin, selected.offset - begin});
    const QByteArray step = m_editor.indentationsUseTabs() ? QByteArray("\t") : QByteArray(m_editor.tabWidth(), ' ');
    const TextPlace place = placeAtEnd(before(selected.offset), m_editor.parts().hasStandardStrings());
    if (place == TextPlace::String || place == TextPlace::QuotedName)
        text.clear(); // every blank would be a part of it
    else if (place == TextPlace::Comment)
        text += ' '; // only the indentation of the line
    const QByteArray end =
        m_editor.SendScintilla(QsciScintilla::SCI_GETEOLMODE) == QsciScintilla::SC_EOL_CRLF ? "\r\n" : "\n";
    QByteArray indent = place == TextPlace::Comment ? indentAfter(text, {}) : indentAfter(text, step);
    // Brackets around the cursor come apart.
    QByteArray tail;
    const qint64 behind = selected.offset + selected.size;
    if (text.endsWith('(') && at(behind) == ')')
        tail = end + indent.chopped(step.size());
    m_editor.SendScintilla(QsciScintilla::SCI_BEGINUNDOACTION);
    m_editor.SendScintilla(QsciScintilla::SCI_REPLACESEL, 0UL, (end + indent + tail).constData());
    const qint64 cursor = selected.offset + end.size() + indent.size();
    m_editor.SendScintilla(QsciScintilla::SCI_GOTOPOS, static_cast<unsigned long>(cursor));
    m_editor.SendScintilla(QsciScintilla::SCI_ENDUNDOACTION);
    m_editor.SendScintilla(QsciScintilla::SCI_CHOOSECARETX);
    return true;
}

void EditorTyping::edited(qint64 offset, qint64 removed, qint64 inserted)
{
    std::erase_if(m_closers, [&](qint64 closer) { return closer >= offset && closer < offset + removed; });
    for (qint64 &closer : m_closers) {
        if (closer >= offset)
            closer += inserted - removed;
    }
}

// Elsewhere they are like any other.
void EditorTyping::looked(qint64 cursor)
{
    if (m_isTyping || m_closers.empty())
        return;
    const auto lineOf = [this](qint64 offset) {
        return m_editor.SendScintilla(QsciScintilla::SCI_LINEFROMPOSITION, long(offset));
    };
    const long line = lineOf(cursor);
    std::erase_if(m_closers, [&](qint64 closer) { return closer < cursor || lineOf(closer) != line; });
}

} // namespace howdah::ui
