// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditentry.h"
#include "entity/labels.h"

namespace howdah::operations {

// What models say of the statements in the audit log. Pure; parses what names a table that it concerns.

// With '***' in the places of values of sensitive columns, by the names of their tables.
[[nodiscard]] connection::AuditEntry withoutSensitive(connection::AuditEntry entry, const entity::Entities &entities);

// A value of a statement that refers to a row.
struct AuditReference
{
    QString column;
    QString value;
    entity::LabelSource source;
    [[nodiscard]] entity::LabelKey key() const { return {value.toUtf8()}; }
};
// Those of a statement that ran in the database that `entities` are of, in its order; each once. Only values that the
// type of the key takes, and keys of one column.
[[nodiscard]] std::vector<AuditReference>
referencesIn(const connection::AuditEntry &entry, const entity::Entities &entities);

} // namespace howdah::operations
