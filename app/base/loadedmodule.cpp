// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/loadedmodule.h"

#include "base/tr.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QLibrary>

using namespace Qt::StringLiterals;

namespace howdah {

LoadedModule loadModule(const QString &fileName, const char *entryPoint)
{
    const QDir program(QCoreApplication::applicationDirPath());
    QString problem;
    for (const QString &folder : {u"."_s, QStringLiteral(HOWDAH_MODULE_FOLDER)}) {
        const QString path = QDir::cleanPath(program.absoluteFilePath(folder + u'/' + fileName));
        problem = path;
        if (!QFile::exists(path))
            continue;
        QLibrary library(path);
        // Threads of its own run to the end of the program.
        library.setLoadHints(QLibrary::PreventUnloadHint);
        if (const QFunctionPointer entry = library.resolve(entryPoint))
            return {entry, {}};
        return {nullptr, library.errorString()};
    }
    return {nullptr, tr("%1 is missing").arg(problem)};
}

} // namespace howdah
