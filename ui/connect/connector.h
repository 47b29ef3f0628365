// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "connect/destination.h"
#include "connect/openconnection.h"
#include "connect/productionlock.h"
#include "connect/route.h"

#include <QObject>

#include <memory>
#include <stop_token>

namespace howdah::ui {

// Brings a connection about: makes the way to the server (the private server, a tunnel), opens the first session at its
// end, and does the same again after a loss. One attempt at a time: what an older one still answers is dropped. Owned
// by ConnectionController, which alone begins and ends. UI thread; never blocks it.
class Connector final : public QObject
{
    Q_OBJECT
public:
    using Preparation = Route::Preparation;

    // `lock`: by which sessions are held to reading.
    Connector(
        const ProductionLock &lock, std::shared_ptr<connection::SessionContext> context, QObject *parent = nullptr);
    ~Connector() override;

    [[nodiscard]] const Destination &destination() const { return m_destination; }
    [[nodiscard]] QString identity() const { return m_destination.identity(m_way.info); }
    // As it may be used now: while writing is locked, whoever connects with it is held to reading by the server.
    [[nodiscard]] connection::ConnInfo connInfo() const { return m_lock->guard().apply(unlockedInfo()); }
    // As it is reached from here, open for writing.
    [[nodiscard]] connection::ConnInfo unlockedInfo() const;
    // Those of the platform that sessions are opened with from now on; they stay when it is tried again.
    void setSettings(const connection::PlatformSettings &settings) { m_settings = settings; }
    // Nothing for a connection without one.
    [[nodiscard]] const connection::SshForward *tunnel() const { return m_way.tunnel.get(); }
    // Nothing before the way is made, and after the connection was lost or left.
    [[nodiscard]] OpenConnection *current() const { return m_current.get(); }

    void setPreparation(Preparation preparation) { m_preparation = std::move(preparation); }
    void setDestination(const Destination &destination) { m_destination = destination; }
    // To the destination, from the beginning: progressed(), then opened() or failed().
    void start();
    // After lose(), where it was: opened() or failed(). `isAsked`: somebody wants it, and even what was refused is
    // tried.
    void again(bool isAsked);
    void lose(); // the sessions; the way stays
    void leave();
    // By another lock from now on, which stands for the same.
    void holdBy(const ProductionLock &lock) { m_lock = &lock; }
    // Nobody hears of it any more; deletes itself as soon as nothing is made for it.
    void retire();

Q_SIGNALS:
    void progressed(const QString &text);
    void opened(const howdah::connection::ServerFacts &facts);
    void failed(const howdah::Error &error);
    void lost(const howdah::Error &error);
    void fellSilent();
    // The tunnel fell, or came up again.
    void tunnelChanged();

private:
    void beginAttempt();
    void makeWay();
    void openSession();
    void attemptFailed(const Error &error);
    [[nodiscard]] bool mayRenewSecret(const Error &error);
    void renewSecret(const Error &error);

    const ProductionLock *m_lock;
    const std::shared_ptr<connection::SessionContext> m_context;
    Destination m_destination;
    Preparation m_preparation;
    Way m_way; // how it is reached
    connection::PlatformSettings m_settings;
    std::stop_source m_stop;
    Route m_route;
    Latest m_attempt;
    bool m_isAgain = false;
    bool m_hasRenewedSecret = false;           // since the connection was lost, or somebody wanted it tried
    std::unique_ptr<OpenConnection> m_current; // ends before the way
};

} // namespace howdah::ui
