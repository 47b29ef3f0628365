// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"

namespace howdah::ui {

// A page that shows what the database holds that the window is connected to. Follows the connection: while there is
// none it says why, and what was read stays in sight where the page keeps it. Derived ones say what they read, and when
// it is worth keeping. UI thread.
class ConnectedPage : public Page
{
    Q_OBJECT
public:
    ConnectedPage(PageFace face, ConnectionController *connection, QWidget *parent = nullptr);

protected:
    // From now on; what becomes of the connection is shown in `state`.
    void followConnection(StateStack *state);
    // As the connection is now.
    virtual void connectionChanged();
    // Why there is nothing to be seen, as the connection is now.
    void showNoConnection();

    // A session can be had, and not where the last one was: what came of something that was done there is not said
    // here. Dialogs of this page are closed already, as they would go on here with what they were made for.
    virtual void elsewhere() {}
    // A session can be had.
    virtual void connected() = 0;
    virtual void connecting() {}
    // No session is of use any more: the connection was left, or lost.
    virtual void connectionGone() {}
    // What was read of it is not kept.
    virtual void forget() {}
    // Whether what is in sight stays there, as the connection is now.
    [[nodiscard]] virtual bool keepsContent() const = 0;
    // Beside what stays in sight. Says that it is out of date, and offers to reconnect.
    virtual void showLost(const Error &error);
    // What this page would show.
    [[nodiscard]] virtual EmptyState withoutConnection() const = 0;
    virtual void reconnect();

private:
    void noticePlace();

    ConnectionController *m_connection;
    StateStack *m_connectionState = nullptr;
    QString m_place; // of the last connection that stood
};

} // namespace howdah::ui
