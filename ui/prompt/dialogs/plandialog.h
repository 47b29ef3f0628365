// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptsync.h"
#include "common/dialogframe.h"
#include "prompt/promptlint.h"

class QCheckBox;
class QTreeWidget;
class QTreeWidgetItem;

namespace howdah::ui {

class Banner;

// What files would change in the database, before anything is done: one line a prompt, and what is lost, broken or
// noteworthy beneath.
class PlanDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // What came from outside, and what is odd in its texts.
    struct Incoming
    {
        operations::IncomingPrompts prompts;
        std::vector<prompt::LintFinding> findings;
    };

    // `refusal`: why nothing can be written, "" when it can.
    PlanDialog(const QString &title, const QString &refusal, QWidget *parent = nullptr);

    void showPlan(const Incoming &incoming, const prompt::SyncPlan &plan);
    void showProblem(const QString &problem);
    void setStale(const QString &why); // the files changed: asked again
    [[nodiscard]] bool update() const;
    [[nodiscard]] const prompt::SyncPlan &plan() const { return m_plan; }
    [[nodiscard]] QTreeWidget *items() const { return m_items; }
    [[nodiscard]] QTreeWidget *remarks() const { return m_remarks; }

Q_SIGNALS:
    void planWanted(); // update() says something else, or the files are to be read again
    void applyWanted();

private:
    void choose(QTreeWidgetItem *line);
    void showRemarks(const Incoming &incoming);
    void showSummary();

    QString m_refusal;
    prompt::SyncPlan m_planned; // as it was made
    prompt::SyncPlan m_plan;    // as it was chosen
    QCheckBox *m_update;
    Banner *m_reported;
    QTreeWidget *m_items;
    QTreeWidget *m_remarks;
    QPushButton *m_apply;
};

[[nodiscard]] QString actionWord(prompt::SyncAction action);

} // namespace howdah::ui
