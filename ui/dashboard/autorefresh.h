// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QPushButton>
#include <QTimer>

namespace howdah::ui {

// Asks again and again, at an interval that is chosen from its menu. Pauses while nobody can see what it would show,
// and says so; what fell due meanwhile comes at once when it is seen again.
class AutoRefresh final : public QPushButton
{
    Q_OBJECT
public:
    explicit AutoRefresh(QWidget *parent = nullptr);

    void setSeconds(int seconds); // 0: off
    [[nodiscard]] int seconds() const { return m_seconds; }
    void setPaused(bool paused);
    // That it has asked, and everything is answered: said as the button's description, which interrupts nobody.
    void reportRefreshed(const QDateTime &at);
    [[nodiscard]] bool isPaused() const { return m_isPaused; }
    // Counted from now on: what is shown is fresh.
    void restart();

Q_SIGNALS:
    void due();
    void secondsChosen(int seconds);

private:
    void notify();

    QTimer m_timer{this};
    int m_seconds = 0;
    bool m_isPaused = false;
    bool m_isOverdue = false;
};

} // namespace howdah::ui
