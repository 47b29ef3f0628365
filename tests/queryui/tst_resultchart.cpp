// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// An answer as a chart: chosen, growing, saved, told of as a panel.
#include "chart/chartview.h"
#include "common/settings.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "query/result/chart/chartpane.h"

#include <QComboBox>
#include <QImage>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using metrics::PanelKind;

class ResultChartPaneTest final : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<TaskList> m_tasks;
    std::unique_ptr<ConnectionController> m_connection;
    std::shared_ptr<query::ResultStore> m_store;
    std::shared_ptr<connection::Columns> m_columns;
    std::unique_ptr<ChartPane> m_pane;

    void begin(const connection::Columns &columns)
    {
        m_columns = std::make_shared<connection::Columns>(columns);
        m_store = std::make_shared<query::ResultStore>();
        m_store->append(connection::RowBatch(m_columns));
    }
    void add(const std::vector<std::vector<QByteArray>> &lines)
    {
        connection::RowBatch rows(m_columns);
        for (const auto &line : lines) {
            for (const QByteArray &value : line)
                rows.appendValue(value);
            rows.endRow();
        }
        m_store->append(std::move(rows));
    }
    void open()
    {
        m_pane = std::make_unique<ChartPane>(
            PageServices{m_connection.get(), m_settings.get(), m_tasks.get(), nullptr}, m_store,
            query::resultColumns(*m_columns, nullptr));
        m_pane->setTitle(u"Result 1"_s);
        m_pane->setStatement({u"SELECT day, n, m FROM t"_s, {}});
        m_pane->resize(700, 400);
        m_pane->show();
    }
    void drawn(qint64 rows) { QTRY_VERIFY_WITH_TIMEOUT(m_pane->chart() && m_pane->chart()->rows == rows, 30'000); }
    void days(int from, int to)
    {
        for (int day = from; day <= to; ++day)
            add(
                {{"2026-03-" + QByteArray::number(day).rightJustified(2, '0'), QByteArray::number(day),
                  QByteArray::number(day * 2)}});
    }
    static connection::Columns dayColumns()
    {
        return {
            {.name = u"day"_s, .typeOid = 1082}, {.name = u"n"_s, .typeOid = 23}, {.name = u"m"_s, .typeOid = 1700}};
    }

private Q_SLOTS:
    void init()
    {
        m_settings = std::make_unique<Settings>(m_folder.filePath(u"settings.ini"_s));
        m_tasks = std::make_unique<TaskList>();
        m_connection = std::make_unique<ConnectionController>(m_settings.get(), m_tasks.get());
    }
    void cleanup() { m_pane.reset(); }

    void itGrowsWhileRowsCome()
    {
        begin(dayColumns());
        days(1, 5);
        open();
        drawn(5);
        QCOMPARE(m_pane->choice().kind, PanelKind::Line);
        QCOMPARE(m_pane->chart()->data.series.size(), size_t(2));
        days(6, 9);
        drawn(9);
        m_store->finish();
        QCOMPARE(m_pane->states()->state(), StateStack::State::Filled);
        QVERIFY(m_pane->view() && !m_pane->view()->chart().marks().empty());
    }

    void kindsAreChosen()
    {
        begin(dayColumns());
        days(1, 5);
        m_store->finish();
        open();
        drawn(5);
        auto *kind = m_pane->findChild<QComboBox *>(u"chartKind"_s);
        for (const PanelKind wanted : {PanelKind::Bar, PanelKind::Scatter, PanelKind::HeatMap, PanelKind::Line}) {
            kind->setCurrentIndex(kind->findData(int(wanted)));
            Q_EMIT kind->activated(kind->currentIndex());
            QTRY_VERIFY_WITH_TIMEOUT(m_pane->chart() && m_pane->chart()->panel.kind == wanted, 30'000);
            QCOMPARE(m_pane->view()->panel().kind, wanted);
            QVERIFY2(!m_pane->view()->chart().marks().empty(), qPrintable(kind->currentText()));
        }
    }

    void withoutNumbersItSaysSo()
    {
        begin({{.name = u"a"_s, .typeOid = 25}});
        add({{"x"}});
        m_store->finish();
        open();
        QTRY_COMPARE(m_pane->states()->state(), StateStack::State::Empty);
        QVERIFY(!m_pane->saveAction()->isEnabled() && !m_pane->panelAction()->isEnabled());
        QVERIFY(!m_pane->picture(PictureFormat::Png));
    }

    void onlyTheFirstRowsAreDrawnAndThatIsSaid()
    {
        begin({{.name = u"x"_s, .typeOid = 23}, {.name = u"y"_s, .typeOid = 23}});
        connection::RowBatch rows(m_columns);
        for (int row = 0; row < 10'500; ++row) {
            rows.appendValue(QByteArray::number(row));
            rows.appendValue(QByteArray::number(row % 7));
            rows.endRow();
        }
        m_store->append(std::move(rows));
        m_store->finish();
        open();
        drawn(10'000);
        QVERIFY2(m_pane->remarks().contains(u"The first 10,000 of 10,500 rows"_s), qPrintable(m_pane->remarks()));
    }

    void savedAsAPicture()
    {
        begin(dayColumns());
        days(1, 20);
        m_store->finish();
        open();
        drawn(20);
        const auto png = m_pane->picture(PictureFormat::Png);
        QVERIFY(png);
        const QImage image = QImage::fromData(*png, "PNG");
        QVERIFY(image.width() > 600 && image.height() > 300);
        const auto svg = m_pane->picture(PictureFormat::Svg);
        QVERIFY(svg && svg->contains("<svg"));
        QVERIFY2(svg->contains("Result 1"), "its title");
    }

    void toldOfAsAPanel()
    {
        begin(dayColumns());
        days(1, 5);
        m_store->finish();
        open();
        drawn(5);
        QSignalSpy wanted(m_pane.get(), &ChartPane::panelWanted);
        m_pane->panelAction()->trigger();
        QCOMPARE(wanted.count(), 1);
        const auto texts = metrics::panelTextsIn(wanted.front().front().toString().toUtf8());
        QVERIFY(texts);
        QCOMPARE(texts->value(u"title"_s), u"Result 1"_s);
        QCOMPARE(texts->value(u"kind"_s), u"line"_s);
        QVERIFY(texts->value(u"query"_s).contains(u"SELECT day, n, m FROM t"_s));
        // What changes rows does not become a panel.
        m_pane->setStatement({u"UPDATE t SET n = 1 RETURNING day, n, m"_s, {}});
        QSignalSpy said(m_pane.get(), &ChartPane::said);
        m_pane->panelAction()->trigger();
        QCOMPARE(wanted.count(), 1);
        QVERIFY(said.count() == 1 && said.front().front().toString().contains(u"only reads"_s));
    }
};

QTEST_MAIN(ResultChartPaneTest)
#include "tst_resultchart.moc"
