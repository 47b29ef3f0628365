// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the server refuses, with and without saying so, is never "saved", and is told beside its row and column.
#include "savingcase.h"
#include "support/pgprograms.h"

#include <thread>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::data;
using namespace howdah::data::test;

class RefusalTest final : public SavingCase
{
    Q_OBJECT

private Q_SLOTS:
    void cleanupTestCase() { m_here.reset(); }
    // Whatever a save came to, it leaves no transaction open.
    void cleanup() { QVERIFY(m_here->isIdle()); }

    // ---- what the server refuses without saying so

    void neverSaidToBeSaved_data()
    {
        QTest::addColumn<QString>("setup");
        QTest::addColumn<ChangeKind>("kind");
        QTest::newRow("BEFORE trigger, update")
            << u"CREATE TRIGGER t BEFORE UPDATE ON quiet FOR EACH ROW EXECUTE FUNCTION swallow()"_s
            << ChangeKind::Update;
        QTest::newRow("BEFORE trigger, insert")
            << u"CREATE TRIGGER t BEFORE INSERT ON quiet FOR EACH ROW EXECUTE FUNCTION swallow()"_s
            << ChangeKind::Insert;
        QTest::newRow("BEFORE trigger, delete")
            << u"CREATE TRIGGER t BEFORE DELETE ON quiet FOR EACH ROW EXECUTE FUNCTION swallow()"_s
            << ChangeKind::Delete;
        QTest::newRow("rule that does nothing, update")
            << u"CREATE RULE r AS ON UPDATE TO quiet DO INSTEAD NOTHING"_s << ChangeKind::Update;
        QTest::newRow("rule that lies, update")
            << u"CREATE RULE r AS ON UPDATE TO quiet DO INSTEAD UPDATE spare SET v = NEW.v RETURNING id, v"_s
            << ChangeKind::Update;
        QTest::newRow("rule that lies, delete")
            << u"CREATE RULE r AS ON DELETE TO quiet DO INSTEAD DELETE FROM spare WHERE id = 1 RETURNING id, v"_s
            << ChangeKind::Delete;
        QTest::newRow("rule that lies, insert")
            << u"CREATE RULE r AS ON INSERT TO quiet DO INSTEAD INSERT INTO spare VALUES (NEW.*) RETURNING id, v"_s
            << ChangeKind::Insert;
        const QString hidden = u"ALTER TABLE quiet ENABLE ROW LEVEL SECURITY; "
                               "CREATE POLICY see ON quiet FOR SELECT USING (true); "_s;
        QTest::newRow("policy, update") << hidden + u"CREATE POLICY p ON quiet FOR UPDATE USING (false)"_s
                                        << ChangeKind::Update;
        QTest::newRow("policy, delete") << hidden + u"CREATE POLICY p ON quiet FOR DELETE USING (false)"_s
                                        << ChangeKind::Delete;
        QTest::newRow("policy, insert") << hidden + u"CREATE POLICY p ON quiet FOR INSERT WITH CHECK (false)"_s
                                        << ChangeKind::Insert;
    }
    void neverSaidToBeSaved()
    {
        QFETCH(QString, setup);
        QFETCH(ChangeKind, kind);
        psql(
            u"SET client_min_messages = error; DROP TABLE IF EXISTS quiet, spare CASCADE; "
            "CREATE TABLE quiet (id int PRIMARY KEY, v text); CREATE TABLE spare (LIKE quiet); "
            "INSERT INTO quiet VALUES (1, 'a'); INSERT INTO spare VALUES (1, 's'); "
            "CREATE OR REPLACE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'; "
            "GRANT ALL ON quiet, spare TO PUBLIC; "_s
            + setup);
        static const connection::ConnInfo plain =
            m_here->server().createRole(u"plain_user"_s, u"pw"_s, m_here->database());
        const auto session = EditServer::open(plain);
        ChangeSet changes(m_here->target(u"quiet"_s, *session));
        const RowBasis row = m_here->row(changes.target(), "1");
        switch (kind) {
        case ChangeKind::Update:
            stage(changes, changes.setCell(row, 1, "b"_t));
            break;
        case ChangeKind::Delete:
            stage(changes, changes.deleteRow(row));
            break;
        case ChangeKind::Insert:
            stage(changes, changes.insertRow({{0, "2"_t}, {1, "n"_t}}));
            break;
        }
        const SaveReport report = save(*session, changes.target(), changes.rows());
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QCOMPARE(report.problems.size(), 1U);
        QCOMPARE(report.problems[0].key, changes.rows()[0].key);
        QVERIFY(!report.problems[0].error.message.isEmpty());
        QCOMPARE(psql(u"SELECT * FROM quiet"_s), u"1|a"_s);
        QCOMPARE(psql(u"SELECT * FROM spare"_s), u"1|s"_s);
    }

    void insteadOfTriggersAreVerified()
    {
        psql(u"CREATE TABLE real (id int PRIMARY KEY, v text); INSERT INTO real VALUES (1, 'a'); "
             "CREATE VIEW shown AS SELECT id, v || '' AS v FROM real; "
             "CREATE FUNCTION lie() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
             "CREATE FUNCTION work() RETURNS trigger LANGUAGE plpgsql AS "
             "'BEGIN UPDATE real SET v = NEW.v WHERE id = OLD.id; RETURN NEW; END'; "
             "CREATE TRIGGER t INSTEAD OF UPDATE ON shown FOR EACH ROW EXECUTE FUNCTION lie()"_s);
        ChangeSet changes = changesOf(u"shown"_s);
        QVERIFY(changes.target().canUpdate);
        edit(changes, "1", 1, "b"_t);
        const SaveReport lied = saveAll(changes);
        QCOMPARE(lied.outcome, SaveOutcome::NotSaved);
        QCOMPARE(lied.problems[0].kind, RowProblem::Kind::Refused);
        psql(
            u"DROP TRIGGER t ON shown; CREATE TRIGGER t INSTEAD OF UPDATE ON shown FOR EACH ROW EXECUTE FUNCTION work()"_s);
        QCOMPARE(saveAll(changes).outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT v FROM real"_s), u"b"_s);
    }

    // ---- errors beside their row and column

    void deferredErrorsAreTiedToTheirRow()
    {
        psql(u"CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1), (2); "
             "CREATE TABLE child (id int PRIMARY KEY, p int, w int UNIQUE DEFERRABLE INITIALLY DEFERRED, "
             "CONSTRAINT has_parent FOREIGN KEY (p) REFERENCES parent DEFERRABLE INITIALLY DEFERRED); "
             "INSERT INTO child SELECT i, 1, i FROM generate_series(1, 5) i"_s);
        ChangeSet changes = changesOf(u"child"_s);
        edit(changes, "1", 1, "2"_t);
        edit(changes, "2", 1, "99"_t);
        edit(changes, "3", 1, "2"_t);
        SaveReport report = saveAll(changes);
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QCOMPARE(report.problems.size(), 1U);
        QCOMPARE(report.problems[0].key, changes.rows()[1].key);
        QCOMPARE(report.problems[0].columns, std::vector<int>{1});
        QCOMPARE(report.problems[0].error.sqlState, u"23503"_s);
        // A swap that is right in the end is saved.
        ChangeSet swap = changesOf(u"child"_s);
        edit(swap, "4", 2, "5"_t);
        edit(swap, "5", 2, "4"_t);
        QCOMPARE(saveAll(swap).outcome, SaveOutcome::Saved);
        ChangeSet twice = changesOf(u"child"_s);
        edit(twice, "4", 2, "1"_t);
        report = saveAll(twice);
        QCOMPARE(report.problems[0].key, twice.rows()[0].key);
        QCOMPARE(report.problems[0].columns, std::vector<int>{2});
        // The row that others point at.
        ChangeSet parents = changesOf(u"parent"_s);
        stage(parents, parents.deleteRow(m_here->row(parents.target(), "2")));
        stage(parents, parents.deleteRow(m_here->row(parents.target(), "1")));
        report = saveAll(parents);
        QCOMPARE(report.problems.size(), 1U);
        QCOMPARE(report.problems[0].key, parents.rows()[1].key);
        QCOMPARE(report.problems[0].columns, std::vector<int>{0});
    }

    void aDeferredTriggerNamesItsRow()
    {
        psql(u"CREATE TABLE watched (id int PRIMARY KEY, v int); INSERT INTO watched SELECT i, i FROM "
             "generate_series(1, 5) i; CREATE FUNCTION no_odd() RETURNS trigger LANGUAGE plpgsql AS "
             "'BEGIN IF NEW.v > 100 THEN RAISE EXCEPTION ''too much''; END IF; RETURN NULL; END'; "
             "CREATE CONSTRAINT TRIGGER t AFTER UPDATE ON watched DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
             "EXECUTE FUNCTION no_odd()"_s);
        ChangeSet changes = changesOf(u"watched"_s);
        edit(changes, "1", 1, "10"_t);
        edit(changes, "2", 1, "1000"_t);
        edit(changes, "3", 1, "30"_t);
        const SaveReport report = saveAll(changes);
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QCOMPARE(report.problems.size(), 1U);
        QCOMPARE(report.problems[0].key, changes.rows()[1].key);
        QVERIFY(report.problems[0].error.message.contains(u"too much"_s));
        QCOMPARE(psql(u"SELECT sum(v) FROM watched"_s), u"15"_s);
    }

    void errorsNameTheirColumn_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<CellValue>("value");
        QTest::addColumn<QString>("state");
        QTest::newRow("not null") << 1 << CellValue::null() << u"23502"_s;
        QTest::newRow("check") << 2 << "-1"_t << u"23514"_s;
        QTest::newRow("unique") << 3 << "taken"_t << u"23505"_s;
        QTest::newRow("foreign key") << 4 << "5"_t << u"23503"_s;
        QTest::newRow("syntax of the value") << 2 << "abc"_t << u"22P02"_s;
        QTest::newRow("out of range") << 4 << "99999999999"_t << u"22003"_s;
        QTest::newRow("too long") << 5 << "abcdef"_t << u"22001"_s;
        QTest::newRow("numeric overflow") << 6 << "123456"_t << u"22003"_s;
        QTest::newRow("domain") << 7 << "bad"_t << u"23514"_s;
        QTest::newRow("enum") << 8 << "none"_t << u"22P02"_s;
        QTest::newRow("exclusion") << 9 << "[5,6)"_t << u"23P01"_s;
    }
    void errorsNameTheirColumn()
    {
        QFETCH(int, column);
        QFETCH(CellValue, value);
        QFETCH(QString, state);
        static const bool made = [this] {
            psql(
                u"CREATE DOMAIN good AS text CONSTRAINT is_good CHECK (value <> 'bad'); CREATE TYPE hue AS ENUM "
                u"('red'); "
                "CREATE TABLE strict (id int PRIMARY KEY, a text NOT NULL, b int CONSTRAINT positive CHECK (b > 0), "
                "c text UNIQUE, d int REFERENCES strict, e varchar(3), f numeric(4,2), g good, h hue, "
                "i int4range, EXCLUDE USING gist (i WITH &&)); "
                "INSERT INTO strict VALUES (1, 'a', 1, 'one'), (2, 'a', 1, 'taken', i => NULL)"_s.replace(
                    u", i => NULL"_s, u""_s)
                + u"; UPDATE strict SET i = '[1,10)' WHERE id = 2"_s);
            return true;
        }();
        QVERIFY(made);
        ChangeSet changes = changesOf(u"strict"_s);
        edit(changes, "1", column, value);
        // Others are set as well, so that the one is told apart.
        for (const int other : {1, 2, 3}) {
            if (other != column)
                edit(changes, "1", other, other == 2 ? "7"_t : "fine"_t);
        }
        const SaveReport report = saveAll(changes);
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QCOMPARE(report.problems.size(), 1U);
        QCOMPARE(report.problems[0].error.sqlState, state);
        // Before 14 the server does not say which parameter it could not read: all of that kind are named.
        if (howdah::test::serverMajor() < 14 && std::ranges::count(report.problems[0].columns, column) == 1)
            return;
        QCOMPARE(report.problems[0].columns, std::vector<int>{column});
    }

    // ---- what can be edited at all

    void readOnlyColumnsCannotBeSet()
    {
        psql(u"CREATE TABLE given (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v int, "
             "w int GENERATED ALWAYS AS (v + 1) STORED); INSERT INTO given (v) VALUES (1); "
             "CREATE VIEW partly AS SELECT id, v, v * 2 AS d FROM given; "
             "CREATE MATERIALIZED VIEW stale AS SELECT v FROM given; "
             "CREATE VIEW grouped AS SELECT count(*) FROM given"_s);
        ChangeSet changes = changesOf(u"given"_s);
        const RowBasis row = m_here->row(changes.target(), "1");
        QCOMPARE(changes.target().columns[0].update, ReadOnlyReason::IdentityAlways);
        QCOMPARE(changes.target().columns[2].update, ReadOnlyReason::Generated);
        QVERIFY(!changes.setCell(row, 0, "5"_t));
        QVERIFY(!changes.setCell(row, 2, "5"_t));
        stage(changes, changes.duplicateRow(row));
        QCOMPARE(changes.rows()[0].cells, (std::map<int, CellValue>{{1, "1"_t}}));
        QCOMPARE(saveAll(changes).outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT * FROM given ORDER BY id"_s), u"1|1|2\n2|1|2"_s);
        const auto partly = m_here->target(u"partly"_s);
        QVERIFY(partly->canUpdate);
        QCOMPARE(partly->columns[2].update, ReadOnlyReason::NotUpdatable);
        for (const QString &name : {u"stale"_s, u"grouped"_s}) {
            const auto target = m_here->target(name);
            QVERIFY(!target->isEditable());
            QVERIFY(!target->refusal.isEmpty());
        }
    }

    void privilegesAreRespected()
    {
        psql(u"CREATE TABLE guarded (id int PRIMARY KEY, v text, w text); INSERT INTO guarded VALUES (1, 'a', 'b')"_s);
        const connection::ConnInfo role = m_here->server().createRole(u"clerk"_s, u"pw"_s, m_here->database());
        psql(u"GRANT SELECT, UPDATE (v) ON guarded TO clerk"_s);
        const auto session = EditServer::open(role);
        const auto target = m_here->target(u"guarded"_s, *session);
        QVERIFY(target->canUpdate && !target->canInsert && !target->canDelete);
        QCOMPARE(target->columns[1].update, ReadOnlyReason::None);
        QCOMPARE(target->columns[2].update, ReadOnlyReason::Privilege);
        ChangeSet changes(target);
        stage(changes, changes.setCell(m_here->row(*target, "1"), 1, "c"_t));
        QCOMPARE(save(*session, *target, changes.rows()).outcome, SaveOutcome::Saved);
        QVERIFY(!changes.deleteRow(m_here->row(*target, "1")));
        // Where we may not know which cluster this is, a save goes on without.
        psql(u"REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC"_s);
        const auto blind = m_here->target(u"guarded"_s, *session);
        QVERIFY(!blind->namesCluster);
        ChangeSet more(blind);
        stage(more, more.setCell(m_here->row(*blind, "1"), 1, "d"_t));
        const SaveReport report = save(*session, *blind, more.rows());
        psql(u"GRANT EXECUTE ON FUNCTION pg_control_system() TO PUBLIC"_s);
        QCOMPARE(report.outcome, SaveOutcome::Saved);
        QCOMPARE(settle(*session, report.transaction), SaveOutcome::Saved);
    }

    void partitionsAreEditedThroughTheirTable()
    {
        psql(
            u"CREATE TABLE parts (id int, at date, v text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at); "
            "CREATE TABLE parts_a PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2026-02-01'); "
            "CREATE TABLE parts_b PARTITION OF parts FOR VALUES FROM ('2026-02-01') TO ('2026-03-01'); "
            "INSERT INTO parts VALUES (1, '2026-01-05', 'a'); CREATE TABLE bare (a int, v text) PARTITION BY LIST (a); "
            "CREATE TABLE bare_x (v text, a int); ALTER TABLE bare ATTACH PARTITION bare_x FOR VALUES IN (1, 2); "
            "CREATE TABLE bare_y PARTITION OF bare FOR VALUES IN (3); INSERT INTO bare VALUES (1, 'x'), (1, 'x')"_s);
        ChangeSet changes = changesOf(u"parts"_s);
        edit(changes, "1", 1, "2026-02-07"_t); // moves to the other partition
        QCOMPARE(saveAll(changes).outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT tableoid::regclass, v FROM parts"_s), u"parts_b|a"_s);
        ChangeSet bare = changesOf(u"bare"_s);
        stage(bare, bare.setCell(m_here->rows(bare.target())[0], 1, "y"_t));
        stage(bare, bare.insertRow({{0, "3"_t}}));
        const SaveReport report = saveAll(bare);
        QVERIFY2(report.outcome == SaveOutcome::Saved, qPrintable(describe(report.error.value_or(Error{}))));
        QCOMPARE(psql(u"SELECT a, v FROM bare ORDER BY v"_s), u"1|x\n1|y\n3|"_s);
    }

    void childrenByInheritanceAreEditedThroughTheirParent()
    {
        psql(u"CREATE TABLE mother (id int PRIMARY KEY, v text); CREATE TABLE daughter () INHERITS (mother); "
             "INSERT INTO mother VALUES (1, 'm'); INSERT INTO daughter VALUES (1, 'd')"_s);
        ChangeSet changes = changesOf(u"mother"_s);
        QCOMPARE(changes.target().identification, Identification::Physical);
        for (const RowBasis &row : m_here->rows(changes.target())) {
            if (row.values[1] == "d")
                stage(changes, changes.setCell(row, 1, "changed"_t));
        }
        QCOMPARE(saveAll(changes).outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT v FROM ONLY mother UNION ALL SELECT v FROM daughter"_s), u"m\nchanged"_s);
    }

    // ---- large values, many rows, cancelling

    void aCutValueMustBeReadWholeFirst()
    {
        psql(u"CREATE TABLE long (id int PRIMARY KEY, v text, w text); "
             "INSERT INTO long VALUES (1, repeat('ä', 5000), repeat('b', 5000))"_s);
        ChangeSet changes = changesOf(u"long"_s);
        const RowBasis row = m_here->row(changes.target(), "1");
        QVERIFY(row.cut[1]);
        QVERIFY(!changes.setCell(row, 1, "x"_t));
        QVERIFY(!changes.duplicateRow(row));
        const auto answer = m_here->session().query(rowStatement(changes.target(), row, {1})).result();
        QVERIFY(answer);
        const RowBasis whole = basisIn(changes.target(), answer->rows, 0, {1});
        QVERIFY(!whole.cut[1] && whole.cut[2]);
        QCOMPARE(whole.values[1]->size(), 10'000);
        stage(changes, changes.setCell(whole, 1, CellValue::text(*whole.values[1] + "!")));
        QCOMPARE(saveAll(changes).outcome, SaveOutcome::Saved);
        QCOMPARE(psql(u"SELECT length(v), right(v, 1), length(w) FROM long"_s), u"5001|!|5000"_s);
        // A row with cut values is deleted, unless one of them has changed in what was read.
        ChangeSet more = changesOf(u"long"_s);
        stage(more, more.deleteRow(m_here->row(more.target(), "1")));
        psql(u"UPDATE long SET w = 'c' || w"_s);
        QCOMPARE(saveAll(more).problems.at(0).kind, RowProblem::Kind::Changed);
        ChangeSet last = changesOf(u"long"_s);
        stage(last, last.deleteRow(m_here->row(last.target(), "1")));
        QCOMPARE(saveAll(last).outcome, SaveOutcome::Saved);
    }

    void manyRowsAreOneTransaction()
    {
        psql(
            u"CREATE TABLE many (id int PRIMARY KEY, v int); INSERT INTO many SELECT i, i FROM generate_series(1, 1500) i"_s);
        ChangeSet changes = changesOf(u"many"_s);
        for (const RowBasis &row : m_here->rows(changes.target()))
            stage(changes, changes.setCell(row, 1, "0"_t));
        qsizetype reported = 0;
        SaveOptions options;
        options.progress = [&reported](qsizetype done, qsizetype all) { reported = done == all ? done : reported; };
        const SaveReport report = saveAll(changes, options);
        QCOMPARE(report.outcome, SaveOutcome::Saved);
        QCOMPARE(reported, 1500);
        QCOMPARE(psql(u"SELECT count(DISTINCT xmin::text) FROM many WHERE v = 0"_s), u"1"_s);
    }

    void aSaveCanBeCancelled()
    {
        psql(u"CREATE TABLE slow (id int PRIMARY KEY, v int); INSERT INTO slow VALUES (1, 1); "
             "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS "
             "'BEGIN PERFORM pg_sleep(600); RETURN NEW; END'; "
             "CREATE TRIGGER t BEFORE UPDATE ON slow FOR EACH ROW EXECUTE FUNCTION wait()"_s);
        ChangeSet changes = changesOf(u"slow"_s);
        edit(changes, "1", 1, "2"_t);
        std::optional<SaveReport> report;
        {
            const std::jthread saving([&] { report = saveAll(changes); });
            QTRY_COMPARE(psql(u"SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"_s), u"1"_s);
            m_here->session().cancel();
        }
        QCOMPARE(report->outcome, SaveOutcome::NotSaved);
        QCOMPARE(report->error->kind, ErrorKind::Cancelled);
    }

    void anErrorBeforeCommitTakesAllBack()
    {
        psql(u"CREATE TABLE noted (id int PRIMARY KEY, v int); INSERT INTO noted VALUES (1, 1)"_s);
        ChangeSet changes = changesOf(u"noted"_s);
        edit(changes, "1", 1, "2"_t);
        SaveOptions options;
        options.beforeCommit = [](const TransactionId &transaction) -> Result<void> {
            if (transaction.isEmpty())
                return {};
            return fail(ErrorKind::Io, u"disk full"_s);
        };
        const SaveReport report = saveAll(changes, options);
        QCOMPARE(report.outcome, SaveOutcome::NotSaved);
        QCOMPARE(report.error->message, u"disk full"_s);
        QCOMPARE(psql(u"SELECT v FROM noted"_s), u"1"_s);
    }

    void hostileNamesAreOnlyNames()
    {
        psql(u"CREATE TYPE \"ty\"\"pe'; --\" AS ENUM ('a''\"\\<b>%', 'z'); "
             "CREATE TABLE \"ta\"\"ble'; DROP TABLE x; -- $1\" (\"k\"\"ey $1\" int PRIMARY KEY, "
             "\"co%l</b>'\" \"ty\"\"pe'; --\"); INSERT INTO \"ta\"\"ble'; DROP TABLE x; -- $1\" VALUES (1, 'z')"_s);
        const QString name = u"ta\"ble'; DROP TABLE x; -- $1"_s;
        ChangeSet changes = changesOf(name);
        edit(changes, "1", 1, "a'\"\\<b>%"_t);
        QCOMPARE(changes.target().columns[1].labels, (QStringList{u"a'\"\\<b>%"_s, u"z"_s}));
        QCOMPARE(saveAll(changes).outcome, SaveOutcome::Saved);
        stage(changes, changes.insertRow({{0, "2"_t}}));
        QCOMPARE(psql(u"SELECT * FROM \"ta\"\"ble'; DROP TABLE x; -- $1\""_s), u"1|a'\"\\<b>%"_s);
    }
};

QTEST_GUILESS_MAIN(RefusalTest)
#include "tst_refusal.moc"
