// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/reviewdialog.h"

#include "common/sqlview.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

using migration::Loss;
using migration::LossKind;

Loss table(const QString &name, std::optional<qint64> rows, bool exact = true)
{
    return {.kind = LossKind::Table, .name = name, .line = 1, .rows = rows, .exact = exact};
}

std::shared_ptr<const Preview> rollback(std::vector<Loss> losses)
{
    auto preview = std::make_shared<Preview>();
    preview->plan.request.direction = migration::Direction::Down;
    preview->plan.steps = {
        {.direction = migration::Direction::Down,
         .name = u"users"_s,
         .file = u"1-users.down.sql"_s,
         .text = "DROP TABLE users;"}};
    preview->sql = u"-- === 1-users\nDROP TABLE users;\n"_s;
    preview->stepLines = {1};
    preview->losses = std::move(losses);
    return preview;
}

QPushButton *acceptOf(ReviewDialog &dialog) { return dialog.findChild<QPushButton *>(u"accept"_s); }
QCheckBox *tickOf(ReviewDialog &dialog) { return dialog.findChild<QCheckBox *>(u"acknowledge"_s); }

} // namespace

class TestReviewDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void theSafeButtonIsTheDefault()
    {
        ReviewDialog dialog(rollback({}), {u"somewhere"_s, u"db"_s, false});
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QCOMPARE(dialog.focusWidget()->objectName(), u"safe"_s);
        QVERIFY(dialog.canAccept());
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(dialog.result(), int(QDialog::Rejected));
        QVERIFY(!dialog.isVisible());
    }

    void showsTheSqlAsItIs()
    {
        ReviewDialog dialog(rollback({}), {});
        QCOMPARE(dialog.findChild<SqlView *>()->sql(), u"-- === 1-users\nDROP TABLE users;\n"_s);
        QCOMPARE(acceptOf(dialog)->text(), u"Roll back 1 migration"_s);
    }

    void waitsForTheCountAndForTheTick()
    {
        const std::vector<Loss> losses{table(u"users"_s, std::nullopt)};
        ReviewDialog dialog(rollback(losses), {});
        dialog.setCounting({});
        QVERIFY(!acceptOf(dialog)->isEnabled());
        QSignalSpy shown(&dialog, &ReviewDialog::lossesShown);
        dialog.setLosses(std::vector<Loss>{table(u"users"_s, 1234)});
        QCOMPARE(shown.size(), 1);
        QVERIFY(!acceptOf(dialog)->isEnabled());
        QCOMPARE(tickOf(dialog)->text(), u"I know that 1,234 rows go"_s);
        tickOf(dialog)->setChecked(true);
        QVERIFY(acceptOf(dialog)->isEnabled());
    }

    void emptyTablesNeedNoTick()
    {
        ReviewDialog dialog(rollback({table(u"users"_s, std::nullopt)}), {});
        dialog.setLosses(std::vector<Loss>{table(u"users"_s, 0)});
        QVERIFY(tickOf(dialog)->isHidden());
        QVERIFY(acceptOf(dialog)->isEnabled());
    }

    void anEstimateIsCalledOne()
    {
        ReviewDialog dialog(rollback({table(u"users"_s, std::nullopt)}), {});
        dialog.setLosses(std::vector<Loss>{table(u"users"_s, 5'000'000, false)});
        QCOMPARE(tickOf(dialog)->text(), u"I know that about 5,000,000 rows go"_s);
    }

    void aCancelledCountIsSaid()
    {
        ReviewDialog dialog(rollback({table(u"users"_s, std::nullopt)}), {});
        dialog.setLosses(fail(ErrorKind::Cancelled, u"Cancelled"_s));
        QVERIFY(!acceptOf(dialog)->isEnabled());
        tickOf(dialog)->setChecked(true);
        QVERIFY(acceptOf(dialog)->isEnabled());
    }

    void aFailedCountCanBeTriedAgain()
    {
        ReviewDialog dialog(rollback({table(u"users"_s, std::nullopt)}), {});
        bool again = false;
        dialog.setLosses(fail(ErrorKind::Server, u"permission denied"_s), [&again] { again = true; });
        QVERIFY(!acceptOf(dialog)->isEnabled());
        const auto buttons = dialog.findChildren<QPushButton *>();
        const auto retry = std::ranges::find_if(buttons, [](const QPushButton *one) {
            return !one->isHidden() && one->objectName().isEmpty()
                && one->text().contains(u"again"_s, Qt::CaseInsensitive);
        });
        QVERIFY(retry != buttons.end());
        (*retry)->click();
        QVERIFY(again);
    }

    void productionWantsTheNameTyped()
    {
        ReviewDialog dialog(rollback({}), {u"anna@db/orders"_s, u"orders"_s, true});
        QVERIFY(!acceptOf(dialog)->isEnabled());
        auto *typed = dialog.findChild<QLineEdit *>();
        QTest::keyClicks(typed, u"order"_s);
        QVERIFY(!acceptOf(dialog)->isEnabled());
        QTest::keyClicks(typed, u"s"_s);
        QVERIFY(acceptOf(dialog)->isEnabled());
    }

    void aRefusalLeavesNothingToAccept()
    {
        auto preview = std::make_shared<Preview>(*rollback({}));
        preview->plan.refusals.push_back(
            {migration::RefusalKind::Edited, {}, u"1-users.up.sql"_s, 3, u"was edited"_s, u"Restore it."_s});
        ReviewDialog dialog(preview, {});
        QVERIFY(acceptOf(dialog)->isHidden());
        QVERIFY(!dialog.canAccept());
        bool told = false;
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            told = told
                || (label->text().contains(u"1-users.up.sql:3: was edited"_s)
                    && label->text().contains(u"Restore it."_s));
        QVERIFY(told);
    }

    void hostileNamesStayPlain()
    {
        ReviewDialog dialog(rollback({}), {u"<b>bold</b>"_s, u"db"_s, true});
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            QVERIFY(label->textFormat() == Qt::PlainText || label->text().isEmpty());
    }

    void sumsWithoutCountingTwice()
    {
        LossModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        Loss column{.kind = LossKind::Column, .name = u"users"_s, .column = u"email"_s, .rows = 10, .exact = true};
        model.setLosses({column, table(u"users"_s, 10), table(u"orders"_s, 5)});
        QCOMPARE(model.lostRows(), 15);
        QVERIFY(model.isExact());
        QCOMPARE(model.index(0, LossModel::Rows).data().toString(), u"10"_s); // the largest first
        Loss gone = table(u"gone"_s, std::nullopt);
        gone.exists = false;
        model.setLosses({gone});
        QCOMPARE(model.lostRows(), 0);
        QVERIFY(!model.hasUnknown());
        model.setLosses({table(u"x"_s, std::nullopt)});
        QVERIFY(model.hasUnknown());
    }
};

HOWDAH_UI_TEST_MAIN(TestReviewDialog)
#include "tst_reviewdialog.moc"
