// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/testserver.h"

#include <QFile>
#include <QTemporaryDir>

namespace howdah::test {

// A folder with the files of a test.
class FileFolder
{
protected:
    QTemporaryDir m_folder;

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    // Nothing where there is no such file.
    [[nodiscard]] QByteArray read(const QString &name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    void write(const QString &name, const QByteArray &bytes) const
    {
        QFile file(path(name));
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
            qFatal("%s cannot be written", qPrintable(file.fileName()));
    }
};

// The same beside a database, for rows that go from one to the other. psql is the judge.
class DatabaseFolder : protected FileFolder
{
protected:
    TestServer m_server;
    QString m_database; // once it was made

    QString psql(const QString &sql) const
    {
        const auto answer = m_server.psql(m_database, sql);
        if (!answer)
            qFatal("%s", qPrintable(describe(answer.error())));
        return answer->trimmed();
    }
};

} // namespace howdah::test
