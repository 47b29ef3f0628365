// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/audit/auditentry.h"

namespace howdah::connection {

// A constant of a statement that writes it into a column, or looks for it in one.
struct SaidValue
{
    QString schema; // of the relation; "" where it is not said
    QString table;
    QString column;               // "" where it is told by its place alone
    int place = -1;               // among the columns of the table, of an INSERT that names none
    std::optional<QString> value; // nullopt: of no use as a text
    bool isWhole = false;         // it is the column's value, and no part of an expression
    int parameter = 0;            // its number; 0: it stands in the text
    qsizetype at = -1;            // where, in bytes
};
// Those of an INSERT, UPDATE or DELETE of one relation by the grammar; none of what does not parse. Pure.
[[nodiscard]] std::vector<SaidValue> valuesSaid(const AuditEntry &entry);

// The entry with '***' in the places of these. Pure.
[[nodiscard]] AuditEntry withoutValues(AuditEntry entry, const std::vector<SaidValue> &values);

} // namespace howdah::connection
