// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace howdah::catalog {

// The SQL of a change and of its way back. Statements end with ";\n".
struct StructureScript
{
    QString title; // "Alter table public.users": of a migration, too
    QString up;
    QString down;
    QStringList problems; // why it cannot be run as it is; what is known of the SQL stands in `up` all the same
    QStringList notes;    // what `down` does not bring back
    bool operator==(const StructureScript &) const = default;

    [[nodiscard]] bool canRun() const { return problems.isEmpty() && !up.isEmpty(); }
};

} // namespace howdah::catalog
