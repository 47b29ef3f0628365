// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/source/source.h"

#include <QDateTime>

namespace howdah::migration {

struct NewMigration
{
    QString upFile;
    QString downFile;
    bool operator==(const NewMigration &) const = default;
};

// "009" becomes "010"; what holds no digits at its end is followed by a 1.
[[nodiscard]] QString incremented(QString version);

// Pure: the files of the next migration. Numbering goes on as the source does it: 001, 002, ... in the same width, or
// times where the newest version is one (14 digits of UTC date and time, or 13 of milliseconds). Prisma's layout and
// TypeORM's history always have times.
[[nodiscard]] Result<NewMigration> nextMigration(const Source &source, const QString &title, const QDateTime &now);

// Writes the two files, empty but for a comment; never over existing ones. Makes the folder when it is missing.
[[nodiscard]] Result<NewMigration> createMigration(const QString &folder, const QString &title);

} // namespace howdah::migration
