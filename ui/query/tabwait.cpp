// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/tabwait.h"

#include "connect/connectioncontroller.h"
#include "migration/run/blockerwatch.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

const QString Subject = u"wait"_s;

TabWait::TabWait(TabRun *run, TabNotices *notices, ConnectionController *connection, QObject *parent)
    : QObject(parent)
    , m_run(run)
    , m_notices(notices)
    , m_connection(connection)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(IntervalMs);
    connect(&m_timer, &QTimer::timeout, this, &TabWait::ask);
    connect(run, &TabRun::began, this, [this] { m_timer.start(); });
    connect(run, &TabRun::ended, this, &TabWait::end);
    connect(run, &TabRun::runningChanged, this, [this](bool running) {
        if (!running)
            end();
    });
}

void TabWait::ask()
{
    const TabSession &session = m_run->session();
    const int pid = m_run->backendPid();
    const bool isOnThisServer =
        session.isHere() || TabSession::databaseBeside(*m_connection, session.place()).has_value();
    if (!m_run->isRunning() || pid == 0 || !isOnThisServer)
        return;
    const auto looker = m_connection->takeSession(connection::SessionRole::Reader, u"locks of a query"_s);
    if (!looker)
        return m_timer.start(); // all are in use: later
    const auto asking =
        m_jobs.run(*looker, [pid](connection::Session &one) { return migration::readBlockers(one, pid); });
    m_asking.ask(this, asking, [this](const Result<std::vector<migration::Blocker>> &blockers) {
        if (!blockers)
            return; // the run says what becomes of it
        if (blockers->empty()) {
            m_notices->unsay(Subject);
        } else {
            QStringList lines;
            for (const migration::Blocker &blocker : *blockers)
                lines << migration::describe(blocker);
            const QString text = tr("Waiting for a lock, held by %1").arg(lines.join(u"; "_s));
            if (m_notices->said(Subject) != text)
                m_notices->say(Subject, Tone::Interrupted, text, {}, false);
        }
        m_timer.start();
    });
}

void TabWait::end()
{
    m_timer.stop();
    m_asking.drop();
    m_notices->unsay(Subject);
}

} // namespace howdah::ui
