// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/runmodel.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

migration::Version version(const QString &text) { return *migration::Version::parse(text); }

// Two migrations, of two statements and of one.
migration::Plan plan()
{
    migration::Plan made;
    migration::Step first{.version = version(u"1"_s), .name = u"a"_s, .text = "SELECT 1;\nSELECT\n  2;\n"};
    first.statements = {{.offset = 0, .size = 8, .line = 1}, {.offset = 10, .size = 10, .line = 2}};
    migration::Step second{.version = version(u"2"_s), .name = u"b"_s, .text = "SELECT 3;"};
    second.statements = {{.offset = 0, .size = 8, .line = 1}};
    made.steps = {first, second};
    return made;
}

RunStep up(const QString &number) { return {version(number), migration::Direction::Up}; }

QString states(const RunModel &model)
{
    QStringList words;
    for (int row = 0; row < model.rowCount(); ++row)
        words << runStateWord(RunLine::State(model.index(row).data(RunModel::StateRole).toInt()));
    return words.join(u", "_s);
}

migration::RunFailure failureAt(const QString &number, int statement, bool partial = false)
{
    migration::RunFailure failure;
    failure.version = version(number);
    failure.statement = statement;
    failure.partial = partial;
    return failure;
}

} // namespace

class TestRunModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsMigrationsAndStatements()
    {
        RunModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.start(runLinesOf(plan()));
        QCOMPARE(model.rowCount(), 5);
        QCOMPARE(model.index(0).data().toString(), u"1-a"_s);
        QCOMPARE(model.index(2).data().toString(), u"SELECT 2"_s); // on one line
        QCOMPARE(model.stepCount(), 2);
        QCOMPARE(model.statementCount(), 3);
    }

    void goesOnInTheMiddle()
    {
        migration::Plan resumed = plan();
        resumed.steps[0].firstStatement = 2;
        RunModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.start(runLinesOf(resumed));
        QCOMPARE(model.statementCount(), 2);
        model.stepStarted(up(u"1"_s));
        QCOMPARE(model.runningRow(), 2);
        QCOMPARE(states(model), u"running, done by an earlier run, running, waiting, waiting"_s);
        model.stepRetried(up(u"1"_s), 1, true);
        QCOMPARE(model.runningRow(), 2);
        model.statementFinished(up(u"1"_s), 2, 5, 1);
        QCOMPARE(model.statementsDone(), 1);
        model.stepFinished(up(u"1"_s), 5);
        model.finished(failureAt(u"2"_s, 1));
        QCOMPARE(states(model), u"done, done by an earlier run, done, failed, failed"_s);
    }

    void followsARun()
    {
        RunModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.start(runLinesOf(plan()));
        model.stepStarted(up(u"1"_s));
        QCOMPARE(model.runningRow(), 1);
        model.statementFinished(up(u"1"_s), 1, 12, 3);
        QCOMPARE(model.runningRow(), 2);
        QCOMPARE(states(model), u"running, done, running, waiting, waiting"_s);
        QCOMPARE(model.index(1).data(RunModel::DurationRole).toDouble(), 12.0);
        QCOMPARE(model.index(1).data(RunModel::RowsRole).toLongLong(), 3);
        model.statementFinished(up(u"1"_s), 2, 1, -1);
        model.statementFinished(up(u"1"_s), 7, 1, -1); // there is none: ignored
        model.stepFinished(up(u"1"_s), 14);
        QCOMPARE(states(model), u"done, done, done, waiting, waiting"_s);
        QCOMPARE(model.stepsDone(), 1);
        QCOMPARE(model.statementsDone(), 2);
    }

    void whatIsNotOnTheDiskYetSaysSo()
    {
        RunModel model;
        model.start(runLinesOf(plan()));
        model.stepFinished(up(u"1"_s), 14, false);
        QCOMPARE(model.index(0).data().toString(), u"1-a, durable at the end of the run"_s);
        model.stepFinished(up(u"2"_s), 14);
        QCOMPARE(model.index(0).data().toString(), u"1-a"_s);
    }

    void aFailedTransactionTakesBackWhatRan()
    {
        RunModel model;
        model.start(runLinesOf(plan()));
        model.stepStarted(up(u"1"_s));
        model.statementFinished(up(u"1"_s), 1, 12, -1);
        model.finished(failureAt(u"1"_s, 2));
        QCOMPARE(states(model), u"failed, undone, failed, not run, not run"_s);
        QCOMPARE(model.failedRow(), 2);
        QCOMPARE(model.runningRow(), -1);
    }

    void whatRanOutsideATransactionStays()
    {
        RunModel model;
        model.start(runLinesOf(plan()));
        model.stepStarted(up(u"1"_s));
        model.statementFinished(up(u"1"_s), 1, 12, -1);
        model.finished(failureAt(u"1"_s, 2, true));
        QCOMPARE(states(model), u"failed, done, failed, not run, not run"_s);
    }

    void aWholeRunThatFailedIsUndone()
    {
        RunModel model;
        model.start(runLinesOf(plan()));
        model.stepStarted(up(u"1"_s));
        model.statementFinished(up(u"1"_s), 1, 1, -1);
        model.statementFinished(up(u"1"_s), 2, 1, -1);
        model.stepFinished(up(u"1"_s), 2);
        model.stepStarted(up(u"2"_s));
        migration::RunFailure failure = failureAt(u"2"_s, 1);
        failure.wholeRun = true;
        model.finished(failure);
        QCOMPARE(states(model), u"undone, undone, undone, failed, failed"_s);
    }

    // To redo a migration a plan names it twice.
    void bothDirectionsOfOneMigration()
    {
        migration::Plan both = plan();
        both.steps = {both.steps.front(), both.steps.front()};
        both.steps.front().direction = migration::Direction::Down;
        RunModel model;
        model.start(runLinesOf(both));
        QCOMPARE(model.stepCount(), 2);
        const RunStep down{version(u"1"_s), migration::Direction::Down};
        model.stepStarted(down);
        model.statementFinished(down, 1, 1, -1);
        model.statementFinished(down, 2, 1, -1);
        model.stepFinished(down, 2);
        model.stepStarted(up(u"1"_s));
        QCOMPARE(states(model), u"done, done, done, running, running, waiting"_s);
        model.finished(failureAt(u"1"_s, 1));
        QCOMPARE(states(model), u"done, done, done, failed, failed, not run"_s);
    }

    void aRetryBeginsAgain()
    {
        RunModel model;
        model.start(runLinesOf(plan()));
        model.stepStarted(up(u"1"_s));
        model.statementFinished(up(u"1"_s), 1, 1, -1);
        QCOMPARE(model.statementsDone(), 1);
        model.stepRetried(up(u"1"_s), 2, true); // its transaction
        QCOMPARE(states(model), u"running, running, waiting, waiting, waiting"_s);
        QCOMPARE(model.statementsDone(), 0);
        model.statementFinished(up(u"1"_s), 1, 1, -1);
        model.stepRetried(up(u"1"_s), 2, false); // only the statement
        QCOMPARE(states(model), u"running, done, running, waiting, waiting"_s);
        QCOMPARE(model.statementsDone(), 1);
    }

    void reportsHowLongItLastsAndHowLongItUsedTo()
    {
        RunModel model;
        std::vector<RunLine> lines = runLinesOf(plan());
        lines[1].typical = 250;
        model.start(lines);
        QCOMPARE(model.typicalOfRunning(), -1.0);
        model.stepStarted(up(u"1"_s));
        QCOMPARE(model.typicalOfRunning(), 250.0);
        QCOMPARE(model.index(1).data(RunModel::TypicalRole).toDouble(), 250.0);
        model.setElapsed(1200);
        QCOMPARE(model.index(1).data(RunModel::DurationRole).toDouble(), 1200.0);
    }

    void whatNeverBeganIsNotBlamed()
    {
        RunModel model;
        model.start(runLinesOf(plan()));
        model.stepStarted(up(u"1"_s));
        model.statementFinished(up(u"1"_s), 1, 1, -1);
        model.statementFinished(up(u"1"_s), 2, 1, -1);
        model.stepFinished(up(u"1"_s), 2);
        model.finished(failureAt(u"2"_s, 0)); // cancelled before it began
        QCOMPARE(states(model), u"done, done, done, not run, not run"_s);
    }
};

HOWDAH_UI_TEST_MAIN(TestRunModel)
#include "tst_runmodel.moc"
