// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditentry.h"

#include <utility>

namespace howdah::connection {

// Rows that somebody looks for in the log. All of it holds that is not empty.
struct AuditedRow
{
    QString schema;
    QString table; // as it is written in the catalog; without regard to case where `byHand`
    // Columns of its key and the server's text of their values; a column without a name: whichever.
    std::vector<std::pair<QString, QString>> key;
    bool byHand = false; // typed by a person

    [[nodiscard]] bool isEmpty() const { return table.isEmpty() && key.empty(); }
    bool operator==(const AuditedRow &) const = default;
};

// "orders", "shop.orders" or "\"Odd name\"" and "42", "id = 42" or "tenant_id = 1, id = 42", as they are typed.
[[nodiscard]] AuditedRow auditedRow(const QString &table, const QString &key);

// Whether a statement may have changed that row: it names the table, and if it says which rows it changes, by equality
// with constants or parameters, it says this one. A statement that names its rows otherwise (`WHERE id > 5`, none at
// all) may have changed it, too, and is found where it has an effect on rows. Pure; parses the statement where its
// words do not rule it out.
[[nodiscard]] bool mayHaveChanged(const AuditEntry &entry, const AuditedRow &row);

} // namespace howdah::connection
