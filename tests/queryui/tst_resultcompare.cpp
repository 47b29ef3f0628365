// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Two answers beside each other: marks, steps, copies.
#include "common/settings.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "query/result/compare/comparedmodel.h"
#include "query/result/compare/comparedview.h"
#include "value/cellroles.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QMimeData>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using query::CompareSide;

class ResultCompareTest final : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    std::unique_ptr<ComparedView> m_view;

    using Line = std::vector<std::optional<QByteArray>>;
    // Columns id (int4), status (text), total (numeric).
    static CompareSide side(
        const QString &title, const std::vector<Line> &lines,
        const QStringList &names = {u"id"_s, u"status"_s, u"total"_s})
    {
        auto columns = std::make_shared<connection::Columns>();
        const quint32 types[] = {23, 25, 1700};
        for (qsizetype at = 0; at < names.size(); ++at)
            columns->push_back({.name = names[at], .typeOid = types[size_t(at) % 3]});
        connection::RowBatch rows(columns);
        for (const Line &line : lines) {
            for (const auto &value : line) {
                if (value)
                    rows.appendValue(*value);
                else
                    rows.appendNull();
            }
            rows.endRow();
        }
        CompareSide side{
            .title = title,
            .rows = std::make_shared<query::ResultStore>(),
            .columns = query::resultColumns(*columns, nullptr)};
        side.rows->append(std::move(rows));
        side.rows->finish();
        return side;
    }
    void compare(CompareSide left, CompareSide right)
    {
        m_view = std::make_unique<ComparedView>(
            PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), nullptr}, std::move(left),
            std::move(right));
        m_view->resize(900, 500);
        m_view->show();
        wait();
    }
    void wait() { QTRY_VERIFY_WITH_TIMEOUT(!m_view->isComparing(), 30'000); }
    ComparedModel &model() { return *m_view->model(); }
    QString shown(int row, int column)
    {
        const auto cell = [&] { return model().index(row, column); };
        if (!QTest::qWaitFor([&] { return !cell().data(IsLoadingRole).toBool(); }, 30'000))
            qFatal("not read");
        return cell().data().toString();
    }

private Q_SLOTS:
    void init()
    {
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
    }
    void cleanup() { m_view.reset(); }

    void whatDiffersIsMarked()
    {
        compare(
            side(u"Result 1"_s, {{"1", "new", "1.50"}, {"2", "paid", "2"}, {"3", "gone", "3"}, {"5", "same", "5"}}),
            side(
                u"Result 2"_s,
                {{"5", "same", "5.00"}, {"2", "sent", std::nullopt}, {"4", "", "4"}, {"1", "new", "1.5"}}));
        QAbstractItemModelTester tester(&model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(m_view->key(), QStringList{u"id"_s});
        QCOMPARE(m_view->summary(), u"1 changed, 1 added, 1 removed, 2 the same"_s);
        QCOMPARE(model().rowCount(), 3);
        QCOMPARE(shown(0, 0), u"changed"_s);
        QCOMPARE(shown(0, 1), u"2"_s);
        QCOMPARE(shown(0, 2), u"paid → sent"_s);
        QCOMPARE(shown(0, 3), u"2 → NULL"_s);
        QVERIFY(model().index(0, 2).data(IsEditedRole).toBool() && !model().index(0, 1).data(IsEditedRole).toBool());
        QCOMPARE(RowState(model().index(0, 1).data(RowStateRole).toInt()), RowState::Edited);
        QCOMPARE(shown(1, 0), u"removed"_s);
        QCOMPARE(RowState(model().index(1, 1).data(RowStateRole).toInt()), RowState::Deleted);
        QCOMPARE(shown(2, 0), u"added"_s);
        QCOMPARE(shown(2, 1), u"4"_s);
        QCOMPARE(RowState(model().index(2, 1).data(RowStateRole).toInt()), RowState::New);
        QCOMPARE(CellState(model().index(2, 2).data(CellStateRole).toInt()), CellState::Empty);
        QCOMPARE(model().headerData(0, Qt::Vertical, Qt::DisplayRole).toString(), u"2"_s);
        QCOMPARE(model().headerData(1, Qt::Vertical, Qt::DisplayRole).toString(), u"3 | –"_s);
    }

    void allRowsAndStepsFromDifferenceToDifference()
    {
        compare(
            side(u"A"_s, {{"1", "a", "1"}, {"2", "b", "2"}, {"3", "c", "3"}, {"4", "d", "4"}}),
            side(u"B"_s, {{"1", "a", "1"}, {"2", "x", "2"}, {"3", "c", "3"}, {"4", "y", "4"}}));
        m_view->onlyDifferencesAction()->setChecked(false);
        QCOMPARE(model().rowCount(), 4);
        m_view->nextAction()->trigger();
        QCOMPARE(m_view->table()->currentIndex().row(), 1);
        m_view->nextAction()->trigger();
        QCOMPARE(m_view->table()->currentIndex().row(), 3);
        QSignalSpy said(m_view.get(), &ComparedView::said);
        m_view->nextAction()->trigger();
        QCOMPARE(m_view->table()->currentIndex().row(), 3);
        QCOMPARE(said.count(), 1);
        m_view->previousAction()->trigger();
        QCOMPARE(m_view->table()->currentIndex().row(), 1);
        QCOMPARE(shown(0, 0), u"same"_s);
    }

    void asTextsAndByAnotherKey()
    {
        compare(
            side(u"A"_s, {{"1", "a", "1.0"}, {"2", "b", "2"}}), side(u"B"_s, {{"1", "a", "1.00"}, {"9", "b", "2"}}));
        QCOMPARE(m_view->summary(), u"0 changed, 1 added, 1 removed, 1 the same"_s);
        m_view->setSameness(query::Sameness::Texts);
        wait();
        QCOMPARE(m_view->summary(), u"1 changed, 1 added, 1 removed, 0 the same"_s);
        m_view->setKey({u"status"_s});
        wait();
        QCOMPARE(m_view->summary(), u"2 changed, 0 added, 0 removed, 0 the same"_s);
        m_view->setKey({});
        wait();
        QCOMPARE(m_view->summary(), u"0 changed, 2 added, 2 removed, 0 the same"_s);
    }

    void whatTheKeyCannotTellIsSaid()
    {
        compare(
            side(u"A"_s, {{"1", "a", "1"}, {"1", "b", "1"}, {std::nullopt, "n", "1"}}),
            side(u"B"_s, {{"1", "a", "1"}, {std::nullopt, "n", "1"}}, {u"id"_s, u"status"_s, u"other"_s}));
        QVERIFY(m_view->remarks().contains(u"only in A: total"_s));
        QVERIFY(m_view->remarks().contains(u"only in B: other"_s));
        QVERIFY2(m_view->remarks().contains(u"1 and 0 rows repeat one"_s), qPrintable(m_view->remarks()));
        QVERIFY(m_view->remarks().contains(u"NULL in the key"_s));
    }

    void sameAnswersSaySo()
    {
        compare(side(u"A"_s, {{"1", "a", "1"}}), side(u"B"_s, {{"1", "a", "1"}}));
        QCOMPARE(m_view->states()->state(), StateStack::State::Empty);
        QCOMPARE(m_view->summary(), u"No differences in 1 row(s)"_s);
        m_view->onlyDifferencesAction()->setChecked(false);
        QCOMPARE(m_view->states()->state(), StateStack::State::Filled);
        compare(side(u"A"_s, {{"1", "a", "1"}}), side(u"B"_s, {{"1", "a", "1"}}, {u"x"_s, u"y"_s, u"z"_s}));
        QCOMPARE(m_view->states()->state(), StateStack::State::Empty);
    }

    void swapped()
    {
        compare(side(u"A"_s, {{"1", "a", "1"}}), side(u"B"_s, {{"1", "a", "1"}, {"2", "b", "1"}}));
        QCOMPARE(m_view->summary(), u"0 changed, 1 added, 0 removed, 1 the same"_s);
        m_view->swapAction()->trigger();
        wait();
        QCOMPARE(m_view->summary(), u"0 changed, 0 added, 1 removed, 1 the same"_s);
    }

    void copiedAndWritten()
    {
        compare(
            side(u"A"_s, {{"1", "a", "1"}, {"2", "b,c", "2"}}),
            side(u"B"_s, {{"1", "a", std::nullopt}, {"3", "", "3"}}));
        const QString path = m_folder.filePath(u"d.csv"_s);
        std::optional<Result<void>> done;
        m_view->exportTo(path, [&done](const Result<void> &written) { done = written; });
        QTRY_VERIFY(done.has_value());
        QVERIFY(done->has_value());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(
            file.readAll(), QByteArray("change,id,status (A),status (B),total (A),total (B)\n"
                                       "changed,1,a,a,1,\n"
                                       "removed,2,\"b,c\",,2,\n"
                                       "added,3,,\"\",,3\n"));
        m_view->table()->selectRow(1);
        QSignalSpy said(m_view.get(), &ComparedView::said);
        m_view->copyAction()->trigger();
        QTRY_COMPARE(said.count(), 1);
        QCOMPARE(
            QGuiApplication::clipboard()->mimeData()->data(u"text/plain"_s),
            QByteArray("change\tid\tstatus (A)\tstatus (B)\ttotal (A)\ttotal (B)\nremoved\t2\tb,c\t\t2\t\n"));
        done.reset();
        m_view->exportTo(m_folder.filePath(u"none/d.csv"_s), [&done](const Result<void> &written) { done = written; });
        QTRY_VERIFY(done.has_value());
        QVERIFY(!done->has_value());
    }
};

QTEST_MAIN(ResultCompareTest)
#include "tst_resultcompare.moc"
