// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/review/reviewdialog.h"

#include "common/code/sqlview.h"
#include "common/widgets.h"
#include "common/typednames.h"
#include "migrate/list/findingsview.h"
#include "support/turnmeter.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTableView>
#include <QTest>
#include <QTreeView>

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
         .version = *migration::Version::parse(u"001"_s),
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
        ReviewDialog dialog(rollback({}), {u"somewhere"_s, false});
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
        QCOMPARE(tickOf(dialog)->text(), u"I understand that 1,234 rows will be lost"_s);
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
        QCOMPARE(tickOf(dialog)->text(), u"I understand that about 5,000,000 rows will be lost"_s);
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

    void productionWantsTheVersionTyped()
    {
        ReviewDialog dialog(rollback({}), {u"anna@db/orders"_s, true});
        QVERIFY(!acceptOf(dialog)->isEnabled());
        auto *typed = dialog.findChild<QLineEdit *>(u"typed"_s);
        QTest::keyClicks(typed, u"00"_s);
        QVERIFY(!acceptOf(dialog)->isEnabled());
        QTest::keyClicks(typed, u"1"_s);
        QVERIFY(acceptOf(dialog)->isEnabled());
        // Elsewhere nothing has to be typed.
        ReviewDialog other(rollback({}), {u"anna@db/orders"_s, false});
        QVERIFY(!other.findChild<QLineEdit *>(u"typed"_s));
        QVERIFY(acceptOf(other)->isEnabled());
    }

    // What applying destroys is told with its rows, and its names are typed besides the version.
    void productionWantsTheNamesOfWhatGoes()
    {
        auto preview = std::make_shared<Preview>(*rollback({}));
        preview->danger.applying = {
            {.what = {.kind = sql::Destruction::Kind::Truncate, .object = u"table"_s, .name = u"people"_s},
             .schema = u"public"_s,
             .name = u"people"_s,
             .rows = 20'000,
             .along = {{u"table letters"_s, 5000}}},
            {.what = {.kind = sql::Destruction::Kind::Block, .object = u"block"_s, .name = u"DO"_s}, .name = u"DO"_s}};
        ReviewDialog dialog(preview, {u"anna@db/orders"_s, true, u"orders"_s});
        auto *danger = dialog.findChild<Banner *>(u"danger"_s);
        QVERIFY(danger);
        QVERIFY2(
            danger->text().contains(u"TRUNCATE public.people: about 20,000 rows; also lost: table letters"_s),
            qPrintable(danger->text()));
        const QStringList names{u"001"_s, u"people"_s, u"DO"_s};
        const QList<QLineEdit *> fields = dialog.findChild<TypedNames *>()->fields();
        QCOMPARE(fields.size(), names.size());
        for (qsizetype i = 0; i < names.size(); ++i) {
            QVERIFY(!acceptOf(dialog)->isEnabled());
            fields[i]->setText(names[i]);
        }
        QVERIFY(acceptOf(dialog)->isEnabled());
        fields[1]->setText(u"People"_s);
        QVERIFY(!acceptOf(dialog)->isEnabled());
        // Elsewhere nothing is asked, and nothing told.
        ReviewDialog other(preview, {u"anna@db/orders"_s, false, {}});
        QVERIFY(!other.findChild<TypedNames *>() && !other.findChild<Banner *>(u"danger"_s));
    }

    void saysHowTransactionsHoldIt()
    {
        auto preview = std::make_shared<Preview>(*rollback({}));
        preview->plan.steps.push_back(preview->plan.steps.front());
        preview->plan.steps.back().transactional = false;
        ReviewDialog dialog(preview, {});
        const auto *steps = dialog.findChild<QListWidget *>(u"steps"_s);
        QVERIFY(steps->item(0)->text().contains(u"one transaction"_s));
        QVERIFY(steps->item(1)->text().contains(u"no transaction"_s));
        // One for all of it is an option, for which the plan is created again.
        QSignalSpy other(&dialog, &ReviewDialog::otherWanted);
        dialog.findChild<QCheckBox *>(u"singleTransaction"_s)->click();
        QCOMPARE(other.size(), 1);
        QVERIFY(other.front().front().value<migration::Request>().singleTransaction);
    }

    void showsLocksWithTheSizeOfTheirTables()
    {
        auto preview = std::make_shared<Preview>(*rollback({}));
        preview->locks = {
            {.relation = u"app.users"_s,
             .mode = sql::LockMode::AccessExclusive,
             .bytes = 3 << 20,
             .rows = 12345,
             .rewritten = sql::Extent::Yes,
             .step = u"001-users"_s,
             .line = 7}};
        ReviewDialog dialog(preview, {});
        const QAbstractItemModel *locks = dialog.findChild<QTableView *>(u"locks"_s)->model();
        QCOMPARE(locks->rowCount(), 1);
        const auto cell = [locks](int column) { return locks->index(0, column).data().toString(); };
        QCOMPARE(cell(LockModel::Table), u"app.users"_s);
        QCOMPARE(cell(LockModel::Size), u"3.0 MB"_s);
        QCOMPARE(cell(LockModel::Rows), u"about 12,345"_s);
        QCOMPARE(cell(LockModel::Lock), u"ACCESS EXCLUSIVE"_s);
        QCOMPARE(cell(LockModel::Waiting), u"reads and writes wait"_s);
        QCOMPARE(cell(LockModel::Work), u"rewrites it"_s);
        QCOMPARE(cell(LockModel::Because), u"001-users, line 7"_s);
    }

    void showsWhatTheChecksFound()
    {
        auto preview = std::make_shared<Preview>(*rollback({}));
        preview->findings = {
            {.rule = u"a-rule"_s, .file = u"001-users.down.sql"_s, .line = 4, .message = u"hurts"_s},
            {.rule = u"b-rule"_s,
             .severity = migration::Severity::Error,
             .file = u"001-users.down.sql"_s,
             .line = 9,
             .message = u"hurts more"_s}};
        ReviewDialog dialog(preview, {});
        const auto *tabs = dialog.findChild<QTabWidget *>(u"reviewTabs"_s);
        QCOMPARE(tabs->tabText(2), u"Checks (2)"_s);
        const QAbstractItemModel *found = dialog.findChild<QTreeView *>(u"findings"_s)->model();
        QCOMPARE(found->index(0, FindingModel::Message).data().toString(), u"hurts more"_s); // the gravest first
        QCOMPARE(found->index(1, FindingModel::Place).data().toString(), u"001-users.down.sql:4"_s);
    }

    void saysWhetherTheRollbackIsProven()
    {
        auto preview = std::make_shared<Preview>(*rollback({}));
        const auto badgeOf = [&preview] {
            ReviewDialog dialog(preview, {});
            return dialog.findChild<Badge *>(u"proof"_s)->accessibleName();
        };
        QCOMPARE(badgeOf(), u"rollback: not proven"_s);
        migration::Proof proof{.version = u"001"_s, .name = u"users"_s, .badge = migration::Badge::Proven};
        preview->proofs.emplace(preview->plan.steps.front().version, proof);
        QCOMPARE(badgeOf(), u"rollback: proven"_s);
        // Another text than the one that was rehearsed runs.
        preview->plan.steps.front().storedText = true;
        QCOMPARE(badgeOf(), u"rollback: not proven"_s);
        preview->plan.steps.front().storedText = false;
        preview->proofs.begin()->second.badge = migration::Badge::NotRestored;
        QCOMPARE(badgeOf(), u"rollback: does not restore"_s);
        // Two steps are proven only together.
        preview->proofs.begin()->second.badge = migration::Badge::Proven;
        preview->plan.steps.push_back(preview->plan.steps.front());
        preview->plan.steps.back().version = *migration::Version::parse(u"002"_s);
        QCOMPARE(badgeOf(), u"rollback: not proven"_s);
    }

    void offersASafetyCopyOfWhatGoes()
    {
        ReviewDialog dialog(rollback({table(u"users"_s, std::nullopt)}), {});
        dialog.setLosses(std::vector<Loss>{table(u"users"_s, 5)});
        QVERIFY(dialog.wantsSafetyCopy());
        dialog.findChild<QCheckBox *>(u"safetyCopy"_s)->setChecked(false);
        QVERIFY(!dialog.wantsSafetyCopy());
        // Nothing in it, nothing to copy.
        ReviewDialog empty(rollback({table(u"users"_s, std::nullopt)}), {});
        empty.setLosses(std::vector<Loss>{table(u"users"_s, 0)});
        QVERIFY(!empty.wantsSafetyCopy());
    }

    void namesWhatHangsOnIt()
    {
        Loss loss = table(u"users"_s, 5);
        loss.dependents = {{.kind = u"view"_s, .schema = u"reports"_s, .name = u"v"_s, .otherSchema = true}};
        ReviewDialog dialog(rollback({loss}), {});
        dialog.setLosses(std::vector<Loss>{loss});
        const auto labels = dialog.findChildren<QLabel *>();
        QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
            return label->text().contains(u"view reports.v (in another schema)"_s);
        }));
    }

    void anUnsureStatementIsDecidedHere()
    {
        auto preview = std::make_shared<Preview>(*rollback({}));
        preview->plan.request.action = migration::Action::Resume;
        preview->plan.refusals.push_back({.kind = migration::RefusalKind::Unsure, .message = u"may have run"_s});
        for (const auto &[name, unsure] :
             {std::pair(u"repeat"_s, migration::Unsure::Repeat), {u"skip"_s, migration::Unsure::Skip}}) {
            ReviewDialog dialog(preview, {});
            QSignalSpy other(&dialog, &ReviewDialog::otherWanted);
            dialog.findChild<QPushButton *>(name)->click();
            QCOMPARE(other.size(), 1);
            const auto request = other.front().front().value<migration::Request>();
            QCOMPARE(request.unsure, unsure);
            QCOMPARE(request.action, migration::Action::Resume);
        }
    }

    void aMixedFileCanBeSplit()
    {
        auto preview = std::make_shared<Preview>(*rollback({}));
        migration::Refusal refusal{.kind = migration::RefusalKind::MixedTransaction, .message = u"mixed"_s};
        refusal.split = {{u"001-a.up.sql"_s, "SELECT 1;", true}, {u"002-a.up.sql"_s, "VACUUM;", false}};
        preview->plan.refusals.push_back(refusal);
        ReviewDialog dialog(preview, {});
        QSignalSpy wanted(&dialog, &ReviewDialog::splitWanted);
        auto *button = dialog.findChild<QPushButton *>(u"split"_s);
        QCOMPARE(button->text(), u"Write it as 2 files"_s);
        button->click();
        QCOMPARE(wanted.size(), 1);
    }

    void aRefusalLeavesNothingToAccept()
    {
        auto preview = std::make_shared<Preview>(*rollback({}));
        preview->plan.refusals.push_back(
            {migration::RefusalKind::Edited, {}, u"1-users.up.sql"_s, 3, u"was edited"_s, u"Restore it."_s});
        ReviewDialog dialog(preview, {});
        QVERIFY(acceptOf(dialog)->isHidden());
        QVERIFY(!dialog.canAccept());
        bool reported = false;
        for (const QLabel *label : dialog.findChildren<QLabel *>())
            reported = reported
                    || (label->text().contains(u"1-users.up.sql:3: was edited"_s)
                        && label->text().contains(u"Restore it."_s));
        QVERIFY(reported);
    }

    void hostileNamesStayPlain()
    {
        ReviewDialog dialog(rollback({}), {u"<b>bold</b>"_s, true});
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
