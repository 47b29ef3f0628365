// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"

class QCommandLinkButton;
class QLabel;
class QVBoxLayout;

namespace howdah::ui {

class Banner;
class ConnectionController;

// Where one can begin: a connection, profiles of other programs, the demo, a folder of migrations. Says what the window
// is connected to meanwhile, whether that is demo data, and what to try in it. The first start shows it, and the
// command "Welcome". UI thread.
class WelcomePage final : public Page
{
    Q_OBJECT
public:
    explicit WelcomePage(ConnectionController &connection, QWidget *parent = nullptr);
    [[nodiscard]] static PageFace ownFace();

    void activate() override;
    // What is connected to is Howdah's demo.
    void setDemo(bool demo);

Q_SIGNALS:
    void connectWanted();
    void importWanted();
    void demoWanted();

private:
    QCommandLinkButton *addWay(
        QVBoxLayout *column, const QString &name, const QString &iconName, const QString &title, const QString &text);
    void placeInTheMiddle(QWidget *middle);
    void chooseFolder();
    void followConnection();

    ConnectionController &m_connection;
    Banner *m_state;
    QWidget *m_browse;
    QCommandLinkButton *m_connect;
    QCommandLinkButton *m_demo;
    bool m_isDemo = false;
};

} // namespace howdah::ui
