// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/widgets.h"
#include "query/run/heldlocks.h"
#include "query/run/outcome.h"

#include <QTimer>

class QAction;

namespace howdah::ui {

// "public.agents (ROW EXCLUSIVE, 2 wait)": what an open transaction holds, for people.
[[nodiscard]] QString heldText(const std::vector<query::HeldLock> &held);

// How the transaction of a tab stands, as the server said after the last statement, and the ways to its end. Its age
// goes on by itself; one that is idle for too long is told once. UI thread.
class TransactionBar final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int LongIdleMs = 60'000;

    // The actions are shown as buttons while a transaction is open.
    TransactionBar(QAction *commit, QAction *rollBack, QWidget *parent = nullptr);

    void setAutocommit(bool autocommit);
    // `idleSince`: null while something runs.
    void setFacts(const query::TransactionFacts &facts, const QDateTime &idleSince);
    // Before the first statement, and after the connection was lost.
    void setNoSession(bool wasLost);
    void setLongIdleMs(int milliseconds) { m_longIdleMs = milliseconds; }
    [[nodiscard]] QString words() const { return m_words; }

Q_SIGNALS:
    // Nothing has run in the open transaction for LongIdleMs.
    void idleLong();
    void idleEnded();

private:
    void show(Tone tone, const QString &words, const QString &tip);
    void tell();

    Badge *m_badge;
    QWidget *m_commit;
    QWidget *m_rollBack;
    QTimer m_tick;
    query::TransactionFacts m_facts;
    QDateTime m_idleSince;
    QString m_words;
    int m_longIdleMs = LongIdleMs;
    bool m_autocommit = true;
    bool m_hasSession = false;
    bool m_wasLost = false;
    bool m_toldIdle = false;
};

} // namespace howdah::ui
