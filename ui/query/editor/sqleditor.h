// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/code/qsci.h"
#include "query/script/script.h"
#include "query/script/scriptparts.h"

#include <QTimer>

#include <memory>

namespace howdah::ui {

class EditorTools;
class SqlLexer;

// The text of a tab. Offsets are bytes of its UTF-8 text from 0. Its parts follow each change of the text. What can be
// done with the text (find, format, comment ...) are its actions(), as of every widget, for a palette, a context menu
// and the keys. UI thread.
class SqlEditor final : public QsciScintilla
{
    Q_OBJECT
public:
    using Extent = query::TextExtent;

    explicit SqlEditor(QWidget *parent = nullptr);
    ~SqlEditor() override;

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

    // What is wrong with the text, shown at its place until the text there changes. Those of a run and those that the
    // checks found are apart.
    enum class Finder { Run, Check };
    struct Problem
    {
        Extent place; // size 0: of the word there
        bool isError = true;
        QString message; // plain text, shown in the tip; that of a run beneath the line, too
        bool operator==(const Problem &) const = default;
    };
    void setProblems(Finder finder, const std::vector<Problem> &problems);
    // Those that are still there, at their places of now.
    [[nodiscard]] std::vector<Problem> problems(Finder finder) const;
    // The statement that runs now; size 0: none.
    void setRunning(Extent extent);

    // Find, snippets, formatting and the like.
    [[nodiscard]] EditorTools &tools() const { return *m_tools; }

Q_SIGNALS:
    // After each change, of this size; at the latest in the next turn. Nothing may be changed from here.
    void edited(qint64 offset, qint64 removed, qint64 inserted);
    void cursorMoved(qint64 offset);
    // Another statement would run, or the same one is another text.
    void partsAtCursorChanged();
    // Something to say of what was asked for: a sentence.
    void noted(const QString &text);

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void dressKeys();
    void applyTheme();
    void updateMargin();
    void modified(int position, int type, int length);
    void settle() const;
    void tellEdits();
    void look();
    void goOn();
    void drawVisible();

    mutable query::ScriptParts m_parts;
    mutable std::optional<QByteArray> m_text; // until it changes
    mutable std::optional<query::Script> m_script;
    SqlLexer *m_lexer;
    std::unique_ptr<EditorTools> m_tools;
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
    bool m_applying = false;
};

} // namespace howdah::ui
