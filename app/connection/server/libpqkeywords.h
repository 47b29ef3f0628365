// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QString>

namespace howdah::connection {

struct LibpqKeyword
{
    QString defaultValue; // "" where libpq has none
    bool hasVariable = false;
};

// The keywords of the libpq that runs, without asking the environment.
[[nodiscard]] const QMap<QString, LibpqKeyword> &libpqKeywords();

// The keyword has just the value that libpq would take by itself.
[[nodiscard]] bool isDefault(const QString &keyword, const QString &value);

} // namespace howdah::connection
