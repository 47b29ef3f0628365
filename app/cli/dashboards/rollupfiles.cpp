// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/dashboards/rollupfiles.h"

#include "base/wholefile.h"

#include <QCoreApplication>
#include <QDir>

namespace howdah::cli {

Result<migration::NewMigration>
writeRollupMigration(const QString &folder, const QString &title, const metrics::RollupScript &script)
{
    Result<migration::NewMigration> made = migration::createMigration(folder, title);
    if (!made)
        return made;
    const QDir directory(folder);
    for (const auto &[file, text] : {std::pair(made->upFile, script.up), std::pair(made->downFile, script.down)}) {
        if (Result<void> written = writeWholeFile(directory.filePath(file), text.toUtf8()); !written)
            return fail(written.error());
    }
    return made;
}

} // namespace howdah::cli
