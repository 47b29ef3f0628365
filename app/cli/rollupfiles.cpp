// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/rollupfiles.h"

#include <QCoreApplication>
#include <QDir>
#include <QSaveFile>

namespace howdah::cli {

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

static Result<void> write(const QString &path, const QString &text)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0 || !file.commit())
        return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(path, file.errorString()));
    return {};
}

Result<migration::NewMigration>
writeRollupMigration(const QString &folder, const QString &title, const metrics::RollupScript &script)
{
    Result<migration::NewMigration> made = migration::createMigration(folder, title);
    if (!made)
        return made;
    const QDir directory(folder);
    for (const auto &[file, text] : {std::pair(made->upFile, script.up), std::pair(made->downFile, script.down)}) {
        if (Result<void> written = write(directory.filePath(file), text); !written)
            return fail(written.error());
    }
    return made;
}

} // namespace howdah::cli
