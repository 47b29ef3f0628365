// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/auditforwarding.h"

#include "connect/connectioncontroller.h"
#include "connection/audit/audittablewriter.h"

#include <QThreadPool>

#include <memory>

namespace howdah::ui {

namespace {

class AuditForwarding final : public QObject
{
public:
    AuditForwarding(ConnectionController &controller, std::function<void(const Error &)> failed)
        : QObject(&controller)
        , m_controller(controller)
        , m_failed(std::move(failed))
    {
        connect(&controller, &ConnectionController::stateChanged, this, [this] { follow(); });
        connect(&controller.productionLock(), &ProductionLock::changed, this, [this] { follow(); });
    }

private:
    // While the line is lost the writer stays: what waits goes when it is back.
    void follow()
    {
        const auto &profile = m_controller.destination().profile;
        const bool open = !m_controller.guard().isLocked();
        const bool wanted = profile && profile->auditTable && open
                         && (m_controller.isConnected() || m_controller.state() == ConnectionController::State::Lost);
        const QString id = wanted ? profile->id : QString();
        if (id == m_id || (wanted && !m_controller.isConnected()))
            return;
        end();
        m_id = id;
        if (wanted)
            m_writer = std::make_unique<connection::AuditTableWriter>(
                connection::AuditTableWriter::Place{
                    .info = m_controller.connInfo(), .profile = profile->name, .targets = {}},
                m_failed);
    }

    // Not on this thread: the server may be slow, or gone.
    void end()
    {
        if (!m_writer)
            return;
        const std::shared_ptr<connection::AuditTableWriter> ending = std::move(m_writer);
        QThreadPool::globalInstance()->start([ending] { (void)ending->finish(); });
    }

    ConnectionController &m_controller;
    std::function<void(const Error &)> m_failed;
    std::unique_ptr<connection::AuditTableWriter> m_writer;
    QString m_id; // of the profile that it is for
};

} // namespace

void writeAuditToTables(ConnectionController &controller, std::function<void(const Error &)> failed)
{
    new AuditForwarding(controller, std::move(failed)); // ends with the controller
}

} // namespace howdah::ui
