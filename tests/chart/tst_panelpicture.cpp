// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/figuretext.h"
#include "chart/panelpicture.h"
#include "chart/sample.h"
#include "common/theme.h"

#include <QImage>
#include <QTest>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;
using namespace howdah;
using namespace howdah::ui;
using namespace howdah::sample;

namespace {

// A dashboard of three panels, one of which cannot be shown.
struct Board
{
    Board()
    {
        definition.id = u"board"_s;
        definition.title = u"Board <one> & only"_s;
        definition.description = u"What it shows"_s;
        definition.panels = {
            panel(PanelKind::Line), panel(PanelKind::Bar, u"Broken"_s), panel(PanelKind::Table, u"Rows"_s)};
        pictures.resize(3);
        for (size_t i = 0; i < 3; ++i) {
            pictures[i].request.dashboard = &definition;
            pictures[i].request.panel = &definition.panels[i];
            pictures[i].request.context.range = {day(0), day(5)};
            pictures[i].request.context.now = day(5);
        }
        Series before = series(u"a"_s, {2, 3, 2, 3, 2});
        before.isPrevious = true;
        pictures[0].outcome.state = metrics::PanelOutcome::State::Shown;
        pictures[0].outcome.data =
            *data(PanelKind::Line, {series(u"a"_s, {1, 2, 3, 2, 1}), series(u"b"_s, {3, 2, 1, 2, 3}), before}, 5);
        pictures[1].outcome.state = metrics::PanelOutcome::State::NeedsTables;
        pictures[1].outcome.missing = QStringList{u"personas"_s};
        auto columns = std::make_shared<connection::Columns>();
        columns->push_back({u"name"_s, 25});
        columns->push_back({u"count"_s, 20});
        connection::RowBatch rows(columns);
        for (int i = 0; i < 60; ++i) {
            rows.appendValue("row <" + QByteArray::number(i) + ">");
            rows.appendValue(QByteArray::number(i));
            rows.endRow();
        }
        pictures[2].outcome.state = metrics::PanelOutcome::State::Shown;
        pictures[2].outcome.data = *data(PanelKind::Table, {}, 5);
        pictures[2].outcome.data.rows = rows;
        options.palette = paletteFor(ColorScheme::Light);
        options.database = u"howdah on the private server"_s;
    }

    [[nodiscard]] QByteArray picture(PictureFormat format) const
    {
        EntityStyles styles;
        return dashboardPicture(definition, pictures, format, options, styles).value();
    }

    metrics::DashboardDefinition definition;
    std::vector<PanelPicture> pictures;
    PictureOptions options;
};

QString textOf(const QByteArray &svg)
{
    QXmlStreamReader reader(svg);
    QString text;
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::Characters)
            text += reader.text().toString();
    }
    return reader.hasError() ? reader.errorString() : text;
}

} // namespace

class PanelPictureTest final : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void theSameGivesTheSameBytes_data()
    {
        QTest::addColumn<int>("format");
        QTest::newRow("png") << int(PictureFormat::Png);
        QTest::newRow("svg") << int(PictureFormat::Svg);
        QTest::newRow("pdf") << int(PictureFormat::Pdf);
    }
    void theSameGivesTheSameBytes()
    {
        QFETCH(int, format);
        Board board;
        const QByteArray first = board.picture(PictureFormat(format));
        QTest::qWait(1100); // the moment is in none of them
        const QByteArray second = board.picture(PictureFormat(format));
        QVERIFY(first.size() > 2'000);
        QVERIFY(first == second);
        // Other data give others.
        board.pictures[0].outcome.data.series[0].points[1].value = 2.5;
        QVERIFY(board.picture(PictureFormat(format)) != first);
    }

    void pngComesInThreeSizes()
    {
        Board board;
        const QImage one = QImage::fromData(board.picture(PictureFormat::Png), "PNG");
        board.options.scale = 3;
        const QImage three = QImage::fromData(board.picture(PictureFormat::Png), "PNG");
        QVERIFY(!one.isNull());
        QCOMPARE(three.size(), one.size() * 3);
    }

    void svgSaysWhatItShows()
    {
        const Board board;
        const QString text = textOf(board.picture(PictureFormat::Svg));
        for (const QString &wanted :
             {u"Board <one> & only"_s, u"What it shows"_s, u"Quality"_s, u"Broken"_s, u"personas"_s, u"row <0>"_s,
              u"previous period"_s, u"n "_s + countText(1000), u"howdah on the private server"_s, u"more row"_s,
              u"2026-03-06"_s})
            QVERIFY2(text.contains(wanted), qPrintable(wanted + u" in "_s + text));
    }

    void pdfIsWhole()
    {
        const QByteArray pdf = Board().picture(PictureFormat::Pdf);
        QVERIFY(pdf.startsWith("%PDF-1."));
        // The table of places is where the end says: nothing has moved.
        const qsizetype at = pdf.lastIndexOf("startxref");
        const qsizetype place = pdf.sliced(at + 9).trimmed().split('\n').first().toLongLong();
        QVERIFY(pdf.sliced(place).startsWith("xref"));
    }

    void onePanelHasItsFoot()
    {
        Board board;
        EntityStyles styles;
        board.pictures[0].outcome.data.precision = metrics::Precision::Sample;
        board.pictures[0].outcome.data.sampleShare = 0.01;
        const auto svg = panelPicture(board.pictures[0], PictureFormat::Svg, board.options, styles);
        QVERIFY(svg);
        const QString text = textOf(*svg);
        // Database, range, zone, width, number of values, precision.
        for (const QString &wanted :
             {u"approximate, from 1 %"_s, u"howdah on the private server"_s, u"2026-03-01"_s, u"UTC"_s, u"by 1 day"_s,
              u"n "_s + countText(1000)})
            QVERIFY2(text.contains(wanted), qPrintable(wanted + u" in "_s + text));
    }

    // A filter is told as it was chosen: by its title and the labels of its values.
    void filtersAreToldByTheirLabels()
    {
        Board board;
        const QString id = u"6f1c2f36-6e5e-4c1e-9a53-3f0b6d0a7a11"_s;
        board.definition.filters.push_back({.name = u"agent"_s, .title = u"Agent"_s});
        for (PanelPicture &picture : board.pictures)
            picture.request.filters = {{u"agent"_s, {id, u"other"_s}}};
        board.options.values = {{u"agent"_s, {{id, u"Ada"_s}}}};
        const QString text = textOf(board.picture(PictureFormat::Svg));
        QVERIFY2(text.contains(u"Agent: Ada, other"_s), qPrintable(text));
        QVERIFY2(!text.contains(id), qPrintable(text));
    }

    void whatIsTooLargeIsRefused()
    {
        Board board;
        EntityStyles styles;
        board.options.panelSize = {20'000, 360};
        const auto refused =
            dashboardPicture(board.definition, board.pictures, PictureFormat::Png, board.options, styles);
        QVERIFY(!refused);
        QVERIFY(!refused.error().hint.isEmpty());
    }
};

QTEST_MAIN(PanelPictureTest)
#include "tst_panelpicture.moc"
