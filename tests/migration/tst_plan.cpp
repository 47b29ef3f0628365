// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/plan.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::migration;

// Plans as readable text: "up 001", "down 002 stored", and refusals as the names of their kinds.
class PlanTest final : public QObject
{
    Q_OBJECT

    static Version version(const char *digits) { return *Version::parse(QString::fromLatin1(digits)); }

    static Files files(std::initializer_list<const char *> versions)
    {
        Files all;
        for (const char *digits : versions) {
            const QString stem = QString::fromLatin1(digits) + u"-m"_s;
            all[stem + u".up.sql"_s] = QByteArray("CREATE TABLE t") + digits + " ();";
            all[stem + u".down.sql"_s] = QByteArray("DROP TABLE t") + digits + ";";
        }
        return all;
    }

    // As if these versions of the source had been applied in this order.
    static History applied(const Source &source, std::initializer_list<const char *> versions)
    {
        History history{.exists = true, .schemaExists = true};
        for (const char *digits : versions) {
            const Migration *migration = source.find(version(digits));
            history.records.push_back(
                {.version = migration->version,
                 .name = migration->name,
                 .checksumUp = migration->up.checksum,
                 .checksumDown = migration->down ? migration->down->checksum : QByteArray(),
                 .downText = migration->down ? std::optional(migration->down->text) : std::nullopt});
        }
        return history;
    }

    static QStringList states(const Source &source, const History &history)
    {
        QStringList lines;
        for (const Entry &entry : compare(source, history))
            lines << entry.version.text() + u' ' + stateName(entry.state);
        return lines;
    }

    static QStringList steps(const Plan &plan)
    {
        QStringList lines;
        for (const Step &step : plan.steps)
            lines << (step.direction == Direction::Up ? u"up "_s : u"down "_s) + step.version.text()
                         + (step.transactional ? u""_s : u" alone"_s) + (step.storedText ? u" stored"_s : u""_s);
        return lines;
    }

    static QList<int> refusals(const Plan &plan)
    {
        QList<int> kinds;
        for (const Refusal &refusal : plan.refusals)
            kinds << int(refusal.kind);
        return kinds;
    }

    static Plan planOf(const QByteArray &up)
    {
        return makePlan(parseSource({{u"001-m.up.sql"_s, up}, {u"001-m.down.sql"_s, "SELECT 1;"}}), {}, {});
    }

private Q_SLOTS:
    void nothingIsAppliedYet()
    {
        const Source source = parseSource(files({"001", "002"}));
        QCOMPARE(states(source, {}), (QStringList{u"001 pending"_s, u"002 pending"_s}));
        const Plan plan = makePlan(source, {}, {});
        QVERIFY(plan.canRun());
        QCOMPARE(steps(plan), (QStringList{u"up 001"_s, u"up 002"_s}));
        QCOMPARE(plan.steps[0].statements.size(), 1u);
        QCOMPARE(plan.steps[0].sql(plan.steps[0].statements[0]), u"CREATE TABLE t001 ()"_s);
        QVERIFY(!plan.steps[0].entering.known);
        QCOMPARE(*plan.steps[0].entering.downText, QByteArray("DROP TABLE t001;"));
    }

    void goesUpToAVersion()
    {
        const Source source = parseSource(files({"001", "002", "003"}));
        QCOMPARE(steps(makePlan(source, applied(source, {"001"}), {.to = version("2")})), QStringList{u"up 002"_s});
        QCOMPARE(steps(makePlan(source, applied(source, {"001", "002"}), {.to = version("2")})), QStringList());
        const Plan unknown = makePlan(source, {}, {.to = version("9")});
        QCOMPARE(refusals(unknown), QList{int(RefusalKind::UnknownVersion)});
    }

    void undoesByTheOrderOfApplying()
    {
        const Source source = parseSource(files({"001", "002", "003"}));
        const History history = applied(source, {"001", "003", "002"});
        const Request last{.direction = Direction::Down};
        QCOMPARE(steps(makePlan(source, history, last)), QStringList{u"down 002"_s});
        const Request all{.direction = Direction::Down, .to = Version()};
        QCOMPARE(steps(makePlan(source, history, all)), (QStringList{u"down 002"_s, u"down 003"_s, u"down 001"_s}));
        const Request one{.direction = Direction::Down, .to = version("001")};
        QCOMPARE(steps(makePlan(source, history, one)), (QStringList{u"down 002"_s, u"down 003"_s}));
        QVERIFY(makePlan(source, applied(source, {}), last).steps.empty());
    }

    void outOfOrderFollowsThePolicy()
    {
        Files all = files({"001", "002"});
        const Source source = parseSource(all);
        const History history = applied(source, {"002"});
        QCOMPARE(states(source, history), (QStringList{u"001 out-of-order"_s, u"002 applied"_s}));
        const Plan warned = makePlan(source, history, {});
        QVERIFY(warned.canRun());
        QCOMPARE(warned.warnings.size(), 1);
        all[u"pack.yaml"_s] = "order: allow";
        QCOMPARE(makePlan(parseSource(all), history, {}).warnings.size(), 0);
        all[u"pack.yaml"_s] = "order: refuse";
        QCOMPARE(refusals(makePlan(parseSource(all), history, {})), QList{int(RefusalKind::OutOfOrder)});
    }

    void anEditedFileStopsTheWayUp()
    {
        Files all = files({"001", "002"});
        const History history = applied(parseSource(all), {"001"});
        all[u"001-m.up.sql"_s] += "-- more";
        const Source source = parseSource(all);
        QCOMPARE(states(source, history), (QStringList{u"001 edited"_s, u"002 pending"_s}));
        QCOMPARE(refusals(makePlan(source, history, {})), QList{int(RefusalKind::Edited)});
        // Down still works: it does not need the up file.
        QCOMPARE(steps(makePlan(source, history, {.direction = Direction::Down})), QStringList{u"down 001"_s});
    }

    void otherLineEndsAreNoEdit()
    {
        Files all = files({"001"});
        all[u"001-m.up.sql"_s] = "SELECT 1;\nSELECT 2;\n";
        const History history = applied(parseSource(all), {"001"});
        all[u"001-m.up.sql"_s] = "\xEF\xBB\xBFSELECT 1;\r\nSELECT 2;\r\n";
        const Source source = parseSource(all);
        QCOMPARE(states(source, history), QStringList{u"001 applied"_s});
        QCOMPARE(compare(source, history)[0].match, ChecksumMatch::LineEndsOrBom);
        QVERIFY(makePlan(source, history, {}).canRun());
    }

    void theStoredDownTextIsUsedWhenTheFileIsGoneOrEdited()
    {
        Files all = files({"001"});
        const History history = applied(parseSource(all), {"001"});
        const Request down{.direction = Direction::Down};
        all[u"001-m.down.sql"_s] = "DROP TABLE something_else;";
        const Plan edited = makePlan(parseSource(all), history, down);
        QCOMPARE(steps(edited), QStringList{u"down 001 stored"_s});
        QCOMPARE(edited.steps[0].text, QByteArray("DROP TABLE t001;"));
        QCOMPARE(edited.steps[0].notes.size(), 1);
        all.remove(u"001-m.down.sql"_s);
        QCOMPARE(steps(makePlan(parseSource(all), history, down)), QStringList{u"down 001 stored"_s});
        const Plan gone = makePlan(parseSource({}), history, down);
        QCOMPARE(steps(gone), QStringList{u"down 001 stored"_s});
        QCOMPARE(states(parseSource({}), history), QStringList{u"001 missing-file"_s});
        QCOMPARE(refusals(makePlan(parseSource({}), history, {})), QList{int(RefusalKind::MissingFile)});
    }

    void withoutAnyDownTextThereIsNoWayBack()
    {
        Files all = files({"001"});
        all.remove(u"001-m.down.sql"_s);
        const Source source = parseSource(all);
        const Plan plan = makePlan(source, applied(source, {"001"}), {.direction = Direction::Down});
        QCOMPARE(refusals(plan), QList{int(RefusalKind::MissingDown)});
        QVERIFY(plan.steps.empty());
        // The way up says so, and works.
        const Plan up = makePlan(source, {}, {});
        QVERIFY(up.canRun());
        QCOMPARE(up.steps[0].notes.size(), 1);
    }

    void aDownFileThatWasAddedLaterIsUsed()
    {
        Files all = files({"001"});
        const QByteArray down = all.take(u"001-m.down.sql"_s);
        const History history = applied(parseSource(all), {"001"});
        all[u"001-m.down.sql"_s] = down;
        const Plan plan = makePlan(parseSource(all), history, {.direction = Direction::Down});
        QCOMPARE(steps(plan), QStringList{u"down 001"_s});
        QCOMPARE(plan.steps[0].text, down);
    }

    void whatWasRolledBackOrFailedWholeIsPendingAgain()
    {
        const Source source = parseSource(files({"001", "002"}));
        History history = applied(source, {"001", "002"});
        history.records[0].state = RecordState::RolledBack;
        history.records[1].state = RecordState::Failed;
        QCOMPARE(states(source, history), (QStringList{u"001 rolled-back"_s, u"002 failed"_s}));
        const Plan plan = makePlan(source, history, {});
        QCOMPARE(steps(plan), (QStringList{u"up 001"_s, u"up 002"_s}));
        QVERIFY(plan.canRun());
        QVERIFY(plan.steps[0].entering.known);
    }

    void whatStoppedInTheMiddleBlocksTheWayUpAndCanBeUndone()
    {
        const Source source = parseSource(files({"001", "002"}));
        History history = applied(source, {"001"});
        history.records[0].state = RecordState::Running;
        history.records[0].statementsTotal = 7;
        history.records[0].statementsStarted = 4;
        history.records[0].statementsDone = 3;
        QCOMPARE(states(source, history), (QStringList{u"001 interrupted"_s, u"002 pending"_s}));
        QVERIFY(compare(source, history)[0].note.contains("3 of 7"_L1));
        QCOMPARE(refusals(makePlan(source, history, {})), QList{int(RefusalKind::Partial)});
        QCOMPARE(steps(makePlan(source, history, {.direction = Direction::Down})), QStringList{u"down 001"_s});
        history.holder = LockHolder{.pid = 1};
        QCOMPARE(states(source, history).first(), u"001 running"_s);
        QCOMPARE(refusals(makePlan(source, history, {})), QList{int(RefusalKind::Running)});
    }

    void problemsOfTheSourceStopEverything()
    {
        Files all = files({"001", "002"});
        all[u"2-other.up.sql"_s] = "SELECT 1;";
        const Plan plan = makePlan(parseSource(all), {}, {});
        QCOMPARE(refusals(plan), QList{int(RefusalKind::BadSource)});
    }

    void aServerThatIsTooOldIsRefusedBeforeAnythingRuns()
    {
        Files all = files({"001", "002"});
        all[u"pack.yaml"_s] = "title: Shop\nserver: 15\n";
        const Source source = parseSource(all);
        History history{.serverVersion = 140'012};
        const Plan plan = makePlan(source, history, {});
        QCOMPARE(refusals(plan), QList{int(RefusalKind::ServerTooOld)});
        QCOMPARE(plan.refusals[0].message, u"Shop needs PostgreSQL 15 or newer; this server runs 14"_s);
        history.serverVersion = 150'000;
        QVERIFY(makePlan(source, history, {}).canRun());
        QVERIFY(makePlan(source, {}, {}).canRun()); // nobody has asked the server
        // Back from what is there already.
        history = applied(source, {"001"});
        history.serverVersion = 140'012;
        QVERIFY(makePlan(source, history, {.direction = Direction::Down}).canRun());
    }

    void aBadFileStopsOnlyWhatNeedsIt()
    {
        Files all = files({"001", "002"});
        all[u"002-m.up.sql"_s] = "\xFF";
        const Source source = parseSource(all);
        QCOMPARE(refusals(makePlan(source, {}, {})), QList{int(RefusalKind::BadFile)});
        QVERIFY(makePlan(source, {}, {.to = version("1")}).canRun());
    }

    // With what to do: who reads "remove what has no counterpart" at a COMMIT finds its BEGIN.
    void whatEndsATransactionOtherwiseIsNamed_data()
    {
        QTest::addColumn<QByteArray>("statement");
        QTest::addColumn<QString>("message");
        QTest::addColumn<QString>("hint");
        QTest::newRow("commit") << QByteArray("COMMIT AND CHAIN") << u"COMMIT AND CHAIN begins"_s
                                << u"Write COMMIT and then BEGIN"_s;
        QTest::newRow("end") << QByteArray("END TRANSACTION AND CHAIN") << u"END AND CHAIN begins"_s
                             << u"Write COMMIT and then BEGIN"_s;
        QTest::newRow("rollback") << QByteArray("ROLLBACK AND CHAIN") << u"ROLLBACK AND CHAIN would undo"_s
                                  << u"Remove it, with the statements that it undoes"_s;
        QTest::newRow("prepare") << QByteArray("PREPARE TRANSACTION 'a'") << u"PREPARE TRANSACTION is for"_s
                                 << u"Remove it"_s;
    }
    void whatEndsATransactionOtherwiseIsNamed()
    {
        QFETCH(QByteArray, statement);
        QFETCH(QString, message);
        QFETCH(QString, hint);
        const Plan plan = planOf("BEGIN;\nSELECT 1;\n" + statement + ";\nSELECT 2;\nCOMMIT;");
        QCOMPARE(plan.refusals.size(), 1u);
        const Refusal &refusal = plan.refusals.front();
        QCOMPARE(int(refusal.line), 3);
        QVERIFY2(refusal.message.startsWith(message), qPrintable(refusal.message));
        QVERIFY2(refusal.hint.startsWith(hint), qPrintable(refusal.hint));
    }

    void readsStatements_data()
    {
        QTest::addColumn<QByteArray>("up");
        QTest::addColumn<QStringList>("expected"); // steps
        QTest::addColumn<QList<int>>("kinds");     // of the refusals
        QTest::addColumn<int>("line");             // of the first
        const auto kind = [](RefusalKind one) { return QList{int(one)}; };
        const QStringList whole{u"up 001"_s};
        const QStringList alone{u"up 001 alone"_s};
        QTest::newRow("plain") << QByteArray("SELECT 1; SELECT 2") << whole << QList<int>() << 0;
        QTest::newRow("nothing but comments") << QByteArray("-- nothing\n") << whole << QList<int>() << 0;
        QTest::newRow("begin and commit") << QByteArray("BEGIN;\nSELECT 1;\nCOMMIT;") << whole << QList<int>() << 0;
        QTest::newRow("begin, commit, and more")
            << QByteArray("BEGIN;\nSELECT 1;\nCOMMIT;\nSTART TRANSACTION;\nSELECT 2;\nEND;\nSELECT 3;") << whole
            << QList<int>() << 0;
        QTest::newRow("begin and commit, off")
            << QByteArray("-- howdah: transaction off\nBEGIN;\nSELECT 1;\nCOMMIT;") << alone << QList<int>() << 0;
        QTest::newRow("begin and commit, and an index built concurrently")
            << QByteArray("BEGIN;\nSELECT 1;\nCOMMIT;\nCREATE INDEX CONCURRENTLY i ON t (a);") << alone << QList<int>()
            << 0;
        QTest::newRow("an index built concurrently inside of it")
            << QByteArray("BEGIN;\nCREATE INDEX CONCURRENTLY i ON t (a);\nCOMMIT;") << alone
            << kind(RefusalKind::MixedTransaction) << 2;
        QTest::newRow("begin twice") << QByteArray("BEGIN;\nBEGIN;\nSELECT 1;\nCOMMIT;") << whole
                                     << kind(RefusalKind::TransactionControl) << 2;
        QTest::newRow("begin and rollback")
            << QByteArray("BEGIN;\nSELECT 1;\nROLLBACK;") << whole
            << QList{int(RefusalKind::TransactionControl), int(RefusalKind::TransactionControl)} << 3;
        QTest::newRow("commit and chain") << QByteArray("BEGIN;\nSELECT 1;\nCOMMIT AND CHAIN;\nSELECT 2;\nCOMMIT;")
                                          << whole << kind(RefusalKind::TransactionControl) << 3;
        QTest::newRow("start transaction")
            << QByteArray("SELECT 1;\nSTART TRANSACTION;") << whole << kind(RefusalKind::TransactionControl) << 2;
        QTest::newRow("savepoints stay inside")
            << QByteArray("SAVEPOINT a; ROLLBACK TO a; RELEASE a;") << whole << QList<int>() << 0;
        QTest::newRow("begin in a function body")
            << QByteArray("DO $$ BEGIN PERFORM 1; END $$;") << whole << QList<int>() << 0;
        QTest::newRow("a table called commit")
            << QByteArray("CREATE TABLE \"COMMIT\" ();") << whole << QList<int>() << 0;
        QTest::newRow("an index built concurrently")
            << QByteArray("CREATE INDEX CONCURRENTLY i ON t (a);") << alone << QList<int>() << 0;
        QTest::newRow("a column called concurrently")
            << QByteArray("CREATE INDEX i ON t (\"CONCURRENTLY\");") << whole << QList<int>() << 0;
        QTest::newRow("mixed") << QByteArray("CREATE TABLE t (a int);\nCREATE INDEX CONCURRENTLY i ON t (a);") << alone
                               << kind(RefusalKind::MixedTransaction) << 2;
        QTest::newRow("mixed, as asked") << QByteArray("-- howdah: transaction off\nCREATE TABLE t (a int);\nVACUUM t;")
                                         << alone << QList<int>() << 0;
        QTest::newRow("transaction control, off") << QByteArray("-- howdah: transaction off\nBEGIN;\nSELECT 1;")
                                                  << alone << kind(RefusalKind::TransactionControl) << 2;
        QTest::newRow("discard all") << QByteArray("DISCARD ALL;") << alone << kind(RefusalKind::TransactionControl)
                                     << 1;
        QTest::newRow("pg_dump's restrict")
            << QByteArray("\\restrict abc\nSELECT 1;\n\\unrestrict abc\n") << whole << QList<int>() << 0;
        QTest::newRow("psql's include") << QByteArray("SELECT 1;\n\\i other.sql\n") << whole
                                        << kind(RefusalKind::BackslashLine) << 2;
        QTest::newRow("psql's shell") << QByteArray("\\! rm -rf /\n") << whole << kind(RefusalKind::BackslashLine) << 1;
        QTest::newRow("copy to nowhere") << QByteArray("COPY t TO STDOUT;") << whole << kind(RefusalKind::BackslashLine)
                                         << 1;
        QTest::newRow("an open quote") << QByteArray("SELECT 'a;\n") << QStringList{u"up 001"_s}
                                       << kind(RefusalKind::NotSplit) << 0;
        QTest::newRow("newer than the parser") << QByteArray("FROBNICATE TABLE t;") << whole << QList<int>() << 0;
    }
    void readsStatements()
    {
        QFETCH(QByteArray, up);
        QFETCH(QStringList, expected);
        QFETCH(QList<int>, kinds);
        QFETCH(int, line);
        const Plan plan = planOf(up);
        QCOMPARE(refusals(plan), kinds);
        QCOMPARE(steps(plan), expected);
        if (!kinds.isEmpty())
            QCOMPARE(int(plan.refusals[0].line), line);
        QCOMPARE(plan.canRun(), kinds.isEmpty());
    }

    void copyDataGoesWithItsStatement()
    {
        const Plan plan = planOf("CREATE TABLE t (a int);\nCOPY t FROM stdin;\n1\n2\n\\.\nSELECT 1;\n");
        QVERIFY(plan.canRun());
        const Step &step = plan.steps[0];
        QCOMPARE(step.statements.size(), 3u);
        QVERIFY(!step.statements[0].isCopy());
        QVERIFY(step.statements[1].isCopy());
        QCOMPARE(step.text.mid(step.statements[1].dataOffset, step.statements[1].dataSize), QByteArray("1\n2\n"));
        QCOMPARE(int(step.statements[2].line), 6);
    }
};

QTEST_GUILESS_MAIN(PlanTest)
#include "tst_plan.moc"
