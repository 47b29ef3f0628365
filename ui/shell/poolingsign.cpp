// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/poolingsign.h"

#include "base/whendone.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "shell/poolingtexts.h"

#include <utility>

namespace howdah::ui {

using connection::Pooling;

PoolingSign::PoolingSign(ConnectionController &controller, Badge *badge)
    : QObject(badge)
    , m_controller(controller)
    , m_badge(badge)
{
    connect(&controller, &ConnectionController::stateChanged, this, &PoolingSign::follow);
    follow();
}

void PoolingSign::follow()
{
    const bool isConnected = m_controller.isConnected();
    if (std::exchange(m_isConnected, isConnected) && isConnected)
        return; // still the same one
    m_latest.drop();
    m_session.reset();
    const connection::ServerFacts &facts = m_controller.facts();
    const bool hasProxy = isConnected && facts.announcedPid != facts.backendPid;
    show(hasProxy ? std::nullopt : std::optional(Pooling::None));
    if (hasProxy)
        ask();
}

// With a session of its own: that of the catalog has its reading to do.
void PoolingSign::ask()
{
    auto session = m_controller.takeSession(connection::SessionRole::Reader, tr("Checking the proxy"));
    if (!session)
        return show(Pooling::Unknown);
    m_session = std::move(*session);
    m_latest.ask(this, m_session->pooling(), [this](const Result<Pooling> &found) {
        m_session.reset();
        show(found.value_or(Pooling::Unknown));
    });
}

void PoolingSign::show(std::optional<Pooling> pooling)
{
    const PoolingWords words = poolingWords(pooling);
    m_badge->setBadge(words.limited ? Tone::Baseline : Tone::Neutral, words.text);
    m_badge->setToolTip(plainToolTip(words.details));
    m_badge->setAccessibleDescription(words.details);
    m_badge->setVisible(!words.text.isEmpty());
}

} // namespace howdah::ui
