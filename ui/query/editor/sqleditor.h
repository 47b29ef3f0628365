// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/editorproblem.h"
#include "query/editor/editortext.h"

#include <memory>

namespace howdah::ui {

class EditorTools;

// The text of a tab. What can be done with it (find, format, comment ...) are its actions(), as of every widget, for a
// palette, a context menu and the keys. UI thread.
class SqlEditor final : public EditorText
{
    Q_OBJECT
public:
    explicit SqlEditor(QWidget *parent = nullptr);
    ~SqlEditor() override;

    // What is wrong with the text, shown at its place until the text there changes. Those of a run and those that the
    // checks found are apart.
    using Finder = ProblemFinder;
    using Problem = EditorProblem;
    void setProblems(Finder finder, const std::vector<Problem> &problems);
    // Those that are still there, at their places of now.
    [[nodiscard]] std::vector<Problem> problems(Finder finder) const;
    // The statement that runs now; size 0: none.
    void setRunning(Extent extent);

    // Find, snippets, formatting and the like.
    [[nodiscard]] EditorTools &tools() const { return *m_tools; }

protected:
    bool event(QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

    void willEdit(qint64 offset, qint64 removed, qint64 inserted) override;
    void hasEdited(qint64 offset, qint64 removed, qint64 inserted) override;
    void willReplace() override;
    void hasLooked(Extent statement, bool hasMoved) override;
    void hasDrawn() override;

private:
    void dressKeys();
    void applyTheme();
    void updateMargin();

    std::unique_ptr<EditorTools> m_tools;
    bool m_applying = false;
};

} // namespace howdah::ui
