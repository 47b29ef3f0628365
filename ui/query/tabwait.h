// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connection/session/sessionjobs.h"
#include "query/tabnotices.h"
#include "query/tabrun.h"

#include <QTimer>

namespace howdah::ui {

// While a statement of a tab lasts, says who holds the lock that it waits for. Asked on a session of the window, and
// only once a statement has lasted a second: most never do. UI thread.
class TabWait final : public QObject
{
    Q_OBJECT
public:
    static constexpr int IntervalMs = 1000;

    // All outlive it.
    TabWait(TabRun *run, TabNotices *notices, ConnectionController *connection, QObject *parent = nullptr);

private:
    void ask();
    void end();

    TabRun *m_run;
    TabNotices *m_notices;
    ConnectionController *m_connection;
    QTimer m_timer;
    Latest m_asking;
    connection::SessionJobs m_jobs; // ends first
};

} // namespace howdah::ui
