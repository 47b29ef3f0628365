// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connection/session/session.h"

#include <QElapsedTimer>
#include <QTimer>

#include <chrono>
#include <functional>
#include <memory>

namespace howdah::ui {

// Tells that this machine slept, or was stopped and set right: its other clocks have run ahead of the one that stands
// still meanwhile.
class SleepWatch final
{
public:
    struct Clocks
    {
        std::chrono::milliseconds awake; // stands still while the machine sleeps
        std::chrono::milliseconds since; // goes on
        std::chrono::milliseconds wall;
    };
    [[nodiscard]] static Clocks ofThisMachine();

    explicit SleepWatch(std::function<Clocks()> clocks = &SleepWatch::ofThisMachine);
    // How long it slept since the last call; zero when it did not.
    [[nodiscard]] std::chrono::milliseconds slept();

private:
    std::function<Clocks()> m_clocks;
    Clocks m_last;
};

// Asks a connection every two seconds whether it still stands, and tells within five when nothing comes back: what the
// kernel knows of a line ends at the next machine, which may be a proxy or the near end of a tunnel. While the session
// is busy it watches the connection itself (Session::serverSilent). UI thread; never blocks.
class Heartbeat final : public QObject
{
    Q_OBJECT
public:
    static constexpr std::chrono::milliseconds Interval{2'000};
    static constexpr std::chrono::milliseconds Patience{2'500};

    explicit Heartbeat(QObject *parent = nullptr, SleepWatch sleep = SleepWatch());
    ~Heartbeat() override;

    void watch(std::shared_ptr<connection::Session> session);
    // Sleep is still told.
    void forget();
    // Of the last round trip; negative before the first.
    [[nodiscard]] double latencyMs() const { return m_latencyMs; }
    // At once rather than with the next beat.
    void beatNow();

Q_SIGNALS:
    void beat(double milliseconds);
    void fellSilent();
    void woke();

private:
    void tick();
    void patienceEnded();

    SleepWatch m_sleep;
    std::shared_ptr<connection::Session> m_session;
    QTimer m_tick;
    QTimer m_deadline;
    QElapsedTimer m_asked;
    Latest m_latest;
    bool m_isAsking = false;
    double m_latencyMs = -1;
};

} // namespace howdah::ui
