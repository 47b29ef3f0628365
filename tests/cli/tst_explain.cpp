// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// howdahctl explain: what it asks, shows and ends with, and what is left of what it ran.
#include "migration/ctlprocess.h"
#include "support/testserver.h"
#include "support/verifyok.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;
using namespace howdah;

class ExplainCommandTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QString m_database;
    QTemporaryDir m_folder;
    QByteArray m_out;
    QByteArray m_err;

    int ctl(const QStringList &arguments)
    {
        test::CtlProcess process(arguments, {u"HOWDAH_DATA_DIR="_s + m_folder.filePath(u"data"_s)});
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    int explain(const QStringList &arguments)
    {
        return ctl(QStringList{u"explain"_s, u"-d"_s, connection::toUri(m_server.connInfo(m_database))} + arguments);
    }
    [[nodiscard]] QString psql(const QString &sql) const
    {
        return m_server.psql(m_database, sql).value_or(u"?"_s).trimmed();
    }
    [[nodiscard]] QString file(const QString &name, const QByteArray &text) const
    {
        QFile made(m_folder.filePath(name));
        if (!made.open(QIODevice::WriteOnly) || made.write(text) != text.size())
            qFatal("no file");
        return made.fileName();
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase();
        VERIFY_OK(m_server.psql(
            m_database,
            u"CREATE TABLE kept (id int PRIMARY KEY, n int); INSERT INTO kept SELECT i, i FROM generate_series(1, 100) i; VACUUM ANALYZE"_s));
    }

    void plansAreShown()
    {
        QCOMPARE(explain({u"-c"_s, u"SELECT * FROM kept WHERE n = :n"_s, u"-p"_s, u"n=7"_s}), 0);
        QVERIFY2(m_out.startsWith("Seq Scan on public.kept  (cost="), m_out.constData());
        QVERIFY(m_out.contains("\n  Filter: (kept.n = "));
        QVERIFY(!m_out.contains("actual"));
        QCOMPARE(explain({u"-c"_s, u"SELECT * FROM kept WHERE n = :n"_s, u"--options"_s, u"generic-plan"_s}), 0);
        QVERIFY(m_out.contains("$1"));
        QCOMPARE(explain({u"-c"_s, u"SELECT * FROM kept"_s, u"--analyze"_s, u"--options"_s, u"no-timing,wal"_s}), 0);
        QVERIFY2(m_out.contains("(actual rows=100 loops=1)"), m_out.constData());
    }
    void eachStatementOfAFileIsExplained()
    {
        const QString script = file(u"two.sql"_s, "SELECT 1;\n\nSELECT * FROM kept ORDER BY n;\n");
        QCOMPARE(explain({u"-f"_s, script, u"--json"_s}), 0);
        const QJsonObject answer = QJsonDocument::fromJson(m_out).object();
        const QJsonArray plans = answer["plans"_L1].toArray();
        QCOMPARE(plans.size(), 2);
        QCOMPARE(plans[1]["nodes"_L1][0]["type"_L1].toString(), u"Sort"_s);
        QVERIFY(plans[1]["plan"_L1].toArray().size() == 1); // as the server wrote it
        QVERIFY(plans[1]["sql"_L1].toString().startsWith("EXPLAIN ("_L1));
    }
    void changesAreRolledBackAfterTheyWereConfirmed()
    {
        const QStringList words{u"-c"_s, u"DELETE FROM kept"_s, u"--analyze"_s};
        QCOMPARE(explain(words), 64); // nobody can be asked
        QVERIFY2(m_err.contains("--yes") && m_err.contains("Sequences"), m_err.constData());
        QCOMPARE(psql(u"SELECT count(*) FROM kept"_s), u"100"_s);
        QCOMPARE(explain(words + QStringList{u"--yes"_s}), 0);
        QVERIFY2(m_out.startsWith("Delete on public.kept"), m_out.constData());
        QVERIFY(m_out.contains("actual time="));
        QVERIFY(m_err.contains("rolled back"));
        QCOMPARE(psql(u"SELECT count(*) FROM kept"_s), u"100"_s);
        // What was run stands in the log of changes of this program.
        QCOMPARE(ctl({u"audit"_s, u"show"_s, u"--json"_s}), 0);
        QVERIFY2(m_out.contains("DELETE FROM kept"), m_out.constData());
    }
    void errorsSayWhere()
    {
        QCOMPARE(explain({u"-f"_s, file(u"bad.sql"_s, "SELECT 1;\nSELECT nosuch FROM kept;\n")}), 2);
        QVERIFY2(m_err.contains("Line 2"), m_err.constData());
        QVERIFY(m_out.startsWith("Result")); // the first is shown all the same
        QCOMPARE(explain({u"-c"_s, u"VACUUM kept"_s}), 64);
        QCOMPARE(explain({u"-c"_s, u"SELECT :n"_s}), 64);
        QCOMPARE(explain({u"-c"_s, u"SELECT 1"_s, u"--options"_s, u"colour"_s}), 64);
        QCOMPARE(explain({u"-c"_s, u"SELECT 1"_s, u"--format"_s, u"pdf"_s}), 64);
        QCOMPARE(explain({u"-c"_s, u" "_s}), 64);
    }
    void pages()
    {
        QCOMPARE(
            explain({u"-c"_s, u"SELECT '<b>' FROM kept WHERE n > 3"_s, u"--analyze"_s, u"--format"_s, u"html"_s}), 0);
        QVERIFY(m_out.startsWith("<!DOCTYPE html>"));
        QVERIFY(m_out.contains("<svg ") && m_out.contains("&lt;b&gt;") && !m_out.contains("<b>"));
        QVERIFY(!m_out.contains("http://") || m_out.count("http://") == m_out.count("http://www.w3.org/2000/svg"));
        QCOMPARE(explain({u"-c"_s, u"SELECT 1 FROM kept"_s, u"--format"_s, u"svg"_s}), 0);
        QXmlStreamReader xml(m_out);
        int bars = 0;
        while (!xml.atEnd()) {
            if (xml.readNext() == QXmlStreamReader::StartElement && xml.name() == "g"_L1)
                ++bars;
        }
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(bars, 1);
    }
    void sentPlansNeedNoServer()
    {
        const QString sent = file(
            u"sent.txt"_s, "                 QUERY PLAN                 \n---------------------------------\n"
                           " Seq Scan on sent  (cost=0.00..1.01 rows=1 width=4)\n(1 row)\n");
        QCOMPARE(ctl({u"explain"_s, u"--read"_s, sent}), 0);
        QCOMPARE(m_out, QByteArray("Seq Scan on sent  (cost=0.00..1.01 rows=1 width=4)\n\n"));
        QCOMPARE(ctl({u"explain"_s, u"--read"_s, sent, u"--analyze"_s}), 64);
        QCOMPARE(ctl({u"explain"_s, u"--read"_s, file(u"no.txt"_s, "Dear all,\nnothing here.\n")}), 2);
        QCOMPARE(ctl({u"explain"_s, u"--read"_s, m_folder.filePath(u"nosuch"_s)}), 2);
    }
    void queryExplainsByTheSame()
    {
        QCOMPARE(
            ctl(
                {u"query"_s, u"-d"_s, connection::toUri(m_server.connInfo(m_database)), u"--explain"_s, u"-c"_s,
                 u"SELECT * FROM kept WHERE id = :id; DELETE FROM kept"_s}),
            0);
        QVERIFY2(m_out.contains("about 1 rows") && m_out.contains("$1"), m_out.constData());
        QVERIFY(m_out.contains("about 100 rows"));
        QCOMPARE(psql(u"SELECT count(*) FROM kept"_s), u"100"_s);
    }
};

QTEST_GUILESS_MAIN(ExplainCommandTest)
#include "tst_explain.moc"
