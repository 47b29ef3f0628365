// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

#include <ctime>

namespace howdah::ui {

// How long a turn of the event loop may go on with work that is cut into pieces. Processor time, so that what is little
// is done in one turn however much else runs; on the wall only where a disk makes it wait.
class TurnClock final
{
public:
    TurnClock() { m_wall.start(); }
    [[nodiscard]] bool isOver() const { return now() - m_began > LongestMs || m_wall.elapsed() > LongestWallMs; }

private:
    static constexpr double LongestMs = 8;
    static constexpr qint64 LongestWallMs = 200;

    static double now()
    {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return double(time.tv_sec) * 1000 + double(time.tv_nsec) / 1e6;
    }

    double m_began = now();
    QElapsedTimer m_wall;
};

// Calls `piece` until it answers that there is no more, a stretch at each turn of the event loop; then `done`. The
// first turn is now. With the context it ends.
inline void inTurns(QObject *context, std::function<bool()> piece, std::function<void()> done)
{
    const auto turn = [](const std::function<bool()> &next) {
        for (const TurnClock clock; !clock.isOver();) {
            if (!next())
                return false;
        }
        return true;
    };
    if (!turn(piece))
        return done();
    auto *timer = new QTimer(context);
    QObject::connect(timer, &QTimer::timeout, context, [timer, turn, piece = std::move(piece), done = std::move(done)] {
        if (turn(piece))
            return;
        timer->stop();
        timer->deleteLater();
        done();
    });
    timer->start(0);
}

} // namespace howdah::ui
