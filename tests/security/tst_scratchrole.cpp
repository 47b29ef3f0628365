// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/serverprobe.h"
#include "migration/rehearse/scratch.h"
#include "rehearsal/rehearsalfixture.h"

#include <QFile>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using test::reported;
using test::scripts;

// The role of a scratch database may make roles, because migrations do, and passes over row security, because what it
// compares is all its own. Neither leads anywhere: nothing of the server is another one afterwards, and no file was
// touched. The server is that of rehearsals, without namespaces, so that nothing but these rights holds it.
class ScratchRoleTest final : public QObject
{
    Q_OBJECT

    std::optional<connection::LocalServer> m_server;
    std::optional<connection::ServerLease> m_lease;
    QTemporaryDir m_folder;
    QString m_before;

    [[nodiscard]] QString marker() const { return m_folder.filePath(u"marker"_s); }
    [[nodiscard]] QByteArray filled(QByteArray text) const
    {
        const QString socket = m_lease->connInfo(u"postgres"_s).value(u"host"_s);
        return text.replace("MARK", marker().toUtf8()).replace("SOCKET", socket.toUtf8());
    }
    // All rows, of one column.
    QString ask(const QString &sql) const
    {
        const auto answer = connection::askOnce(
            m_lease->connInfo(u"postgres"_s),
            u"SELECT pg_catalog.string_agg(row_of, E'\\n') FROM (%1) AS rows_of(row_of)"_s.arg(sql));
        return answer ? *answer : describe(answer.error());
    }
    [[nodiscard]] QString left() const
    {
        return ask(
            u"SELECT datname::pg_catalog.text FROM pg_database WHERE datname ~ '^(howdah_|evil)' UNION ALL SELECT "
            "rolname FROM pg_roles WHERE rolname !~ '^pg_' AND rolname <> 'howdah' ORDER BY 1"_s);
    }
    [[nodiscard]] RehearsalRequest request(const Source &source) const
    {
        return {.source = source, .server = *m_server, .proofFolder = m_folder.filePath(u"p"_s)};
    }
    // All that belongs to the server and not to one database.
    [[nodiscard]] QString server() const
    {
        QStringList parts{
            u"SELECT concat_ws(' ', rolname, rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, "
            "rolreplication, rolbypassrls, rolconnlimit, md5(rolpassword), rolvaliduntil, shobj_description(oid, "
            "'pg_authid')) FROM pg_authid ORDER BY 1"_s,
            u"SELECT concat_ws(' ', datname, pg_get_userbyid(datdba), datacl, datallowconn, datconnlimit, "
            "shobj_description(oid, 'pg_database')) FROM pg_database ORDER BY 1"_s,
            u"SELECT concat_ws(' ', setdatabase, setrole, setconfig) FROM pg_db_role_setting ORDER BY 1"_s,
            u"SELECT concat_ws(' ', roleid::regrole, member::regrole) FROM pg_auth_members ORDER BY 1"_s,
            u"SELECT concat_ws(' ', spcname, spcacl, spcoptions) FROM pg_tablespace ORDER BY 1"_s,
            u"SELECT concat_ws(' ', name, setting) FROM pg_file_settings ORDER BY 1"_s,
            u"SELECT 'subscription ' || subname FROM pg_subscription ORDER BY 1"_s};
        if (ask(u"SELECT current_setting('server_version_num')"_s).toInt() >= 150000)
            parts << u"SELECT concat_ws(' ', parname, paracl) FROM pg_parameter_acl ORDER BY 1"_s;
        QString all;
        for (const QString &part : std::as_const(parts))
            all += ask(part) + u'\n';
        return all;
    }

private Q_SLOTS:
    void initTestCase()
    {
        chmod(QFile::encodeName(m_folder.path()).constData(), 0777); // as root the server is another user
        qputenv("HOWDAH_DATA_DIR", QFile::encodeName(m_folder.path()));
        qputenv("HOWDAH_BWRAP", "/nonexistent");
        m_server.emplace(scratchServer());
        auto lease = m_server->lease();
        QVERIFY2(lease, lease ? "" : qPrintable(describe(lease.error())));
        m_lease.emplace(std::move(*lease));
        // The attacks are such, and the judge sees them: a superuser's leaves the file.
        QVERIFY(connection::askOnce(
            m_lease->connInfo(u"postgres"_s), QString::fromUtf8(filled("COPY (SELECT 1) TO PROGRAM 'cat >MARK'"))));
        QVERIFY(QFile::remove(marker()));
        // What a scratch server has once and for all.
        QCOMPARE(
            reported(rehearse(request(scripts({{"CREATE VIEW v AS SELECT 1;", "DROP VIEW v;"}})))),
            QStringList{u"001 rollback proven"_s});
        m_before = server();
        QVERIFY2(m_before.contains("howdah t "_L1), qPrintable(m_before));
        QCOMPARE(left(), QString());
    }
    void cleanupTestCase()
    {
        m_lease.reset();
        m_server.reset();
    }

    void leadsNowhere_data()
    {
        QTest::addColumn<QByteArray>("up");
        const auto add = [](const char *name, const QByteArray &up) { QTest::newRow(name) << up; };
        // Each statement for each role that there is, passing over what is refused.
        const auto each = [](const QByteArray &statements) {
            return "CREATE TABLE done (a int); DO $x$ DECLARE r name; BEGIN FOR r IN SELECT rolname FROM "
                   "pg_catalog.pg_roles "
                   "LOOP BEGIN "
                 + statements + " EXCEPTION WHEN OTHERS THEN NULL; END; RESET ROLE; END LOOP; END $x$;";
        };
        const auto tried = [](const QByteArray &statement) {
            return "DO $x$ BEGIN " + statement + "; EXCEPTION WHEN OTHERS THEN NULL; END $x$;";
        };
        add("a member of every role", each("EXECUTE format('GRANT %I TO %I WITH ADMIN OPTION', r, session_user); "
                                           "EXECUTE format('SET ROLE %I', r); "
                                           "COPY (SELECT 1) TO PROGRAM 'cat >MARK';"));
        add("a role of its own as a member of every role",
            "CREATE ROLE evil CREATEROLE LOGIN PASSWORD 'x';"
                + each("EXECUTE format('GRANT %I TO evil', r); SET ROLE evil; COPY (SELECT 1) TO 'MARK';"));
        add("every role into its own",
            "CREATE ROLE evil CREATEROLE;"
                + each("EXECUTE format('GRANT evil TO %I', r); EXECUTE format('GRANT %I TO evil', r);"));
        add("the attributes of every role",
            each("EXECUTE format('ALTER ROLE %I SUPERUSER', r);")
                + each("EXECUTE format('ALTER ROLE %I CREATEDB REPLICATION', r);").replace("done", "done2")
                + each("EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD ''x''', r);").replace("done", "done3"));
        add("the settings of every role",
            each("EXECUTE format('ALTER ROLE %I SET session_preload_libraries = evil', r);")
                + each("EXECUTE format('ALTER ROLE %I SET search_path = evil', r);").replace("done", "done2")
                + tried("ALTER ROLE ALL SET search_path = evil"));
        add("the name of every role", each("EXECUTE format('ALTER ROLE %I RENAME TO %I', r, 'evil_' || r);"));
        add("the comment of every role",
            each("EXECUTE format('COMMENT ON ROLE %I IS %L', r, 'made by a rehearsal of Howdah');"));
        add("every role dropped", each("CONTINUE WHEN r = session_user; EXECUTE format('DROP OWNED BY %I', r);")
                                      + each("EXECUTE format('DROP ROLE %I', r);").replace("done", "done2"));
        add("a role that hides", "CREATE ROLE evil LOGIN; COMMENT ON ROLE evil IS NULL; CREATE ROLE evil2 ROLE evil;");
        add("a role that owns what it may",
            "CREATE ROLE evil CREATEROLE; " + tried("ALTER ROLE evil CREATEDB BYPASSRLS REPLICATION")
                + "GRANT ALL ON SCHEMA public TO evil; SET ROLE evil; CREATE TABLE t (a int); RESET ROLE;");
        add("the databases", "CREATE TABLE done (a int);" + tried("GRANT CONNECT ON DATABASE postgres TO PUBLIC")
                                 + tried("ALTER DATABASE postgres SET search_path = evil")
                                 + tried("ALTER DATABASE template1 OWNER TO CURRENT_USER")
                                 + tried("COMMENT ON DATABASE postgres IS 'x'")
                                 + tried("EXECUTE 'ALTER DATABASE howdah OWNER TO ' || session_user"));
        add("a subscription",
            "CREATE TABLE done (a int);" + tried("EXECUTE 'GRANT pg_create_subscription TO ' || session_user")
                + tried("CREATE SUBSCRIPTION s CONNECTION 'host=SOCKET user=howdah dbname=postgres password=x' "
                        "PUBLICATION p WITH (connect = false, slot_name = NONE)"));
        add("a tablespace", "CREATE TABLE done (a int);" + tried("CREATE TABLESPACE s LOCATION '/tmp'"));
        add("parameters", "CREATE TABLE done (a int);"
                              + tried("EXECUTE 'GRANT ALTER SYSTEM ON PARAMETER archive_command TO ' || session_user")
                              + tried("ALTER SYSTEM SET archive_command = 'touch MARK'")
                              + tried("PERFORM pg_reload_conf()"));
        add("sessions of the superuser",
            "CREATE TABLE done (a int);" + tried("EXECUTE 'GRANT pg_signal_backend TO ' || session_user")
                + tried("PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'howdah'")
                + tried("PERFORM pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'howdah'"));
        add("files, as who watches",
            "CREATE TABLE done (a int);" + tried("EXECUTE 'GRANT pg_monitor TO ' || session_user")
                + tried("CREATE TABLE got AS SELECT pg_read_file('/etc/hostname')")
                + tried("PERFORM lo_import('/etc/hostname')") + tried("COPY done FROM '/etc/hostname'"));
    }
    void leadsNowhere()
    {
        QFETCH(QByteArray, up);
        // The rehearsal goes on behind it, so that the session of the server's superuser stands.
        const auto rehearsal =
            rehearse(request(scripts({{filled(up), "SELECT 1;"}, {"CREATE VIEW v AS SELECT 1;", "DROP VIEW v;"}})));
        QVERIFY2(rehearsal, rehearsal ? "" : qPrintable(describe(rehearsal.error())));
        const QStringList words = reported(rehearsal);
        QVERIFY2(words.value(1) == "002 rollback proven"_L1, qPrintable(words.join(u'\n')));
        QVERIFY2(!rehearsal->proofs[0].failed, qPrintable(words.join(u'\n')));
        QCOMPARE(left(), QString());
        // PostgreSQL's own roles are put right before the next one.
        QVERIFY(Scratch::make(*m_server, {}, {}));
        QCOMPARE(server(), m_before);
        QVERIFY2(!QFile::exists(marker()), "something got out");
    }

    // However a rehearsal ends: a role that a script has made does not outlive it.
    void noRoleOutlivesIt_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::newRow("its session ends") << QByteArray(
            "-- howdah: transaction off\nCREATE ROLE evil LOGIN PASSWORD 'x';\nCOMMENT ON ROLE evil IS NULL;\nSELECT "
            "pg_terminate_backend(pg_backend_pid());");
        QTest::newRow("all sessions of the role end") << QByteArray(
            "-- howdah: transaction off\nCREATE ROLE evil CREATEROLE;\nSELECT pg_terminate_backend(pid) FROM "
            "pg_stat_activity WHERE usename = session_user;");
    }
    void noRoleOutlivesIt()
    {
        QFETCH(QByteArray, up);
        (void)rehearse(request(scripts({{up, "SELECT 1;"}})));
        QCOMPARE(left(), QString());
        QCOMPARE(server(), m_before);
    }

    // A program that was killed cleans nothing up; the next one does, also what bears no mark.
    void whatAKilledProgramLeftGoesWithTheNext()
    {
        for (const QString &statement :
             {u"CREATE ROLE howdah_scratch_owner CREATEROLE"_s, u"CREATE ROLE evil LOGIN PASSWORD 'x' CREATEDB"_s,
              u"CREATE DATABASE evil OWNER evil"_s})
            QVERIFY(connection::askOnce(m_lease->connInfo(u"postgres"_s), statement));
        QCOMPARE(left(), u"evil\nevil\nhowdah_scratch_owner"_s);
        QVERIFY(Scratch::make(*m_server, {}, {}));
        QCOMPARE(left(), QString());
        QCOMPARE(server(), m_before);
    }
};

QTEST_GUILESS_MAIN(ScratchRoleTest)
#include "tst_scratchrole.moc"
