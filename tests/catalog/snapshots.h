// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalogreader.h"
#include "support/testserver.h"

#include <QFile>
#include <QTest>

namespace howdah::test {

// Fails the running test function, with the server's words, when there is no value.
template <typename T>
bool verified(const Result<T> &result)
{
    return QTest::qVerify(
        result.has_value(), "result", result ? "" : qPrintable(describe(result.error())), __FILE__, __LINE__);
}

// The complete catalog of a database by a session of its own; nullptr after a failure, which is reported.
inline catalog::Snapshot snapshotOf(const TestServer &server, const QString &database)
{
    connection::Session session;
    if (!verified(session.open(server.connInfo(database)).result()))
        return nullptr;
    const auto catalog = catalog::CatalogReader(session).readNow();
    return verified(catalog) ? *catalog : nullptr;
}

// Runs a script by psql; false after a failure, which is reported.
inline bool runSql(const TestServer &server, const QString &database, const QString &sql)
{
    return verified(server.psql(database, sql));
}

inline QString sourceText(const QString &path)
{
    QFile file(QStringLiteral(HOWDAH_SOURCE_DIR "/") + path);
    const bool opened = file.open(QIODevice::ReadOnly);
    return QTest::qVerify(opened, "opened", qPrintable(file.fileName()), __FILE__, __LINE__)
             ? QString::fromUtf8(file.readAll())
             : QString();
}

} // namespace howdah::test
