// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/ctlprocess.h"
#include "support/databasefolder.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

namespace howdah::test {

using namespace Qt::StringLiterals;

// `howdahctl data` on a database and a folder of its own.
class DataCli : protected DatabaseFolder
{
protected:
    QString m_url;
    QByteArray m_out;
    QByteArray m_err;

    int ctl(const QString &command, const QStringList &arguments)
    {
        CtlProcess process(QStringList{u"data"_s, command, u"-d"_s, m_url} + arguments);
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    QJsonObject json() const { return QJsonDocument::fromJson(m_out).object(); }
    QString sum(const QString &table)
    {
        if (ctl(u"checksum"_s, {u"-t"_s, table, u"--json"_s}) != 0)
            qFatal("%s", m_err.constData());
        return json()[u"checksum"].toString();
    }
    // Runs howdahctl in a shell, where it stands as "$CTL".
    int shell(const QString &script)
    {
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(u"CTL"_s, QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl"));
        environment.insert(u"URL"_s, m_url);
        environment.insert(u"DIR"_s, m_folder.path());
        process.setProcessEnvironment(environment);
        process.start(u"bash"_s, {u"-c"_s, script});
        if (!process.waitForFinished(300'000))
            qFatal("the shell does not end");
        m_out = process.readAllStandardOutput();
        m_err = process.readAllStandardError();
        return process.exitCode();
    }
    // Nothing but these is in the folder: no half file, no temporary one.
    QStringList files() const { return QDir(m_folder.path()).entryList(QDir::Files | QDir::Hidden, QDir::Name); }

    void begin()
    {
        m_database = m_server.createDatabase();
        m_url = connection::toUri(m_server.connInfo(m_database));
        psql(u"CREATE TYPE mood AS ENUM ('sad', 'so so'); "
             "CREATE TABLE all_kinds (id int8 PRIMARY KEY, n numeric, f float8, t text, b bytea, j json, jb jsonb, "
             "a text[], m mood, d date, ts timestamptz, i interval, u uuid, x xml, ok boolean); "
             "INSERT INTO all_kinds VALUES "
             "(9007199254740993, 12345678901234567890.123456789, 0.1, E'a,\"b\"\\n\\\\.\\r\\n\\tü😀', '\\x00ff', "
             "'{\"b\": 10.00,  \"a\":1e400}', '{\"a\": 1005254182451511297}', '{NULL,\"NULL\",\"\"}', 'so so', "
             "'0044-03-15 BC', 'infinity', '-1 mons +2 days', '6f1d6c1e-1a2b-4c3d-8e9f-001122334455', '<a/>', true), "
             "(2, 'NaN', '-Infinity', '', '', 'null', 'null', '{}', 'sad', 'infinity', "
             "'2026-01-01 00:00:00.000001+05:45', '00:10:00', NULL, NULL, false), "
             "(3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL); "
             "INSERT INTO all_kinds (id, t) SELECT i, 'row ' || i FROM generate_series(10, 5000) i; "
             "CREATE TABLE copy (LIKE all_kinds INCLUDING ALL)"_s);
    }
};

} // namespace howdah::test
