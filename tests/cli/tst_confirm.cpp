// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/ctlprocess.h"
#include "support/faultproxy.h"
#include "support/pgprograms.h"
#include "support/testserver.h"

#include "connection/server/conninfo.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace howdah;
using test::CtlProcess;

// In production howdahctl wants the names of what it would destroy; and it notes what it did in the database as well.
class ConfirmTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<QTemporaryDir> m_data;
    std::unique_ptr<test::FaultProxy> m_way; // to the same database, without a fault
    QString m_database;
    QByteArray m_out;
    QByteArray m_err;

    [[nodiscard]] QStringList environment() const
    {
        return {u"HOWDAH_DATA_DIR="_s + m_data->path(), u"XDG_CONFIG_HOME="_s + m_data->filePath(u"config"_s)};
    }
    int ctl(const QStringList &words)
    {
        CtlProcess process(words, environment());
        const int code = process.wait();
        m_out = process.out;
        m_err = process.err;
        return code;
    }
    int unlocked(const QStringList &words) { return ctl(words + QStringList{u"--unlock"_s, u"ticket 7"_s}); }
    [[nodiscard]] QString pack() const { return m_data->filePath(u"pack"_s); }
    [[nodiscard]] QStringList migrate(const QString &what, const QString &profile = u"shop"_s) const
    {
        return {u"migrate"_s, what, u"--yes"_s, u"-s"_s, pack(), u"-d"_s, profile};
    }
    [[nodiscard]] static QStringList confirm(const QStringList &names)
    {
        QStringList words;
        for (const QString &name : names)
            words << u"--confirm"_s << name;
        return words;
    }
    [[nodiscard]] QString sql(const QString &text) const
    {
        const Result<QString> answer = m_server.psql(m_database, text);
        return answer ? answer->trimmed() : answer.error().detail;
    }
    // With a terminal of its own, into which this is typed.
    int typing(const QStringList &words, const QByteArray &typed)
    {
        QStringList quoted{QStringLiteral(HOWDAH_BUILD_DIR "/howdahctl")};
        for (QString word : words)
            quoted << u'\'' + word.replace(u'\'', u"'\\''"_s) + u'\'';
        QProcess process;
        QProcessEnvironment inherited = QProcessEnvironment::systemEnvironment();
        for (const QString &setting : environment())
            inherited.insert(setting.section(u'=', 0, 0), setting.section(u'=', 1));
        process.setProcessEnvironment(inherited);
        process.start(u"script"_s, {u"-qefc"_s, quoted.join(u' '), u"/dev/null"_s});
        process.write(typed);
        if (!process.waitForFinished(120'000))
            qFatal("howdahctl does not end");
        m_out = process.readAllStandardOutput();
        return process.exitCode();
    }
    // The safety copy of a table with ten rows, which has gone.
    QString makeCopy()
    {
        test::writeFolder(
            pack(), {{u"001-pay.up.sql"_s, "CREATE TABLE public.pay AS SELECT * FROM generate_series(1, 10) AS id;\n"},
                     {u"001-pay.down.sql"_s, "DROP TABLE public.pay;\n"}});
        const QString copies = m_data->filePath(u"copies"_s);
        ctl(migrate(u"up"_s, u"test"_s));
        ctl(migrate(u"down"_s, u"test"_s) + QStringList{u"--safety-copy"_s, copies});
        const QStringList files = QDir(copies).entryList({u"*.dump"_s});
        return files.size() == 1 ? copies + u'/' + files.front() : QString();
    }
    [[nodiscard]] bool isThere(const QString &table) const
    {
        return sql(u"SELECT to_regclass('%1') IS NOT NULL"_s.arg(table)) == u"t"_s;
    }
    [[nodiscard]] static QStringList rollupTables() { return {u"mine"_s, u"mine_totals"_s, u"mine_state"_s}; }
    [[nodiscard]] int tablesThere() const
    {
        return int(std::ranges::count_if(rollupTables(), [this](const QString &table) { return isThere(table); }));
    }
    // A rollup `mine`, which is three tables.
    [[nodiscard]] QStringList makingRollup(const QString &profile) const
    {
        return {u"dashboard"_s, u"rollup"_s,  u"create"_s, u"mine"_s, u"--table"_s, u"public.calls"_s, u"--time"_s,
                u"at"_s,        u"--value"_s, u"ms"_s,     u"--by"_s, u"who"_s,     u"--cells"_s,      u"day"_s,
                u"--yes"_s,     u"-m"_s,      pack(),      u"-d"_s,   profile};
    }
    void makeRollup()
    {
        QCOMPARE(
            sql(u"CREATE TABLE calls (at timestamptz, ms int, who text);"
                "INSERT INTO calls SELECT now() - i * interval '1 hour', i, 'w' || i % 3 FROM generate_series(1, 99) i;"
                "ANALYZE calls"_s),
            QString());
        test::writeFolder(pack(), {});
        QCOMPARE(ctl(makingRollup(u"test"_s)), 0);
        QCOMPARE(tablesThere(), 3);
    }
    [[nodiscard]] static QStringList dropRollup(const QString &profile = u"shop"_s)
    {
        return {u"dashboard"_s, u"rollup"_s, u"drop"_s, u"mine"_s, u"--yes"_s, u"-d"_s, profile};
    }

private Q_SLOTS:
    void init()
    {
        m_data = std::make_unique<QTemporaryDir>();
        m_database = m_server.createDatabase(u"confirm"_s);
        QCOMPARE(
            sql(u"CREATE TABLE people (id int); INSERT INTO people SELECT generate_series(1, 40);"
                "CREATE TABLE \"it's \"\"x\"\"\" (id int)"_s),
            QString());
        test::writeFolder(
            pack(), {{u"001-wipe.up.sql"_s, "TRUNCATE people;\nDROP TABLE \"it's \"\"x\"\"\";\n"},
                     {u"001-wipe.down.sql"_s, "CREATE TABLE \"it's \"\"x\"\"\" (id int);\n"}});
        // The same database by a way that nobody can tell to be the same: what leads to production is locked otherwise.
        m_way = std::make_unique<test::FaultProxy>(m_server.connInfo(m_database));
        const connection::ConnInfo elsewhere = m_way->info();
        for (const QString &name : {u"shop"_s, u"test"_s}) {
            const connection::ConnInfo place = name == u"test"_s ? elsewhere : m_server.connInfo(m_database);
            QCOMPARE(ctl({u"profiles"_s, u"add"_s, name, u"-d"_s, connection::toUri(place)}), 0);
            QCOMPARE(
                ctl(
                    {u"profiles"_s, u"edit"_s, name, u"--set"_s, u"secret=passfile"_s, u"--set"_s,
                     u"environment="_s + (name == u"shop"_s ? u"production"_s : u"development"_s)}),
                0);
        }
    }

    void namesAreWantedInProduction()
    {
        QCOMPARE(unlocked(migrate(u"up"_s)), 64);
        QVERIFY2(m_err.contains("TRUNCATE public.people: 40 rows"), m_err.constData());
        QVERIFY2(m_err.contains("--confirm 'people'"), m_err.constData());
        QVERIFY2(m_err.contains("--confirm 'it'\\''s \"x\"'"), m_err.constData());
        QCOMPARE(sql(u"SELECT count(*) FROM people"_s), u"40"_s);
        // One of two, another case, a pattern: none of these is the name.
        for (const QStringList &names :
             {QStringList{u"people"_s}, QStringList{u"People"_s, u"it's \"x\""_s}, QStringList{u"%"_s, u"*"_s}})
            QCOMPARE(unlocked(migrate(u"up"_s) + confirm(names)), 64);
        QCOMPARE(sql(u"SELECT count(*) FROM people"_s), u"40"_s);
        QCOMPARE(unlocked(migrate(u"up"_s) + confirm({u"it's \"x\""_s, u"people"_s})), 0);
        QCOMPARE(sql(u"SELECT count(*) FROM people"_s), u"0"_s);
        // A rollback is called by its version.
        QCOMPARE(unlocked(migrate(u"down"_s)), 64);
        QVERIFY2(m_err.contains("--confirm '001'"), m_err.constData());
        QCOMPARE(unlocked(migrate(u"redo"_s) + confirm({u"people"_s, u"it's \"x\""_s})), 64);
        QCOMPARE(unlocked(migrate(u"down"_s) + confirm({u"001"_s})), 0);
    }

    // What is measured is rolled back, and called by its name all the same; locked, it is not run at all.
    void measuringAChangeWantsTheNameOfItsTable()
    {
        const QStringList words{u"explain"_s, u"-d"_s,       u"shop"_s, u"-c"_s, u"DELETE FROM people"_s,
                                u"--yes"_s,   u"--analyze"_s};
        QCOMPARE(ctl(words), 2);
        QVERIFY2(m_err.contains("Production is locked"), m_err.constData());
        QCOMPARE(unlocked(words), 64);
        QVERIFY2(m_err.contains("--confirm 'people'"), m_err.constData());
        QCOMPARE(unlocked(words + confirm({u"people"_s})), 0);
        QVERIFY2(m_out.contains("rows=40"), m_out.constData());
        QCOMPARE(sql(u"SELECT count(*) FROM people"_s), u"40"_s);
        QCOMPARE(ctl({u"explain"_s, u"-d"_s, u"shop"_s, u"-c"_s, u"SELECT * FROM people"_s, u"--analyze"_s}), 0);
    }

    void elsewhereNobodyIsAsked()
    {
        QCOMPARE(ctl(migrate(u"up"_s, u"test"_s)), 0);
        QCOMPARE(ctl(migrate(u"down"_s, u"test"_s)), 0);
        QVERIFY(!m_err.contains("--confirm"));
    }

    void whatDestroysNothingIsNotAskedFor()
    {
        test::writeFolder(
            pack(), {{u"001-add.up.sql"_s, "CREATE TABLE more (id int);\nINSERT INTO more VALUES (1);\n"
                                           "DELETE FROM people WHERE id = 1;\n"}});
        QCOMPARE(unlocked(migrate(u"up"_s)), 0);
    }

    // A name without a schema is looked for where the files find it.
    void whatTheFilesDoNotReachIsNotAskedFor()
    {
        QCOMPARE(sql(u"CREATE SCHEMA shop; CREATE TABLE shop.archive AS SELECT 1 AS id"_s), QString());
        test::writeFolder(pack(), {{u"001-drop.up.sql"_s, "DROP TABLE IF EXISTS archive;\n"}});
        QCOMPARE(unlocked(migrate(u"up"_s)), 0);
        QCOMPARE(sql(u"SELECT count(*) FROM shop.archive"_s), u"1"_s);
    }

    // What applying takes is told before it is asked for, wherever that is.
    void whatApplyingTakesIsTold()
    {
        QCOMPARE(ctl(migrate(u"up"_s, u"test"_s)), 0);
        QVERIFY2(m_err.contains("This will destroy:"), m_err.constData());
        QVERIFY2(m_err.contains("people: 40 rows"), m_err.constData());
    }

    // The history of production is told something only by the version of it.
    void aMarkIsCalledByItsVersion()
    {
        const QStringList baseline = migrate(u"baseline"_s) + QStringList{u"001"_s};
        QCOMPARE(unlocked(baseline), 64);
        QVERIFY2(m_err.contains("--confirm '001'"), m_err.constData());
        QCOMPARE(sql(u"SELECT to_regclass('howdah.migration') IS NULL"_s), u"t"_s);
        QCOMPARE(unlocked(baseline + confirm({u"001"_s})), 0);
        const QStringList mark = QStringList{u"001"_s, u"rolled-back"_s};
        QCOMPARE(unlocked(migrate(u"mark"_s) + mark), 64);
        QCOMPARE(unlocked(migrate(u"mark"_s) + mark + confirm({u"001"_s})), 0);
        QCOMPARE(ctl(migrate(u"baseline"_s, u"test"_s) + QStringList{u"001"_s}), 0);
    }

    void onATerminalTheNamesAreTyped()
    {
        const QStringList up = migrate(u"up"_s) + QStringList{u"--unlock"_s, u"ticket 7"_s};
        QCOMPARE(typing(up, "people\nIT'S \"x\"\n"), 1);
        QVERIFY2(m_out.contains("That is a different name"), m_out.constData());
        QCOMPARE(sql(u"SELECT count(*) FROM people"_s), u"40"_s);
        QCOMPARE(typing(up, "people\nit's \"x\"\n"), 0);
        QCOMPARE(sql(u"SELECT count(*) FROM people"_s), u"0"_s);
    }

    // What a copy puts back changes the database: its name is wanted, and --yes does not stand for it.
    void aCopyIsRestoredByTheNameOfTheDatabase()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        const QString file = makeCopy();
        QVERIFY2(!file.isEmpty(), m_err.constData());
        QVERIFY(!isThere(u"pay"_s));
        const QStringList restore{u"migrate"_s, u"restore"_s, file, u"-d"_s, u"shop"_s, u"--yes"_s};
        QCOMPARE(ctl(restore), 2); // production is locked
        QCOMPARE(ctl(restore + confirm({m_database})), 2);
        QCOMPARE(unlocked(restore), 64);
        QVERIFY2(m_err.contains("--confirm '" + m_database.toUtf8() + '\''), m_err.constData());
        for (const QString &other : {u"pay"_s, m_database.toUpper(), u"shop"_s, u"%"_s})
            QCOMPARE(unlocked(restore + confirm({other})), 64);
        QVERIFY(!isThere(u"pay"_s));
        QCOMPARE(unlocked(restore + confirm({m_database})), 0);
        QCOMPARE(sql(u"SELECT count(*), sum(id) FROM pay"_s), u"10|55"_s);
    }

    void onATerminalACopyIsRestoredByWhatIsTyped()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        const QString file = makeCopy();
        QVERIFY2(!file.isEmpty(), m_err.constData());
        const QStringList restore{u"migrate"_s, u"restore"_s, file, u"--unlock"_s, u"ticket 7"_s, u"-d"_s, u"shop"_s};
        QCOMPARE(typing(restore, "no\n"), 1);
        QVERIFY2(m_out.contains("Nothing was restored"), m_out.constData());
        QCOMPARE(typing(restore, "yes\nyes\n"), 1);
        QVERIFY2(m_out.contains("That is a different name"), m_out.constData());
        QVERIFY(!isThere(u"pay"_s));
        QCOMPARE(typing(restore, "yes\n" + m_database.toUtf8() + '\n'), 0);
        QCOMPARE(sql(u"SELECT count(*) FROM pay"_s), u"10"_s);
    }

    // Elsewhere it is a question without a name; a script says --yes.
    void elsewhereACopyIsRestoredByAYes()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        const QString file = makeCopy();
        QVERIFY2(!file.isEmpty(), m_err.constData());
        const QStringList restore{u"migrate"_s, u"restore"_s, file, u"-d"_s, u"test"_s};
        QCOMPARE(ctl(restore), 64);
        QCOMPARE(ctl(restore + confirm({m_database})), 64);
        QCOMPARE(typing(restore, "no\n"), 1);
        QVERIFY(!isThere(u"pay"_s));
        QCOMPARE(typing(restore, "yes\n"), 0);
        QVERIFY(isThere(u"pay"_s));
    }

    void aRollupIsDroppedByItsNames()
    {
        makeRollup();
        QStringList shown = dropRollup();
        shown.removeOne(u"--yes"_s);
        QCOMPARE(unlocked(shown + confirm(rollupTables())), 0); // asked for nothing, did nothing
        QCOMPARE(tablesThere(), 3);
        QCOMPARE(ctl(dropRollup() + confirm(rollupTables())), 2); // production is locked
        QCOMPARE(unlocked(dropRollup()), 64);
        QVERIFY2(m_err.contains("DROP TABLE public.mine"), m_err.constData());
        for (const QString &name : rollupTables())
            QVERIFY2(m_err.contains("--confirm '" + name.toUtf8() + '\''), m_err.constData());
        for (const QStringList &names :
             {QStringList{u"mine"_s}, QStringList{u"MINE"_s, u"mine_state"_s, u"mine_totals"_s},
              QStringList{u"calls"_s}})
            QCOMPARE(unlocked(dropRollup() + confirm(names)), 64);
        QCOMPARE(tablesThere(), 3);
        QVERIFY2(unlocked(dropRollup() + confirm(rollupTables())) == 0, m_err.constData());
        QCOMPARE(tablesThere(), 0);
        QVERIFY(isThere(u"calls"_s));
    }

    // By a migration as well: nothing is written before the names are there, which would wait to be applied then.
    void aRollupIsDroppedByAMigrationAfterItsNames()
    {
        makeRollup();
        const QStringList before = QDir(pack()).entryList(QDir::Files);
        QCOMPARE(before.size(), 2);
        const QStringList drop = dropRollup() + QStringList{u"-m"_s, pack()};
        QCOMPARE(ctl(drop + confirm(rollupTables())), 2);
        QVERIFY2(m_err.contains("--unlock REASON"), m_err.constData());
        QStringList create = makingRollup(u"shop"_s);
        create[3] = u"other"_s;
        QCOMPARE(ctl(create), 2);
        QCOMPARE(QDir(pack()).entryList(QDir::Files), before);
        QCOMPARE(unlocked(drop), 64);
        QCOMPARE(unlocked(drop + confirm({u"mine"_s})), 64);
        QCOMPARE(typing(drop + QStringList{u"--unlock"_s, u"ticket 7"_s}, "mine_stat\n"), 1);
        QCOMPARE(tablesThere(), 3);
        QCOMPARE(QDir(pack()).entryList(QDir::Files), before);
        QVERIFY2(unlocked(drop + confirm(rollupTables())) == 0, m_err.constData());
        QCOMPARE(tablesThere(), 0);
        QCOMPARE(QDir(pack()).entryList(QDir::Files).size(), 4);
    }

    void onATerminalTheNamesOfARollupAreTypedOnce()
    {
        makeRollup();
        const QStringList drop = dropRollup() + QStringList{u"--unlock"_s, u"ticket 7"_s};
        QCOMPARE(typing(drop, "yes\n"), 1);
        QVERIFY2(m_out.contains("That is a different name"), m_out.constData());
        QCOMPARE(tablesThere(), 3);
        QCOMPARE(typing(drop + QStringList{u"-m"_s, pack()}, "mine_state\nmine_totals\nmine\n"), 0);
        QCOMPARE(tablesThere(), 0);
    }

    void elsewhereARollupIsDroppedByAYes()
    {
        makeRollup();
        QStringList drop = dropRollup(u"test"_s);
        QCOMPARE(ctl(drop), 0);
        QVERIFY(!m_err.contains("--confirm"));
        QCOMPARE(tablesThere(), 0);
    }

    void theAuditTable()
    {
        const QStringList at{u"-d"_s, u"shop"_s};
        const auto table = [&at](const QString &what) { return QStringList{u"audit"_s, u"table"_s, what} + at; };
        const auto shown = [this, &table] {
            ctl(table(u"show"_s) + QStringList{u"--json"_s});
            return QJsonDocument::fromJson(m_out).object();
        };
        QCOMPARE(ctl(table(u"show"_s)), 2);
        QCOMPARE(ctl(table(u"create"_s)), 2); // production is locked
        QCOMPARE(unlocked(table(u"create"_s)), 0);
        QCOMPARE(unlocked(table(u"create"_s)), 2);
        QCOMPARE(ctl({u"profiles"_s, u"edit"_s, u"shop"_s, u"--set"_s, u"audit_table=yes"_s}), 0);
        QCOMPARE(unlocked(migrate(u"up"_s) + confirm({u"it's \"x\""_s, u"people"_s})), 0);
        QCOMPARE(
            sql(u"SELECT count(*) FROM howdah.audit_log WHERE line::json->>'sql' LIKE 'TRUNCATE people%'"_s), u"1"_s);
        QCOMPARE(
            sql(u"SELECT line::json->>'text' FROM howdah.audit_log WHERE line::json->>'kind' = 'unlock'"_s),
            u"ticket 7"_s);
        QCOMPARE(ctl(QStringList{u"audit"_s, u"verify"_s, u"--table"_s} + at), 0);
        QVERIFY2(m_out.contains("the chain is intact"), m_out.constData());
        QVERIFY(shown()[u"appendOnly"_s].toBool());
        QVERIFY(shown()[u"lines"_s].toInteger() > 3);
        // Somebody cuts its end off.
        QCOMPARE(
            sql(u"ALTER TABLE howdah.audit_log DISABLE TRIGGER ALL;"
                "DELETE FROM howdah.audit_log WHERE id = (SELECT max(id) FROM howdah.audit_log)"_s),
            QString());
        QCOMPARE(ctl(QStringList{u"audit"_s, u"verify"_s, u"--table"_s} + at), 2);
        QVERIFY2(m_out.contains("ends too early"), m_out.constData());
        QVERIFY(!shown()[u"appendOnly"_s].toBool());
        QCOMPARE(ctl({u"audit"_s, u"verify"_s}), 0); // the files are whole
        // It goes only by its name.
        QCOMPARE(unlocked(table(u"drop"_s) + QStringList{u"--yes"_s}), 64);
        QCOMPARE(unlocked(table(u"drop"_s) + QStringList{u"--yes"_s} + confirm({u"audit_log"_s})), 0);
        QVERIFY(!shown()[u"exists"_s].toBool());
    }

    // The option for any database; what the table does not take is told, and done all the same.
    void theAuditTableOfAnyDatabase()
    {
        const QStringList up =
            migrate(u"up"_s, connection::toUri(m_server.connInfo(m_database))) + QStringList{u"--audit-table"_s};
        // The place of a production profile is production by its address as well.
        QCOMPARE(ctl(up), 2);
        QVERIFY2(m_err.contains("shop"), m_err.constData());
        QCOMPARE(sql(u"SELECT count(*) FROM people"_s), u"40"_s);
        QCOMPARE(
            ctl(QStringList{u"profiles"_s, u"edit"_s, u"shop"_s, u"--set"_s, u"environment=development"_s}
                + confirm({u"shop"_s})),
            0);
        QVERIFY2(ctl(up) == 0, m_err.constData());
        QVERIFY2(m_err.contains("howdah.audit_log does not exist"), m_err.constData());
        QCOMPARE(sql(u"SELECT count(*) FROM people"_s), u"0"_s);
        QCOMPARE(ctl({u"audit"_s, u"show"_s, u"--search"_s, u"TRUNCATE people"_s}), 0);
        QVERIFY(m_out.contains("TRUNCATE people"));
    }
};

QTEST_GUILESS_MAIN(ConfirmTest)
#include "tst_confirm.moc"
