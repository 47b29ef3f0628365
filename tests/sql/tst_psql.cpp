// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/session.h"
#include "sql/backslash.h"
#include "sql/classify.h"
#include "sql/splitter.h"
#include "support/testserver.h"
#include "support/pgprograms.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::connection;

// Every statement leaves a mark in the table `seen`; a file cut in other places fails or leaves other marks.
static constexpr char NastyFile[] = R"SQL(
-- a file; that's hard /* to cut
CREATE TABLE seen (n serial, what text); /* ; /* nested ; */ ' */
CREATE TABLE data (a text, b text);
INSERT INTO seen (what) VALUES ('a;b'), (E'it\'s;'), ('\'), (U&'\0061;'), ($$;'$$), ($a$ ; $$;$$ $b$ $a$);
INSERT INTO seen (what) SELECT b'01'::text || ';' || x'1F'::text; INSERT INTO seen (what) VALUES ('same line');
CREATE TABLE "odd;name""" ("c;" int, a$b$c int); INSERT INTO "odd;name""" VALUES (1, 2);
INSERT INTO seen (what) SELECT 'count ' || count(*) FROM "odd;name""" WHERE a$b$c = 2;
PREPARE p(text) AS INSERT INTO seen (what) VALUES ($1||$x$;$x$); EXECUTE p('parameter');
CREATE RULE r AS ON INSERT TO data WHERE NEW.a = 'twice' DO ALSO
    (INSERT INTO seen (what) VALUES ('rule; one'); INSERT INTO seen (what) VALUES ('rule two'));
CREATE FUNCTION atomic(begin_atomic int) RETURNS int LANGUAGE sql
BEGIN ATOMIC
    SELECT 1;
    SELECT CASE WHEN begin_atomic > 1 THEN CASE begin_atomic WHEN 2 THEN 20 ELSE 30 END ELSE 10 END; -- end;
END;
INSERT INTO seen (what) SELECT atomic(1) || ';' || atomic(2) || ';' || atomic(3);
CREATE OR REPLACE PROCEDURE "begin"() LANGUAGE sql BEGIN ATOMIC INSERT INTO seen (what) VALUES ('in; body'); END;
CALL "begin"();
CREATE FUNCTION short() RETURNS int RETURN CASE WHEN true THEN 7 END; INSERT INTO seen (what) SELECT short();
DO $do$ BEGIN PERFORM ';'; END $do$ LANGUAGE plpgsql;
BEGIN; INSERT INTO seen (what) VALUES ('in a transaction'); END;
COPY data FROM stdin; -- the data; follows
1;	'it''s
2\\.	\N
--	/*
\.
COPY data (b, a) FROM STDIN WITH (FORMAT csv, QUOTE '''');
"x;",'a;
b'
\.
COPY data FROM stdin;
\.
INSERT INTO data VALUES ('twice', '1*/*'), ('x', '--');
SET standard_conforming_strings = off;
SET escape_string_warning = off;
INSERT INTO seen (what) VALUES ('back\'slash;'), (E'\\;');
RESET standard_conforming_strings;
INSERT INTO seen (what) VALUES ('\'), ('1'
  ';2'
  -- c
  ';3');
INSERT INTO seen (what) SELECT 1e5::text || $a$;$a$ || 2*/* ; */3-/**/-1||'';;
;
INSERT INTO seen (what) VALUES ('größe 名前;')
)SQL";

class PsqlTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;

    QString contents(const QString &database)
    {
        const auto answer = m_server.psql(
            database,
            u"SELECT n, what FROM seen ORDER BY n; SELECT a, b FROM data ORDER BY a, b; SELECT proname FROM pg_proc "
            "WHERE pronamespace = 'public'::regnamespace ORDER BY 1"_s);
        return answer ? *answer : describe(answer.error());
    }

    // With its byte order mark, which Qt would leave out.
    static QString textOf(const QByteArray &file)
    {
        if (!file.startsWith("\xEF\xBB\xBF"))
            return QString::fromUtf8(file);
        return QChar(0xFEFF) + QString::fromUtf8(file.sliced(3));
    }

    static Result<Answer> copy(Session &session, const QString &statement, const QByteArray &data)
    {
        return session
            .copyIn(
                statement,
                [data, sent = false]() mutable -> std::optional<QByteArray> {
                    return std::exchange(sent, true) ? std::nullopt : std::optional(data);
                })
            .result();
    }

    static void runPieces(Session &session, QByteArrayView file)
    {
        const auto pieces = sql::split(file);
        QVERIFY2(pieces, qPrintable(pieces ? QString() : describe(pieces.error())));
        for (std::size_t i = 0; i < pieces->size(); ++i) {
            const sql::Piece &piece = (*pieces)[i];
            if (piece.kind == sql::PieceKind::BackslashLine) {
                QVERIFY(sql::judgeBackslash(sql::textOf(piece, file), piece.insideStatement).skip);
                continue;
            }
            QCOMPARE(piece.kind, sql::PieceKind::Statement);
            const QString text = QString::fromUtf8(sql::textOf(piece, file));
            const bool copies = i + 1 < pieces->size() && (*pieces)[i + 1].kind == sql::PieceKind::CopyData;
            const auto answer = copies ? copy(session, text, sql::textOf((*pieces)[++i], file).toByteArray())
                                       : session.query({text, {}}).result();
            QVERIFY2(answer, qPrintable(answer ? QString() : text + u'\n' + describe(answer.error())));
        }
    }

private Q_SLOTS:
    void piecesDoWhatPsqlDoes_data()
    {
        QTest::addColumn<QByteArray>("file");
        const QByteArray file = NastyFile;
        QTest::newRow("as it is") << file;
        QTest::newRow("CRLF") << QByteArray(file).replace("\n", "\r\n");
        QTest::newRow("byte order mark") << "\xEF\xBB\xBF" + file;
        QTest::newRow("dump") << "\\restrict aB3\n" + file + ";\n\\unrestrict aB3\n";
    }

    void piecesDoWhatPsqlDoes()
    {
        if (const QByteArray old = test::tooOldFor(14, "BEGIN ATOMIC"); !old.isEmpty())
            QSKIP(old.constData());
        // Since 18 a backslash and a dot no longer end CSV data; older ones of psql still send them.
        if (test::serverMajor() >= 18 && !test::withoutPgDump().isEmpty())
            QSKIP("This psql is older than the server, and sends it an end of data that it does not know");
        QFETCH(QByteArray, file);
        const QString byPsql = m_server.createDatabase(u"by_psql"_s);
        const QString byPieces = m_server.createDatabase(u"by_pieces"_s);
        const auto judged = m_server.psql(byPsql, textOf(file));
        QVERIFY2(judged, qPrintable(judged ? QString() : describe(judged.error())));

        Session session({.names = Names::OfDatabase});
        QVERIFY(session.open(m_server.connInfo(byPieces)).result());
        runPieces(session, file);
        if (QTest::currentTestFailed())
            return;
        const QString expected = contents(byPsql);
        QVERIFY2(expected.contains(u"größe"_s), qPrintable(expected));
        QCOMPARE(contents(byPieces), expected);
    }

    // Without the server's word, the rules of classify() would be only our opinion. What it names need not exist: the
    // server asks about the transaction first.
    void forbiddenIsWhatTheServerRefuses_data()
    {
        QTest::addColumn<int>("nothing"); // Qt wants a column for rows
        for (const char *sql :
             {"create index concurrently i on t (a)",
              "create index i on t (a)",
              "drop index concurrently i",
              "drop index if exists i",
              "reindex index concurrently i",
              "reindex (concurrently) table t",
              "reindex table t",
              "reindex (concurrently false) table t",
              "reindex database test",
              "reindex system test",
              "reindex schema s",
              "vacuum",
              "vacuum (analyze) t",
              "vacuum full t",
              "analyze",
              "create database d",
              "drop database d",
              "create tablespace s location '/x'",
              "drop tablespace s",
              "alter system set work_mem = 1",
              "alter system reset all",
              "alter database d set tablespace s",
              "alter database d set work_mem = 1",
              "create subscription s connection 'x' publication p",
              "cluster",
              "cluster t",
              "discard all",
              "discard plans",
              "create subscription s connection 'x' publication p with (connect = false, slot_name = none)",
              "alter table parent detach partition child concurrently",
              "alter table parent detach partition child",
              "commit prepared 'x'",
              "rollback prepared 'x'",
              "refresh materialized view concurrently v",
              "alter type e add value 'x'",
              "set transaction read only",
              "lock t",
              "checkpoint",
              "notify n"})
            QTest::newRow(sql) << 0;
    }

    void forbiddenIsWhatTheServerRefuses()
    {
        const QString sql = QString::fromUtf8(QTest::currentDataTag());
        if (const QByteArray old = test::tooOldFor(14, "This option");
            !old.isEmpty()
            && (sql.contains("(concurrently"_L1) || sql.endsWith("detach partition child concurrently"_L1)))
            QSKIP(old.constData());
        Session session({.names = Names::OfDatabase});
        QVERIFY(session.open(m_server.connInfo(m_server.createDatabase())).result());
        QVERIFY(session.query({u"create table parent (a int) partition by list (a)"_s, {}}).result());
        QVERIFY(session.query({u"create table child partition of parent for values in (1)"_s, {}}).result());
        QVERIFY(session.query({u"create type e as enum ('a')"_s, {}}).result());
        QVERIFY(session.query({u"begin"_s, {}}).result());
        const auto answer = session.query({sql, {}}).result();
        const bool refused = !answer && answer.error().sqlState == "25001"_L1;
        QVERIFY2(
            refused == (sql::classify(sql).transaction == sql::TransactionRule::Forbidden),
            qPrintable(answer ? u"the server did it"_s : describe(answer.error())));
    }
};

QTEST_GUILESS_MAIN(PsqlTest)
#include "tst_psql.moc"
