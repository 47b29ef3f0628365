// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "common/settings.h"
#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "entity/packdemo.h"

#include <QTemporaryDir>
#include <QTest>

namespace howdah::ui::test {

// What pages have of a window, connected to a database with a pack.
class PackWindow final
{
public:
    explicit PackWindow(const howdah::test::PackDemo &demo, Environment environment = Environment::Development)
        : PackWindow(demo.connInfo(), environment)
    {
    }
    // As a role of its own; what is remembered stays in `settings`, "" for nowhere.
    explicit PackWindow(
        const connection::ConnInfo &info, Environment environment = Environment::Development,
        const QString &settings = {})
        : m_settings(settings.isEmpty() ? m_folder.filePath(QStringLiteral("settings.ini")) : settings)
        , m_connection(&m_settings, &m_tasks)
    {
        m_connection.connectTo(info, environment);
    }

    // The catalog is whole, and the models are bound to it.
    [[nodiscard]] bool isReady()
    {
        const auto catalog = m_connection.catalog();
        return m_connection.isConnected() && catalog && catalog->stage == catalog::Stage::Complete
            && !m_connection.isReadingCatalog() && entities()->snapshot() == catalog && !entities()->isEmpty();
    }
    [[nodiscard]] ConnectionController &connection() { return m_connection; }
    [[nodiscard]] const std::shared_ptr<const entity::Entities> &entities()
    {
        return m_connection.entityBook().entities();
    }
    [[nodiscard]] PageServices services() { return {&m_connection, &m_settings, &m_tasks, nullptr}; }

private:
    QTemporaryDir m_folder;
    Settings m_settings;
    TaskList m_tasks;
    ConnectionController m_connection;
};

} // namespace howdah::ui::test
