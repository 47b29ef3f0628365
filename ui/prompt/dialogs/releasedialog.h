// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "prompt/list/promptoverview.h"
#include "prompt/release/release.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QTreeWidget;

namespace howdah::ui {

class StateStack;

// The labels of a prompt, with what the rules ask for each, and who has approved one version of it; where it is
// labelled and approved. Nothing is sent from here. UI thread.
class ReleaseDialog final : public DialogFrame
{
    Q_OBJECT
public:
    ReleaseDialog(
        std::shared_ptr<const PromptOverview> overview, const prompt::StoredPrompt &stored, QWidget *parent = nullptr);

    void show(const Result<prompt::Release> &release);
    // What became of a wish; empty: it was done.
    void showOutcome(const QString &problem);
    [[nodiscard]] const prompt::StoredPrompt &stored() const { return m_stored; }

Q_SIGNALS:
    // The version is to have the label, or (`removes`) no version any more.
    void labelWanted(const QString &label, const QString &reason, bool removes);
    void approvalWanted(bool withdraws, const QString &comment);

private:
    QWidget *buildForm();
    void fillLabels();
    void updateButtons();
    [[nodiscard]] QString ruleWords(const QString &label) const;

    std::shared_ptr<const PromptOverview> m_overview;
    prompt::StoredPrompt m_stored;
    prompt::Release m_release;
    bool m_isKnown = false;
    QTreeWidget *m_list;
    StateStack *m_state;
    QLabel *m_approved;
    QComboBox *m_label;
    QLineEdit *m_reason;
    QPushButton *m_set = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_approve = nullptr;
    QPushButton *m_withdraw = nullptr;
};

} // namespace howdah::ui
