// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/autorefresh.h"

#include "common/icons.h"

#include <QActionGroup>
#include <QDateTime>
#include <QLocale>
#include <QMenu>

#include <algorithm>
#include <array>

namespace howdah::ui {

constexpr std::array Intervals{0, 10, 30, 60, 300, 900};
constexpr int MsPerSecond = 1000;

static QString words(int seconds)
{
    if (seconds == 0)
        return AutoRefresh::tr("Off");
    return seconds < 60 ? AutoRefresh::tr("Every %1 s").arg(seconds)
                        : AutoRefresh::tr("Every %1 min").arg(seconds / 60);
}

AutoRefresh::AutoRefresh(QWidget *parent)
    : QPushButton(parent)
{
    setObjectName(QStringLiteral("autoRefresh"));
    setIcon(ui::icon(u"view-refresh"));
    setToolTip(tr("Refresh automatically while this page is visible"));
    auto *menu = new QMenu(this);
    auto *group = new QActionGroup(menu);
    for (const int seconds : Intervals) {
        QAction *action = menu->addAction(words(seconds));
        action->setCheckable(true);
        action->setData(seconds);
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, seconds] {
            setSeconds(seconds);
            Q_EMIT secondsChosen(seconds);
        });
    }
    connect(menu, &QMenu::aboutToShow, this, [this, menu] {
        for (QAction *action : menu->actions())
            action->setChecked(action->data().toInt() == m_seconds);
    });
    setMenu(menu);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_isOverdue = m_isPaused;
        if (!m_isPaused)
            Q_EMIT due();
    });
    notify();
}

void AutoRefresh::setSeconds(int seconds)
{
    const bool isKnown = std::ranges::find(Intervals, seconds) != Intervals.end();
    m_seconds = isKnown ? seconds : 0;
    restart();
    notify();
}

void AutoRefresh::restart()
{
    m_isOverdue = false;
    m_timer.stop();
    if (m_seconds > 0)
        m_timer.start(m_seconds * MsPerSecond);
}

void AutoRefresh::setPaused(bool paused)
{
    if (m_isPaused == paused)
        return;
    m_isPaused = paused;
    notify();
    if (!paused && m_isOverdue) {
        restart();
        Q_EMIT due();
    }
}

void AutoRefresh::reportRefreshed(const QDateTime &at)
{
    setAccessibleDescription(tr("Refreshed at %1").arg(QLocale().toString(at.time(), QLocale::ShortFormat)));
}

void AutoRefresh::notify()
{
    const bool isWaiting = m_seconds > 0 && m_isPaused;
    setText(isWaiting ? tr("%1 (paused)").arg(words(m_seconds)) : words(m_seconds));
    setAccessibleName(tr("Automatic refresh: %1").arg(text()));
}

} // namespace howdah::ui
