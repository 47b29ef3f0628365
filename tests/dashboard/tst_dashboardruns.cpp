// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardfixture.h"

#include <QElapsedTimer>
#include <QScrollBar>

#include <cmath>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;

// Asking: on other threads, cancelled, refused, failing, and with data that no chart likes.
class TestDashboardRuns final : public QObject, test::DashboardFixture
{
    Q_OBJECT

    // Ten minutes, so that an end before is no accident.
    static QByteArray sleeping(const QByteArray &id)
    {
        return panel(id, "stat", "SELECT 1 AS value FROM (SELECT pg_sleep(600)) AS nap /* nap */");
    }
    void waitForNaps(int count)
    {
        QTRY_COMPARE_WITH_TIMEOUT(running(u"/* nap */%"_s), QString::number(count), Patience);
    }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }

    void cancelEndsWhatRuns();
    void fourAtOnce();
    void thoseInViewComeFirst();
    void olderAnswersAreDropped();
    void aNewQuestionEndsTheOneBefore();
    void leavingTheDashboardEndsWhatRuns();
    void closingThePageEndsWhatRuns();
    void missingTablesAreNamed();
    void aDearOneIsAskedFor();
    void aSampleIsMarked();
    void aQueryThatFails();
    void aQueryThatNeverEnds();
    void aColumnThatIsDropped();
    void dataThatNoChartLikes_data();
    void dataThatNoChartLikes();
    void aRefreshKeepsWhatIsShown();
    void refreshPausesWhenHidden();
    void aLostConnectionIsToldOnce();
    void manyPanels();
};

void TestDashboardRuns::cancelEndsWhatRuns()
{
    openWith(sleeping("nap") + linePanel());
    waitForNaps(1);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(u"times"_s), StateStack::State::Filled, Patience);
    QCOMPARE(stateOf(u"nap"_s), StateStack::State::Loading);
    QCOMPARE(m_tasks->tasks().size(), size_t(1));
    QElapsedTimer clock;
    clock.start();
    m_page->cancelWork(); // Esc
    QVERIFY(m_tasks->isEmpty());
    QCOMPARE(stateOf(u"nap"_s), StateStack::State::Empty);
    QTRY_VERIFY_WITH_TIMEOUT(board()->runner().isIdle(), Patience);
    qInfo("a sleeping panel was cancelled within %lld ms", clock.elapsed());
    waitForNaps(0);
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Filled); // what was shown is still there
    // It can be asked again, and called off alone.
    Q_EMIT card(u"nap"_s)->askWanted(false);
    waitForNaps(1);
    Q_EMIT card(u"nap"_s)->cancelWanted();
    waitForNaps(0);
}

void TestDashboardRuns::fourAtOnce()
{
    openWith(sleeping("a") + sleeping("b") + sleeping("c") + sleeping("d") + sleeping("e") + sleeping("f"));
    waitForNaps(4);
    QCOMPARE(board()->runner().running(), 4);
    QTRY_VERIFY_WITH_TIMEOUT(board()->openQuestions() >= 6, Patience);
    QCOMPARE(board()->runner().running(), 4);
    m_page->cancelWork();
    waitForNaps(0);
    QTRY_VERIFY_WITH_TIMEOUT(board()->runner().isIdle(), Patience); // nobody of those that waited was asked
}

void TestDashboardRuns::thoseInViewComeFirst()
{
    QByteArray panels;
    for (int i = 0; i < 12; ++i)
        panels += linePanel().replace("id: times", "id: p" + QByteArray::number(i));
    openWith(panels);
    settle();
    board()->verticalScrollBar()->setValue(board()->verticalScrollBar()->maximum());
    const auto &runner = board()->runner();
    QStringList answered;
    connect(&runner, &PanelRunner::answered, this, [&](const QString &key) { answered << key; });
    m_page->refresh();
    settle();
    QCOMPARE(answered.size(), 12);
    // When the first of the others begins, all but three of those in view have been answered: as many
    // are asked beside it.
    const QRect view(0, board()->verticalScrollBar()->value(), 10'000, board()->viewport()->height());
    QStringList others;
    for (const PanelCard *one : board()->cards()) {
        if (!one->geometry().intersects(view))
            others << one->id();
    }
    const qsizetype inView = 12 - others.size();
    QVERIFY(inView >= 4 && others.size() >= 4);
    for (const QString &id : std::as_const(others))
        QVERIFY2(answered.indexOf(id) >= inView - (PanelRunner::MostAtOnce - 1), qPrintable(answered.join(u' ')));
}

void TestDashboardRuns::olderAnswersAreDropped()
{
    openWith(linePanel());
    settle();
    DashboardChoice choice = controls()->choice();
    const auto &runner = board()->runner();
    QList<QDateTime> begins;
    connect(
        &runner, &PanelRunner::answered, this, [&](const QString &, const std::shared_ptr<const PanelAnswer> &answer) {
            begins << answer->question.context.range.from;
        });
    for (int day = 1; day <= 8; ++day) { // faster than anybody answers
        choice.range.text = u"2026-03-0%1..2026-03-09"_s.arg(day);
        controls()->choose(choice);
    }
    settle();
    QCOMPARE(begins, QList<QDateTime>{QDateTime(QDate(2026, 3, 8), QTime(0, 0), Qt::UTC)});
    QCOMPARE(dataOf(u"times"_s).range.from, begins.front());
}

void TestDashboardRuns::aNewQuestionEndsTheOneBefore()
{
    openWith(panel(
        "nap", "stat",
        "SELECT 1 AS value FROM (SELECT pg_sleep(CASE WHEN :to > '2026-03-10' THEN 600 ELSE 0 END)) AS nap /* nap */"));
    waitForNaps(1);
    DashboardChoice choice = controls()->choice();
    choice.range.text = u"2026-03-01..2026-03-02"_s;
    controls()->choose(choice);
    settle();
    QCOMPARE(stateOf(u"nap"_s), StateStack::State::Filled);
    waitForNaps(0);
}

void TestDashboardRuns::leavingTheDashboardEndsWhatRuns()
{
    write(u"other.yaml"_s, yaml(linePanel()));
    openWith(sleeping("nap"));
    waitForNaps(1);
    QVERIFY(m_page->openDashboard(own(u"other.yaml"_s)));
    waitForNaps(0);
    settle();
    QCOMPARE(seriesOf(u"times"_s).size(), 3);
}

void TestDashboardRuns::closingThePageEndsWhatRuns()
{
    openWith(sleeping("a") + sleeping("b"));
    waitForNaps(2);
    m_page.reset();
    waitForNaps(0);
}

void TestDashboardRuns::missingTablesAreNamed()
{
    openWith(
        linePanel()
        + "  - {id: more, title: More, kind: stat, tables: [nowhere, calls], query: SELECT count(*) AS value FROM "
          "nowhere}\n");
    settle();
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Filled);
    QVERIFY(wordsOf(card(u"more"_s)).contains(u"nowhere"_s));
    auto *unknown = m_page->findChild<Banner *>(u"missingTables"_s);
    QTRY_VERIFY(unknown->isVisibleTo(m_page.get()));
    QVERIFY(!buttonOf(unknown, u"Migrations…"_s)); // nobody knows which
    // A pack that makes them is offered.
    write(u"pack.yaml"_s, yaml(linePanel()).replace("tables: [calls]", "pack: uaip\ntables: [agents, calls]"));
    QTRY_VERIFY_WITH_TIMEOUT(m_page->openDashboard(own(u"pack.yaml"_s)), Patience);
    settle();
    QVERIFY(wordsOf(card(u"times"_s)).contains(u"agents"_s));
    QSignalSpy wanted(m_page.get(), &Page::placeWanted);
    // Once for all panels, not on each.
    QVERIFY(!buttonOf(card(u"times"_s), u"Migrations…"_s));
    auto *missing = m_page->findChild<Banner *>(u"missingTables"_s);
    QTRY_VERIFY(missing->isVisibleTo(m_page.get()));
    QVERIFY(missing->text().contains(u"agents"_s));
    QPushButton *offer = buttonOf(missing, u"Migrations…"_s);
    QVERIFY(offer);
    offer->click();
    QCOMPARE(wanted.size(), 1);
    QCOMPARE(wanted[0], (QVariantList{u"migrations"_s, u"pack:uaip"_s}));
    // Made meanwhile: it is there at the next look.
    sql(u"CREATE TABLE agents (id int)"_s);
    m_page->refresh();
    settle();
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Filled);
    QTRY_VERIFY(!missing->isVisibleTo(m_page.get()));
}

void TestDashboardRuns::aDearOneIsAskedFor()
{
    metrics::PanelLimits limits;
    limits.mostCost = 0.5;
    openWith(linePanel(), limits);
    settle();
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Empty);
    QVERIFY(card(u"times"_s)->answer()->outcome.cost > 0.5);
    QVERIFY(wordsOf(card(u"times"_s)).contains(u"Query too expensive"_s));
    QPushButton *offer = buttonOf(card(u"times"_s), u"Run anyway"_s);
    QVERIFY(offer);
    offer->click();
    settle();
    QCOMPARE(seriesOf(u"times"_s).size(), 3);
    m_page->refresh(); // agreed is agreed
    settle();
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Filled);
    DashboardChoice choice = controls()->choice();
    choice.range.text = u"2026-03-01..2026-03-10"_s;
    controls()->choose(choice); // but not for another question
    settle();
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Empty);
}

void TestDashboardRuns::aSampleIsMarked()
{
    sql(u"INSERT INTO calls (at, agent, ms) SELECT '2026-03-05', 'Ada', g FROM generate_series(1, 60000) AS g; ANALYZE calls"_s);
    metrics::PanelLimits limits;
    limits.mostCost = 600;
    limits.sampleShare = 0.1;
    openWith(
        "  - id: some\n    title: Some\n    kind: line\n    query: |\n"
        "      SELECT :bucket(at) AS bucket, count(*) * :scale AS value, count(*) AS n FROM :sample(calls)\n"
        "      WHERE at >= :from AND at < :to GROUP BY 1\n",
        limits);
    settle();
    QCOMPARE(dataOf(u"some"_s).precision, metrics::Precision::Sample);
    QVERIFY(card(u"some"_s)->findChild<Badge *>(u"precision"_s)->isVisible());
    QVERIFY(bytesOf(*card(u"some"_s)->shown(), PanelExport::Json).contains("sample"));
}

void TestDashboardRuns::aQueryThatFails()
{
    openWith(panel("bad", "stat", "SELECT 1 / 0 AS value FROM calls") + linePanel());
    settle();
    QCOMPARE(stateOf(u"bad"_s), StateStack::State::Failed);
    QVERIFY2(wordsOf(card(u"bad"_s)).contains(u"division by zero"_s), qPrintable(wordsOf(card(u"bad"_s))));
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Filled); // the others go on
    QCOMPARE(card(u"bad"_s)->height(), PanelGrid::RowHeight); // a figure's card has no room for words
    QPushButton *retry = buttonOf(card(u"bad"_s), u"Try again"_s);
    QVERIFY(retry);
    retry->click();
    QVERIFY(board()->isAsking());
    settle();
    QCOMPARE(stateOf(u"bad"_s), StateStack::State::Failed);
}

void TestDashboardRuns::aQueryThatNeverEnds()
{
    metrics::PanelLimits limits;
    limits.timeoutMs = 50;
    openWith(sleeping("nap"), limits);
    settle();
    QCOMPARE(stateOf(u"nap"_s), StateStack::State::Failed);
    QCOMPARE(card(u"nap"_s)->answer()->outcome.error.kind, ErrorKind::Timeout);
    QVERIFY(wordsOf(card(u"nap"_s)).contains(u"was stopped after"_s));
    waitForNaps(0);
}

void TestDashboardRuns::aColumnThatIsDropped()
{
    openWith(linePanel());
    settle();
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Filled);
    sql(u"ALTER TABLE calls DROP COLUMN ms"_s);
    m_page->refresh();
    settle();
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Failed);
    QVERIFY(wordsOf(card(u"times"_s)).contains(u"column \"ms\" does not exist"_s));
    sql(u"ALTER TABLE calls ADD COLUMN ms float8 DEFAULT 5"_s);
    m_page->refresh();
    settle();
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Filled);
}

void TestDashboardRuns::dataThatNoChartLikes_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<bool>("isShown");
    QTest::newRow("an empty table") << u"TRUNCATE calls"_s << false;
    QTest::newRow("one row") << u"DELETE FROM calls WHERE id > 1"_s << true;
    QTest::newRow("NULL everywhere") << u"UPDATE calls SET agent = NULL, ms = NULL"_s << false;
    QTest::newRow("infinities") << u"UPDATE calls SET ms = 'Infinity' WHERE id % 2 = 0"_s << true;
    QTest::newRow("not a number") << u"UPDATE calls SET ms = 'NaN'"_s << false;
    QTest::newRow("negative") << u"UPDATE calls SET ms = -ms"_s << true;
    QTest::newRow("strange names")
        << u"UPDATE calls SET agent = '<b>' || agent || '</b>' || chr(8238) || repeat('x', 500)"_s << true;
    QTest::newRow("a thousand agents") << u"UPDATE calls SET agent = 'agent ' || id"_s << true;
    QTest::newRow("ahead of now") << u"UPDATE calls SET at = at + interval '100 years'"_s << false;
}

void TestDashboardRuns::dataThatNoChartLikes()
{
    QFETCH(QString, change);
    QFETCH(bool, isShown);
    sql(change);
    const QByteArray query = "SELECT :bucket(at) AS bucket, agent AS series, avg(ms) AS value, min(ms) AS low, max(ms) "
                             "AS high, count(ms) AS n"
                             " FROM calls WHERE at >= :from AND at < :to GROUP BY 1, 2";
    openWith(
        linePanel() + panel("band", "band", query) + panel("bars", "bar", query)
        + panel("logs", "line", query).replace("kind: line", "kind: line, logarithmic: true")
        + panel(
            "dots", "scatter",
            "SELECT extract(epoch FROM at)::float8 AS x, ms AS value, agent AS series FROM calls WHERE at < :to")
        + panel("all", "table", "SELECT * FROM calls WHERE at < :to LIMIT 100"));
    settle();
    for (const PanelCard *one : board()->cards()) {
        QCOMPARE(one->answer()->outcome.state, metrics::PanelOutcome::State::Shown);
        // One after the other, as somebody would: each is painted in a turn of its own.
        board()->card(one->id())->setTableShown(true);
        QCoreApplication::processEvents();
        board()->card(one->id())->setTableShown(false);
        QCoreApplication::processEvents();
    }
    const bool isFilled = stateOf(u"times"_s) == StateStack::State::Filled;
    if (isShown)
        QVERIFY(isFilled);
    else if (!isFilled)
        QVERIFY(wordsOf(card(u"times"_s)).contains(u"No data in this range"_s));
    m_page->grab(); // nothing falls over
}

void TestDashboardRuns::aRefreshKeepsWhatIsShown()
{
    openWith(linePanel());
    settle();
    sql(u"DELETE FROM calls WHERE agent = 'Cyd'"_s);
    QList<StateStack::State> states;
    connect(
        card(u"times"_s)->state(), &StateStack::stateChanged, this, [&](StateStack::State state) { states << state; });
    m_page->refresh();
    settle();
    QCOMPARE(seriesOf(u"times"_s), (QStringList{u"Ada"_s, u"Bob"_s}));
    QVERIFY(!states.contains(StateStack::State::Loading)); // it did not flicker
}

void TestDashboardRuns::refreshPausesWhenHidden()
{
    openWith(linePanel());
    settle();
    AutoRefresh *refresh = autoRefresh();
    refresh->setSeconds(10);
    auto *timer = refresh->findChild<QTimer *>();
    timer->setInterval(1);
    int asked = 0;
    connect(&board()->runner(), &PanelRunner::answered, this, [&] {
        ++asked;
        timer->setInterval(1); // it was set to 10 s again
    });
    QTRY_VERIFY_WITH_TIMEOUT(asked >= 2, Patience);
    // That it has is said where it interrupts nobody.
    QTRY_VERIFY_WITH_TIMEOUT(refresh->accessibleDescription().contains(u"Refreshed at"_s), Patience);
    m_page->hide();
    QVERIFY(refresh->isPaused());
    QTRY_VERIFY_WITH_TIMEOUT(board()->runner().isIdle(), Patience);
    asked = 0;
    QSignalSpy ticks(timer, &QTimer::timeout);
    timer->setInterval(1);
    QTRY_VERIFY_WITH_TIMEOUT(ticks.size() >= 5, Patience);
    QCOMPARE(asked, 0);
    m_page->show();
    QVERIFY(!refresh->isPaused());
    QTRY_VERIFY_WITH_TIMEOUT(asked >= 1, Patience); // at once, since it fell due
}

void TestDashboardRuns::aLostConnectionIsToldOnce()
{
    openWith(linePanel() + sleeping("a") + sleeping("b"));
    waitForNaps(2);
    QTRY_COMPARE_WITH_TIMEOUT(stateOf(u"times"_s), StateStack::State::Filled, Patience);
    auto *lost = m_page->findChild<Banner *>(u"lost"_s);
    QVERIFY(!lost->isVisible());
    m_server->stopServer();
    QTRY_VERIFY_WITH_TIMEOUT(lost->isVisible(), Patience);
    QVERIFY(lost->text().contains(u"connection"_s));
    QVERIFY(stateOf(u"a"_s) != StateStack::State::Failed); // not each for itself
    QVERIFY(stateOf(u"b"_s) != StateStack::State::Failed);
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Filled);
    QTRY_VERIFY_WITH_TIMEOUT(board()->runner().isIdle(), Patience);
    QPushButton *again = buttonOf(lost, u"Reconnect"_s);
    QVERIFY(again && again->isEnabled());
    m_server->restart();
    again->click(); // sooner than by itself
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->isConnected() && !lost->isVisible(), Patience);
    waitForNaps(2); // everything is asked again
}

void TestDashboardRuns::manyPanels()
{
    QByteArray panels;
    for (int i = 0; i < 12; ++i)
        panels += linePanel().replace("id: times", "id: p" + QByteArray::number(i));
    openWith(panels);
    settle(); // the turns of the event loop are measured
    for (const PanelCard *one : board()->cards())
        QCOMPARE(one->state()->state(), StateStack::State::Filled);
}

HOWDAH_UI_TEST_MAIN(TestDashboardRuns)
#include "tst_dashboardruns.moc"
