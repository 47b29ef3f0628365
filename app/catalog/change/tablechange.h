// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/change/structurechange.h"
#include "catalog/change/structuresql.h"

#include <QSet>

namespace howdah::catalog {

// The SQL of a new table. For scriptOf().
[[nodiscard]] StructureScript createScript(const Catalog &catalog, const TableDraft &draft);

// The SQL that makes another table of one that is there, each step with its way back. For scriptOf().
class TableAlteration final
{
public:
    TableAlteration(const Catalog &catalog, const Relation &table, const TableDraft &draft);
    [[nodiscard]] StructureScript script();

private:
    // What a step does and what undoes it; an action is a part of ALTER TABLE.
    struct Step
    {
        QString up;
        bool isUpAction = false;
        QString down;
        bool isDownAction = false;
    };

    void act(const QString &up, const QString &down) { m_steps.push_back({up, true, down, true}); }
    void state(const QString &up, const QString &down) { m_steps.push_back({up, false, down, false}); }
    void dropColumns();
    [[nodiscard]] QString restored(const QSet<qint16> &numbers);
    [[nodiscard]] QString restoredKeys(const QSet<qint16> &numbers) const;
    [[nodiscard]] QList<const OtherObject *> statisticsOn(const QSet<qint16> &numbers) const;
    void renameColumns();
    void changeColumns();
    void changeColumn(const Column &before, const ColumnDraft &after);
    void changeType(const Column &before, const ColumnDraft &after);
    void comment();
    void renameTable();

    const Catalog &m_catalog;
    const Relation &m_table;
    const TableDraft &m_draft;
    std::vector<Step> m_steps;
    StructureScript m_script;
};

} // namespace howdah::catalog
