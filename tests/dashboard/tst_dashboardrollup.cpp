// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/exitcode.h"
#include "cli/migrate/migratecommand.h"
#include "dashboard/dashboardfixture.h"
#include "dashboard/rollupdialog.h"
#include "metrics/rollupscript.h"

#include <QFileDialog>
#include <QTextStream>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;

// The assistant for rollups: from a panel that is too expensive to one that is answered from the rollup, and back.
class TestDashboardRollup final : public QObject, test::DashboardFixture
{
    Q_OBJECT

    static metrics::RollupDefinition definition()
    {
        metrics::RollupDefinition calls;
        calls.schema = u"public"_s;
        calls.table = u"calls"_s;
        calls.time = u"at"_s;
        calls.value = u"ms"_s;
        calls.valueKind = metrics::ValueKind::Float;
        calls.dimensions = {{u"agent"_s, u"text"_s}};
        calls.name = u"calls_rollup"_s;
        return calls;
    }
    static QByteArray expensivePanel()
    {
        const QString rollup = metrics::countQuery(definition(), u"agent"_s);
        return "  - id: many\n    title: Many\n    kind: bar\n    query: |\n"
               "      SELECT :bucket(at) AS bucket, agent AS series, count(*) AS value, count(*) AS n FROM calls\n"
               "      WHERE at >= :from AND at < :to GROUP BY 1, 2\n"
               "    rollup-table: calls_rollup\n    rollup: |\n      "
             + rollup.toUtf8().replace("\n", "\n      ")
             + "\n    rows:\n      relation: calls\n      where: at >= :mark_from AND at < :mark_to AND agent = "
               ":series\n";
    }

    void openDear()
    {
        sql(u"CREATE INDEX ON calls (at); INSERT INTO calls (at, agent, ms) SELECT '2026-03-01'::timestamptz + g * "
            u"interval '10 seconds',"
            " 'Ada', 1 + g % 40 FROM generate_series(1, 80000) AS g; ANALYZE calls"_s);
        metrics::PanelLimits limits;
        limits.mostCost = 300;
        openWith(expensivePanel(), limits);
        settle();
        QVERIFY(QDir(m_folder->path()).mkpath(u"migrations"_s));
        connect(m_page.get(), &DashboardPage::dialogOpened, this, [this](QDialog *opened) { m_opened = opened; });
    }

    [[nodiscard]] RollupDialog *assistant() const { return qobject_cast<RollupDialog *>(m_opened.data()); }
    [[nodiscard]] QString folder() const { return m_folder->filePath(u"migrations"_s); }

    // Presses the button that writes, and chooses the folder.
    void writeInto()
    {
        QSignalSpy places(m_page.get(), &Page::placeWanted);
        assistant()->writeButton()->click();
        auto *folders = qobject_cast<QFileDialog *>(m_opened.data());
        QVERIFY(folders);
        Q_EMIT folders->fileSelected(folder());
        folders->close();
        QTRY_COMPARE_WITH_TIMEOUT(places.size(), 1, Patience);
        QCOMPARE(places[0], (QVariantList{u"migrations"_s, folder()}));
    }

    int applyAll()
    {
        QString out;
        QString err;
        QTextStream outStream(&out);
        QTextStream errStream(&err);
        cli::Output output{outStream, errStream, false};
        cli::MigrateOptions options;
        options.source = folder();
        options.database = connection::toUri(m_server->connInfo(m_database));
        options.yes = true;
        const int code = cli::migrateRun(output, options);
        if (code != cli::ExitOk)
            qWarning("%s", qPrintable(err));
        return code;
    }

    QPointer<QDialog> m_opened;

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }

    void fromTooDearToTheRollupAndBack();
    void saysWhatItCannot();
    void anOldOneIsTold();
    void builtInOnesAreProposed();
};

void TestDashboardRollup::fromTooDearToTheRollupAndBack()
{
    openDear();
    QCOMPARE(card(u"many"_s)->answer()->outcome.state, metrics::PanelOutcome::State::TooDear);
    QPushButton *offer = buttonOf(card(u"many"_s), u"Rollup…"_s);
    QVERIFY(offer);
    offer->click();
    QVERIFY(assistant());
    // Its columns are not known by the panel: they are asked for.
    QTRY_COMPARE_WITH_TIMEOUT(assistant()->state()->state(), StateStack::State::Empty, Patience);
    QVERIFY(!assistant()->writeButton()->isEnabled());
    QCOMPARE(assistant()->field(u"table"_s)->text(), u"calls"_s);
    QTest::keyClicks(assistant()->field(u"time"_s), u"at"_s);
    QTest::keyClicks(assistant()->field(u"value"_s), u"ms"_s);
    QTest::keyClicks(assistant()->field(u"by"_s), u"agent"_s);
    QTRY_VERIFY_WITH_TIMEOUT(assistant()->plan() && assistant()->chosen()->dimensions.size() == 1, Patience);
    // Size and time by the width of the cells, and the migration that is meant.
    QCOMPARE(assistant()->cells()->count(), 3);
    for (int row = 0; row < 3; ++row)
        QVERIFY(assistant()->cells()->item(row)->text().contains(u"to build"_s));
    QVERIFY2(assistant()->summary()->text().contains(u"80,7"_s), qPrintable(assistant()->summary()->text()));
    assistant()->cells()->setCurrentRow(2);
    QVERIFY(assistant()->sql()->sql().contains(u"one day of UTC"_s));
    assistant()->cells()->setCurrentRow(1); // as wide as the bars
    QCOMPARE(assistant()->chosen()->grain, (metrics::Bucket{metrics::Unit::Hour, 1}));
    const QString shown = assistant()->sql()->sql();
    QVERIFY(shown.contains(u"CREATE TABLE \"public\".\"calls_rollup\""_s) && shown.contains(u"DROP TABLE"_s));
    QVERIFY(shown.contains(u"cells of 1 hour"_s));
    writeInto();
    if (QTest::currentTestFailed())
        return;
    QDir files(folder());
    QCOMPARE(files.entryList(QDir::Files).size(), 2);
    QCOMPARE(applyAll(), int(cli::ExitOk));
    // It is there, and empty; refreshed, the panel is answered from it.
    m_page->refresh();
    settle();
    QCOMPARE(card(u"many"_s)->answer()->outcome.state, metrics::PanelOutcome::State::TooDear);
    card(u"many"_s)->rollupAction()->trigger();
    QTest::keyClicks(assistant()->field(u"time"_s), u"at"_s);
    QTest::keyClicks(assistant()->field(u"value"_s), u"ms"_s);
    QTRY_VERIFY_WITH_TIMEOUT(assistant()->existing().has_value(), Patience);
    QVERIFY(assistant()->summary()->text().contains(u"empty"_s));
    QVERIFY(assistant()->refreshButton()->isEnabled());
    assistant()->refreshButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(
        assistant()->existing() && assistant()->existing()->cover.isValid() && !assistant()->isAsking(), Patience);
    settle();
    QVERIFY2(
        card(u"many"_s)->answer()->outcome.state == metrics::PanelOutcome::State::Shown,
        qPrintable(
            wordsOf(card(u"many"_s)) + QString::number(card(u"many"_s)->answer()->outcome.cost)
            + assistant()->summary()->text()));
    QCOMPARE(dataOf(u"many"_s).precision, metrics::Precision::Rollup);
    QVERIFY(m_tasks->isEmpty());
    double all = 0;
    for (const metrics::Series &series : dataOf(u"many"_s).series) {
        for (const metrics::Point &point : series.points)
            all += point.isGap() ? 0 : point.value;
    }
    QCOMPARE(all, 80'720.0);
    // And back.
    QVERIFY(assistant()->sql()->sql().startsWith(u"-- Up\n-- Removes the rollup"_s));
    writeInto();
    if (QTest::currentTestFailed())
        return;
    QCOMPARE(files.entryList(QDir::Files).size(), 4);
    QCOMPARE(applyAll(), int(cli::ExitOk));
    m_page->refresh();
    settle();
    QCOMPARE(card(u"many"_s)->answer()->outcome.state, metrics::PanelOutcome::State::TooDear);
}

void TestDashboardRollup::saysWhatItCannot()
{
    openDear();
    card(u"many"_s)->rollupAction()->trigger();
    QTest::keyClicks(assistant()->field(u"time"_s), u"agent"_s);
    QTest::keyClicks(assistant()->field(u"value"_s), u"ms"_s);
    QTRY_COMPARE_WITH_TIMEOUT(assistant()->state()->state(), StateStack::State::Failed, Patience);
    QVERIFY2(wordsOf(assistant()).contains(u"agent is text"_s), qPrintable(wordsOf(assistant())));
    QVERIFY(!assistant()->writeButton()->isEnabled());
    // A folder that cannot be written.
    assistant()->field(u"time"_s)->clear();
    QTest::keyClicks(assistant()->field(u"time"_s), u"at"_s);
    QTRY_VERIFY_WITH_TIMEOUT(assistant()->plan().has_value(), Patience);
    assistant()->writeButton()->click();
    auto *folders = qobject_cast<QFileDialog *>(m_opened.data());
    QVERIFY(folders);
    Q_EMIT folders->fileSelected(u"/proc/nowhere"_s);
    auto *news = m_page->findChild<Banner *>(u"news"_s);
    QTRY_VERIFY_WITH_TIMEOUT(news->isVisible() && news->text().contains(u"/proc/nowhere"_s), Patience);
}

// A rollup that was made for other columns serves nothing, and says so.
void TestDashboardRollup::anOldOneIsTold()
{
    metrics::RollupDefinition other = definition();
    other.dimensions.clear();
    openDear();
    sql(metrics::createScript(other).up);
    sql(u"UPDATE calls_rollup_state SET rolled_from = '2026-03-01', rolled_to = '2026-04-01', refreshed_at = now()"_s);
    m_page->refresh();
    settle();
    QCOMPARE(card(u"many"_s)->answer()->outcome.state, metrics::PanelOutcome::State::TooDear);
    const QString words = wordsOf(card(u"many"_s));
    QVERIFY2(words.contains(u"calls_rollup does not fit this panel"_s), qPrintable(words));
}

void TestDashboardRollup::builtInOnesAreProposed()
{
    for (const metrics::DashboardFile &file : metrics::builtInDashboards()) {
        for (const metrics::PanelDefinition &panel : file.reading.dashboard->panels) {
            if (panel.rollupTable.isEmpty())
                continue;
            const metrics::RollupDefinition proposed = rollupFor(panel);
            QCOMPARE(proposed.name, panel.rollupTable);
            QVERIFY(!proposed.time.isEmpty() && !proposed.value.isEmpty() && !proposed.dimensions.empty());
        }
    }
}

HOWDAH_UI_TEST_MAIN(TestDashboardRollup)
#include "tst_dashboardrollup.moc"
