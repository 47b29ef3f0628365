// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// howdahctl prove-index: what it finds, writes and ends with.
#include "migration/ctlprocess.h"
#include "support/testserver.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;

class ProveIndexCommandTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    QByteArray m_out;
    QByteArray m_err;

    int ctl(const QStringList &arguments)
    {
        test::CtlProcess process(
            QStringList{u"prove-index"_s, u"-d"_s, connection::toUri(m_server.connInfo(m_database))} + arguments,
            {u"HOWDAH_DATA_DIR="_s + m_folder.filePath(u"data"_s)});
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }

private Q_SLOTS:
    void initTestCase()
    {
        // The scratch server may run as another user.
        QVERIFY(QFile::setPermissions(
            m_folder.path(),
            QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ExeGroup | QFile::ExeOther));
        m_database = m_server.createDatabase();
        QVERIFY(m_server.psql(
            m_database, u"CREATE TABLE orders (id int PRIMARY KEY, user_id int, total int); INSERT INTO orders SELECT "
                        "i, i % 2000, i FROM generate_series(1, 30000) i; VACUUM ANALYZE"_s));
    }

    void estimates()
    {
        QCOMPARE(ctl({u"-c"_s, u"SELECT * FROM orders WHERE user_id = 7"_s, u"--estimate"_s}), 0);
        QVERIFY2(m_out.contains("CREATE INDEX CONCURRENTLY"), m_err.constData());
    }

    void nothingToProve()
    {
        QCOMPARE(ctl({u"-c"_s, u"SELECT * FROM orders WHERE id = 7"_s}), 1);
        QVERIFY(m_out.contains("asks for no index"));
    }

    void refused()
    {
        QCOMPARE(ctl({u"-c"_s, u"DROP TABLE orders"_s}), 64);
        QCOMPARE(ctl({u"-c"_s, u"SELECT 1; SELECT 2"_s}), 64);
        QCOMPARE(ctl({u"-c"_s, u"SELECT * FROM orders WHERE user_id = 7"_s, u"--candidate"_s, u"20"_s}), 64);
        QCOMPARE(ctl({u"-c"_s, u"SELECT * FROM missing"_s}), 2);
    }

    void believedAndWritten()
    {
        const QString folder = m_folder.filePath(u"migrations"_s);
        const int code = ctl(
            {u"-c"_s, u"SELECT * FROM orders WHERE user_id = 7"_s, u"--migrations"_s, folder, u"--json"_s,
             u"--candidate"_s, u"1"_s});
        QVERIFY2(code == 0, (m_err + m_out).constData());
        const QJsonObject answer = QJsonDocument::fromJson(m_out).object();
        QCOMPARE(answer[u"exitCode"_s].toInt(), 0);
        const QJsonObject first = answer[u"candidates"_s].toArray().at(0).toObject();
        QCOMPARE(first[u"verdict"_s].toString(), u"believed"_s);
        QVERIFY(first[u"saving"_s].toObject()[u"low"_s].toDouble() >= 0.2);
        QCOMPARE(QDir(folder).entryList(QDir::Files).size(), 2);
    }
};

QTEST_GUILESS_MAIN(ProveIndexCommandTest)
#include "tst_proveindex.moc"
