// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/code/qsci.h"
#include "metrics/dashboard.h"

namespace howdah::ui {

// The text of a dashboard: YAML with highlighting and line numbers, coloured from the palette, problems at their lines.
class YamlView final : public QsciScintilla
{
    Q_OBJECT
public:
    explicit YamlView(QWidget *parent = nullptr);

    void setProblems(const std::vector<metrics::DefinitionProblem> &problems);
    void goTo(const metrics::DefinitionProblem &problem);
    [[nodiscard]] int cursorLine() const; // from 1

protected:
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void applyTheme();
    void annotateProblems();

    std::vector<metrics::DefinitionProblem> m_problems;
    bool m_isApplying = false;
};

} // namespace howdah::ui
