// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

#include <QByteArray>
#include <QStringList>

namespace howdah::operations {

// The way back of a script, as far as it can be written.
struct WayBack
{
    QString sql;           // "" where none can be written
    QStringList unwritten; // statements whose way back somebody has to write, with why, a line each
    QStringList notes;     // what does not come back: rows ...
    [[nodiscard]] bool isWhole() const { return unwritten.isEmpty(); }
    bool operator==(const WayBack &) const = default;
};
// `before`: the database (Stage::Complete) as it is before the script is run, for what it replaces, changes or drops;
// nullptr: only what the text says. Pure.
[[nodiscard]] WayBack wayBackOf(const QByteArray &sql, const catalog::Catalog *before);

// Statements of a script that define nothing: they would be run with a migration, too. The beginning of each. Pure.
[[nodiscard]] QStringList otherThanDefinitions(const QByteArray &sql);

} // namespace howdah::operations
