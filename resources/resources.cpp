// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "resources/resources.h"

#include <QDirIterator>
#include <QFile>

using namespace Qt::StringLiterals;

// The resources of a static library are dropped by the linker unless somebody asks for them; the macro must stand
// outside every namespace.
static void initialise() { Q_INIT_RESOURCE(howdah); }

namespace howdah {

static QString pathOf(const QString &name) { return u":/howdah/"_s + name; }

QString resourceText(const QString &name)
{
    initialise();
    QFile file(pathOf(name));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("No resource %s", qUtf8Printable(name));
    return QString::fromUtf8(file.readAll());
}

QStringList resourceNames(const QString &folder)
{
    initialise();
    QStringList names;
    const QString prefix = pathOf({});
    QDirIterator files(pathOf(folder), QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext())
        names.append(files.next().mid(prefix.size()));
    names.sort();
    return names;
}

} // namespace howdah
