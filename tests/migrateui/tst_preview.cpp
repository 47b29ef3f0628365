// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/preview.h"

#include "support/turnmeter.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using migration::Direction;

namespace {

migration::Version version(const QString &text) { return *migration::Version::parse(text); }

// A step of these statements, one a line.
migration::Step step(const QString &number, const QByteArrayList &statements, Direction direction = Direction::Up)
{
    migration::Step made{.direction = direction, .version = version(number), .name = u"x"_s};
    qsizetype line = 1;
    for (const QByteArray &statement : statements) {
        made.statements.push_back({.offset = made.text.size(), .size = statement.size(), .line = line++});
        made.text += statement + ";\n";
    }
    return made;
}

migration::Plan planOf(std::vector<migration::Step> steps)
{
    migration::Plan plan;
    plan.steps = std::move(steps);
    return plan;
}

migration::LintContext contextWith(const QString &table, qint64 bytes, qint64 rows)
{
    migration::LintContext context;
    context.tables.insert(migration::tableKey(context, {.schema = {}, .name = table}), {.bytes = bytes, .rows = rows});
    return context;
}

migration::Event eventOf(const QString &number, Direction direction, double milliseconds, double first)
{
    migration::Event event{
        .kind = direction == Direction::Up ? migration::EventKind::Applied : migration::EventKind::RolledBack};
    event.version = version(number);
    event.direction = direction;
    event.milliseconds = qint64(milliseconds);
    event.statements = {{.number = 1, .finishedAt = u"2026-03-01 14:05:09+00"_s, .milliseconds = first}};
    return event;
}

} // namespace

// What a review says of a plan, as far as it is judged without a server.
class TestPreview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void theStrongestLockOfEachTable()
    {
        const auto locks = locksOf(
            planOf({step(
                u"1"_s, {"INSERT INTO users VALUES (1)", "ALTER TABLE users ALTER COLUMN id TYPE bigint",
                         "UPDATE users SET id = 2", "SELECT * FROM other"})}),
            contextWith(u"users"_s, 1000, 20));
        QCOMPARE(locks.size(), size_t(2));
        QCOMPARE(locks[0].relation, u"users"_s);
        QCOMPARE(locks[0].mode, sql::LockMode::AccessExclusive);
        QCOMPARE(locks[0].line, 2);
        QCOMPARE(locks[0].step, u"1-x"_s);
        QCOMPARE(locks[0].bytes, 1000);
        QCOMPARE(locks[0].rows, 20);
        QVERIFY(locks[0].rewritten != sql::Extent::No);
        QCOMPARE(locks[1].relation, u"other"_s);
        QCOMPARE(locks[1].mode, sql::LockMode::AccessShare);
        QCOMPARE(locks[1].bytes, -1);
    }

    void whatThePlanMakesIsNobodyElses()
    {
        const auto locks = locksOf(
            planOf(
                {step(u"1"_s, {"CREATE TABLE fresh (id int)", "ALTER TABLE fresh ADD COLUMN a int"}),
                 step(u"2"_s, {"CREATE INDEX ON fresh (id)"})}),
            {});
        QCOMPARE(locks.size(), size_t(0));
    }

    void largeTablesComeFirst()
    {
        migration::LintContext context = contextWith(u"small"_s, 10, 1);
        context.tables.insert(migration::tableKey(context, {.schema = {}, .name = u"large"_s}), {.bytes = 1'000'000});
        const auto locks = locksOf(
            planOf({step(u"1"_s, {"DROP TABLE small", "DROP TABLE large", "INSERT INTO huge VALUES (1)"})}), context);
        QCOMPARE(locks.size(), size_t(3));
        QCOMPARE(locks[0].relation, u"large"_s);
        QCOMPARE(locks[1].relation, u"small"_s);
        QCOMPARE(locks[2].relation, u"huge"_s);
    }

    void sentencesForLocks()
    {
        QCOMPARE(waitingText(sql::LockMode::AccessExclusive), u"reads and writes wait"_s);
        QCOMPARE(waitingText(sql::LockMode::Share), u"writes wait"_s);
        QCOMPARE(waitingText(sql::LockMode::AccessShare), u"nothing waits"_s);
    }

    void typicalTimesAreThoseOfFormerRuns()
    {
        std::vector<RunLine> lines = runLinesOf(planOf({step(u"1"_s, {"SELECT 1", "SELECT 2"})}));
        const std::vector<migration::Event> events{
            eventOf(u"1"_s, Direction::Up, 100, 10), eventOf(u"1"_s, Direction::Up, 300, 30),
            eventOf(u"1"_s, Direction::Up, 200, 20), eventOf(u"1"_s, Direction::Down, 9000, 900),
            eventOf(u"2"_s, Direction::Up, 9000, 900)};
        addTypicalTimes(lines, events, {});
        QCOMPARE(lines[0].typical, 200.0);
        QCOMPARE(lines[1].typical, 20.0);
        QCOMPARE(lines[2].typical, -1.0); // it never ran
    }

    // Of a migration that is resumed, what the earlier run has done takes no time any more.
    void aResumedRunCountsOnlyWhatRuns()
    {
        migration::Step resumed = step(u"1"_s, {"SELECT 1", "SELECT 2", "SELECT 3"});
        resumed.firstStatement = 2;
        std::vector<RunLine> lines = runLinesOf(planOf({resumed}));
        migration::Event event = eventOf(u"1"_s, Direction::Up, 1000, 900);
        event.statements.push_back({.number = 2, .finishedAt = u"2026-03-01 14:05:09+00"_s, .milliseconds = 60});
        event.statements.push_back({.number = 3, .finishedAt = u"2026-03-01 14:05:09+00"_s, .milliseconds = 40});
        addTypicalTimes(lines, {event}, {});
        QCOMPARE(lines[0].typical, 100.0);
        QCOMPARE(lines[1].typical, -1.0);
        QCOMPARE(lines[1].state, RunLine::State::Earlier);
        QCOMPARE(lines[3].typical, 40.0);

        // And what such a run took is not what the whole takes.
        migration::Event rest = event;
        rest.milliseconds = 100;
        rest.firstStatement = 2;
        std::vector<RunLine> whole = runLinesOf(planOf({step(u"1"_s, {"SELECT 1", "SELECT 2", "SELECT 3"})}));
        addTypicalTimes(whole, {rest, rest, event}, {});
        QCOMPARE(whole[0].typical, 1000.0);
    }

    // What the earlier run has done takes no lock any more, either.
    void aResumedRunLocksOnlyWhatItTouches()
    {
        migration::Step resumed = step(u"1"_s, {"ALTER TABLE a ADD x int", "ALTER TABLE b ADD x int"});
        resumed.firstStatement = 2;
        const auto locks = locksOf(planOf({resumed}), {});
        QCOMPARE(locks.size(), size_t(1));
        QCOMPARE(locks[0].relation, u"b"_s);
    }

    // What is sent begins where the earlier run has stopped, and ends before anything when that has done it all.
    void aResumedRunSendsOnlyWhatIsLeft()
    {
        migration::Step resumed = step(u"1"_s, {"SELECT 1", "SELECT 2", "SELECT 3"});
        QCOMPARE(migration::sentText(resumed), QByteArray("SELECT 1;\nSELECT 2;\nSELECT 3;\n"));
        resumed.firstStatement = 2;
        QCOMPARE(migration::sentText(resumed), QByteArray("SELECT 2;\nSELECT 3;\n"));
        resumed.remains = {.done = false, .drop = u"DROP INDEX CONCURRENTLY i"_s};
        QCOMPARE(migration::sentText(resumed), QByteArray("DROP INDEX CONCURRENTLY i;\nSELECT 2;\nSELECT 3;\n"));
        resumed.remains = {.done = true, .drop = {}};
        QCOMPARE(migration::sentText(resumed), QByteArray("SELECT 3;\n"));
        resumed.remains.reset();
        resumed.firstStatement = 4;
        QCOMPARE(migration::sentText(resumed), QByteArray());
    }

    void whereNothingRanTheRehearsalTells()
    {
        std::vector<RunLine> lines = runLinesOf(planOf({step(u"1"_s, {"SELECT 1"})}));
        migration::Proof proof{.upMilliseconds = 70, .downMilliseconds = 7};
        proof.up = {{.number = 1, .milliseconds = 60}};
        addTypicalTimes(lines, {}, {{version(u"1"_s), proof}});
        QCOMPARE(lines[0].typical, 70.0);
        QCOMPARE(lines[1].typical, 60.0);
        // A real run counts for more.
        addTypicalTimes(lines, {eventOf(u"1"_s, Direction::Up, 5, 4)}, {{version(u"1"_s), proof}});
        QCOMPARE(lines[0].typical, 5.0);
        QCOMPARE(lines[1].typical, 4.0);
    }

    void titlesSayWhatIsDone()
    {
        const migration::Step up = step(u"1"_s, {"SELECT 1"});
        const migration::Step down = step(u"1"_s, {"SELECT 1"}, Direction::Down);
        QCOMPARE(planTitle(planOf({up, up})), u"Apply 2 migrations"_s);
        QCOMPARE(planTitle(planOf({down})), u"Roll back 1 migration"_s);
        migration::Plan redo = planOf({down, up});
        redo.request.action = migration::Action::Redo;
        QCOMPARE(planTitle(redo), u"Roll back and apply again 1 migration"_s);
        migration::Plan resume = planOf({up});
        resume.request.action = migration::Action::Resume;
        QCOMPARE(planTitle(resume), u"Resume 1-x"_s);
        QCOMPARE(planTitle(planOf({down, up, up})), u"Roll back 1 migration and apply 2 migrations"_s);
    }
};

HOWDAH_UI_TEST_MAIN(TestPreview)
#include "tst_preview.moc"
