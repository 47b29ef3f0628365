// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/edit/prompttext.h"
#include "prompt/list/promptoverview.h"

#include <QWidget>

class QTreeWidget;

namespace howdah::ui {

class SqlView;
class StateStack;

// What the checks have found in a version of a prompt, and the SQL that fixes it. UI thread.
class ChecksPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ChecksPanel(QWidget *parent = nullptr);

    // `assessment` may be none yet.
    void show(const PromptAssessment *assessment, const prompt::StoredPrompt &stored);
    // Whether somebody looks at it.
    void setSeen(bool seen);
    [[nodiscard]] int count() const;
    // Where the findings are in the stored text of a field.
    [[nodiscard]] const std::vector<TextMark> &systemMarks() const { return m_systemMarks; }
    [[nodiscard]] const std::vector<TextMark> &userMarks() const { return m_userMarks; }
    [[nodiscard]] QTreeWidget *list() const { return m_list; }

Q_SIGNALS:
    void placeWanted(const QString &field, qsizetype offset, qsizetype length);

private:
    void add(const prompt::LintFinding &finding, const prompt::Prompt &prompt);
    void showSql();

    std::vector<TextMark> m_systemMarks;
    std::vector<TextMark> m_userMarks;
    bool m_seen = false;
    QTreeWidget *m_list;
    StateStack *m_state;
    SqlView *m_sql = nullptr; // what fixes the finding that is chosen; once it was looked at
};

} // namespace howdah::ui
