// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/findingsview.h"

#include <QAbstractItemModelTester>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using migration::Finding;
using migration::Severity;

// What the checks found, as a list with all about the chosen one beneath it.
class TestFindingsView final : public QObject
{
    Q_OBJECT

    static std::vector<Finding> findings()
    {
        Finding note{.rule = u"a-note"_s, .severity = Severity::Info, .file = u"1.sql"_s, .message = u"a remark"_s};
        Finding index{.rule = u"index-concurrently"_s, .file = u"2.sql"_s, .line = 7, .message = u"writes wait"_s};
        index.relation = u"users"_s;
        index.lock = u"SHARE"_s;
        index.blocks = u"writes"_s;
        index.reason = u"It is long."_s;
        index.hint = u"Build it beside."_s;
        index.rewrite = migration::Rewrite{.title = u"Build it CONCURRENTLY"_s};
        Finding drop{.rule = u"drop"_s, .severity = Severity::Error, .file = u"3.sql"_s, .message = u"<b>gone</b>"_s};
        return {note, index, drop};
    }

    struct Shown
    {
        FindingsView view;
        QTreeView *list = view.list();
        QLabel *text = view.findChild<QLabel *>(u"findingText"_s);
        QPushButton *rewrite = view.findChild<QPushButton *>(u"rewrite"_s);
        QAbstractItemModelTester tester{list->model(), QAbstractItemModelTester::FailureReportingMode::QtTest};

        Shown()
        {
            view.setFindings(findings());
            view.resize(600, 400);
            view.show();
        }
        [[nodiscard]] QString cell(int row, FindingModel::Column column) const
        {
            return list->model()->index(row, column).data().toString();
        }
        void choose(int row) { list->setCurrentIndex(list->model()->index(row, 0)); }
    };

private Q_SLOTS:
    void theGravestIsFirst()
    {
        const Shown shown;
        QCOMPARE(shown.view.count(), 3);
        QCOMPARE(shown.cell(0, FindingModel::Severity), u"Error"_s);
        QCOMPARE(shown.cell(1, FindingModel::Severity), u"Warning"_s);
        QCOMPARE(shown.cell(1, FindingModel::Place), u"2.sql:7"_s);
        QCOMPARE(shown.cell(2, FindingModel::Message), u"a remark"_s);
        QCOMPARE(shown.list->currentIndex().row(), 0);
    }

    void saysWhatWaitsWhyAndWhatToDo()
    {
        Shown shown;
        shown.choose(1);
        QCOMPARE(
            shown.text->text(), u"writes wait\nLock: SHARE on users; waiting: writes\nIt is long.\nBuild it beside.\n"
                                "To allow it: -- howdah: allow index-concurrently"_s);
        shown.choose(2);
        QCOMPARE(shown.text->text(), u"a remark\nTo allow it: -- howdah: allow a-note"_s);
    }

    void wordsOfAFileStayPlain()
    {
        const Shown shown;
        QCOMPARE(shown.text->textFormat(), Qt::PlainText);
        QVERIFY(shown.text->text().startsWith(u"<b>gone</b>"_s));
        QVERIFY(shown.list->model()->index(0, 0).data(Qt::ToolTipRole).toString().contains(u"&lt;b&gt;"_s));
    }

    void anEditIsOfferedWhereThereIsOneAndSomebodyTakesIt()
    {
        Shown shown;
        shown.choose(1);
        QVERIFY(!shown.rewrite->isVisible()); // nobody takes it
        shown.view.setRewritable(true);
        QVERIFY(shown.rewrite->isVisible());
        QCOMPARE(shown.rewrite->text(), u"Build it CONCURRENTLY"_s);
        shown.choose(2);
        QVERIFY(!shown.rewrite->isVisible());
        shown.choose(1);
        QSignalSpy wanted(&shown.view, &FindingsView::rewriteRequested);
        shown.rewrite->click();
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.front().front().value<Finding>().rule, u"index-concurrently"_s);
    }

    void enterShowsThePlace()
    {
        Shown shown;
        QVERIFY(QTest::qWaitForWindowActive(&shown.view));
        shown.choose(1);
        QSignalSpy wanted(&shown.view, &FindingsView::placeRequested);
        QTest::keyClick(shown.list, Qt::Key_Return);
        QCOMPARE(wanted.size(), 1);
        QCOMPARE(wanted.front().front().value<Finding>().line, 7);
    }

    void nothingFoundLeavesNothing()
    {
        Shown shown;
        shown.view.setRewritable(true);
        shown.choose(1);
        shown.view.setFindings({});
        QCOMPARE(shown.view.count(), 0);
        QVERIFY(!shown.text->isVisible());
        QVERIFY(!shown.rewrite->isVisible());
    }
};

QTEST_MAIN(TestFindingsView)
#include "tst_findingsview.moc"
