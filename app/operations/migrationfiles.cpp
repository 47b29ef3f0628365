// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/migrationfiles.h"

#include "base/propagate.h"
#include "base/wholefile.h"
#include "operations/tr.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace howdah::operations {

using namespace migration;

Result<QString> writeReport(const QString &file, const QByteArray &bytes)
{
    const Result<void> written = writeWholeFile(file, bytes);
    if (!written)
        return fail(ErrorKind::Io, written.error().message, tr("Choose another location."));
    return file;
}

Result<QString> saveSchema(
    const connection::ConnInfo &target, const QString &file, const DumpOptions &options, const std::stop_token &stop)
{
    ASSIGN_OR_RETURN(const QByteArray schema, dumpSchema(target, options, stop));
    return writeReport(file, schema);
}

Result<QString> splitFile(const QString &folder, const QString &file, const std::vector<SplitPart> &parts)
{
    const QDir dir(folder);
    for (const SplitPart &part : parts) {
        if (part.file != file && dir.exists(part.file))
            return fail(ErrorKind::Conflict, tr("%1 already exists").arg(part.file));
    }
    // The new ones first: were this cut off, two files would hold the same, and the next look would say so.
    for (const SplitPart &part : parts) {
        if (part.file == file)
            continue;
        if (const QString of = QFileInfo(part.file).path(); !dir.mkpath(of)) // of Prisma, each in its own
            return fail(ErrorKind::Io, tr("The folder %1 cannot be created").arg(dir.filePath(of)));
        if (const auto written = writeReport(dir.filePath(part.file), part.text); !written)
            return written;
    }
    const auto own = std::ranges::find(parts, file, &SplitPart::file);
    if (own != parts.end())
        return writeReport(dir.filePath(file), own->text);
    if (!QFile::remove(dir.filePath(file)))
        return fail(ErrorKind::Io, tr("%1 could not be removed").arg(file));
    return dir.filePath(parts.front().file);
}

} // namespace howdah::operations
