// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardfixture.h"

#include <QAccessible>
#include <QClipboard>
#include <QJsonDocument>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using test::Patience;

// What the page shows, and that it follows what is chosen.
class TestDashboardPage final : public QObject, test::DashboardFixture
{
    Q_OBJECT

    // What an export answers.
    template <typename Export>
    Result<int> waitFor(const Export &start)
    {
        std::optional<Result<int>> answer;
        start([&](const Result<int> &done) { answer = done; });
        if (!QTest::qWaitFor([&] { return answer.has_value(); }, Patience))
            return fail(ErrorKind::Timeout, u"no answer"_s);
        return *answer;
    }

private Q_SLOTS:
    void initTestCase() { begin(); }
    void init() { beginTest(); }
    void cleanup() { endTest(); }

    void withoutAConnection();
    void listsABrokenFileWithItsProblem();
    void theHeadIsOneRow();
    void whatDoesNotFitIsDimmed();
    void aFileThatIsMendedAppears();
    void showsPanels();
    void rangeAsksAgain();
    void zoneAsksAgain();
    void filterAsksAgain();
    void previousIsLeftOut();
    void brushZoomsAndBackReturns();
    void aMarkBecomesAFilter();
    void aMarkLeadsToItsRows();
    void tableTwinIsTheSame();
    void sqlIsShownAndCopied();
    void copiesAsCsvAndJson();
    void exportsPanelsAndTheWhole();
    void anExportOutlivesItsDashboard();
    void rowsFollowTheSearchPath();
    void weekdaysStandBesideTheirOwn();
    void aNewOneIsBegun();
    void aScreenReaderMeetsItAll();
    void aPanelIsShownAlone();
    void remembersWhatWasChosen();
    void narrowWindowsHaveOneColumn();
};

void TestDashboardPage::withoutAConnection()
{
    openPage();
    QTRY_VERIFY_WITH_TIMEOUT(test::DashboardFixture::wordsOf(m_page.get()).contains(u"No connection"_s), Patience);
    QVERIFY(!m_page->path().isEmpty()); // the first one is open all the same
    const QString first = m_page->path();
    connectNow();
    settle();
    // Its tables are not in this database: unless somebody chose it, one that fits is opened.
    QTRY_VERIFY_WITH_TIMEOUT(m_page->path() != first, Patience);
    settle();
    QVERIFY(!wordsOf(board()->cards().front()).contains(u"Tables are missing"_s));
    QVERIFY(m_page->openDashboard(first));
    settle();
    QVERIFY(wordsOf(board()->cards().front()).contains(u"Tables are missing"_s));
    // In the list it is dimmed in the colour of the theme, also when that changes.
    const auto *list = m_page->findChild<QListView *>(u"dashboards"_s);
    const auto ink = [list] { return list->currentIndex().data(Qt::ForegroundRole).value<QBrush>().color(); };
    // Apart from those that fit, with the reason once.
    const auto reasons = [list] {
        return list->model()->match(
            list->model()->index(0, 0), Qt::DisplayRole, u"their tables are not in this one"_s, -1, Qt::MatchContains);
    };
    QTRY_COMPARE(reasons().size(), 1);
    const int head = reasons().constFirst().row();
    QVERIFY(!(reasons().constFirst().flags() & Qt::ItemIsEnabled));
    QTRY_VERIFY(list->currentIndex().row() > head);
    for (int row = 0; row < list->model()->rowCount(); ++row) {
        const QString tip = list->model()->index(row, 0).data(Qt::ToolTipRole).toString();
        QCOMPARE(tip.contains(u"Missing:"_s), row > head);
    }
    for (const ColorScheme scheme : {ColorScheme::Dark, ColorScheme::Light}) {
        m_theme->setChoice(scheme == ColorScheme::Dark ? ThemeChoice::Dark : ThemeChoice::Light);
        QTRY_COMPARE(ink(), color(Surface::MutedText, paletteFor(scheme)));
    }
}

void TestDashboardPage::listsABrokenFileWithItsProblem()
{
    write(u"broken.yaml"_s, "title: B\npanels:\n  - {id: one, title: One, kind: pie, query: SELECT 1}\n");
    connectNow();
    openPage(u"broken.yaml"_s);
    auto *list = m_page->findChild<QListView *>(u"dashboards"_s);
    new QAbstractItemModelTester(list->model(), QAbstractItemModelTester::FailureReportingMode::QtTest, m_page.get());
    const QString inList = list->currentIndex().data().toString();
    QVERIFY2(inList.contains(u"broken.yaml"_s) && inList.contains(u"Line 3"_s), qPrintable(inList));
    const QString words = wordsOf(m_page.get());
    QVERIFY2(words.contains(u"broken.yaml cannot be shown"_s), qPrintable(words));
    QVERIFY(words.contains(u"pie"_s) && words.contains(u"histogram"_s)); // message and hint
    QPushButton *opener = buttonOf(m_page->findChild<EmptyView *>(), u"Edit this dashboard"_s);
    QVERIFY(opener);
    opener->click();
    QVERIFY(m_page->isEditing());
    QTRY_VERIFY_WITH_TIMEOUT(editor()->isReady(), Patience);
    QVERIFY(editor()->hasProblems());
}

// All of the head in one row where there is room, two where there is none; nothing of it is cut.
void TestDashboardPage::theHeadIsOneRow()
{
    write(u"here.yaml"_s, yaml(linePanel()));
    connectNow();
    openPage(u"here.yaml"_s);
    auto *head = m_page->findChild<DashboardHead *>();
    const auto *title = m_page->findChild<ElidedLabel *>(u"title"_s);
    m_page->resize(2400, 900);
    QTRY_VERIFY(head->isOneRow());
    QTRY_VERIFY2(head->height() < 60, qPrintable(QString::number(head->height())));
    m_page->resize(950, 700); // in a window of 1024
    QTRY_VERIFY(!head->isOneRow());
    QTRY_VERIFY(head->width() <= 950);
    QTRY_COMPARE(title->mapTo(head, QPoint()).x(), 0); // also without a description beside it
    for (const QPushButton *button : head->findChildren<QPushButton *>()) {
        if (button->isVisible())
            QVERIFY2(button->mapTo(head, QPoint(button->width(), 0)).x() <= head->width(), qPrintable(button->text()));
    }
}

// One sentence in the list, rather than one at each of its panels once it is opened.
void TestDashboardPage::whatDoesNotFitIsDimmed()
{
    write(u"here.yaml"_s, yaml(linePanel()));
    write(
        u"there.yaml"_s,
        QByteArray(yaml(linePanel())).replace("tables: [calls]", "tables: [calls, nowhere, pg_class]"));
    connectNow();
    openPage(u"here.yaml"_s);
    auto *list = m_page->findChild<QListView *>(u"dashboards"_s);
    const auto entry = [list](const QString &file) {
        for (int row = 0; row < list->model()->rowCount(); ++row) {
            const QModelIndex index = list->model()->index(row, 0);
            if (index.data(Qt::UserRole).toString().endsWith(file))
                return index;
        }
        return QModelIndex();
    };
    const auto tip = [&](const QString &file) { return entry(file).data(Qt::ToolTipRole).toString(); };
    QTRY_VERIFY_WITH_TIMEOUT(tip(u"there.yaml"_s).contains(u"Missing: nowhere"_s), Patience);
    // Under the head that gives the reason once.
    const auto heads = list->model()->match(
        list->model()->index(0, 0), Qt::DisplayRole, u"their tables are not in this one"_s, -1, Qt::MatchContains);
    QCOMPARE(heads.size(), 1);
    QVERIFY(entry(u"here.yaml"_s).row() < heads.constFirst().row());
    QVERIFY(entry(u"there.yaml"_s).row() > heads.constFirst().row());
    QVERIFY(!entry(u"there.yaml"_s).data(Qt::ToolTipRole).toString().contains(u"pg_class"_s));
    QVERIFY(entry(u"there.yaml"_s).data(Qt::ForegroundRole).isValid());
    QVERIFY(!tip(u"here.yaml"_s).contains(u"Missing"_s));
    QVERIFY(!entry(u"here.yaml"_s).data(Qt::ForegroundRole).isValid());
    // Nobody knows without a catalog.
    m_connection->disconnectFromServer();
    QVERIFY(!tip(u"there.yaml"_s).contains(u"Missing"_s));
}

void TestDashboardPage::aFileThatIsMendedAppears()
{
    write(u"late.yaml"_s, "title: B\npanels: none\n");
    connectNow();
    openPage(u"late.yaml"_s);
    QVERIFY(wordsOf(m_page.get()).contains(u"cannot be shown"_s));
    write(u"late.yaml"_s, yaml(linePanel()));
    QTRY_VERIFY_WITH_TIMEOUT(card(u"times"_s) != nullptr, Patience);
    settle();
    QCOMPARE(seriesOf(u"times"_s), (QStringList{u"Ada"_s, u"Bob"_s, u"Cyd"_s}));
    // And again, with another panel.
    write(u"late.yaml"_s, yaml(linePanel() + panel("all", "stat", "SELECT count(*) AS value FROM calls")));
    QTRY_VERIFY_WITH_TIMEOUT(card(u"all"_s) != nullptr, Patience);
    settle();
    QCOMPARE(dataOf(u"all"_s).series.front().points.front().value, 720.0);
}

void TestDashboardPage::showsPanels()
{
    openWith(linePanel() + panel("all", "stat", "SELECT count(*) AS value, count(*) AS n FROM calls"));
    settle();
    QCOMPARE(stateOf(u"times"_s), StateStack::State::Filled);
    QVERIFY(card(u"times"_s)->chart()->isVisible());
    QVERIFY(!m_page->findChild<QPushButton *>(u"previous"_s)->isVisible()); // no panel has it
    QVERIFY(wordsOf(card(u"times"_s)).contains(u"n 720"_s));
    QVERIFY(wordsOf(card(u"times"_s)).contains(u"ms"_s));
    // A figure says its count itself.
    ChartView *figure = card(u"all"_s)->chart();
    QVERIFY(figure->isVisible());
    QVERIFY2(figure->wordsOf({0, 0}).contains(u"n 720"_s), qPrintable(figure->wordsOf({0, 0})));
    QVERIFY(m_tasks->isEmpty());
}

void TestDashboardPage::rangeAsksAgain()
{
    openWith(linePanel());
    settle();
    const auto first = dataOf(u"times"_s).range;
    RangePicker *picker = rangePicker();
    m_page->focusSearch();
    QTest::keyClicks(picker->field(), u"2026-03-02..2026-03-03"_s);
    QTest::keyClick(picker->field(), Qt::Key_Return);
    QVERIFY(!board()->isSettled());
    settle();
    QVERIFY(dataOf(u"times"_s).range != first);
    QCOMPARE(dataOf(u"times"_s).range.from, QDateTime(QDate(2026, 3, 2), QTime(0, 0), Qt::UTC));
    QVERIFY(wordsOf(card(u"times"_s)).contains(u"n 72"_s));
    QVERIFY(dataOf(u"times"_s).bucket.unit < metrics::Unit::Day); // at the resolution of a day
}

void TestDashboardPage::zoneAsksAgain()
{
    openWith(linePanel());
    settle();
    QCOMPARE(dataOf(u"times"_s).zone, QByteArray("UTC"));
    controls()->setZone(QTimeZone("Asia/Kolkata"));
    settle();
    QCOMPARE(dataOf(u"times"_s).zone, QByteArray("Asia/Kolkata"));
    QCOMPARE(dataOf(u"times"_s).range.from, QDateTime(QDate(2026, 2, 28), QTime(18, 30), Qt::UTC));
}

void TestDashboardPage::filterAsksAgain()
{
    openWith(linePanel());
    settle();
    QTRY_VERIFY_WITH_TIMEOUT(filters()->values().contains(u"agent"_s), Patience);
    QCOMPARE(filters()->values().value(u"agent"_s).size(), size_t(3));
    DashboardChoice choice = controls()->choice();
    choice.filters = {{u"agent"_s, {u"Bob"_s}}};
    controls()->choose(choice);
    settle();
    QCOMPARE(seriesOf(u"times"_s), QStringList{u"Bob"_s});
    QVERIFY(m_page->findChild<QWidget *>(u"chip-agent-Bob"_s));
    // Alt+Left takes it back.
    board()->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Left, Qt::AltModifier);
    QVERIFY(controls()->choice().filters.isEmpty());
    settle();
    QCOMPARE(seriesOf(u"times"_s).size(), 3);
}

void TestDashboardPage::previousIsLeftOut()
{
    openWith("  - id: before\n    title: Before\n    kind: line\n    previous: true\n    query: |\n"
             "      SELECT :current(at) AS current, :bucket(at) AS bucket, count(*) AS value FROM calls\n"
             "      WHERE at >= :from AND at < :to GROUP BY 1, 2\n");
    settle();
    QVERIFY(dataOf(u"before"_s).previous.isValid());
    m_page->findChild<QPushButton *>(u"previous"_s)->click();
    QVERIFY(!controls()->choice().previous);
    settle();
    QVERIFY(!dataOf(u"before"_s).previous.isValid());
    controls()->goBack();
    settle();
    QVERIFY(dataOf(u"before"_s).previous.isValid());
    QVERIFY(m_page->findChild<QPushButton *>(u"previous"_s)->isChecked());
}

void TestDashboardPage::brushZoomsAndBackReturns()
{
    openWith(linePanel() + panel("all", "stat", "SELECT count(*) AS value FROM calls WHERE at >= :from AND at < :to"));
    settle();
    const QDateTime from(QDate(2026, 3, 3), QTime(6, 0), Qt::UTC);
    Q_EMIT card(u"times"_s)->chart()->rangeChosen(from, from.addSecs(3 * 3600));
    settle();
    QCOMPARE(dataOf(u"times"_s).range.from, from);
    QCOMPARE(dataOf(u"all"_s).series.front().points.front().value, 9.0); // all panels follow
    QCOMPARE(dataOf(u"times"_s).bucket.unit, metrics::Unit::Minute);     // at the new resolution
    QVERIFY(rangePicker()->problem().isEmpty());
    controls()->goBack();
    settle();
    QCOMPARE(controls()->choice().range.text, u"2026-03-01..2026-03-11"_s);
    QCOMPARE(dataOf(u"all"_s).series.front().points.front().value, 720.0);
}

void TestDashboardPage::aMarkBecomesAFilter()
{
    openWith(linePanel());
    settle();
    QTRY_VERIFY_WITH_TIMEOUT(filters()->values().contains(u"agent"_s), Patience);
    const auto &series = dataOf(u"times"_s).series;
    const auto cyd = std::ranges::find(series, u"Cyd"_s, &metrics::Series::name) - series.begin();
    ChartView *chart = card(u"times"_s)->chart();
    chart->setCurrent(MarkRef{int(cyd), 2});
    const QString foot = card(u"times"_s)->findChild<QLabel *>(u"foot"_s)->text();
    QCOMPARE(foot, chart->wordsOf(MarkRef{int(cyd), 2}));
    QVERIFY(foot.contains(u"Cyd"_s));
    QAction *offer = card(u"times"_s)->filterAction();
    QVERIFY2(offer->isEnabled() && offer->text().contains(u"Cyd"_s), qPrintable(offer->text()));
    offer->trigger();
    QCOMPARE(controls()->choice().filters.value(u"agent"_s), QStringList{u"Cyd"_s});
    settle();
    QCOMPARE(seriesOf(u"times"_s), QStringList{u"Cyd"_s});
    // A click on it takes it away again.
    Q_EMIT card(u"times"_s)->chart()->markClicked(0, 0);
    QVERIFY(controls()->choice().filters.isEmpty());
}

void TestDashboardPage::aMarkLeadsToItsRows()
{
    openWith(linePanel());
    settle();
    QSignalSpy wanted(m_page.get(), &Page::rowsWanted);
    const auto &series = dataOf(u"times"_s).series;
    const auto ada = std::ranges::find(series, u"Ada"_s, &metrics::Series::name) - series.begin();
    const metrics::Point point = series[size_t(ada)].points[3];
    Q_EMIT card(u"times"_s)->chart()->drillWanted(int(ada), 3);
    QTRY_COMPARE_WITH_TIMEOUT(wanted.size(), 1, Patience);
    QCOMPARE(wanted[0][0].toString(), u"public"_s);
    QCOMPARE(wanted[0][1].toString(), u"calls"_s);
    // Those rows give the mark again.
    const auto again =
        m_server->psql(m_database, u"SELECT avg(ms), count(*) FROM calls WHERE "_s + wanted[0][2].toString());
    QVERIFY2(again, again ? "" : qPrintable(describe(again.error())));
    const QStringList figures = again->trimmed().split(u'|');
    QCOMPARE(figures.value(0).toDouble(), point.value);
    QCOMPARE(figures.value(1).toLongLong(), point.n);
}

void TestDashboardPage::tableTwinIsTheSame()
{
    openWith(linePanel());
    settle();
    PanelCard *times = card(u"times"_s);
    times->tableAction()->trigger();
    QVERIFY(times->table()->isVisible() && !times->chart()->isVisible());
    QCOMPARE(times->table()->tableModel()->rowCount(), int(times->answer()->table.rows.size()));
    QVERIFY(times->table()->tableModel()->rowCount() >= 30);
    // It stays a table when it is asked again.
    m_page->refresh();
    settle();
    QVERIFY(times->table()->isVisible());
    times->tableAction()->trigger();
    QVERIFY(times->chart()->isVisible());
}

void TestDashboardPage::sqlIsShownAndCopied()
{
    openWith(linePanel());
    settle();
    QDialog *dialog = nullptr;
    connect(m_page.get(), &DashboardPage::dialogOpened, this, [&](QDialog *opened) { dialog = opened; });
    card(u"times"_s)->sqlAction()->trigger();
    QVERIFY(dialog);
    const QString shown = dialog->findChild<SqlView *>()->sql();
    dialog->findChild<QPushButton *>(u"copy"_s)->click();
    const QString copied = QGuiApplication::clipboard()->text();
    QCOMPARE(copied, shown);
    dialog->close();
    // It runs as it stands, and answers as many rows as the panel got.
    const auto rows = m_server->psql(m_database, u"SELECT count(*) FROM (%1) AS panel"_s.arg(copied));
    QVERIFY2(rows, rows ? "" : qPrintable(describe(rows.error())));
    QCOMPARE(rows->trimmed().toLongLong(), qint64(dataOf(u"times"_s).rows.rowCount()));
}

void TestDashboardPage::copiesAsCsvAndJson()
{
    openWith(linePanel());
    settle();
    card(u"times"_s)->copy(PanelExport::Csv);
    const QByteArray csv = QGuiApplication::clipboard()->text().toUtf8();
    QCOMPARE(csv, metrics::csvOf(card(u"times"_s)->answer()->table));
    QVERIFY(csv.startsWith("bucket,series,value"));
    card(u"times"_s)->copy(PanelExport::Json);
    const QJsonDocument json = QJsonDocument::fromJson(QGuiApplication::clipboard()->text().toUtf8());
    QCOMPARE(json[u"panel"_s].toString(), u"times"_s);
}

void TestDashboardPage::exportsPanelsAndTheWhole()
{
    openWith(
        linePanel() + panel("all", "stat", "SELECT count(*) AS value FROM calls")
        + panel("bad", "stat", "SELECT 1 AS nothing"));
    settle();
    const QDir out(m_folder->path());
    const std::vector<std::pair<PanelExport, QByteArray>> forms{
        {PanelExport::Png, "\x89PNG"},
        {PanelExport::Svg, "<?xml"},
        {PanelExport::Pdf, "%PDF"},
        {PanelExport::Csv, "bucket"},
        {PanelExport::Json, "{"}};
    for (const auto &[form, begin] : forms) {
        const QString path = out.filePath(u"panel%1"_s.arg(int(form)));
        const auto done =
            waitFor([&](auto reported) { exports()->exportPanel(card(u"times"_s), form, path, reported); });
        QVERIFY2(done, done ? "" : qPrintable(done.error().message));
        QCOMPARE(*done, 1);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(file.readAll().startsWith(begin), begin.constData());
    }
    for (const PictureFormat format : {PictureFormat::Png, PictureFormat::Svg, PictureFormat::Pdf}) {
        const QString path = out.filePath(u"whole."_s + suffixOf(format));
        QVERIFY(waitFor([&](auto reported) { exports()->exportPicture(format, 1, path, reported); }));
        // Painted in turns, it is what is painted at once.
        PictureOptions options;
        options.palette = m_page->palette();
        options.database = m_connection->label();
        EntityStyles styles = board()->styles();
        QCOMPARE(
            readEdited(path)->saved,
            *dashboardPicture(*board()->dashboard(), board()->pictures(), format, options, styles));
    }
    QVERIFY(out.mkdir(u"tables"_s));
    const QString tables = out.filePath(u"tables"_s);
    const auto count = waitFor([&](auto reported) { exports()->exportTables(PanelExport::Csv, tables, reported); });
    QVERIFY(count);
    QCOMPARE(*count, 2); // the failed one has nothing to write
    QVERIFY(QFile::exists(out.filePath(u"tables/times.csv"_s)) && QFile::exists(out.filePath(u"tables/all.csv"_s)));
    QVERIFY(!waitFor(
        [&](auto reported) { exports()->exportTables(PanelExport::Csv, out.filePath(u"not/there"_s), reported); }));
    QVERIFY(!waitFor([&](auto reported) {
        exports()->exportPanel(card(u"bad"_s), PanelExport::Csv, out.filePath(u"bad.csv"_s), reported);
    }));
}

// The dashboard may be left while its picture is painted.
void TestDashboardPage::anExportOutlivesItsDashboard()
{
    write(u"other.yaml"_s, yaml(panel("all", "stat", "SELECT count(*) AS value FROM calls")));
    openWith(linePanel() + linePanel().replace("id: times", "id: again"));
    settle();
    const QString path = QDir(m_folder->path()).filePath(u"left.svg"_s);
    std::optional<Result<int>> done;
    exports()->exportPicture(PictureFormat::Svg, 1, path, [&](const Result<int> &reported) { done = reported; });
    QVERIFY(!done); // not in this turn
    QVERIFY(m_page->openDashboard(own(u"other.yaml"_s)));
    QTRY_VERIFY_WITH_TIMEOUT(done.has_value(), Patience);
    QVERIFY(*done);
    QVERIFY(readEdited(path)->saved.contains("Times"));
}

void TestDashboardPage::aPanelIsShownAlone()
{
    openWith(linePanel() + panel("all", "stat", "SELECT count(*) AS value FROM calls"));
    settle();
    Q_EMIT card(u"times"_s)->maximiseWanted();
    QVERIFY(board()->isMaximised());
    QVERIFY(card(u"times"_s)->isVisible() && !card(u"all"_s)->isVisible());
    m_page->cancelWork(); // Esc
    QVERIFY(!board()->isMaximised());
    QVERIFY(card(u"all"_s)->isVisible());
}

void TestDashboardPage::remembersWhatWasChosen()
{
    write(u"other.yaml"_s, yaml(linePanel()).replace("Calls of agents", "Other"));
    openWith(linePanel());
    settle();
    DashboardChoice choice = controls()->choice();
    choice.filters = {{u"agent"_s, {u"Ada"_s}}};
    choice.range.text = u"2026-03-02..2026-03-05"_s;
    choice.previous = false;
    controls()->choose(choice);
    controls()->setZone(QTimeZone("Asia/Kolkata"));
    autoRefresh()->setSeconds(60);
    // Each dashboard has its own.
    QVERIFY(m_page->openDashboard(own(u"other.yaml"_s)));
    QCOMPARE(controls()->choice().range.text, u"2026-03-01..2026-03-11"_s);
    QVERIFY(m_page->openDashboard(own(u"test.yaml"_s)));
    QCOMPARE(controls()->choice(), choice);
    const QJsonObject state = m_page->saveState();
    m_page = std::make_unique<DashboardPage>(
        PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), &m_prompter}, m_folder->filePath(u"own"_s));
    m_page->restoreState(state);
    m_page->show();
    QTRY_COMPARE_WITH_TIMEOUT(m_page->path(), own(u"test.yaml"_s), Patience);
    QCOMPARE(controls()->choice(), choice);
    QCOMPARE(controls()->zone().id(), QByteArray("Asia/Kolkata"));
    QCOMPARE(autoRefresh()->seconds(), 60);
    settle();
    QCOMPARE(seriesOf(u"times"_s), QStringList{u"Ada"_s});
}

void TestDashboardPage::narrowWindowsHaveOneColumn()
{
    openWith(linePanel() + linePanel().replace("id: times", "id: again"));
    settle();
    QCOMPARE(card(u"times"_s)->y(), card(u"again"_s)->y());
    m_page->resize(700, 900);
    QTRY_VERIFY_WITH_TIMEOUT(card(u"again"_s)->y() > card(u"times"_s)->geometry().bottom(), Patience);
    QCOMPARE(card(u"times"_s)->width(), card(u"again"_s)->width());
}

// A name without a schema is the table that the search path finds, as it is for the query.
void TestDashboardPage::rowsFollowTheSearchPath()
{
    sql(u"CREATE SCHEMA apart; CREATE TABLE apart.calls AS SELECT * FROM calls WHERE agent = 'Ada';"
        "ALTER DATABASE \"%1\" SET search_path = apart, public"_s.arg(m_database));
    openWith(linePanel());
    settle();
    QCOMPARE(seriesOf(u"times"_s), QStringList{u"Ada"_s});
    QSignalSpy wanted(m_page.get(), &Page::rowsWanted);
    Q_EMIT card(u"times"_s)->chart()->drillWanted(0, 3);
    QTRY_COMPARE_WITH_TIMEOUT(wanted.size(), 1, Patience);
    QCOMPARE(wanted[0][0].toString(), u"apart"_s);
    // Gone meanwhile: told, and nothing opened.
    sql(u"DROP TABLE apart.calls, public.calls"_s);
    Q_EMIT card(u"times"_s)->chart()->drillWanted(0, 3);
    auto *news = m_page->findChild<Banner *>(u"news"_s);
    QTRY_VERIFY_WITH_TIMEOUT(news->isVisible() && news->text().contains(u"calls"_s), Patience);
    QCOMPARE(wanted.size(), 1);
}

void TestDashboardPage::weekdaysStandBesideTheirOwn()
{
    openWith(
        "  - id: before\n    title: Before\n    kind: line\n    previous: true\n    query: |\n"
        "      SELECT :current(at) AS current, :bucket(at) AS bucket, count(*) AS value, count(*) AS n FROM calls\n"
        "      WHERE at >= :from AND at < :to GROUP BY 1, 2\n");
    DashboardChoice choice = controls()->choice();
    choice.range.text = u"2026-03-09..2026-03-11"_s; // Monday and Tuesday
    controls()->choose(choice);
    settle();
    QCOMPARE(dataOf(u"before"_s).previous.from, QDateTime(QDate(2026, 3, 7), QTime(0, 0), Qt::UTC));
    m_page->findChild<QPushButton *>(u"weekdays"_s)->click();
    settle();
    const metrics::PanelData &data = dataOf(u"before"_s);
    QCOMPARE(data.previous.from, QDateTime(QDate(2026, 3, 2), QTime(0, 0), Qt::UTC));
    QCOMPARE(data.previous.to, QDateTime(QDate(2026, 3, 4), QTime(0, 0), Qt::UTC));
    QCOMPARE(data.series.size(), size_t(2));
    double before = 0;
    for (const metrics::Series &series : data.series) {
        for (const metrics::Point &point : series.points)
            before += series.isPrevious && !point.isGap() ? point.value : 0;
    }
    QCOMPARE(before, 144.0); // of two days, and not of the five between
    controls()->goBack();
    QVERIFY(!controls()->choice().weekdays);
    m_page->findChild<QPushButton *>(u"previous"_s)->click();
    QVERIFY(!m_page->findChild<QPushButton *>(u"weekdays"_s)->isVisible());
}

void TestDashboardPage::aNewOneIsBegun()
{
    connectNow();
    openPage();
    QPushButton *begin = buttonOf(m_page.get(), u"New dashboard…"_s);
    QVERIFY(begin);
    begin->click();
    QCOMPARE(m_prompter.texts.size(), size_t(1));
    QVERIFY(!m_prompter.texts[0].first.problem(u"  "_s).isEmpty());
    m_prompter.texts[0].second(u"Orders: \"mine\""_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_page->isEditing() && editor()->isReady(), Patience);
    QCOMPARE(m_page->path(), own(u"orders-mine.yaml"_s));
    QVERIFY(!editor()->hasProblems());
    editor()->closed();
    settle();
    QCOMPARE(stateOf(u"connections"_s), StateStack::State::Filled);
    QCOMPARE(m_page->findChild<QLabel *>(u"title"_s)->text(), u"Orders: \"mine\""_s);
    // A second of that name has a file of its own.
    begin->click();
    m_prompter.texts[1].second(u"Orders mine"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_page->path(), own(u"orders-mine-2.yaml"_s), Patience);
}

// Everything that can be acted on has a name and a role; every panel, its chart and all its marks are there.
void TestDashboardPage::aScreenReaderMeetsItAll()
{
    QAccessible::setActive(true);
    openWith(linePanel() + panel("all", "stat", "SELECT count(*) AS value, count(*) AS n FROM calls"));
    settle();
    QStringList charts;
    QStringList panels;
    int marks = 0;
    int controls = 0;
    QStringList nameless;
    const std::function<void(QAccessibleInterface *)> walk = [&](QAccessibleInterface *one) {
        if (!one || one->state().invisible)
            return;
        const QString name = one->text(QAccessible::Name);
        switch (one->role()) {
        case QAccessible::Chart:
            charts << name;
            QVERIFY2(!one->text(QAccessible::Description).isEmpty(), qPrintable(name));
            break;
        case QAccessible::ListItem:
            marks += one->parent() && one->parent()->role() == QAccessible::Chart ? 1 : 0;
            break;
        case QAccessible::Button:
        case QAccessible::CheckBox:
        case QAccessible::ButtonMenu:
        case QAccessible::ButtonDropDown:
        case QAccessible::EditableText:
        case QAccessible::List:
        case QAccessible::ComboBox:
            ++controls;
            if (name.isEmpty())
                nameless
                    << (one->object() ? QString::fromLatin1(one->object()->metaObject()->className()) + u' '
                                            + one->object()->objectName()
                                      : u"?"_s);
            break;
        default:
            break;
        }
        if (qobject_cast<PanelCard *>(one->object()))
            panels << name;
        for (int i = 0; i < one->childCount(); ++i)
            walk(one->child(i));
    };
    walk(QAccessible::queryAccessibleInterface(m_page.get()));
    QCOMPARE(nameless, QStringList());
    QVERIFY2(controls > 12, qPrintable(QString::number(controls)));
    QCOMPARE(panels, (QStringList{u"Times"_s, u"The all"_s}));
    QCOMPARE(charts, panels);
    int expected = 0;
    for (const QString &id : {u"times"_s, u"all"_s}) {
        for (const metrics::Series &series : dataOf(id).series)
            expected +=
                int(std::ranges::count_if(series.points, [](const metrics::Point &point) { return !point.isGap(); }));
    }
    QCOMPARE(marks, expected);
    // By the keyboard alone: Tab reaches each chart, and arrows its marks, whose words are its value.
    for (const QString &id : {u"times"_s, u"all"_s}) {
        rangePicker()->field()->setFocus();
        ChartView *chart = card(id)->chart();
        for (int i = 0; i < 60 && !chart->hasFocus(); ++i)
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        QVERIFY2(chart->hasFocus(), qPrintable(id));
        QTest::keyClick(chart, Qt::Key_End);
        QVERIFY(chart->chart().current());
        QCOMPARE(
            QAccessible::queryAccessibleInterface(chart)->text(QAccessible::Value),
            chart->wordsOf(*chart->chart().current()));
    }
    // What is asked by itself says so: the button tells its state.
    autoRefresh()->setSeconds(60);
    const QString reported = QAccessible::queryAccessibleInterface(autoRefresh())->text(QAccessible::Name);
    QVERIFY2(reported.contains(u"Every 1 min"_s), qPrintable(reported));
}

HOWDAH_UI_TEST_MAIN(TestDashboardPage)
#include "tst_dashboardpage.moc"
