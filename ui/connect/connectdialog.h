// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/connectioncontroller.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QButtonGroup;

namespace howdah::ui {

// Where to connect: the private server, a URI judged while it is typed, or one of the recent ones. Never shows or keeps
// a password: it is asked for in a field of its own.
class ConnectDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit ConnectDialog(ConnectionController &controller, QWidget *parent = nullptr);

    void setUri(const QString &uri);
    void setEnvironment(Environment environment);

private:
    QWidget *buildTarget();
    QWidget *buildRecent();
    QWidget *buildButtons();
    void judge();
    void connectNow();
    [[nodiscard]] Environment environment() const;

    ConnectionController &m_controller;
    QLineEdit *m_uri;
    QLineEdit *m_password;
    QLabel *m_verdict;
    QButtonGroup *m_environment;
    QListWidget *m_recent;
    QPushButton *m_connect;
    connection::ConnInfo m_info;
};

} // namespace howdah::ui
