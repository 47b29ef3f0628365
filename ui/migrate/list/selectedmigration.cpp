// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/selectedmigration.h"

#include "migrate/list/migrationdetail.h"

namespace howdah::ui {

constexpr int DetailsMs = 120;

SelectedMigration::SelectedMigration(MigrationReader &reader, MigrationDetail *detail, QObject *parent)
    : QObject(parent)
    , m_reader(reader)
    , m_detail(detail)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(DetailsMs);
    connect(&m_timer, &QTimer::timeout, this, &SelectedMigration::read);
}

void SelectedMigration::show(std::shared_ptr<const Overview> overview, const MigrationRow *row)
{
    m_overview = row ? std::move(overview) : nullptr;
    m_detail->setVisible(row);
    if (!m_overview) {
        m_timer.stop();
        m_details.drop();
        return;
    }
    m_version = row->version;
    m_detail->show(m_overview, *row);
    m_timer.start();
}

void SelectedMigration::update(const MigrationRow &row)
{
    if (m_overview && row.version == m_version)
        m_detail->show(m_overview, row);
}

void SelectedMigration::read()
{
    if (!m_overview || !m_overview->find(m_version) || !m_reader.hasSession() || m_held)
        return;
    m_detail->setDetailsLoading([this] { m_reader.cancel(); });
    m_details.ask(
        this, m_reader.details(m_overview, m_version),
        [this](const Result<std::shared_ptr<const MigrationDetails>> &details) {
            m_detail->showDetails(details, [this] { read(); });
        });
}

} // namespace howdah::ui
