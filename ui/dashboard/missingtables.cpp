// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/missingtables.h"

#include "catalog/catalog.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "common/settings.h"
#include "dashboard/dashboardlibrary.h"
#include "operations/demo/demopacks.h"

#include <QAction>
#include <QPushButton>
#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::ui {

MissingTables::MissingTables(const DashboardLibrary &library, ConnectionController *connection, QObject *parent)
    : QObject(parent)
    , m_library(library)
    , m_connection(connection)
    , m_migrate(new QAction(icon(u"vcs-commit"), tr("Migrations…"), this))
    , m_goToDemo(new QAction(icon(u"server-database"_s), tr("Open the demo database"), this))
{
    m_migrate->setToolTip(tr("Open the migrations that create these tables"));
    connect(m_goToDemo, &QAction::triggered, this, [this] {
        m_connection->goToDatabase(operations::demoDatabaseOf(m_pack));
    });
    connect(m_migrate, &QAction::triggered, this, [this] { Q_EMIT packWanted(m_pack); });
}

void MissingTables::look()
{
    m_missing.clear();
    const auto catalog = m_connection->catalog();
    if (!catalog)
        return;
    QSet<QString> known;
    for (const catalog::Relation &relation : catalog->relations)
        known << relation.name << relation.schema + u'.' + relation.name;
    for (const LibraryEntry &entry : m_library.entries()) {
        for (const QString &table : entry.dashboard ? entry.dashboard->tables : QStringList()) {
            if (!table.startsWith("pg_"_L1) && !known.contains(table))
                m_missing[entry.path] << table;
        }
    }
}

QString MissingTables::firstThatFits() const
{
    QString first;
    for (const LibraryEntry &entry : m_library.entries()) {
        if (entry.dashboard && !m_missing.contains(entry.path))
            return entry.path;
        if (first.isEmpty())
            first = entry.path;
    }
    return first;
}

Banner *MissingTables::makeBanner()
{
    m_banner = new Banner(Tone::Pending);
    m_banner->setObjectName(u"missingTables"_s);
    m_banner->addWidget(buttonFor(m_migrate, ButtonRole::Plain, m_banner));
    m_banner->addWidget(buttonFor(m_goToDemo, ButtonRole::Plain, m_banner));
    m_banner->hide();
    return m_banner;
}

void MissingTables::show(const QStringList &missing, const QString &pack)
{
    m_pack = pack;
    m_migrate->setVisible(!pack.isEmpty());
    const QString demo = operations::demoDatabaseOf(pack);
    m_goToDemo->setVisible(
        !demo.isEmpty() && m_connection->destination().isPrivateServer()
        && m_connection->settings().value(settings::demoLoaded) && m_connection->facts().database != demo);
    m_goToDemo->setToolTip(tr("Go to the database %1 of the demo, which has these tables").arg(demo));
    m_banner->setText(tr("Missing or not readable in this database: %1").arg(missing.join(u", "_s)));
    m_banner->setVisible(!missing.isEmpty());
}

} // namespace howdah::ui
