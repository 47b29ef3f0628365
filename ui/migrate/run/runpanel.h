// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/run/runcontroller.h"

#include <QWidget>

class QLabel;
class QListView;
class QProgressBar;
class QPushButton;

namespace howdah::ui {

class Badge;
class Banner;

// A run as it goes: every statement with its time, who holds the lock that it waits for, a way to cancel; and when it
// has ended, what happened. Shows only; the page decides.
class RunPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit RunPanel(QWidget *parent = nullptr);

    void begin(const Preview &preview);
    void setLockHolder(const migration::LockHolder &holder);
    void setBlockers(const std::vector<migration::Blocker> &blockers);
    void showRetry(const RunStep &step, bool whole, const migration::RetryReport &report);
    void addRemark(const RunStep &step, int number, const QString &text);
    void stepStarted(const RunStep &step);
    void statementStarted(const RunStep &step, int number);
    void statementFinished(const RunStep &step, int number, double milliseconds, qint64 rows);
    void stepFinished(const migration::StepReport &report);
    void addNotice(const connection::Notice &notice);
    void setCancelling();
    void end(const RunOutcome &outcome);
    // After the line was lost in a run: what the history says now. `undone` names what the run had finished and the
    // server does not have, since it crashed before that was on disk.
    void settle(const QStringList &undone);

    [[nodiscard]] RunModel *model() { return &m_model; }
    [[nodiscard]] QString summary() const; // what happened, as shown; "" while it runs
    // Beneath the summary: where the safety copy is, for example.
    void addAfterword(const QString &text);
    // What was rolled back can be applied again, with its rows.
    void offerRestore(bool offered);
    [[nodiscard]] const QStringList &notices() const { return m_noticeTexts; }

Q_SIGNALS:
    void cancelRequested();
    void errorRequested(); // show where it failed
    void editRequested();  // the file that failed
    void restoreRequested();
    void reportRequested(); // what happened, for a change ticket
    void terminateRequested(int pid, const QString &who);
    void closeRequested();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    QWidget *buildHead();
    void showWaiting(const QString &text, int pid, const QString &who);
    void hideWaiting();
    void updateProgress();
    void showFailure(const migration::RunFailure &failure);
    [[nodiscard]] QString beforeFailure(bool lost) const;
    void showEnd(Tone tone, const QString &word, const QString &text);

    RunModel m_model;
    migration::Direction m_direction = migration::Direction::Up;
    QString m_planTitle; // "Apply 3 migrations"
    double m_typical = -1;
    QElapsedTimer m_clock;
    QElapsedTimer m_statementClock;
    int m_inTheWay = 0; // the session whose end is offered
    QString m_inTheWayName;
    int m_ticker = 0;
    Badge *m_badge;
    QLabel *m_title;
    QLabel *m_time;
    QLabel *m_progressText;
    QProgressBar *m_progress;
    Banner *m_lock;
    QLabel *m_result;
    QLabel *m_notices;
    QListView *m_list;
    QPushButton *m_terminate;
    QPushButton *m_cancel;
    QPushButton *m_report;
    QPushButton *m_showError;
    QPushButton *m_editFile;
    QPushButton *m_restore;
    QPushButton *m_close;
    QStringList m_noticeTexts;
    std::optional<migration::RunFailure> m_failure;
    std::optional<QStringList> m_undone; // known since the line is back
};

} // namespace howdah::ui
