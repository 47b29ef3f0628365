// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/migrationrun.h"

#include "migration/migrationfixture.h"
#include "operations/rehearsing.h"
#include "operations/safetycopies.h"
#include "support/pgprograms.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <span>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;
using namespace howdah::operations;
using test::MigrationFixture;

namespace {

// Answers as the test says, and keeps what it was asked.
class Answers final : public Decision
{
public:
    Result<bool> areNamed(const NamesQuestion &question) override
    {
        asked.push_back(question);
        return answer;
    }
    Result<bool> answer = true;
    std::vector<NamesQuestion> asked;
};

// What happened, in its order; after the copy somebody may meddle.
class Recorder final : public MigrationRunObserver
{
public:
    void copied(const SafetyCopy &copy) override
    {
        seen << u"copied"_s;
        file = copy.file;
        if (meddle)
            meddle();
    }
    void stepStarted(size_t, const Step &step) override { seen << u"started "_s + step.version.text(); }
    void stepFinished(size_t, const StepReport &step) override
    {
        seen << (step.durable ? u"durable "_s : u"done "_s) + step.version.text();
    }
    void restored(const Result<std::vector<RestoredTable>> &tables) override { back = tables; }
    QStringList seen;
    QString file;
    std::optional<Result<std::vector<RestoredTable>>> back;
    std::function<void()> meddle;
};

} // namespace

// Migrations as an operator runs them: what is asked, what is copied and what is looked at again, in this order.
class MigrationRunTest final : public QObject
{
    Q_OBJECT

    test::TestServer m_server;
    std::unique_ptr<MigrationFixture> m_database;
    std::unique_ptr<connection::Session> m_ours;
    std::unique_ptr<QTemporaryDir> m_folder;
    Source m_source;
    Answers m_answers;
    Recorder m_recorder;
    int m_opened = 0; // sessions for the files

    [[nodiscard]] QString psql(const QString &sql) const { return m_database->psql(sql); }
    [[nodiscard]] MigrationPlace place(bool guarded) const
    {
        return {m_database->connInfo(), m_database->dialect(), m_source, guarded};
    }
    [[nodiscard]] QString copies() const { return m_folder->filePath(u"copies"_s); }
    [[nodiscard]] QStringList states() { return m_database->states(m_source); }

    Result<MigrationProposal> proposed(const Request &request, bool guarded)
    {
        return propose(*m_ours, place(guarded), m_database->history(), request);
    }
    Result<std::optional<RunReport>>
    run(const MigrationProposal &proposal, bool copied = false, std::optional<bool> durable = {})
    {
        std::unique_ptr<connection::Session> files;
        const MigrationOrder order{
            place(proposal.guarded),
            proposal,
            copied ? copies() : QString(),
            {},
            durable,
            [&]() -> Result<connection::Session *> {
                ++m_opened;
                files = m_database->open(u"files"_s);
                return files.get();
            }};
        return runMigrations(order, m_answers, m_recorder);
    }
    void apply(const std::vector<std::pair<QByteArray, QByteArray>> &scripts)
    {
        m_source = parseSource(test::numbered(scripts));
        QVERIFY(m_database->run(m_source));
    }
    // 002 fails at the index, which it leaves behind; before it is what is given.
    void failToBuildAnIndex(const QByteArray &before)
    {
        m_source = parseSource(test::numbered(
            {{"CREATE TABLE t1 AS SELECT unnest(ARRAY[1, 1]) AS x;\n", ""},
             {"-- howdah: transaction off\n" + before
                  + "CREATE UNIQUE INDEX CONCURRENTLY i1 ON t1 (x);\nCREATE TABLE t2 ();\n",
              ""}}));
        const auto failed = m_database->run(m_source);
        QVERIFY(failed && failed->failure);
        QCOMPARE(psql(u"SELECT indisvalid FROM pg_index WHERE indexrelid = 'i1'::regclass"_s), u"f"_s);
    }
    // 002, which has added a column and a table, with a copy of what goes.
    void rollBackWithRows()
    {
        apply(
            {{"CREATE TABLE kept (id int PRIMARY KEY); INSERT INTO kept VALUES (1), (2);", "DROP TABLE kept;"},
             {"CREATE TABLE pay (id int PRIMARY KEY, note text); INSERT INTO pay VALUES (1, 'seed');\n"
              "ALTER TABLE kept ADD note text;",
              "ALTER TABLE kept DROP note; DROP TABLE pay;"}});
        QCOMPARE(
            psql(
                u"UPDATE pay SET note = 'mine'; INSERT INTO pay VALUES (2, 'new'); UPDATE kept SET note = 'n' || id"_s),
            QString());
        const auto proposal = proposed(down(), false);
        QVERIFY(proposal);
        const auto done = run(*proposal, true);
        QVERIFY2(done && *done && !(*done)->failure, qPrintable(done ? QString() : describe(done.error())));
        QCOMPARE(states(), (QStringList{u"001 applied"_s, u"002 rolled-back"_s}));
    }
    static Request down() { return {.direction = Direction::Down}; }

private Q_SLOTS:
    void init()
    {
        m_database = std::make_unique<MigrationFixture>(m_server);
        m_ours = std::make_unique<connection::Session>();
        QVERIFY(m_ours->open(m_database->connInfo()).result());
        m_folder = std::make_unique<QTemporaryDir>();
        m_answers = {};
        m_recorder.seen.clear();
        m_recorder.meddle = {};
        m_recorder.back.reset();
        m_opened = 0;
    }
    void cleanup()
    {
        m_ours.reset();
        m_database.reset();
    }

    // A copy may take minutes: what was agreed to is looked at after it.
    void looksAgainAfterTheCopy()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        apply({{"CREATE TABLE pay AS SELECT generate_series(1, 5) AS id;", "DROP TABLE pay;"}});
        const auto proposal = proposed(down(), true);
        QVERIFY2(proposal, qPrintable(proposal ? QString() : describe(proposal.error())));
        m_recorder.meddle = [this] {
            QCOMPARE(psql(u"ALTER TABLE pay RENAME TO kept; CREATE TABLE pay (id int)"_s), QString());
        };
        const auto refused = run(*proposal, true);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        QVERIFY2(refused.error().message.contains(u"since you confirmed"_s), qPrintable(refused.error().message));
        QCOMPARE(m_recorder.seen, QStringList{u"copied"_s});
        QCOMPARE(states(), QStringList{u"001 applied"_s});
        QCOMPARE(psql(u"SELECT count(*) FROM kept"_s), u"5"_s);
        // With the table as it was agreed it is copied, and goes.
        QCOMPARE(psql(u"DROP TABLE pay; ALTER TABLE kept RENAME TO pay"_s), QString());
        m_recorder.meddle = {};
        m_recorder.seen.clear();
        const auto done = run(*proposal, true);
        QVERIFY2(done && *done && !(*done)->failure, qPrintable(done ? QString() : describe(done.error())));
        QCOMPARE(m_recorder.seen, (QStringList{u"copied"_s, u"started 001"_s, u"durable 001"_s}));
        QCOMPARE(psql(u"SELECT to_regclass('pay') IS NULL"_s), u"t"_s);
    }

    void namesComeBeforeAnything()
    {
        apply({{"CREATE TABLE pay AS SELECT generate_series(1, 5) AS id;", "DROP TABLE pay;"}});
        const auto proposal = proposed(down(), true);
        QVERIFY(proposal);
        m_answers.answer = false;
        const auto declined = run(*proposal, true);
        QVERIFY(declined && !*declined);
        QCOMPARE(m_answers.asked.size(), 1);
        QCOMPARE(m_answers.asked[0].reason, NamesQuestion::Reason::Production);
        QCOMPARE(m_answers.asked[0].names, QStringList{u"001"_s});
        m_answers.answer = fail(ErrorKind::Usage, u"nobody is there"_s);
        const auto refused = run(*proposal, true);
        QVERIFY(!refused);
        QCOMPARE(refused.error().message, u"nobody is there"_s);
        QCOMPARE(m_recorder.seen, QStringList());
        QCOMPARE(m_opened, 0);
        QVERIFY(!QDir(copies()).exists());
        QCOMPARE(states(), QStringList{u"001 applied"_s});
        // Elsewhere nobody is asked.
        m_answers.asked.clear();
        const auto free = proposed(down(), false);
        QVERIFY(free);
        QVERIFY(run(*free));
        QVERIFY(m_answers.asked.empty());
        QCOMPARE(states(), QStringList{u"001 rolled-back"_s});
    }

    void whatApplyingDestroysIsCalledByItsName()
    {
        QCOMPARE(psql(u"CREATE TABLE pay AS SELECT generate_series(1, 5) AS id"_s), QString());
        m_source = parseSource(test::numbered({{"TRUNCATE pay;", "SELECT 1;"}}));
        const auto proposal = proposed({}, true);
        QVERIFY(proposal);
        m_answers.answer = false;
        QVERIFY(run(*proposal));
        QCOMPARE(m_answers.asked.size(), 1);
        QCOMPARE(m_answers.asked[0].names, QStringList{u"pay"_s});
        QVERIFY2(
            m_answers.asked[0].things.join(u'\n').contains(u"TRUNCATE public.pay: 5 rows"_s),
            qPrintable(m_answers.asked[0].things.join(u'\n')));
        // What it takes is counted for every step, whichever way it goes.
        const auto losses = operations::countLosses(*m_ours, *proposal, {});
        QVERIFY(losses);
        QCOMPARE(losses->size(), 1);
        QCOMPARE(losses->front().rows, 5);
    }

    // A name without a schema is looked for where the files find it, before and right before the run.
    void whatTheFilesDoNotReachIsNotAskedFor()
    {
        QCOMPARE(psql(u"CREATE SCHEMA shop; CREATE TABLE shop.archive AS SELECT 1 AS id"_s), QString());
        m_source = parseSource(test::numbered({{"DROP TABLE IF EXISTS archive;", "SELECT 1;"}}));
        const auto proposal = proposed({}, true);
        QVERIFY(proposal);
        const auto done = run(*proposal);
        QVERIFY2(done && *done && !(*done)->failure, qPrintable(done ? QString() : describe(done.error())));
        QVERIFY(m_answers.asked.empty());
        QCOMPARE(psql(u"SELECT count(*) FROM shop.archive"_s), u"1"_s);
    }

    // The index cannot be built, as one value is there twice; what is left of it is in the way of a second attempt.
    void aResumedRunSendsWhatWasShown_data()
    {
        QTest::addColumn<QByteArray>("before"); // statements that have run by then
        QTest::newRow("the first statement") << QByteArray();
        QTest::newRow("the second one") << QByteArray("CREATE TABLE t0 ();\n");
    }
    void aResumedRunSendsWhatWasShown()
    {
        QFETCH(QByteArray, before);
        failToBuildAnIndex(before);
        QCOMPARE(psql(u"DELETE FROM t1 WHERE ctid = (SELECT min(ctid) FROM t1)"_s), QString());
        const auto proposal = proposed({.action = Action::Resume}, false);
        QVERIFY2(proposal, qPrintable(proposal ? QString() : describe(proposal.error())));
        const QString shown = QString::fromUtf8(sentText(proposal->plan.steps.front()));
        QStringList sent;
        m_database->context().observeStatements([&sent](std::span<const connection::StatementEvent> events) {
            for (const connection::StatementEvent &event : events) {
                const QString &sql = event.statement->sql;
                const bool changes = sql.startsWith("CREATE"_L1) || sql.startsWith("DROP"_L1);
                if (event.sessionName == "files"_L1 && changes && !sql.contains("howdah"_L1))
                    sent << sql;
            }
        });
        const auto done = run(*proposal);
        m_database->context().observeStatements({});
        QVERIFY2(done && *done && !(*done)->failure, qPrintable(done ? QString() : describe(done.error())));
        QCOMPARE(
            sent, (QStringList{
                      u"DROP INDEX CONCURRENTLY \"public\".\"i1\""_s,
                      u"CREATE UNIQUE INDEX CONCURRENTLY i1 ON t1 (x)"_s, u"CREATE TABLE t2 ()"_s}));
        // After the comments at the top, where it begins with the first statement.
        QVERIFY2(shown.startsWith(sent[0] + u";\n"_s), qPrintable(shown));
        QVERIFY2(shown.endsWith(sent[1] + u";\n"_s + sent[2] + u";\n"_s), qPrintable(shown));
        QVERIFY(!shown.contains(u"t0"_s));
        QCOMPARE(psql(u"SELECT indisvalid FROM pg_index WHERE indexrelid = 'i1'::regclass"_s), u"t"_s);
        QCOMPARE(m_database->states(m_source), (QStringList{u"001 applied"_s, u"002 applied"_s}));
    }

    // An index that nobody was shown is not dropped.
    void whatBecameInvalidSinceIsNotDropped()
    {
        failToBuildAnIndex({});
        QCOMPARE(psql(u"DROP INDEX i1"_s), QString());
        const auto proposal = proposed({.action = Action::Resume}, false);
        QVERIFY(proposal && proposal->plan.canRun());
        QVERIFY(proposal->plan.steps.front().remains && proposal->plan.steps.front().remains->drop.isEmpty());
        QVERIFY(psql(u"CREATE UNIQUE INDEX CONCURRENTLY i1 ON t1 (x)"_s).contains(u"could not create unique index"_s));
        const auto refused = run(*proposal);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        QCOMPARE(psql(u"SELECT indisvalid FROM pg_index WHERE indexrelid = 'i1'::regclass"_s), u"f"_s);
    }

    // Somebody has built it by hand: the plan says that nothing is left to do for this statement.
    void whatIsThereAlreadyIsNotSent()
    {
        failToBuildAnIndex({});
        QCOMPARE(psql(u"DROP INDEX i1; DELETE FROM t1 WHERE ctid = (SELECT min(ctid) FROM t1)"_s), QString());
        QCOMPARE(psql(u"CREATE UNIQUE INDEX i1 ON t1 (x)"_s), QString());
        const auto proposal = proposed({.action = Action::Resume}, false);
        QVERIFY(proposal);
        QCOMPARE(sentText(proposal->plan.steps.front()), QByteArray("CREATE TABLE t2 ();\n"));
        const auto done = run(*proposal);
        QVERIFY2(done && *done && !(*done)->failure, qPrintable(done ? QString() : describe(done.error())));
        QCOMPARE(m_database->states(m_source), (QStringList{u"001 applied"_s, u"002 applied"_s}));
    }

    // What an earlier run has done takes nothing any more.
    void aResumedRunLosesOnlyWhatItTakes()
    {
        QCOMPARE(
            psql(u"CREATE TABLE gone AS SELECT generate_series(1, 5) AS id; CREATE TABLE kept AS TABLE gone"_s),
            QString());
        m_source = parseSource(
            test::numbered({{"-- howdah: transaction off\nDROP TABLE gone;\nSELECT 1/0;\nDROP TABLE kept;\n", ""}}));
        const auto failed = m_database->run(m_source);
        QVERIFY(failed && failed->failure);
        QCOMPARE(psql(u"CREATE TABLE gone AS SELECT 1 AS id"_s), QString()); // another one of that name
        const auto proposal = proposed({.action = Action::Resume}, true);
        QVERIFY(proposal);
        QCOMPARE(proposal->losses.size(), 1U);
        QCOMPARE(proposal->losses.front().name, u"kept"_s);
        QCOMPARE(proposal->danger.applying.size(), 1U);
    }

    // A column and a table go, and come back with what was in them, whatever the migration itself puts there.
    void whatWasRolledBackComesBackWithItsRows()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        rollBackWithRows();
        const auto copy = readSafetyCopy(m_recorder.file);
        QVERIFY(copy);
        // Alone it cannot be put back, and what to do then is said for whoever reads it, in the window, too.
        const auto alone =
            restoreCopy({m_database->connInfo(), m_database->name(), *copy, ChangedRows::Refuse, false}, m_answers);
        QVERIFY(!alone);
        QCOMPARE(alone.error().kind, ErrorKind::Conflict);
        QVERIFY2(alone.error().hint.contains(u"Apply again"_s), qPrintable(alone.error().hint));
        QVERIFY2(!alone.error().hint.contains(u"--"_s), qPrintable(alone.error().hint));

        auto again = proposed({.to = *Version::parse(u"2"_s)}, false);
        QVERIFY(again);
        again->restore = *copy;
        const auto done = run(*again);
        QVERIFY2(done && *done && !(*done)->failure, qPrintable(done ? QString() : describe(done.error())));
        QVERIFY(m_recorder.back);
        QVERIFY2(*m_recorder.back, m_recorder.back->has_value() ? "" : qPrintable(describe(m_recorder.back->error())));
        QCOMPARE(states(), (QStringList{u"001 applied"_s, u"002 applied"_s}));
        QCOMPARE(psql(u"SELECT string_agg(id || note, ' ' ORDER BY id) FROM pay"_s), u"1mine 2new"_s);
        QCOMPARE(psql(u"SELECT string_agg(id || note, ' ' ORDER BY id) FROM kept"_s), u"1n1 2n2"_s);
    }

    // The copy is asked about as it is alone: by the name of the database in production, and as it was shown.
    void whatComesBackIsAgreedTo()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        rollBackWithRows();
        auto again = proposed({.to = *Version::parse(u"2"_s)}, true);
        QVERIFY(again);
        again->restore = *readSafetyCopy(m_recorder.file);
        m_answers.answer = false;
        const auto declined = run(*again);
        QVERIFY(declined && !*declined);
        QCOMPARE(m_answers.asked.back().names, QStringList{m_database->name()});
        m_answers.answer = true;
        again->restore->rows += 1; // another one than that which is there
        const auto refused = run(*again);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        QCOMPARE(states(), (QStringList{u"001 applied"_s, u"002 rolled-back"_s}));
    }

    void whatNoCopyHoldsIsNamed()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        QCOMPARE(psql(u"SELECT lo_create(77)"_s), u"77"_s);
        apply({{"SELECT 1;", "SELECT lo_unlink(77);"}});
        const auto proposal = proposed(down(), false);
        QVERIFY(proposal);
        QVERIFY(!proposal->uncovered.isEmpty());
        m_answers.answer = false;
        const auto declined = run(*proposal, true);
        QVERIFY(declined && !*declined);
        QCOMPARE(m_answers.asked.size(), 1);
        QCOMPARE(m_answers.asked[0].reason, NamesQuestion::Reason::NotInTheCopy);
        QCOMPARE(m_answers.asked[0].names, QStringList{m_database->name()});
        QCOMPARE(m_answers.asked[0].things, proposal->uncovered);
        QCOMPARE(psql(u"SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 77"_s), u"1"_s);
        m_answers.answer = true;
        QVERIFY(run(*proposal, true));
        QCOMPARE(psql(u"SELECT count(*) FROM pg_largeobject_metadata WHERE oid = 77"_s), u"0"_s);
    }

    void aCopyThatCannotBeMadeStopsTheRun()
    {
        apply({{"CREATE TABLE pay (id int);", "DROP TABLE pay;"}});
        QFile inTheWay(copies());
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const auto proposal = proposed(down(), false);
        QVERIFY(proposal);
        const auto refused = run(*proposal, true);
        QVERIFY(!refused);
        QVERIFY2(refused.error().message.contains(u"nothing was run"_s), qPrintable(refused.error().message));
        QCOMPARE(m_opened, 0);
        QCOMPARE(states(), QStringList{u"001 applied"_s});
    }

    void productionWaitsForTheDisk_data()
    {
        QTest::addColumn<bool>("guarded");
        QTest::addColumn<int>("said"); // -1: nothing
        QTest::addColumn<QString>("first");
        QTest::newRow("production") << true << -1 << u"durable 001"_s;
        QTest::newRow("elsewhere") << false << -1 << u"done 001"_s;
        QTest::newRow("production, not wanted") << true << 0 << u"done 001"_s;
        QTest::newRow("elsewhere, wanted") << false << 1 << u"durable 001"_s;
    }
    void productionWaitsForTheDisk()
    {
        QFETCH(bool, guarded);
        QFETCH(int, said);
        QFETCH(QString, first);
        m_source = parseSource(test::numbered({{"SELECT 1;", ""}, {"SELECT 2;", ""}}));
        const auto proposal = proposed({}, guarded);
        QVERIFY(proposal);
        QVERIFY(run(*proposal, false, said < 0 ? std::nullopt : std::optional(said == 1)));
        QVERIFY2(m_recorder.seen.contains(first), qPrintable(m_recorder.seen.join(u", "_s)));
    }

    void marksAreNamedInProduction()
    {
        m_source = parseSource(test::numbered({{"CREATE TABLE a (x int);", ""}, {"CREATE TABLE b (x int);", ""}}));
        MarkOrder order{place(true), {Mark::Baseline, {*Version::parse(u"2")}, u"was there"_s}, {}};
        m_answers.answer = false;
        const auto declined = markMigrations(*m_ours, order, m_answers);
        QVERIFY(declined && !*declined);
        QCOMPARE(m_answers.asked.size(), 1);
        QCOMPARE(m_answers.asked[0].names, QStringList{u"2"_s});
        QCOMPARE(states(), (QStringList{u"001 pending"_s, u"002 pending"_s}));
        m_answers.answer = true;
        const auto marked = markMigrations(*m_ours, order, m_answers);
        QVERIFY2(marked && *marked, qPrintable(marked ? QString() : describe(marked.error())));
        QCOMPARE((*marked)->size(), 2);
        QCOMPARE(states(), (QStringList{u"001 baseline"_s, u"002 baseline"_s}));
        // Elsewhere nobody is asked.
        m_answers.asked.clear();
        order.place.guarded = false;
        order.request = {Mark::RolledBack, {*Version::parse(u"2")}, {}};
        QVERIFY(markMigrations(*m_ours, order, m_answers));
        QVERIFY(m_answers.asked.empty());
    }

    void aCopyIsPutBackAsItWasShown()
    {
        if (const QByteArray missing = test::withoutPgDump(); !missing.isEmpty())
            QSKIP(missing.constData());
        apply({{"CREATE TABLE pay AS SELECT generate_series(1, 5) AS id;", "DROP TABLE pay;"}});
        const auto proposal = proposed(down(), false);
        QVERIFY(proposal);
        QVERIFY(run(*proposal, true));
        const auto copy = readSafetyCopy(m_recorder.file);
        QVERIFY(copy);
        RestoreOrder order{m_database->connInfo(), m_database->name(), *copy, ChangedRows::Refuse, true};
        m_answers.asked.clear();
        m_answers.answer = false;
        const auto declined = restoreCopy(order, m_answers);
        QVERIFY(declined && !*declined);
        QCOMPARE(m_answers.asked[0].names, QStringList{m_database->name()});
        m_answers.answer = true;
        order.copy.rows = 4; // what was shown is something else than what is in the file
        const auto refused = restoreCopy(order, m_answers);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Conflict);
        QCOMPARE(psql(u"SELECT to_regclass('pay') IS NULL"_s), u"t"_s);
        order.copy = *copy;
        const auto restored = restoreCopy(order, m_answers);
        QVERIFY2(restored && *restored, qPrintable(restored ? QString() : describe(restored.error())));
        QCOMPARE(psql(u"SELECT count(*) FROM pay"_s), u"5"_s);
    }

    void anEmptyFolderIsNotRehearsed()
    {
        const auto empty = rehearseFolder({m_folder->path(), {}, {}, 0});
        QVERIFY(!empty);
        QCOMPARE(empty.error().kind, ErrorKind::Usage);
    }
};

QTEST_GUILESS_MAIN(MigrationRunTest)
#include "tst_migrationrun.moc"
