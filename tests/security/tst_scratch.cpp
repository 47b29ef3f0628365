// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/serverprobe.h"
#include "migration/rehearse/scratch.h"
#include "rehearsal/rehearsalfixture.h"
#include "sql/quote.h"
#include "support/hostiledatabase.h"
#include "support/pgprograms.h"

#include <QDir>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::reported;
using test::scripts;

// What migrations and copied databases try to do to the one who rehearses them. The scratch server of most tests is an
// ordinary one, so that nothing but the rights of the role holds them; what they are after is a file.
class ScratchTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    test::RehearsalFixture m_fixture{m_server};
    QTemporaryDir m_folder;

    [[nodiscard]] QString marker() const { return m_folder.filePath(u"marker"_s); }
    // Words of a script: MARK is the file, SOCKET where the server listens.
    [[nodiscard]] QByteArray filled(QByteArray text) const
    {
        const QString socket = m_server.local().connInfo().value(u"host"_s);
        return text.replace("MARK", marker().toUtf8()).replace("SOCKET", socket.toUtf8());
    }
    QString ask(const QString &database, const QString &sql) const
    {
        const auto answer = m_server.psql(database, sql);
        return answer ? answer->trimmed() : describe(answer.error());
    }
    [[nodiscard]] QString roles() const
    {
        return ask(
            u"postgres"_s, u"SELECT string_agg(concat_ws(' ', rolname, rolsuper, rolcreaterole, rolbypassrls), "
                           "', ' ORDER BY rolname) FROM pg_roles WHERE rolname !~ '^pg_'"_s);
    }

    // Who is in the scratch databases while it runs.
    class Watcher final : public RehearsalObserver
    {
    public:
        explicit Watcher(const ScratchTest &test)
            : m_test(test)
        {
        }
        void phaseStarted(RehearsalPhase, const QString &) override
        {
            superusers += m_test.ask(
                u"postgres"_s, u"SELECT DISTINCT usename FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid "
                               "WHERE r.rolsuper AND datname LIKE 'howdah_scratch%'"_s);
        }
        QString superusers;

    private:
        const ScratchTest &m_test;
    };

    [[nodiscard]] Result<Rehearsal> rehearsed(const Source &source, const std::optional<QString> &target = {})
    {
        RehearsalRequest request = m_fixture.request(source);
        if (target) {
            request.target = m_server.connInfo(*target);
            request.sampleRows = 3;
        }
        Watcher watcher(*this);
        Result<Rehearsal> rehearsal = rehearse(request, &watcher);
        if (!watcher.superusers.isEmpty())
            return fail(ErrorKind::Internal, u"a superuser was in the scratch database"_s);
        return rehearsal;
    }

private Q_SLOTS:
    void initTestCase()
    {
        chmod(QFile::encodeName(m_folder.path()).constData(), 0777); // as root the server is another user
        // The attacks are such, and the judge sees them: a superuser's leaves the file. By cat, as a program that does
        // not read what it is given may be gone before the server gives it.
        ask(u"postgres"_s, QString::fromUtf8(filled("COPY (SELECT 1) TO PROGRAM 'cat >MARK'")));
        QVERIFY(QFile::remove(marker()));
    }
    void cleanup()
    {
        QCOMPARE(m_fixture.leftovers().join(u' '), QString());
        QVERIFY2(!QFile::exists(marker()), "something got out");
        QFile::remove(marker());
    }

    void holdsWhatAScriptTries_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::addColumn<QString>("verdict");
        const auto add = [](const char *name, const QByteArray &up, const QString &verdict) {
            QTest::newRow(name) << up << verdict;
        };
        const QString refused = u"cannot be rehearsed because it needs a superuser"_s;
        const auto block = [](const QByteArray &body) { return "DO $x$ BEGIN " + body + "; END $x$;"; };
        add("a program", "-- howdah: transaction off\nCOPY (SELECT 1) TO PROGRAM 'cat >MARK';",
            u"COPY has effects outside the database"_s);
        add("a program, within a block", block("COPY (SELECT 1) TO PROGRAM 'cat >MARK'"), refused);
        add("a file, within a block", block("COPY (SELECT 1) TO 'MARK'"), refused);
        add("a large object", "SELECT lo_export(lo_from_bytea(0, 'x'), 'MARK');", refused);
        add("a file that is read", "SELECT pg_read_file('/etc/hostname');", refused);
        add("a folder that is read", "SELECT pg_ls_dir('.');", refused);
        add("rights for a role of its own",
            "CREATE ROLE evil; GRANT pg_execute_server_program TO evil; SET ROLE evil;"
                + block("COPY (SELECT 1) TO PROGRAM 'cat >MARK'"),
            refused);
        add("rights for itself, within a block",
            block("EXECUTE format('GRANT pg_write_server_files TO %I', session_user); COPY (SELECT 1) TO 'MARK'"),
            refused);
        add("a superuser's name", block("EXECUTE 'GRANT howdah TO ' || session_user; SET ROLE howdah"), refused);
        add("a superuser's session", "SET SESSION AUTHORIZATION howdah;", refused);
        add("a new superuser", "CREATE ROLE evil SUPERUSER;", refused);
        add("itself as superuser", block("EXECUTE 'ALTER ROLE ' || session_user || ' SUPERUSER'"), refused);
        add("a setting of the server", "-- howdah: transaction off\nALTER SYSTEM SET archive_command = 'touch MARK';",
            u"ALTER SYSTEM has effects outside the database"_s);
        add("a library for the next session",
            block("EXECUTE 'ALTER ROLE ' || session_user || ' SET session_preload_libraries = evil'"), refused);
        add("code of the server", "CREATE FUNCTION f(cstring) RETURNS int LANGUAGE c AS 'libc.so.6', 'system';",
            u"it cannot be fully rehearsed because it needs a superuser: CREATE FUNCTION was "
            u"skipped"_s);
        add("code of the server, within a block",
            block("EXECUTE 'CREATE FUNCTION f(cstring) RETURNS int LANGUAGE c AS ''libc.so.6'', ''system'''"), refused);
        add("an event trigger",
            "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN COPY (SELECT 1) TO PROGRAM 'cat >"
            "MARK'; END $$; CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION e();",
            u"it cannot be fully rehearsed because it needs a superuser: CREATE EVENT TRIGGER was "
            u"skipped"_s);
        add("an event trigger, within a block",
            "CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';"
                + block("CREATE EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION e()"),
            refused);
        add("another way in",
            "CREATE EXTENSION dblink; SELECT * FROM dblink('host=SOCKET user=howdah dbname=postgres password=x', "
            "$$COPY (SELECT 1) TO PROGRAM 'cat >MARK'$$) t(a text);",
            refused);
        add("another way in, as a server",
            "CREATE EXTENSION postgres_fdw; CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'SOCKET');",
            refused);
        add("files as tables",
            "CREATE EXTENSION file_fdw; CREATE SERVER s FOREIGN DATA WRAPPER file_fdw; CREATE FOREIGN TABLE t (a text) "
            "SERVER s OPTIONS (program 'touch MARK'); SELECT * FROM t;",
            refused);
        add("the superuser's password", "SELECT rolpassword FROM pg_authid;", refused);
    }
    void holdsWhatAScriptTries()
    {
        QFETCH(QByteArray, up);
        QFETCH(QString, verdict);
        const Source source = scripts({{filled(up), "SELECT 1;"}, {"SELECT 1;", "SELECT 1;"}});
        const QString before = roles();
        const QString empty = m_server.createDatabase(u"target"_s);
        for (const std::optional<QString> &target : {std::optional<QString>(), std::optional(empty)}) {
            if (target && !test::withoutPgDump().isEmpty())
                continue;
            const auto rehearsal = rehearsed(source, target);
            const QString said = reported(rehearsal).value(0);
            QVERIFY2(said.startsWith("001 not proven: "_L1) && said.contains(verdict), qPrintable(said));
            QVERIFY2(!rehearsal->proofs[0].failed, qPrintable(said)); // it is not the migration that is wrong
            QVERIFY(rehearsal->isRestored() && !rehearsal->isProven());
            QCOMPARE(roles(), before);
        }
    }

    // What needs a superuser is left out; the rest is rehearsed, also in the migrations behind it.
    void goesOnWithoutIt()
    {
        const auto rehearsal = rehearsed(scripts(
            {{"CREATE TABLE t (a int); CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; "
              "CREATE "
              "EVENT TRIGGER e ON ddl_command_end EXECUTE FUNCTION e();",
              "DROP EVENT TRIGGER e; DROP FUNCTION e(); DROP TABLE t;"},
             {"ALTER TABLE t ADD b int;", "ALTER TABLE t DROP b;"}}));
        QCOMPARE(
            reported(rehearsal),
            (QStringList{
                u"001 not proven: it cannot be fully rehearsed because it needs a superuser: CREATE "
                u"EVENT TRIGGER was skipped"_s,
                u"002 rollback loses: column public.t.b"_s}));
        QCOMPARE(rehearsal->proofs[0].up[2].skipped, u"CREATE EVENT TRIGGER needs a superuser"_s);
    }

    // Before PostgreSQL 16 who may make roles may change his own.
    void standsAScriptThatChangesItsRole()
    {
        const auto rehearsal = rehearsed(scripts(
            {{"DO $$ BEGIN EXECUTE format('ALTER ROLE %I PASSWORD %L', session_user, 'x'); EXECUTE format('ALTER ROLE "
              "%I NOLOGIN CREATEDB', session_user); EXCEPTION WHEN insufficient_privilege THEN NULL; END $$; CREATE "
              "TABLE left_over (a int);",
              "SELECT 1;"},
             {"CREATE VIEW v AS SELECT * FROM left_over;", "DROP VIEW v;"}}));
        QVERIFY(
            reported(rehearsal).value(0).startsWith(u"001 rollback does not restore: left: "_s)); // so it is rebuilt
        QCOMPARE(reported(rehearsal).value(1), u"002 rollback proven"_s);
    }

    // The attack that was shown: the planner computes what an index is made of when the copy makes it.
    void copiesAsNobody()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        const QString target = m_server.createDatabase(u"hostile"_s);
        // What is immutable by its word calls something that is not.
        const QString objects = uR"(
            CREATE ROLE "kept owner"; GRANT ALL ON SCHEMA public TO "kept owner";
            SET SESSION AUTHORIZATION "kept owner";
            CREATE FUNCTION act() RETURNS void LANGUAGE plpgsql AS $x$ BEGIN
                IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
                    COPY (SELECT 1) TO PROGRAM 'cat >MARK';
                END IF; END $x$;
            CREATE FUNCTION run() RETURNS int IMMUTABLE LANGUAGE plpgsql AS
                $x$ BEGIN PERFORM public.act(); RETURN 1; END $x$;
            CREATE FUNCTION rule() RETURNS trigger LANGUAGE plpgsql AS
                $x$ BEGIN PERFORM public.act(); RETURN new; END $x$;
            CREATE TABLE t (a int DEFAULT run(), CHECK (run() > 0));
            INSERT INTO t SELECT i FROM generate_series(1, 9) i;
            CREATE INDEX folded ON t ((a + run())) WHERE run() > 0;
            CREATE VIEW v AS SELECT run();
            CREATE MATERIALIZED VIEW m AS SELECT run() AS one;
            CREATE TRIGGER r BEFORE INSERT OR UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION rule();
            ALTER TABLE t ENABLE ROW LEVEL SECURITY; ALTER TABLE t FORCE ROW LEVEL SECURITY;
            CREATE POLICY p ON t USING (run() > 0);
            CREATE TABLE parts (a int PRIMARY KEY) PARTITION BY RANGE (a);
            CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (9);
            CREATE INDEX ON part ((a + run()));
            CREATE DOMAIN d AS int CHECK (run() > 0);
            CREATE TABLE keys (a d PRIMARY KEY); CREATE TABLE plain (a int REFERENCES keys, p int REFERENCES parts);
            INSERT INTO keys SELECT i FROM generate_series(1, 9) i; INSERT INTO parts VALUES (1);
            INSERT INTO plain SELECT 1, NULL FROM generate_series(1, 9);)"_s;
        const auto made = m_server.psql(target, QString::fromUtf8(filled(objects.toUtf8())));
        QVERIFY2(made, made ? "" : qPrintable(describe(made.error())));
        const auto rehearsal = rehearsed(
            scripts(
                {{"ALTER TABLE t ADD b int DEFAULT run(); CREATE INDEX i ON t ((b + run()));", "ALTER TABLE t DROP b;"},
                 {"ALTER TABLE t ALTER a TYPE bigint;", "ALTER TABLE t ALTER a TYPE int;"}}),
            target);
        QCOMPARE(reported(rehearsal).value(0), u"001 rollback loses: column public.t.b"_s);
        QVERIFY(rehearsal->proofs[1].badge == Badge::Loses);
        for (const QString &table : {u"t"_s, u"parts"_s, u"keys"_s}) {
            const QString note = u"No rows of public.%1: reading them as a superuser would run functions"_s.arg(table);
            QVERIFY2(rehearsal->warnings.join(u'\n').contains(note), qPrintable(rehearsal->warnings.join(u'\n')));
        }
        QVERIFY(!QFile::exists(marker()));
        const auto judged = m_server.psql(target, u"SELECT * FROM t"_s); // it was a trap
        QVERIFY2(judged, judged ? "" : qPrintable(describe(judged.error())));
        QVERIFY(QFile::remove(marker()));
        (void)m_server.psql(target, u"DROP OWNED BY \"kept owner\"; DROP ROLE \"kept owner\""_s);
    }

    // One that answers every name of PostgreSQL's with a function of its own, in public and in a schema of its path.
    void copiesTheHostileDatabase()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        {
            const test::HostileDatabase hostile(m_server);
            const auto rehearsal =
                rehearsed(scripts({{"CREATE VIEW plain AS SELECT 1 AS one;", "DROP VIEW plain;"}}), hostile.name());
            QVERIFY2(rehearsal, rehearsal ? "" : qPrintable(describe(rehearsal.error())));
            QVERIFY(!hostile.isLost());
            QCOMPARE(hostile.shadows(), QStringList());
            (void)m_server.psql(
                u"postgres"_s, u"DROP DATABASE %1 WITH (FORCE); DROP ROLE mallory"_s.arg(hostile.name()));
        }
    }

    void namesThatAreCode()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        const QString name = u"x\"; DROP TABLE t; --' $(touch "_s + u"m)"_s;
        QVERIFY(m_server.psql(u"postgres"_s, u"CREATE DATABASE "_s + sql::quoteIdentifier(name)));
        const QString role = u"kept \"; ALTER ROLE x SUPERUSER; --'"_s;
        QVERIFY(m_server.psql(
            name, u"CREATE ROLE %1; CREATE SCHEMA \"s'; x\" AUTHORIZATION %1; CREATE TABLE \"s'; x\".t (a int)"_s.arg(
                      sql::quoteIdentifier(role))));
        const auto rehearsal =
            rehearsed(scripts({{"ALTER TABLE \"s'; x\".t ADD b int;", "ALTER TABLE \"s'; x\".t DROP b;"}}), name);
        QCOMPARE(reported(rehearsal), QStringList{u"001 rollback loses: column s'; x.t.b"_s});
        QCOMPARE(rehearsal->warnings, QStringList());
        (void)m_server.psql(u"postgres"_s, u"DROP DATABASE "_s + sql::quoteIdentifier(name));
        (void)m_server.psql(u"postgres"_s, u"DROP ROLE "_s + sql::quoteIdentifier(role));
    }

    void theRoleOwnsItsDatabaseOnly()
    {
        const auto scratch = Scratch::make(m_server.local(), {}, {});
        QVERIFY2(scratch, scratch ? "" : qPrintable(describe(scratch.error())));
        const connection::ConnInfo info = (*scratch)->connInfo();
        const auto asked = [&info](const QString &database, const QString &sql) {
            connection::ConnInfo there = info;
            there.set(u"dbname"_s, database);
            const auto answer = connection::askOnce(there, sql);
            return answer ? *answer : describe(answer.error());
        };
        const QString own = info.value(u"dbname"_s);
        QCOMPARE(
            asked(
                own,
                u"SELECT pg_catalog.concat_ws(' ', rolsuper, rolcreatedb, rolreplication) FROM pg_catalog.pg_roles "
                "WHERE rolname = CURRENT_USER"_s),
            u"f f f"_s);
        QCOMPARE(
            asked(
                own, u"SELECT pg_catalog.count(*) FROM pg_catalog.pg_roles WHERE rolname IN "
                     "('pg_execute_server_program', 'pg_read_server_files', 'pg_write_server_files')"_s),
            u"0"_s);
        for (const QString &other : {u"postgres"_s, u"howdah"_s, u"template1"_s}) {
            const QString said = asked(other, u"SELECT 1"_s);
            QVERIFY2(said.contains(u"permission denied for database"_s), qPrintable(said));
        }
        connection::ConnInfo above = info;
        above.set(u"user"_s, u"howdah"_s);
        above.set(u"password"_s, u"x"_s);
        // The superuser is known by the operating system, so this works from here; from within it is what dblink and
        // its like would do, which is why they are not given to the role.
        QVERIFY(connection::askOnce(above, u"SELECT 1"_s));
    }

    // With the real server of rehearsals: beside the private one, which nothing of it starts or needs.
    void rehearsesBesideThePrivateServer()
    {
        QTemporaryDir data;
        chmod(QFile::encodeName(data.path()).constData(), 0711);
        qputenv("HOWDAH_DATA_DIR", QFile::encodeName(data.path()));
        RehearsalRequest request = m_fixture.request(scripts({{"CREATE VIEW v AS SELECT 1;", "DROP VIEW v;"}}));
        request.server = scratchServer();
        const auto rehearsal = rehearse(request);
        QCOMPARE(reported(rehearsal), QStringList{u"001 rollback proven"_s});
        QVERIFY(!QDir(data.path()).exists(u"server"_s));
        const QString said = describe(rehearsal->confinement);
        if (rehearsal->confinement.namespaces) {
            QCOMPARE(isolationName(rehearsal->confinement), u"namespaces"_s);
            QVERIFY2(said.contains(u"no network"_s), qPrintable(said));
        } else {
            QCOMPARE(isolationName(rehearsal->confinement), u"role only"_s);
            QVERIFY2(
                !rehearsal->confinement.why.isEmpty() && said.contains(rehearsal->confinement.why), qPrintable(said));
        }
        seesNothing();
        qunsetenv("HOWDAH_DATA_DIR");
    }

private:
    // Even who had become the superuser there: no file of this machine, no network, no process.
    void seesNothing()
    {
        connection::LocalServer server = scratchServer();
        auto lease = server.lease();
        QVERIFY(lease);
        if (!server.confinement().namespaces)
            QSKIP(qPrintable(server.confinement().why));
        QFile file(m_folder.filePath(u"secret"_s));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("secret") > 0);
        file.close();
        file.setPermissions(file.permissions() | QFile::ReadOther);
        const QString read = u"SELECT pg_catalog.pg_read_file(%1)"_s.arg(sql::quoteLiteral(file.fileName()));
        QCOMPARE(ask(u"postgres"_s, read), u"secret"_s); // the judge: an ordinary server does
        const auto within = [&](const QString &sql) {
            const auto answer = connection::askOnce(lease->connInfo(u"postgres"_s), sql);
            return answer ? u"did: "_s + *answer : describe(answer.error());
        };
        QVERIFY2(within(read).contains(u"No such file"_s), qPrintable(within(read)));
        const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        QVERIFY(
            bind(listener, reinterpret_cast<sockaddr *>(&address), size) == 0 && listen(listener, 9) == 0
            && getsockname(listener, reinterpret_cast<sockaddr *>(&address), &size) == 0);
        const auto close = qScopeGuard([listener] { ::close(listener); });
        // It takes what it is given, as the server calls it an error when nobody does.
        const QString call =
            u"COPY (SELECT 1) TO PROGRAM 'bash -c \"cat >/dev/null; exec 3<>/dev/tcp/127.0.0.1/%1\"'"_s.arg(
                ntohs(address.sin_port));
        QCOMPARE(ask(u"postgres"_s, call), QString());
        QVERIFY(!within(call).startsWith("did: "_L1));
        const QString others = u"SELECT pg_catalog.count(*) FROM pg_catalog.pg_ls_dir('/proc')"_s;
        QCOMPARE(within(others), u"did: 0"_s);
    }
};

QTEST_GUILESS_MAIN(ScratchTest)
#include "tst_scratch.moc"
