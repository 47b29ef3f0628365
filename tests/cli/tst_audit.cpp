// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/ctlprocess.h"
#include "support/testserver.h"

#include "connection/server/conninfo.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;

// howdahctl notes what it changes, shows it, and proves that nothing is missing.
class AuditCommandTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_data;
    QString m_database;

    [[nodiscard]] std::unique_ptr<CtlProcess> ctl(const QStringList &words) const
    {
        auto process = std::make_unique<CtlProcess>(words, QStringList{u"HOWDAH_DATA_DIR="_s + m_data.path()});
        process->wait();
        return process;
    }
    [[nodiscard]] QString uri() const { return connection::toUri(m_server.connInfo(m_database)); }
    void write(const QString &name, const QByteArray &text) const
    {
        QVERIFY(QDir(m_data.path()).mkpath(u"pack"_s));
        QFile file(m_data.filePath(u"pack/"_s + name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }
    [[nodiscard]] QJsonArray entries(const QStringList &more = {}) const
    {
        const auto shown = ctl(QStringList{u"audit"_s, u"show"_s, u"--json"_s, u"-n"_s, u"1000"_s} + more);
        return QJsonDocument::fromJson(shown->out).object().value(u"entries"_s).toArray();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase(u"audit"_s);
        write(u"001-users.up.sql"_s, "CREATE TABLE users (id int);\nINSERT INTO users VALUES (1), (2);\n");
        write(u"001-users.down.sql"_s, "DROP TABLE users;\n");
    }

    void lookingLeavesNoLine()
    {
        const auto status = ctl({u"migrate"_s, u"status"_s, u"-s"_s, m_data.filePath(u"pack"_s), u"-d"_s, uri()});
        QCOMPARE(status->process().exitCode(), 1);
        QCOMPARE(entries(), QJsonArray());
        const auto verified = ctl({u"audit"_s, u"verify"_s});
        QCOMPARE(verified->process().exitCode(), 0);
    }

    void aMigrationIsNotedToTheLetter()
    {
        const auto up = ctl({u"migrate"_s, u"up"_s, u"--yes"_s, u"-s"_s, m_data.filePath(u"pack"_s), u"-d"_s, uri()});
        QVERIFY2(up->process().exitCode() == 0, up->err.constData());
        QStringList sql;
        int committed = 0;
        for (const QJsonValue &one : entries()) {
            sql << one[u"sql"].toString();
            committed += one[u"outcome"].toString() == "committed"_L1;
        }
        QVERIFY2(sql.contains(u"CREATE TABLE users (id int)"_s), qPrintable(sql.join(u'\n')));
        QVERIFY(sql.contains(u"INSERT INTO users VALUES (1), (2)"_s));
        QVERIFY(committed > 0);
        // The journal of the migration has the text among its parameters: these lines are found as well.
        int inserts = 0;
        for (const QJsonValue &found : entries({u"--search"_s, u"into USERS"_s})) {
            if (!found[u"sql"].toString().startsWith(u"INSERT INTO users"_s))
                continue;
            ++inserts;
            QCOMPARE(found[u"rows"].toInt(), 2);
            QCOMPARE(found[u"outcome"].toString(), u"done"_s);
            QVERIFY(found[u"target"].toString().endsWith(u'/' + m_database));
        }
        QCOMPARE(inserts, 1);
        QCOMPARE(entries({u"--until"_s, u"2020-01-01"_s}).size(), 0);
        QVERIFY(entries({u"--since"_s, u"2020-01-01"_s}).size() > 2);
    }

    void isShownAsATable()
    {
        const auto shown = ctl({u"audit"_s, u"show"_s, u"--search"_s, u"CREATE TABLE users"_s});
        QCOMPARE(shown->process().exitCode(), 0);
        QVERIFY2(shown->out.contains("CREATE TABLE users (id int)"), shown->out.constData());
        QVERIFY(shown->out.startsWith("Number"));
        QCOMPARE(ctl({u"audit"_s, u"show"_s, u"--since"_s, u"soon"_s})->process().exitCode(), 64);
        QCOMPARE(ctl({u"audit"_s, u"show"_s, u"--kind"_s, u"nothing"_s})->process().exitCode(), 64);
    }

    void isExported()
    {
        const QString file = m_data.filePath(u"audit.csv"_s);
        QCOMPARE(ctl({u"audit"_s, u"export"_s, u"-o"_s, file})->process().exitCode(), 0);
        QFile csv(file);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QVERIFY(csv.readAll().contains("CREATE TABLE users (id int)"));
        QCOMPARE(ctl({u"audit"_s, u"export"_s, u"-o"_s, file})->process().exitCode(), 2); // it is there
    }

    void aRemovedLineIsDetected()
    {
        QCOMPARE(ctl({u"audit"_s, u"verify"_s})->process().exitCode(), 0);
        QFile file(m_data.filePath(u"audit/audit-000001.log"_s));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray whole = file.readAll();
        file.close();
        QByteArrayList lines = whole.split('\n');
        QVERIFY(lines.size() > 3);
        lines.removeAt(1);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(lines.join('\n'));
        file.close();
        const auto broken = ctl({u"audit"_s, u"verify"_s});
        QCOMPARE(broken->process().exitCode(), 2);
        QVERIFY2(broken->out.contains("audit-000001.log:2: "), broken->out.constData());
        const auto json = ctl({u"audit"_s, u"verify"_s, u"--json"_s});
        QCOMPARE(QJsonDocument::fromJson(json->out).object().value(u"whole"_s).toBool(true), false);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(whole);
        file.close();
        QCOMPARE(ctl({u"audit"_s, u"verify"_s})->process().exitCode(), 0);
    }

    void aLogThatCannotBeWrittenIsSaid()
    {
        CtlProcess up(
            {u"migrate"_s, u"down"_s, u"--yes"_s, u"-s"_s, m_data.filePath(u"pack"_s), u"-d"_s, uri()},
            {u"HOWDAH_DATA_DIR=/dev/null"_s});
        (void)up.wait();
        QVERIFY2(up.err.contains("The audit log cannot be written"), up.err.constData());
    }
};

QTEST_GUILESS_MAIN(AuditCommandTest)
#include "tst_audit.moc"
