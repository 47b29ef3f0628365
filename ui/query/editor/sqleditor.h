// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/qsci.h"
#include "query/script/script.h"

namespace howdah::ui {

// The text of a tab. Offsets are bytes of its UTF-8 text from 0. Its script follows each change of the text. UI thread.
class SqlEditor final : public QsciScintilla
{
    Q_OBJECT
public:
    explicit SqlEditor(QWidget *parent = nullptr);

    // Another text; what could be undone is forgotten.
    void setBytes(const QByteArray &text);
    [[nodiscard]] QByteArray bytes() const { return m_script.text(); }
    [[nodiscard]] const query::Script &script() const { return m_script; }
    // The session's standard_conforming_strings: the text is cut anew.
    void setStandardStrings(bool standard);

    using Extent = query::Script::Extent;
    [[nodiscard]] qint64 cursorByte() const;
    void setCursorByte(qint64 offset);          // and scrolls there
    [[nodiscard]] Extent selectedBytes() const; // size 0: nothing is selected
    void selectBytes(Extent extent);
    // One step to undo.
    void replaceBytes(Extent extent, const QByteArray &text);

    // What would run with the cursor where it is; marked in the margin.
    [[nodiscard]] query::PartRange partsAtCursor() const { return m_script.at(cursorByte()); }

    // What is wrong with the text, shown at its place until the text there changes. Those of a run and those that the
    // checks found are apart.
    enum class Finder { Run, Check };
    struct Problem
    {
        Extent place; // size 0: of the word there
        bool isError = true;
        QString message; // plain text, shown beneath the line and in the tip
        bool operator==(const Problem &) const = default;
    };
    void setProblems(Finder finder, const std::vector<Problem> &problems);
    [[nodiscard]] std::vector<Problem> problems(Finder finder) const;
    // The statement that runs now; size 0: none.
    void setRunning(Extent extent);

Q_SIGNALS:
    // After each change, of this size.
    void edited(qint64 offset, qint64 removed, qint64 inserted);
    void cursorMoved(qint64 offset);
    // Another statement would run.
    void partsAtCursorChanged();

private:
    query::Script m_script;
};

} // namespace howdah::ui
