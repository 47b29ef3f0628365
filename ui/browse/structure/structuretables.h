// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridroles.h"
#include "catalog/catalog.h"

#include <QStringList>

#include <vector>

namespace howdah::ui {

// What the text of a cell is.
enum class CellNature {
    Words,   // ours
    Name,    // of an object
    Code,    // SQL
    Quiet,   // what goes without saying
    Warning, // what the reader must not miss
};

struct StructureCell
{
    QString text;
    CellNature nature = CellNature::Words;
    KeyMark mark = KeyMark::None;
    quint32 link = 0; // the relation that it leads to
    bool operator==(const StructureCell &) const = default;
};

// A part of a relation's structure as a table of texts.
struct StructureTable
{
    QStringList heads;
    std::vector<std::vector<StructureCell>> rows;
    bool operator==(const StructureTable &) const = default;
};

// Pure; empty rows for a relation that has none of them.
[[nodiscard]] StructureTable columnsTable(const catalog::Catalog &catalog, catalog::Oid relation);
[[nodiscard]] StructureTable keysTable(const catalog::Catalog &catalog, catalog::Oid relation); // and checks
[[nodiscard]] StructureTable indexesTable(const catalog::Catalog &catalog, catalog::Oid relation);
[[nodiscard]] StructureTable foreignKeysTable(const catalog::Catalog &catalog, catalog::Oid relation);
[[nodiscard]] StructureTable referencesTable(const catalog::Catalog &catalog, catalog::Oid relation); // of others to it
[[nodiscard]] StructureTable triggersTable(const catalog::Catalog &catalog, catalog::Oid relation);   // and rules
[[nodiscard]] StructureTable policiesTable(const catalog::Catalog &catalog, catalog::Oid relation);

// One line: kind, partition key, owner, rows, size.
[[nodiscard]] QString relationSummary(const catalog::Relation &relation);

} // namespace howdah::ui
