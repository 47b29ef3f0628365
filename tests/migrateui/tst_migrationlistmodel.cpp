// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/migrationfilter.h"
#include "migrate/list/migrationlistmodel.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using migration::State;

namespace {

migration::Version version(const QString &text) { return *migration::Version::parse(text); }

MigrationRow row(const QString &number, const QString &name, State state)
{
    return {.version = version(number), .name = name, .state = state};
}

// "001 applied, 002 pending"
QString shown(const QAbstractItemModel &model)
{
    QStringList lines;
    for (int i = 0; i < model.rowCount(); ++i) {
        const QModelIndex at = model.index(i, 0);
        lines << at.data(MigrationListModel::VersionRole).toString() + u' '
                     + migration::stateName(State(at.data(MigrationListModel::StateRole).toInt()));
    }
    return lines.join(u", "_s);
}

} // namespace

class TestMigrationListModel : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void offersMeaning()
    {
        MigrationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        MigrationRow applied = row(u"001"_s, u"users"_s, State::Applied);
        applied.appliedAt = QDateTime(QDate(2026, 3, 1), QTime(12, 0));
        applied.appliedAtText = u"2026-03-01 12:00:00+00"_s;
        applied.appliedBy = u"anna"_s;
        applied.milliseconds = 12;
        applied.problems = {u"001.up.sql:3: odd"_s};
        model.setRows({applied, row(u"002"_s, u"orders"_s, State::Pending)});
        QCOMPARE(model.rowCount(), 2);
        const QModelIndex first = model.index(0);
        QCOMPARE(first.data(MigrationListModel::StateRole).toInt(), int(State::Applied));
        QCOMPARE(first.data(MigrationListModel::GroupRole).toInt(), int(MigrationGroup::Applied));
        QCOMPARE(first.data(MigrationListModel::VersionRole).toString(), u"001"_s);
        QCOMPARE(first.data(MigrationListModel::NameRole).toString(), u"users"_s);
        QCOMPARE(first.data(MigrationListModel::AppliedByRole).toString(), u"anna"_s);
        QCOMPARE(first.data(MigrationListModel::DurationRole).toDouble(), 12.0);
        QCOMPARE(first.data(MigrationListModel::ProblemsRole).toStringList().size(), 1);
        const QString tip = first.data(Qt::ToolTipRole).toString();
        QVERIFY2(tip.contains(u"2026-03-01 12:00:00+00"_s) && tip.contains(u"odd"_s), qPrintable(tip));
        const QString spoken = first.data(Qt::AccessibleTextRole).toString();
        QVERIFY2(
            spoken.contains(u"001 users"_s) && spoken.contains(u"Applied"_s) && spoken.contains(u"anna"_s),
            qPrintable(spoken));
        QCOMPARE(model.index(1).data(MigrationListModel::GroupRole).toInt(), int(MigrationGroup::Pending));
        QVERIFY(!model.index(2).data(MigrationListModel::StateRole).isValid());
    }

    void changesOnlyWhatDiffers()
    {
        MigrationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows({row(u"1"_s, u"a"_s, State::Applied), row(u"2"_s, u"b"_s, State::Pending)});
        const QPersistentModelIndex second = model.index(1);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
        model.setRows({row(u"1"_s, u"a"_s, State::Applied), row(u"2"_s, u"b"_s, State::Applied)});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.first().first().toModelIndex().row(), 1);
        QCOMPARE(reset.size() + removed.size(), 0);
        QVERIFY(second.isValid());
        model.setRows({row(u"1"_s, u"a"_s, State::Applied), row(u"2"_s, u"b"_s, State::Applied)});
        QCOMPARE(changed.size(), 1); // nothing new
    }

    void keepsTheSelectedOneThroughChanges_data()
    {
        QTest::addColumn<QStringList>("after");
        QTest::newRow("file added at the end") << QStringList{u"1"_s, u"2"_s, u"3"_s, u"4"_s};
        QTest::newRow("file added in front") << QStringList{u"0"_s, u"1"_s, u"2"_s, u"3"_s};
        QTest::newRow("file added between") << QStringList{u"1"_s, u"15"_s, u"2"_s, u"3"_s};
        QTest::newRow("others removed") << QStringList{u"2"_s};
        QTest::newRow("moved down") << QStringList{u"1"_s, u"3"_s, u"2"_s};
        QTest::newRow("moved up, others new and gone") << QStringList{u"7"_s, u"2"_s, u"8"_s, u"1"_s};
        QTest::newRow("first replaced") << QStringList{u"9"_s, u"2"_s, u"3"_s};
    }

    void keepsTheSelectedOneThroughChanges()
    {
        QFETCH(QStringList, after);
        const auto rows = [](const QStringList &versions) {
            std::vector<MigrationRow> made;
            for (const QString &one : versions)
                made.push_back(row(one, u"n"_s, State::Pending));
            return made;
        };
        MigrationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(rows({u"1"_s, u"2"_s, u"3"_s}));
        const QPersistentModelIndex selected = model.index(1);
        model.setRows(rows(after));
        QStringList now;
        for (const MigrationRow &one : model.rows())
            now << one.version.text();
        QCOMPARE(now, after);
        QVERIFY(selected.isValid());
        QCOMPARE(selected.data(MigrationListModel::VersionRole).toString(), u"2"_s);
    }

    void reportsWhatARunDoes()
    {
        MigrationListModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows({row(u"1"_s, u"a"_s, State::Pending), row(u"2"_s, u"b"_s, State::Pending)});
        using Activity = MigrationListModel::Activity;
        model.setActivity(version(u"1"_s), Activity::Applying);
        model.setActivity(version(u"9"_s), Activity::Applying); // not in the list
        QCOMPARE(model.index(0).data(MigrationListModel::ActivityRole).toInt(), int(Activity::Applying));
        const QDateTime now(QDate(2026, 3, 1), QTime(12, 0));
        model.setDone(version(u"1"_s), State::Applied, now, 12);
        QCOMPARE(shown(model), u"1 applied, 2 pending"_s);
        // When and how long, too: else "Applied" would stand above "Not in this database".
        QCOMPARE(model.index(0).data(MigrationListModel::AppliedAtRole).toDateTime(), now);
        QCOMPARE(model.index(0).data(MigrationListModel::DurationRole).toDouble(), 12.0);
        QVERIFY(!model.index(0).data(Qt::ToolTipRole).toString().contains(u"Not applied"_s));
        model.clearActivities();
        QCOMPARE(model.index(0).data(MigrationListModel::ActivityRole).toInt(), int(Activity::None));
    }

    void groupsAppliedAbovePending()
    {
        Overview overview;
        for (const auto &[number, state] :
             {std::pair(u"1"_s, State::Applied), std::pair(u"2"_s, State::OutOfOrder), std::pair(u"3"_s, State::Edited),
              std::pair(u"4"_s, State::Pending), std::pair(u"5"_s, State::MissingFile)})
            overview.entries.push_back({.version = version(number), .name = u"n"_s, .state = state});
        MigrationListModel model;
        model.setRows(rowsOf(overview));
        QCOMPARE(shown(model), u"1 applied, 3 edited, 5 missing-file, 2 out-of-order, 4 pending"_s);
        QCOMPARE(countsOf(overview).applied, 3);
        QCOMPARE(countsOf(overview).problems, 3);
    }

    void namesFileAndLineOfAProblem()
    {
        QCOMPARE(
            problemText({migration::ProblemKind::NotUtf8, u"1-a.up.sql"_s, 12, u"not UTF-8"_s}),
            u"1-a.up.sql:12: not UTF-8"_s);
        QCOMPARE(problemText({migration::ProblemKind::BadPack, u"pack.yaml"_s, 0, u"bad"_s}), u"pack.yaml: bad"_s);
        QCOMPARE(problemText({migration::ProblemKind::DuplicateVersion, {}, 0, u"twice"_s}), u"twice"_s);
    }

    void findsByEveryWord()
    {
        MigrationListModel model;
        MigrationFilter filter;
        QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        filter.setSourceModel(&model);
        MigrationRow users = row(u"001"_s, u"create-users"_s, State::Applied);
        users.appliedBy = u"Anna"_s;
        model.setRows({users, row(u"002"_s, u"create-orders"_s, State::Pending)});
        filter.setSearch(u"  CREATE  users "_s);
        QCOMPARE(shown(filter), u"001 applied"_s);
        filter.setSearch(u"pending"_s);
        QCOMPARE(shown(filter), u"002 pending"_s);
        filter.setSearch(u"anna 00"_s);
        QCOMPARE(shown(filter), u"001 applied"_s);
        filter.setSearch(u"nothing"_s);
        QCOMPARE(filter.rowCount(), 0);
        filter.setSearch({});
        QCOMPARE(filter.rowCount(), 2);
    }

    // A state without a sign or a word would leave colour alone to say it.
    void everyStateHasToneWordAndMeaning()
    {
        for (int i = 0; i <= int(State::Unknown); ++i) {
            const auto state = State(i);
            QVERIFY(!stateWord(state).isEmpty());
            QVERIFY(!toneIcon(toneOf(state)).isEmpty());
            QVERIFY(!stateSentence(row(u"1"_s, u"n"_s, state)).isEmpty());
        }
    }
};

HOWDAH_UI_TEST_MAIN(TestMigrationListModel)
#include "tst_migrationlistmodel.moc"
