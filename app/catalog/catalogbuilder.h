// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/rowcursor.h"

namespace howdah::catalog {

// The queries of resources/catalog, in the order in which they are sent.
enum class Query {
    Database,
    Schemas,
    Relations,
    Columns,
    Constraints,
    Defaults,
    Checks,
    Indexes,
    RelationDetails,
    Triggers,
    Policies,
    Rules,
    Types,
    Sequences,
    Functions,
    Extensions,
    Objects,
};

// The file of a query below resources/.
[[nodiscard]] QString resourceOf(Query query);

// Puts a catalog together from the rows of its queries. Used by one thread at a time: the session's.
class CatalogBuilder final
{
public:
    void add(Query query, const connection::RowBatch &batch);
    // What is there so far, sorted and indexed. Later rows do not change it.
    [[nodiscard]] Snapshot take(Stage stage);

private:
    void addRow(Query query, RowCursor row);
    void addDetails(RowCursor &row);
    void addDefault(RowCursor &row);
    void addCheck(RowCursor &row);

    Catalog m_catalog;
    SharedTexts m_shared;
};

} // namespace howdah::catalog
