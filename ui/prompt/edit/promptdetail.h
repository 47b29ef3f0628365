// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/list/promptoverview.h"

#include <QWidget>

class QAction;
class QLabel;
class QLineEdit;
class QTabWidget;

namespace howdah::ui {

class Badge;
class Banner;
class ChecksPanel;
class ComparePanel;
class HistoryPanel;
class MetadataView;
class PromptText;
class RenderPanel;
class PromptRunPanel;
class ScorePanel;
class ElidedLabel;

// One version of a prompt: its texts, which are edited here, and everything that is known of it. Asks nobody: the page
// brings what is shown and hears what is wanted.
class PromptDetail final : public QWidget
{
    Q_OBJECT
public:
    enum class Tab { Text, Compare, Metadata, Scorecard, History, Checks };
    static constexpr int TabCount = 6;

    // The actions stand at the right of the head.
    explicit PromptDetail(const QList<QAction *> &actions, QWidget *parent = nullptr);

    // `wanted` is what is being edited: the stored one when nothing was.
    void show(
        const std::shared_ptr<const PromptOverview> &overview, const prompt::StoredPrompt &stored,
        const prompt::Prompt &wanted);
    void setAssessment(const std::shared_ptr<const PromptAssessment> &assessment);
    // Why nothing may be edited, "" when it may.
    void setRefusal(const QString &why);
    // Puts this in the place of what is edited, as if it was typed.
    void setWanted(const prompt::Prompt &wanted);
    [[nodiscard]] prompt::Prompt wanted() const;
    [[nodiscard]] const prompt::StoredPrompt &stored() const { return m_stored; }
    [[nodiscard]] bool isEdited() const;
    // Why it cannot be saved as it is, "" when it can.
    [[nodiscard]] QString problem() const;
    void updateHead();

    [[nodiscard]] Tab tab() const;
    void setTab(Tab tab);
    void showPlace(const QString &field, qsizetype offset, qsizetype length);
    // What was copied from elsewhere a moment ago, with odd characters in it.
    [[nodiscard]] PromptText *system() const { return m_system; }
    [[nodiscard]] PromptText *user() const { return m_user; }
    [[nodiscard]] MetadataView *metadata() const { return m_metadata; }
    [[nodiscard]] RenderPanel *render() const { return m_render; }
    [[nodiscard]] PromptRunPanel *run() const { return m_run; }
    [[nodiscard]] ScorePanel *score() const { return m_score; }
    [[nodiscard]] ComparePanel *comparison() const { return m_comparison; }
    [[nodiscard]] HistoryPanel *history() const { return m_history; }
    [[nodiscard]] ChecksPanel *checks() const { return m_checks; }

Q_SIGNALS:
    void edited();
    void tabChanged();

private:
    QWidget *buildHead(const QList<QAction *> &actions);
    QWidget *buildText();
    void textEdited();
    void watchOdd(PromptText *text);
    void showLocked();
    void showChecks();
    void compareNow();

    std::shared_ptr<const PromptOverview> m_overview;
    std::shared_ptr<const PromptAssessment> m_assessment;
    prompt::StoredPrompt m_stored;
    QString m_refusal;
    bool m_setting = false;

    QLabel *m_title;
    ElidedLabel *m_facts;
    Badge *m_active;
    Badge *m_state;
    Badge *m_editedBadge;
    Banner *m_locked;
    Banner *m_odd;
    QTabWidget *m_tabs;
    QLineEdit *m_model;
    QLabel *m_systemFacts;
    QLabel *m_userFacts;
    PromptText *m_system;
    PromptText *m_user;
    RenderPanel *m_render;
    PromptRunPanel *m_run;
    ComparePanel *m_comparison;
    MetadataView *m_metadata;
    ScorePanel *m_score;
    HistoryPanel *m_history;
    ChecksPanel *m_checks;
};

} // namespace howdah::ui
