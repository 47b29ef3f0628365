// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/route.h"

#include <QCoreApplication>
#include <QPointer>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

void endElsewhere(Way way)
{
    if (!way.lease && !way.tunnel)
        return;
    std::ignore = QtConcurrent::run([way = std::move(way)]() mutable {
        way.tunnel.reset();
        if (way.lease)
            std::ignore = way.lease->end();
    });
}

Route::~Route() { m_making.waitForFinished(); }

Route::Making Route::toPrivateServer(
    const QString &database, const Preparation &prepare, std::stop_token stop,
    const std::shared_ptr<connection::SessionContext> &context)
{
    const auto reported = [this](const QString &text) {
        QMetaObject::invokeMethod(this, [this, text] { Q_EMIT progressed(text); });
    };
    // One start after the other: a cancelled one may still be letting go of the server's folder.
    Making before = m_making;
    m_making = QtConcurrent::run([reported, before, database, prepare, stop, context]() mutable -> Result<Way> {
        before.waitForFinished();
        return operations::wayToPrivateServer(database, reported, stop, prepare, context);
    });
    return m_making;
}

Route::Making
Route::throughTunnel(const connection::SshTunnel &tunnel, const connection::ConnInfo &target, std::stop_token stop)
{
    connection::SshForward::Options options;
    options.stop = stop;
    // Told by the thread that watches ssh, which may outlive this object.
    const QPointer<Route> self(this);
    options.changed = [self] {
        if (QCoreApplication *program = QCoreApplication::instance())
            QMetaObject::invokeMethod(program, [self] {
                if (self)
                    Q_EMIT self->tunnelChanged();
            });
    };
    Making before = m_making;
    m_making = QtConcurrent::run([tunnel, target, options, before]() mutable -> Result<Way> {
        before.waitForFinished();
        return operations::wayThroughTunnel(tunnel, target, options);
    });
    return m_making;
}

QString Route::describe(const connection::SshTunnel &tunnel)
{
    QString place = tunnel.user.isEmpty() ? tunnel.host : tunnel.user + u'@' + tunnel.host;
    if (tunnel.port > 0)
        place += u':' + QString::number(tunnel.port);
    return (tunnel.jumpHosts + QStringList(place)).join(u", "_s);
}

} // namespace howdah::ui
