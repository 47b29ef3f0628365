// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/paths.h"

#include <QCoreApplication>
#include <QDir>
#include <QStandardPaths>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace howdah {

QString dataFolder()
{
    if (const QString chosen = qEnvironmentVariable("HOWDAH_DATA_DIR"); !chosen.isEmpty())
        return QDir(chosen).absolutePath();
#ifdef Q_OS_UNIX
    if (geteuid() == 0)
        return u"/var/lib/howdah"_s;
#endif
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + u"/howdah"_s;
}

QString stateFolder()
{
    if (const QString chosen = qEnvironmentVariable("HOWDAH_STATE_DIR"); !chosen.isEmpty())
        return QDir(chosen).absolutePath();
    if (!qEnvironmentVariableIsEmpty("HOWDAH_DATA_DIR"))
        return dataFolder() + u"/state"_s;
    if (const QString state = qEnvironmentVariable("XDG_STATE_HOME"); QDir::isAbsolutePath(state))
        return state + u"/howdah"_s;
    return QDir::homePath() + u"/.local/state/howdah"_s;
}

QString shareFolder()
{
    if (const QString chosen = qEnvironmentVariable("HOWDAH_SHARE_DIR"); !chosen.isEmpty())
        return QDir(chosen).absolutePath();
    const QDir program(QCoreApplication::applicationDirPath());
    for (const QString &candidate : {u"../share/howdah"_s, u"../.."_s, u".."_s}) {
        const QDir folder(program.absoluteFilePath(candidate));
        if (folder.exists(u"migrations"_s) && (candidate == u"../share/howdah"_s || folder.exists(u"CMakeLists.txt"_s)))
            return QDir::cleanPath(folder.path());
    }
    return QDir::cleanPath(program.absoluteFilePath(u"../share/howdah"_s));
}

} // namespace howdah
