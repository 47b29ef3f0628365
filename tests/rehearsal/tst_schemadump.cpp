// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/schemadump.h"

#include "connection/server/pgtools.h"
#include "support/testserver.h"
#include "support/pgprograms.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;

// schema.sql: the same schema gives the same bytes, and psql reads them.
class SchemaDumpTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    QByteArray dump(const QString &database, const DumpOptions &options = {}) const
    {
        const auto made = dumpSchema(m_server.connInfo(database), options);
        if (!made)
            qFatal("%s", qPrintable(describe(made.error())));
        return *made;
    }
    QString database(const QString &sql) const
    {
        const QString name = m_server.createDatabase(u"dump"_s);
        if (const auto done = m_server.psql(name, sql); !done)
            qFatal("%s", qPrintable(describe(done.error())));
        return name;
    }

private Q_SLOTS:
    void initTestCase()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
    }
    void isTheSameEveryTime()
    {
        const QString body =
            u"CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$\nSELECT '\n-- Dumped from database version "
            "9\n\\restrict x\n\n\n'\n$$"_s;
        const QString first = database(
            u"CREATE TABLE a (id int PRIMARY KEY, b text DEFAULT 'x'); CREATE TABLE b (a int "
            "REFERENCES a); CREATE INDEX b_a ON b (a); "_s
            + body);
        // In another order, and with other numbers.
        const QString second = database(
            body
            + u"; CREATE TABLE gone (); DROP TABLE gone; CREATE TABLE b (a int); CREATE "
              "INDEX b_a ON b (a); CREATE TABLE a (id int PRIMARY KEY, b text DEFAULT 'x'); "
              "ALTER TABLE b ADD FOREIGN KEY (a) REFERENCES a"_s);
        const QByteArray text = dump(first);
        QCOMPARE(dump(first), text);
        QCOMPARE(dump(second), text);
        QVERIFY(text.contains("CREATE TABLE public.a"));
        QVERIFY(text.contains("\n-- Dumped from database version 9\n\\restrict x\n\n\n'")); // a body is nobody's head
        QCOMPARE(text.count("Dumped"), 1);
        QCOMPARE(text.count("restrict"), 1);
        // What it makes gives it again.
        const QString third = database(QString::fromUtf8(text));
        QCOMPARE(dump(third), text);
    }

    void leavesOutTheHistory()
    {
        const QString name = database(u"CREATE SCHEMA howdah; CREATE TABLE howdah.migration (a int); CREATE SCHEMA "
                                      "\"Odd.*\"; CREATE TABLE \"Odd.*\".x (a int); CREATE TABLE public.t (a int)"_s);
        QVERIFY(dump(name).contains("howdah.migration"));
        const QByteArray without = dump(name, {.withoutSchemas = {u"howdah"_s, u"Odd.*"_s}});
        QVERIFY(!without.contains("howdah"));
        QVERIFY(!without.contains("Odd"));
        QVERIFY(without.contains("CREATE TABLE public.t"));
    }

    void writesRolesOnlyWhenAsked()
    {
        const QString name =
            database(u"CREATE ROLE dump_owner; CREATE TABLE t (a int); ALTER TABLE t OWNER TO dump_owner; "
                     "GRANT SELECT ON t TO PUBLIC"_s);
        QVERIFY(!dump(name).contains("dump_owner"));
        QVERIFY(!dump(name).contains("GRANT"));
        QVERIFY(dump(name, {.owners = true}).contains("OWNER TO dump_owner"));
        QVERIFY(dump(name, {.privileges = true}).contains("GRANT SELECT"));
    }

    void takesOutWhatNewerVersionsWrite()
    {
        QCOMPARE(
            withoutVolatileLines(
                "--\n-- PostgreSQL database dump\n--\n\n\\restrict a1\n\n-- Dumped from database version "
                "17.6\n-- Dumped by pg_dump version 17.6\n\nSET statement_timeout = 0;\nSET "
                "transaction_timeout = 0;\n\nCREATE TABLE a ();\n\n\n--\n-- PostgreSQL database dump "
                "complete\n--\n\n\\unrestrict a1\n\n"),
            QByteArray(
                "--\n-- PostgreSQL database dump\n--\n\nSET statement_timeout = 0;\n\nCREATE TABLE a ();\n\n--\n-- "
                "PostgreSQL database dump complete\n--\n"));
        QCOMPARE(withoutVolatileLines(""), QByteArray());
    }

    void saysWhatIsMissing()
    {
        const auto none = connection::findTools(990000);
        QVERIFY(!none);
        QCOMPARE(none.error().kind, ErrorKind::NotFound);
        QVERIFY(none.error().message.contains("PostgreSQL 99 or newer"_L1));
        QVERIFY(none.error().hint.contains("postgresql-client-99"_L1));
        const auto refused = dumpSchema(m_server.connInfo(u"no such database"_s));
        QVERIFY(!refused);
    }

    // Passwords go neither into arguments nor into errors.
    void hidesThePassword()
    {
        const QString name = database(u"CREATE TABLE t (a int)"_s);
        connection::ConnInfo info = m_server.createRole(u"dumper"_s, u"geheim\" '\\"_s, name);
        const auto refused = dumpSchema(info);
        QVERIFY(!refused); // may not read t
        QVERIFY2(refused.error().detail.contains("permission denied"_L1), qPrintable(describe(refused.error())));
        QVERIFY(!describe(refused.error()).contains("geheim"_L1));
        QVERIFY(m_server.psql(name, u"GRANT SELECT ON t TO dumper"_s));
        QVERIFY(dumpSchema(info));
        const auto arguments = connection::runTool({u"/bin/echo"_s, {}, info});
        QVERIFY(arguments && arguments->output.contains("dumper") && !arguments->output.contains("geheim"));
    }
};

QTEST_GUILESS_MAIN(SchemaDumpTest)
#include "tst_schemadump.moc"
