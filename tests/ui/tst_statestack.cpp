// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/statestack.h"
#include "support/turnmeter.h"

#include <QAction>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;

namespace {

QPushButton *visibleButton(const QWidget &in, const QString &text)
{
    for (QPushButton *button : in.findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text() == text)
            return button;
    }
    return nullptr;
}

bool showsText(const QWidget &in, const QString &text)
{
    for (const QLabel *label : in.findChildren<QLabel *>()) {
        if (label->isVisible() && label->text() == text)
            return true;
    }
    return false;
}

} // namespace

class TestStateStack final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<StateStack> makeStack()
    {
        auto stack = std::make_unique<StateStack>(new QLabel(u"content"_s));
        stack->resize(600, 400);
        stack->show();
        return stack;
    }

private Q_SLOTS:
    // A panel of one figure has room for a line: what is missing is said there all the same.
    void inALowPlaceTheTitleStays()
    {
        const auto stack = makeStack();
        stack->showEmpty({u"office-chart-line"_s, u"No data"_s, u"Try a longer range."_s, {}});
        QVERIFY(showsText(*stack, u"No data"_s) && showsText(*stack, u"Try a longer range."_s));
        stack->resize(300, 48);
        QTRY_VERIFY(showsText(*stack, u"No data"_s) && !showsText(*stack, u"Try a longer range."_s));
        for (const QLabel *label : stack->findChildren<QLabel *>()) {
            if (label->isVisible() && label->text() == "No data"_L1)
                QTRY_VERIFY(stack->rect().contains(QRect(label->mapTo(stack.get(), QPoint()), label->size())));
        }
        stack->resize(600, 400);
        QVERIFY(showsText(*stack, u"Try a longer range."_s));
    }

    void quickAnswersNeverShowThatTheyWereAwaited()
    {
        const auto stack = makeStack();
        stack->showLoading(u"rows"_s);
        QCOMPARE(stack->state(), StateStack::State::Loading);
        QVERIFY(stack->content()->isVisible());
        stack->showContent();
        QVERIFY(stack->content()->isVisible());
        QCOMPARE(stack->state(), StateStack::State::Filled);
    }

    void slowAnswersShowASkeletonAndThenAWayToCancel()
    {
        const auto stack = makeStack();
        int cancelled = 0;
        stack->showLoading(u"Reading rows"_s, [&cancelled] { ++cancelled; });
        QTRY_VERIFY(!stack->content()->isVisible());
        QVERIFY(!visibleButton(*stack, u"Cancel"_s)); // the skeleton comes first
        QTRY_VERIFY(visibleButton(*stack, u"Cancel"_s));
        QVERIFY(showsText(*stack, u"Reading rows"_s));
        // News of the same wait change the words and do not start it again.
        stack->showLoading(u"Reading more rows"_s, [&cancelled] { cancelled += 10; });
        QVERIFY(showsText(*stack, u"Reading more rows"_s));
        QTest::mouseClick(visibleButton(*stack, u"Cancel"_s), Qt::LeftButton);
        QCOMPARE(cancelled, 10);
        QVERIFY(!visibleButton(*stack, u"Cancel"_s)->isEnabled());
    }

    void emptyOffersWhatFillsIt()
    {
        const auto stack = makeStack();
        QAction first(u"Load the demo"_s);
        QAction second(u"Connect"_s);
        second.setEnabled(false);
        QSignalSpy triggered(&first, &QAction::triggered);
        stack->showEmpty({u"table"_s, u"No tables"_s, u"Tables will be here."_s, {&first, &second}});
        QVERIFY(showsText(*stack, u"No tables"_s));
        QVERIFY(!visibleButton(*stack, u"Connect"_s)->isEnabled());
        second.setEnabled(true);
        QVERIFY(visibleButton(*stack, u"Connect"_s)->isEnabled());
        QTest::mouseClick(visibleButton(*stack, u"Load the demo"_s), Qt::LeftButton);
        QCOMPARE(triggered.size(), 1);
    }

    void failureQuotesTheServerAsPlainText()
    {
        const auto stack = makeStack();
        Error error = makeError(ErrorKind::Server, u"relation \"<b>x</b>\" does not exist"_s, u"Look again."_s);
        error.sqlState = u"42P01"_s;
        error.statement = u"select * from x"_s;
        int retried = 0;
        stack->showFailed(error, [&retried] { ++retried; });
        QVERIFY(showsText(*stack, error.message));
        for (const QLabel *label : stack->findChildren<QLabel *>())
            QCOMPARE(label->textFormat(), label == stack->content() ? Qt::AutoText : Qt::PlainText);
        auto *details = stack->findChild<QPlainTextEdit *>();
        QVERIFY(!details->isVisible());
        stack->findChild<QToolButton *>()->click();
        QVERIFY(details->isVisible());
        QVERIFY(details->toPlainText().contains(u"42P01"_s));
        QVERIFY(details->toPlainText().contains(error.statement));
        QTest::mouseClick(visibleButton(*stack, u"Try again"_s), Qt::LeftButton);
        QCOMPARE(retried, 1);
        stack->showFailed(error);
        QVERIFY(!visibleButton(*stack, u"Try again"_s));
    }

    // The retry of a failure usually starts loading, which replaces the callback that is running.
    void retryMayShowAnotherState()
    {
        const auto stack = makeStack();
        stack->showFailed(makeError(ErrorKind::Io, u"no"_s), [&stack] {
            stack->showFailed(makeError(ErrorKind::Io, u"still no"_s), {});
            stack->showLoading();
        });
        QTest::mouseClick(visibleButton(*stack, u"Try again"_s), Qt::LeftButton);
        QCOMPARE(stack->state(), StateStack::State::Loading);
        QVERIFY(!stack->content()->isVisible()); // what failed is not shown as if it were there
    }

    void staleSaysWhyAboveTheContent()
    {
        const auto stack = makeStack();
        int refreshed = 0;
        stack->setStale(u"The connection was lost"_s, [&refreshed] { ++refreshed; });
        QVERIFY(stack->isStale());
        QVERIFY(stack->content()->isVisible());
        QVERIFY(showsText(*stack, u"The connection was lost"_s));
        QTest::mouseClick(visibleButton(*stack, u"Refresh"_s), Qt::LeftButton);
        QCOMPARE(refreshed, 1);
        stack->setStale({});
        QVERIFY(!stack->isStale());
    }

    void stateChangesAreTold()
    {
        const auto stack = makeStack();
        QSignalSpy changed(stack.get(), &StateStack::stateChanged);
        stack->showContent();
        QCOMPARE(changed.size(), 0);
        stack->showLoading();
        stack->showEmpty({});
        stack->showEmpty({});
        QCOMPARE(changed.size(), 2);
    }
};

HOWDAH_UI_TEST_MAIN(TestStateStack)
#include "tst_statestack.moc"
