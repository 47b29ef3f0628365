// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/editorproblem.h"
#include "query/editor/editortext.h"

#include <array>
#include <optional>

namespace howdah::ui {

// What is wrong with the text: squiggles, the words beneath a line and in the tip, and the way from one to the next.
// They move with the text and go when it changes there. UI thread.
class EditorProblems final : public QObject
{
    Q_OBJECT
public:
    using Problem = EditorProblem;
    using Finder = ProblemFinder;
    static constexpr std::size_t Most = 1000; // of a finder are shown

    explicit EditorProblems(EditorText &editor);

    void set(Finder finder, std::vector<Problem> problems);
    [[nodiscard]] const std::vector<Problem> &of(Finder finder) const { return m_problems[std::size_t(finder)]; }
    // All that are there; "" where there is none.
    [[nodiscard]] QString messageAt(qint64 offset) const;
    // The cursor goes to the one behind or before it, around the end. False: there are none.
    enum class Way { Next, Previous };
    bool go(Way way);

    struct Sign
    {
        int top = 0; // on the viewport
        bool isError = true;
    };
    [[nodiscard]] std::vector<Sign> signsIn(int height) const;

    void edited(qint64 offset, qint64 removed, qint64 inserted);
    void dress();

private:
    [[nodiscard]] Problem placed(Problem problem) const;
    void draw();

    EditorText &m_editor;
    std::array<std::vector<Problem>, 2> m_problems;
    QTimer m_drawing;
    bool m_isDrawn = false;
};

} // namespace howdah::ui
