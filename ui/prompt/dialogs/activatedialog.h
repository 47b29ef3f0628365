// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptactivation.h"
#include "common/dialogframe.h"
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
    // With `typed` that name must be typed first.
    explicit ActivateDialog(
        const operations::ActivationPlan &plan, const QString &typed = {}, QWidget *parent = nullptr);

    void showScores(const prompt::Scorecard &next, const std::optional<prompt::Scorecard> &current);
    void showScoreProblem(const QString &problem);
    [[nodiscard]] QString reason() const;
    [[nodiscard]] const operations::ActivationPlan &plan() const { return m_plan; }
    [[nodiscard]] bool hasScores() const { return m_scored; }

private:
    operations::ActivationPlan m_plan;
    bool m_scored = false;
    ScoreModel m_model;
    QTableView *m_scores;
    StateStack *m_state;
    CompareView *m_compare;
    QLineEdit *m_reason;
};

} // namespace howdah::ui
