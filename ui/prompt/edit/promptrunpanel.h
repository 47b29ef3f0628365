// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/promptrun.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;

namespace howdah::ui {

class Banner;
class PromptText;

// An answer of a model to the prompt that is being edited: from which endpoint, as it comes, and what it took. What a
// server says is a stranger's text, and shown as that. Asks nobody. UI thread.
class PromptRunPanel final : public QWidget
{
    Q_OBJECT
public:
    // Beyond that the window shows the beginning; copying takes all.
    static constexpr qsizetype MostShown = 100'000;

    explicit PromptRunPanel(QWidget *parent = nullptr);

    void setEndpoints(const Result<prompt::Endpoints> &endpoints);
    // By its name; empty: none is configured.
    [[nodiscard]] QString endpoint() const;
    // Why this text cannot be run, "" when it can.
    void setRefusal(const QString &why);

    void begin(const operations::PromptRunPlan &plan);
    void showAnswer(const QString &soFar);
    void end(const operations::PromptRunReport &report);
    void fail(const Error &error);
    // Nothing of another version stays.
    void clear();

    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] QString answer() const { return m_all; }

Q_SIGNALS:
    void runWanted();
    void cancelWanted();
    void setupWanted();

private:
    void follow();
    void copyAnswer();

    QPushButton *m_run;
    QComboBox *m_endpoints;
    QLabel *m_none;
    QPushButton *m_setup;
    QPushButton *m_copy;
    Banner *m_notes;
    PromptText *m_answer;
    QLabel *m_facts;
    QString m_all;
    QString m_refusal;
    QString m_problem; // of what is configured
    QStringList m_warnings;
    bool m_isRunning = false;
};

} // namespace howdah::ui
