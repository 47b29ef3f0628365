// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/runcontroller.h"

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

    void begin(migration::Direction direction, std::vector<RunLine> lines);
    void setLockHolder(const migration::LockHolder &holder);
    void stepStarted(const migration::Version &version);
    void statementFinished(const migration::Version &version, int number, double milliseconds, qint64 rows);
    void stepFinished(const migration::StepReport &report);
    void addNotice(const connection::Notice &notice);
    void setCancelling();
    void end(const RunOutcome &outcome);
    // After the line was lost in a run: what the history says now. `undone` names what the run had finished and the
    // server does not have, since it crashed before that was on disk.
    void settle(const QStringList &undone);

    [[nodiscard]] RunModel *model() { return &m_model; }
    [[nodiscard]] QString summary() const; // what happened, as shown; "" while it runs

Q_SIGNALS:
    void cancelRequested();
    void errorRequested(); // show where it failed
    void closeRequested();

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    QWidget *buildHead();
    void updateProgress();
    void showFailure(const migration::RunFailure &failure);
    [[nodiscard]] QString beforeFailure(bool lost) const;
    void showEnd(Tone tone, const QString &word, const QString &text);

    RunModel m_model;
    migration::Direction m_direction = migration::Direction::Up;
    QElapsedTimer m_clock;
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
    QPushButton *m_cancel;
    QPushButton *m_showError;
    QPushButton *m_close;
    QStringList m_noticeTexts;
    std::optional<migration::RunFailure> m_failure;
    std::optional<QStringList> m_undone; // known since the line is back
};

} // namespace howdah::ui
