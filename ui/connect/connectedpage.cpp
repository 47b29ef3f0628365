// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/connectedpage.h"

#include <QDialog>

namespace howdah::ui {

ConnectedPage::ConnectedPage(PageFace face, ConnectionController *connection, QWidget *parent)
    : Page(std::move(face), parent)
    , m_connection(connection)
{
}

void ConnectedPage::followConnection(StateStack *state)
{
    using State = ConnectionController::State;
    m_connectionState = state;
    connect(m_connection, &ConnectionController::stateChanged, this, [this] { connectionChanged(); });
    connect(m_connection, &ConnectionController::progressChanged, this, [this] {
        if (m_connection->state() == State::Connecting && m_connectionState->state() == StateStack::State::Loading
            && !keepsContent())
            showNoConnection();
    });
}

void ConnectedPage::connectionChanged()
{
    using State = ConnectionController::State;
    switch (m_connection->state()) {
    case State::Connected:
        noticePlace();
        connected();
        break;
    case State::Connecting:
        connecting();
        if (!keepsContent())
            showNoConnection();
        break;
    case State::Disconnected:
    case State::Lost:
    case State::Failed:
        connectionGone();
        if (keepsContent()) {
            showLost(m_connection->error());
        } else {
            forget();
            m_connectionState->setStale({});
            showNoConnection();
        }
        break;
    }
}

void ConnectedPage::noticePlace()
{
    const QString place = m_connection->connector().identity() + u'\n' + m_connection->facts().database;
    const QString before = std::exchange(m_place, place);
    if (before.isEmpty() || before == place)
        return;
    const auto dialogs = findChildren<QDialog *>();
    for (QDialog *dialog : dialogs) {
        if (dialog->isVisible())
            dialog->reject();
    }
    elsewhere();
}

void ConnectedPage::showNoConnection()
{
    using State = ConnectionController::State;
    switch (m_connection->state()) {
    case State::Connected:
        break;
    case State::Disconnected:
        m_connectionState->showEmpty(withoutConnection());
        break;
    case State::Connecting:
        m_connectionState->showLoading(m_connection->progressText(), [this] { m_connection->cancel(); });
        break;
    case State::Lost:
    case State::Failed:
        m_connectionState->showFailed(m_connection->error(), [this] { reconnect(); });
        break;
    }
}

void ConnectedPage::showLost(const Error &)
{
    m_connectionState->showContent();
    m_connectionState->setStale(tr("The connection was lost. The data shown is out of date."), [this] { reconnect(); });
}

void ConnectedPage::reconnect() { m_connection->reconnect(); }

} // namespace howdah::ui
