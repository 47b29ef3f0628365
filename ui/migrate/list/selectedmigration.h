// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "migrate/list/migrationreader.h"

#include <QTimer>

namespace howdah::ui {

class MigrationDetail;

// The migration that is selected, and what is read of it for the detail: a little later than it was selected, so that
// walking through a list asks no server. UI thread.
class SelectedMigration final : public QObject
{
    Q_OBJECT
public:
    // Both outlive it.
    SelectedMigration(MigrationReader &reader, MigrationDetail *detail, QObject *parent = nullptr);

    // nullptr: none is selected.
    void show(std::shared_ptr<const Overview> overview, const MigrationRow *row);
    // The same one, of which more is known.
    void update(const MigrationRow &row);
    // While a run works nothing is read.
    void setHeld(bool held) { m_held = held; }

private:
    void read();

    MigrationReader &m_reader;
    MigrationDetail *m_detail;
    std::shared_ptr<const Overview> m_overview; // nullptr: none is selected
    migration::Version m_version;
    QTimer m_timer;
    Latest m_details;
    bool m_held = false;
};

} // namespace howdah::ui
