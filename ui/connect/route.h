// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/way.h"

#include <QFuture>
#include <QObject>

#include <stop_token>

namespace howdah::ui {

using operations::Way;

// Ending a way takes its time, which is taken on another thread. Close the sessions first.
void endElsewhere(Way way);

// Makes the way to a database, off the thread of the window: starts the private server, or opens an SSH tunnel. UI
// thread.
class Route final : public QObject
{
    Q_OBJECT
public:
    // Runs on a worker thread.
    using Preparation = operations::Preparation;

    using QObject::QObject;
    ~Route() override; // waits for what it has begun: request the stop first

    using Making = QFuture<Result<Way>>;
    [[nodiscard]] Making toPrivateServer(
        const QString &database, const Preparation &prepare, std::stop_token stop,
        const std::shared_ptr<connection::SessionContext> &context);
    [[nodiscard]] Making
    throughTunnel(const connection::SshTunnel &tunnel, const connection::ConnInfo &target, std::stop_token stop);
    // What is made is forgotten: its holder alone decides how long it lasts.
    void taken() { m_making = {}; }
    // Something is being made; its end.
    [[nodiscard]] bool isMaking() const { return !m_making.isFinished(); }
    [[nodiscard]] const Making &making() const { return m_making; }

    // "app@bastion:2222", with the machines before it.
    [[nodiscard]] static QString describe(const connection::SshTunnel &tunnel);

Q_SIGNALS:
    void progressed(const QString &text);
    // It fell, or came up again.
    void tunnelChanged();

private:
    Making m_making;
};

} // namespace howdah::ui
