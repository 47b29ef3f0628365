// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QPushButton;

namespace howdah::ui {

class Banner;
class ConnectionController;

// Over the page while the connection is down: why, when it is tried again, and what went with it. Then for a while that
// it is back, and what was not done again.
class ConnectionBar final : public QWidget
{
    Q_OBJECT
public:
    explicit ConnectionBar(ConnectionController &controller, QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;

private:
    void follow();
    void showReturn();
    [[nodiscard]] QString outlook() const;
    [[nodiscard]] QString losses() const;

    ConnectionController &m_controller;
    Banner *m_banner;
    QPushButton *m_try;
    QPushButton *m_stop;
    QPushButton *m_dismiss;
    QTimer m_fade;
};

} // namespace howdah::ui
