// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connection/server/retry.h"

#include <QElapsedTimer>
#include <QTimer>

namespace howdah::ui {

// When a connection that was lost is tried again: at first at once, then with pauses that double up to a few seconds,
// for as long as it takes. Never by itself where the server refuses who we say we are, or what we want: that would lock
// accounts, and change nothing. Whoever owns it makes the attempts. UI thread.
class Reconnector final : public QObject
{
    Q_OBJECT
public:
    enum class State {
        Idle,    // the connection stands, or there is none
        Waiting, // remaining() says how long
        Trying,
        Stopped, // by the operator, or by reason()
    };

    explicit Reconnector(QObject *parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] std::chrono::milliseconds remaining() const;
    [[nodiscard]] int attempts() const { return m_attempts; }
    // Why the last attempt failed, and nothing before the first has.
    [[nodiscard]] const std::optional<Error> &reason() const { return m_reason; }
    // How long the connection is lost, or was.
    [[nodiscard]] std::chrono::milliseconds outage() const;

    void begin();  // the connection was lost
    void finish(); // it stands again, or nobody wants it any more
    void stop();   // until tryNow()
    // The operator asks for it.
    void tryNow();
    [[nodiscard]] bool isAsked() const { return m_isAsked; }
    // There is reason to hope: the machine woke, or the tunnel is up.
    void tryAtOnce();
    // What is made of an attempt; `reached` is where it went.
    void failed(const Error &error, const connection::ConnInfo &reached);

Q_SIGNALS:
    // With each second of the countdown, too.
    void changed();
    void attemptWanted();

private:
    void attempt(bool isAsked);
    void wait(connection::Retry retry);
    void giveUp();
    void count();
    void setState(State state);

    State m_state = State::Idle;
    connection::Backoff m_backoff;
    QTimer m_pause;
    QTimer m_countdown;
    QElapsedTimer m_lost;
    QElapsedTimer m_stands;
    std::chrono::milliseconds m_outage{0};
    std::optional<Error> m_reason;
    int m_attempts = 0;
    bool m_isAsked = false;
    Latest m_latest;
};

} // namespace howdah::ui
