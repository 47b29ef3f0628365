// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/wholefile.h"

#include <QCoreApplication>
#include <QSaveFile>

namespace howdah {

bool keepWhole(QSaveFile &file) { return file.flush() && file.commit(); }

Result<void>
writeWholeFile(const QString &path, const QByteArray &bytes, std::optional<QFileDevice::Permissions> permissions)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && (!permissions || file.setPermissions(*permissions))
        && file.write(bytes) == bytes.size() && keepWhole(file))
        return {};
    return fail(
        ErrorKind::Io, QCoreApplication::translate("Base", "%1 cannot be written: %2").arg(path, file.errorString()));
}

} // namespace howdah
