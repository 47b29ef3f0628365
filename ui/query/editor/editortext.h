// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/code/qsci.h"
#include "query/script/script.h"
#include "query/script/scriptparts.h"

#include <QTimer>

#include <optional>

namespace howdah::ui {

class SqlLexer;

// A text of SQL of any size, its parts and its cursor. Offsets are bytes of its UTF-8 text from 0. What is not seen is
// not drawn, and what is not read yet is read in turns. UI thread.
class EditorText : public QsciScintilla
{
    Q_OBJECT
public:
    using Extent = query::TextExtent;

    explicit EditorText(QWidget *parent = nullptr);

    // Another text, byte for byte, whatever it holds; what could be undone is forgotten. edited() tells of it as one
    // change.
    void setBytes(const QByteArray &text);
    // All of it. Free until the text changes, then one copy: for a save, not for each key.
    [[nodiscard]] QByteArray bytes() const;
    [[nodiscard]] qint64 sizeInBytes() const { return SendScintilla(SCI_GETLENGTH); }
    [[nodiscard]] QByteArray bytesOf(Extent extent) const;
    // The text and its parts as they are now, to run or to read on another thread. Costs what bytes() costs and reads
    // the text to its end: while one types, partsAtCursor(), extentOf() and bytesOf() are enough.
    [[nodiscard]] const query::Script &script() const;
    // The parts as far as they are known by now; all that a turn has time for.
    [[nodiscard]] const query::ScriptParts &parts() const;
    // The session's standard_conforming_strings: the text is cut anew.
    void setStandardStrings(bool standard);

    [[nodiscard]] qint64 cursorByte() const;
    void setCursorByte(qint64 offset);          // and scrolls there
    [[nodiscard]] Extent selectedBytes() const; // size 0: nothing is selected
    void selectBytes(Extent extent);
    // One step to undo. The cursor stays at its text.
    void replaceBytes(Extent extent, const QByteArray &text);
    // The lines that are seen.
    [[nodiscard]] Extent visibleBytes() const;

    // What would run with the cursor where it is; marked in the margin. Empty while it is not known, in a long text
    // that is being read: partsAtCursorChanged() tells.
    [[nodiscard]] query::PartRange partsAtCursor() const;
    [[nodiscard]] Extent extentOf(query::PartRange range) const { return m_parts.extentOf(range); }

Q_SIGNALS:
    // After each change, of this size; at the latest in the next turn. Nothing may be changed from here.
    void edited(qint64 offset, qint64 removed, qint64 inserted);
    void cursorMoved(qint64 offset);
    // Another statement would run, or the same one is another text.
    void partsAtCursorChanged();
    // Something to say of what was asked for: a sentence.
    void noted(const QString &text);

protected:
    // ---- as it happens, before the signals
    // Just before the text changes: nothing can be read.
    virtual void willEdit(qint64 offset, qint64 removed, qint64 inserted) = 0;
    virtual void hasEdited(qint64 offset, qint64 removed, qint64 inserted) = 0;
    virtual void willReplace() = 0; // by another text
    virtual void hasLooked(Extent statement, bool hasMoved) = 0;
    virtual void hasDrawn() = 0;

    [[nodiscard]] SqlLexer *sqlLexer() const { return m_lexer; }
    // Where the cursor is now, and what would run there.
    void look();

private:
    void modified(int position, int type, int length);
    void settle() const;
    void tellEdits();
    void goOn();
    void drawVisible();

    mutable query::ScriptParts m_parts;
    mutable std::optional<QByteArray> m_text; // until it changes
    mutable std::optional<query::Script> m_script;
    SqlLexer *m_lexer;
    QTimer m_cutting;
    QTimer m_looking;
    struct Edit
    {
        qint64 offset = 0;
        qint64 removed = 0;
        qint64 inserted = 0;
    };
    std::optional<Edit> m_edit;           // that is not told yet
    mutable std::optional<Edit> m_unread; // by the parts
    int m_lines = 1;
    qint64 m_cursor = 0;
    Extent m_atCursor;
    Extent m_drawn;
    bool m_replacing = false;
};

} // namespace howdah::ui
