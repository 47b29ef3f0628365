// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connect/connectioncontroller.h"

#include <memory>
#include <optional>

namespace howdah::ui {

class Badge;

// Lets a badge say that there is a proxy in the line, and how that one pools; hides it where the server itself answers.
// Asks once for each connection. Belongs to the badge. UI thread; never blocks.
class PoolingSign final : public QObject
{
    Q_OBJECT
public:
    PoolingSign(ConnectionController &controller, Badge *badge);

private:
    void follow();
    void ask();
    void show(std::optional<connection::Pooling> pooling);

    ConnectionController &m_controller;
    Badge *m_badge;
    std::shared_ptr<connection::Session> m_session; // while it is asked
    Latest m_latest;
    bool m_isConnected = false;
};

} // namespace howdah::ui
