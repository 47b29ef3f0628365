// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/wholefile.h"

#include "base/outputfile.h"
#include "base/writeproblem.h"

#include <QCoreApplication>
#include <QSaveFile>

namespace howdah {

bool keepWhole(QSaveFile &file) { return file.flush() && file.commit(); }

Result<void>
writeWholeFile(const QString &path, const QByteArray &bytes, std::optional<QFileDevice::Permissions> permissions)
{
    OutputFile file;
    if (auto opened = file.open(path); !opened)
        return opened;
    if (permissions && file.isReplaced() && !file.device().setPermissions(*permissions))
        return fail(
            ErrorKind::Io,
            QCoreApplication::translate("Base", "%1 cannot be written: %2").arg(path, whyNotWritten(file.device())));
    if (auto written = file.write(bytes); !written)
        return written;
    return file.keep();
}

} // namespace howdah
