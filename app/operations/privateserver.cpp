// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/privateserver.h"

#include "base/propagate.h"
#include "operations/tr.h"

#include <QDirIterator>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using connection::LocalServer;

static qint64 sizeOf(const QString &folder)
{
    qint64 bytes = 0;
    QDirIterator files(folder, QDir::Files | QDir::Hidden | QDir::System, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        files.next();
        if (!files.fileInfo().isSymLink())
            bytes += files.fileInfo().size();
    }
    return bytes;
}

Result<PrivateServer> privateServer()
{
    const LocalServer server;
    ASSIGN_OR_RETURN(const auto status, server.status());
    return PrivateServer{status, sizeOf(server.folder())};
}

Result<void> startPrivateServer()
{
    LocalServer server;
    RETURN_IF_ERROR(server.start(connection::Lifetime::Kept));
    return {};
}

Result<void> stopPrivateServer() { return LocalServer().stop(); }

QString privateServerName() { return u"howdah"_s; }

Result<void> deletePrivateServer(const QString &typed)
{
    if (typed != privateServerName())
        return fail(
            ErrorKind::Usage, tr("The private server was not deleted: its name was not typed"),
            tr("Its name is %1.").arg(privateServerName()));
    return LocalServer().remove();
}

} // namespace howdah::operations
