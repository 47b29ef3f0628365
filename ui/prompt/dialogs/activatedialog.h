// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/dialogs/dialogframe.h"
#include "prompt/list/promptoverview.h"
#include "prompt/edit/scorepanel.h"

class QLineEdit;
class QTableView;

namespace howdah::ui {

class CompareView;
class StateStack;

// Before a version becomes active, or the one before comes back: what is replaced, how both have fared, what differs,
// and why it is done. Nothing is sent from here.
class ActivateDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // `current` is nullopt when none is active. With `typed` that name must be typed first.
    ActivateDialog(
        const prompt::StoredPrompt &next, const std::optional<prompt::StoredPrompt> &current, bool isRollback,
        const QString &typed, QWidget *parent = nullptr);

    void showScores(const prompt::Scorecard &next, const std::optional<prompt::Scorecard> &current);
    void showScoreProblem(const QString &problem);
    [[nodiscard]] QString reason() const;
    [[nodiscard]] const prompt::StoredPrompt &next() const { return m_next; }
    [[nodiscard]] const std::optional<prompt::StoredPrompt> &current() const { return m_current; }
    [[nodiscard]] bool hasScores() const { return m_scored; }
    [[nodiscard]] bool isRollback() const { return m_rollback; }

private:
    prompt::StoredPrompt m_next;
    std::optional<prompt::StoredPrompt> m_current;
    bool m_rollback;
    bool m_scored = false;
    ScoreModel m_model;
    QTableView *m_scores;
    StateStack *m_state;
    CompareView *m_compare;
    QLineEdit *m_reason;
};

} // namespace howdah::ui
