// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What stands behind rows (views, policies, generated columns, triggers) looks for names where its database says, as it
// does in psql; wherever that is said.
#include "catalog/catalogreader.h"
#include "connection/session/databasepath.h"
#include "connection/session/guard.h"
#include "connection/session/sessionpool.h"
#include "data/page/catalogshape.h"
#include "data/page/pagesource.h"
#include "metrics/panelrun.h"
#include "migration/ctlprocess.h"
#include "support/testserver.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using connection::Session;
using connection::SessionRole;
using test::CtlProcess;

class RowNamesTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    QTemporaryDir m_folder;
    QString m_database;
    connection::ConnInfo m_reader; // no superuser, so that policies count

    QString psql(const QString &sql, const QString &database = {}) const
    {
        const auto answer = m_server.psql(database.isEmpty() ? m_database : database, sql);
        return answer ? answer->trimmed() : u"error: "_s + describe(answer.error());
    }
    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }

    QByteArray ctl(const QStringList &words, int code = 0)
    {
        CtlProcess process(
            words + QStringList{u"-d"_s, connection::toUri(m_reader)},
            {u"HOWDAH_DATA_DIR="_s + path(u"data"_s), u"DBUS_SESSION_BUS_ADDRESS=disabled:"_s, u"PGPASSWORD=Rd1"_s});
        const int ended = process.wait();
        if (ended != code)
            qFatal("%s ended with %d: %s", qPrintable(words.join(u' ')), ended, process.err.constData());
        return process.out;
    }

    // The first column of the first page, by a session that the window would take.
    QStringList rows(SessionRole role, const QString &relation)
    {
        connection::SessionPool pool(m_reader);
        const auto lent = pool.lend(role, u"rows"_s);
        if (!lent || !lent->opened.result())
            qFatal("no session");
        const auto catalog = catalog::CatalogReader(*lent->session).readNow();
        if (!catalog)
            qFatal("%s", qPrintable(describe(catalog.error())));
        const auto shape = data::shapeOf(**catalog, (*catalog)->relation(u"app"_s, relation)->oid);
        const auto query = data::PageQuery::make(*shape);
        data::PageRun run(std::make_shared<const data::PageQuery>(*query), {}, std::make_shared<data::PagingMemory>());
        while (const auto statement = run.next()) {
            const auto answer = lent->session->query(*statement).result();
            if (!answer)
                return {describe(answer.error())};
            run.feed(*answer);
        }
        const data::Page page = run.takePage();
        QStringList first;
        for (qsizetype row = 0; row < page.rows.rowCount(); ++row)
            first << page.rows.text(row, 0);
        return first;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_database = m_server.createDatabase(u"rows"_s);
        m_reader = m_server.createRole(u"rows_reader"_s, u"Rd1"_s, m_database);
        QCOMPARE(
            psql(u"CREATE SCHEMA app; SET search_path = app; ALTER DATABASE %1 SET search_path = app; "
                 "CREATE TABLE rates (name text PRIMARY KEY, rate int); INSERT INTO rates VALUES ('a', 2), ('b', 3); "
                 "CREATE TABLE orders (id int PRIMARY KEY, name text, owner text); "
                 "INSERT INTO orders VALUES (1, 'a', 'rows_reader'), (2, 'b', 'rows_reader'), (3, 'b', 'other'); "
                 "CREATE FUNCTION rate_of(text) RETURNS int LANGUAGE sql STABLE AS "
                 "'SELECT rate FROM rates WHERE name = $1'; "
                 "CREATE FUNCTION sees(text) RETURNS boolean LANGUAGE plpgsql STABLE AS "
                 "'BEGIN RETURN $1 = current_user AND EXISTS (SELECT FROM rates); END'; "
                 "CREATE FUNCTION fixed_rate(text) RETURNS int LANGUAGE sql IMMUTABLE AS "
                 "'SELECT rate FROM rates WHERE name = $1'; "
                 "CREATE VIEW priced AS SELECT id, rate_of(name) AS rate FROM orders; "
                 "ALTER TABLE orders ENABLE ROW LEVEL SECURITY; "
                 "CREATE POLICY own ON orders USING (sees(owner)); "
                 "CREATE TABLE lines (id int PRIMARY KEY, name text, "
                 "rate int GENERATED ALWAYS AS (fixed_rate(name)) STORED); "
                 "GRANT USAGE ON SCHEMA app TO rows_reader; GRANT ALL ON ALL TABLES IN SCHEMA app TO rows_reader"_s.arg(
                     m_database)),
            QString());
    }

    void pages()
    {
        QCOMPARE(rows(SessionRole::Rows, u"priced"_s).size(), 3);
        QCOMPARE(rows(SessionRole::Rows, u"orders"_s), (QStringList{u"1"_s, u"2"_s}));
        // Ours see nothing of the database's path.
        QVERIFY(rows(SessionRole::Reader, u"priced"_s).join(u' ').contains(u"rates"_s));
    }

    void exportsAndChecksums()
    {
        const QByteArray out = ctl({u"data"_s, u"export"_s, u"-t"_s, u"priced"_s, u"-f"_s, u"csv"_s, u"-o"_s, u"-"_s});
        QVERIFY2(out.contains("1,2") && out.contains("2,3"), out.constData());
        const QByteArray own =
            ctl({u"data"_s, u"export"_s, u"-t"_s, u"app.orders"_s, u"-f"_s, u"csv"_s, u"-o"_s, u"-"_s});
        QVERIFY2(own.contains("2,b") && !own.contains("3,b"), own.constData());
        for (const QString &relation : {u"priced"_s, u"app.orders"_s})
            QVERIFY(!ctl({u"data"_s, u"checksum"_s, u"-t"_s, relation}).isEmpty());
    }

    // A dashboard over a view, on a connection that is locked as well; not where somebody else's operators could answer
    // for PostgreSQL's.
    void dashboards()
    {
        using namespace metrics;
        const auto panel = [](const connection::ConnInfo &target, const QString &sql) {
            Session session({.name = u"dashboards"_s, .readOnly = true});
            if (const auto opened = session.open(target).result(); !opened)
                qFatal("%s", qPrintable(describe(opened.error())));
            DashboardDefinition dashboard;
            PanelDefinition definition;
            definition.kind = PanelKind::Table;
            definition.query = *QueryText::parse(sql);
            const QDateTime now(QDate(2026, 3, 1), QTime(0, 0), Qt::UTC);
            PanelOutcome outcome = runPanel(
                session, {&dashboard,
                          &definition,
                          contextFor(definition, {now.addDays(-1), now}, {Unit::Day, 1}, QTimeZone::utc(), now),
                          {}});
            // What is ours comes after it.
            const auto path = session.query({u"SHOW search_path"_s, {}}).result();
            if (!path || path->rows.text(0, 0).remove(u' ') != "pg_catalog,pg_temp"_L1)
                qFatal("the session has another path now");
            return outcome;
        };
        for (const connection::ConnInfo &target : {m_reader, connection::locked(m_reader)}) {
            for (const QString &sql :
                 {u"SELECT sum(rate) FROM priced WHERE id > 1"_s, u"SELECT app.rate_of('b') + 3"_s}) {
                const PanelOutcome outcome = panel(target, sql);
                QVERIFY2(outcome.state == PanelOutcome::State::Shown, qPrintable(describe(outcome.error)));
                QCOMPARE(outcome.data.rows.text(0, 0), u"6"_s);
            }
            const PanelOutcome own = panel(target, u"SELECT count(*) FROM orders"_s);
            QVERIFY2(own.state == PanelOutcome::State::Shown, qPrintable(describe(own.error)));
            QCOMPARE(own.data.rows.text(0, 0), u"2"_s);
        }
        QCOMPARE(
            psql(u"CREATE ROLE stranger; GRANT CREATE, USAGE ON SCHEMA app TO stranger; SET ROLE stranger; "
                 "CREATE FUNCTION app.more(int, bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'; "
                 "CREATE OPERATOR app.> (LEFTARG = int, RIGHTARG = bigint, FUNCTION = app.more)"_s),
            QString());
        QCOMPARE(
            panel(m_reader, u"SELECT sum(rate) FROM priced WHERE id > 1::bigint"_s).state, PanelOutcome::State::Failed);
        QCOMPARE(psql(u"DROP OWNED BY stranger; DROP ROLE stranger"_s), QString());
    }

    void imports()
    {
        QFile file(path(u"lines.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("id,name\n1,a\n2,b\n");
        file.close();
        ctl({u"data"_s, u"import"_s, u"-t"_s, u"lines"_s, u"-i"_s, file.fileName()});
        QCOMPARE(psql(u"SELECT string_agg(rate::text, ',' ORDER BY id) FROM app.lines"_s), u"2,3"_s);
        connection::SessionPool pool(m_reader);
        const auto lent = pool.lend(SessionRole::Save, u"save"_s);
        QVERIFY(lent && lent->opened.result());
        QVERIFY(!lent->session->options().readOnly);
        const auto saved = lent->session->query({u"INSERT INTO app.lines VALUES (3, 'b')"_s, {}}).result();
        QVERIFY2(saved, saved ? "" : qPrintable(describe(saved.error())));
    }

    // Of whoever sets it: the database, the role, both, all roles, or the server's own files.
    void thePathIsFoundWhereverItIsSet_data()
    {
        QTest::addColumn<QString>("set");
        QTest::addColumn<QString>("reset");
        QTest::newRow("the database") << u"ALTER DATABASE %1 SET search_path = elsewhere"_s
                                      << u"ALTER DATABASE %1 RESET search_path"_s;
        QTest::newRow("the role") << u"ALTER ROLE rows_reader SET search_path = elsewhere"_s
                                  << u"ALTER ROLE rows_reader RESET search_path"_s;
        QTest::newRow("the role in the database")
            << u"ALTER ROLE rows_reader IN DATABASE %1 SET search_path = elsewhere"_s
            << u"ALTER ROLE rows_reader IN DATABASE %1 RESET search_path"_s;
        QTest::newRow("all roles") << u"ALTER ROLE ALL SET search_path = elsewhere"_s
                                   << u"ALTER ROLE ALL RESET search_path"_s;
        QTest::newRow("the server") << u"ALTER SYSTEM SET search_path = elsewhere"_s
                                    << u"ALTER SYSTEM RESET search_path"_s;
        // Its working directory is that of the cluster.
        QTest::newRow("postgresql.conf")
            << u"COPY (SELECT 'search_path = elsewhere') TO PROGRAM 'cat >> postgresql.conf'"_s
            << u"COPY (SELECT 1) TO PROGRAM 'sed -i /elsewhere/d postgresql.conf'"_s;
    }
    void thePathIsFoundWhereverItIsSet()
    {
        QFETCH(QString, set);
        QFETCH(QString, reset);
        const QString database = m_server.createDatabase(u"path"_s);
        QCOMPARE(
            psql(
                u"CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.things (id int); CREATE TABLE public.things "
                "(id int, wrong int); INSERT INTO elsewhere.things VALUES (7); GRANT USAGE ON SCHEMA elsewhere "
                "TO rows_reader; GRANT SELECT ON ALL TABLES IN SCHEMA elsewhere, public TO rows_reader"_s,
                database),
            QString());
        const auto run = [this](const QString &sql) {
            const QString done = psql(sql, u"postgres"_s) + psql(u"SELECT pg_reload_conf()"_s, u"postgres"_s);
            if (done != "t"_L1)
                qFatal("%s", qPrintable(done));
            if (sql.contains("SYSTEM"_L1) || sql.contains("postgresql.conf"_L1))
                m_server.restart();
        };
        run(set.contains(u"%1"_s) ? set.arg(database) : set);
        const auto back = qScopeGuard([&] { run(reset.contains(u"%1"_s) ? reset.arg(database) : reset); });
        connection::ConnInfo target = m_reader;
        target.set(u"dbname"_s, database);
        // A reload reaches the postmaster when it likes.
        Session operators({.name = u"operator"_s, .names = connection::Names::OfDatabase});
        const auto shown = [&] {
            const auto opened = operators.open(target).result();
            if (!opened)
                return describe(opened.error());
            return operators.query({u"SHOW search_path"_s, {}}).result()->rows.text(0, 0);
        };
        const auto why = [&] {
            return psql(
                u"SELECT name, setting, applied, error FROM pg_file_settings WHERE name = 'search_path' OR error "
                "IS NOT NULL"_s,
                u"postgres"_s);
        };
        QTRY_VERIFY2(shown() == "elsewhere"_L1, qPrintable(shown() + u": "_s + why()));
        const auto seen = operators.query({u"SELECT id FROM things"_s, {}}).result();
        QVERIFY2(seen, seen ? "" : qPrintable(describe(seen.error())));
        QCOMPARE(seen->rows.text(0, 0), u"7"_s);
        QCOMPARE(operators.databasePath().result().value_or(QString()), u"elsewhere"_s);
        // Ours see PostgreSQL's names, and know where those of the operator lead.
        Session ours({.name = u"ours"_s});
        QVERIFY(ours.open(target).result());
        QCOMPARE(
            ours.query({u"SHOW search_path"_s, {}}).result()->rows.text(0, 0).remove(u' '), u"pg_catalog,pg_temp"_s);
        QCOMPARE(connection::readDatabasePath(ours).value_or(QStringList()), QStringList{u"elsewhere"_s});
        const auto found = connection::findOnDatabasePath(ours, {u"things"_s});
        QVERIFY(found);
        QCOMPARE(found->value(u"things"_s), u"elsewhere"_s);
        // And so does who types a name without a schema.
        CtlProcess process(
            {u"data"_s, u"export"_s, u"-t"_s, u"things"_s, u"-f"_s, u"csv"_s, u"-o"_s, u"-"_s, u"-d"_s,
             connection::toUri(target)},
            {u"HOWDAH_DATA_DIR="_s + path(u"data"_s), u"DBUS_SESSION_BUS_ADDRESS=disabled:"_s, u"PGPASSWORD=Rd1"_s});
        QVERIFY2(process.wait() == 0, process.err.constData());
        QCOMPARE(process.out.trimmed(), QByteArray("id\n7"));
    }
};

QTEST_GUILESS_MAIN(RowNamesTest)
#include "tst_rownames.moc"
