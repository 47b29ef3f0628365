// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/panelpicture.h"

#include "base/enumtable.h"
#include "base/propagate.h"
#include "chart/chartscene.h"
#include "chart/course.h"
#include "chart/figuretext.h"
#include "chart/legend.h"
#include "common/theme.h"
#include "common/tr.h"
#include "metrics/paneltable.h"

#include <QBuffer>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QSvgGenerator>

#include <algorithm>
#include <cmath>
#include <deque>
#include <numeric>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::PanelKind;
using metrics::PanelOutcome;

namespace {

constexpr int Gap = 16;
constexpr int Inside = 12;
constexpr int Columns = 12;

QString whyNot(const PanelOutcome &outcome)
{
    switch (outcome.state) {
    case PanelOutcome::State::Shown:
        return {};
    case PanelOutcome::State::NeedsTables:
        return tr("Not in this database, or not readable: %1").arg(outcome.missing.join(u", "_s));
    case PanelOutcome::State::TooDear:
        return tr("Not run: the planner expects a cost of %1").arg(figureText(outcome.cost));
    case PanelOutcome::State::Failed:
        return describe(outcome.error);
    }
    return {};
}

// Paints one panel into a rectangle.
class PanelPainter final
{
public:
    PanelPainter(QPainter &painter, const PictureOptions &options, EntityStyles &styles)
        : m_painter(painter)
        , m_options(options)
        , m_styles(styles)
    {
    }

    void paint(const PanelPicture &panel, const QRect &place, bool hasOwnFoot)
    {
        m_painter.save();
        m_painter.setRenderHint(QPainter::Antialiasing);
        m_painter.setPen(QPen(color(Surface::Border, m_options.palette), 1));
        m_painter.setBrush(m_options.palette.color(QPalette::Base));
        m_painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), space::radius, space::radius);
        QRect rest = place.adjusted(Inside, Inside, -Inside, -Inside);
        paintTitle(panel, rest);
        if (hasOwnFoot)
            paintFoot(panel, rest);
        if (panel.outcome.state != PanelOutcome::State::Shown)
            words(whyNot(panel.outcome), rest, Qt::AlignCenter | Qt::TextWordWrap, m_options.palette.text().color());
        else
            paintData(panel, rest);
        m_painter.restore();
    }

private:
    [[nodiscard]] QColor muted() const { return color(Surface::MutedText, m_options.palette); }

    void words(const QString &text, const QRect &place, int flags, const QColor &ink)
    {
        m_painter.setPen(ink);
        m_painter.drawText(place, flags, text);
    }

    // How many values, and how exact. A figure says its count itself.
    [[nodiscard]] static QString factsOf(const PanelPicture &panel)
    {
        QStringList facts;
        if (panel.outcome.state != PanelOutcome::State::Shown)
            return {};
        const qint64 count = panel.outcome.data.valueCount();
        if (count >= 0 && panel.outcome.data.kind != PanelKind::Stat)
            facts << u"n "_s + countText(count);
        if (const QString precision = metrics::precisionWords(panel.outcome.data); !precision.isEmpty())
            facts << precision;
        return facts.join(u" · "_s);
    }

    void paintTitle(const PanelPicture &panel, QRect &rest)
    {
        m_painter.setFont(headingFont(2));
        const QFontMetrics metrics(headingFont(2));
        const QRect line(rest.topLeft(), QSize(rest.width(), metrics.height()));
        const QString precision = factsOf(panel);
        const QFontMetrics small(smallFont());
        const int room = precision.isEmpty() ? 0 : small.horizontalAdvance(precision) + Inside;
        words(
            metrics.elidedText(panel.request.panel->title, Qt::ElideRight, line.width() - room), line,
            Qt::AlignLeft | Qt::AlignVCenter, m_options.palette.text().color());
        m_painter.setFont(smallFont());
        words(precision, line, Qt::AlignRight | Qt::AlignVCenter, muted());
        rest.setTop(line.bottom() + 6);
    }

    void paintFoot(const PanelPicture &panel, QRect &rest)
    {
        m_painter.setFont(smallFont());
        const QFontMetrics metrics(smallFont());
        QString foot = m_options.database;
        if (panel.outcome.state == PanelOutcome::State::Shown)
            foot += (foot.isEmpty() ? QString() : u" · "_s)
                  + metrics::footOf(panel.request, panel.outcome.data, m_options.values);
        const QRect bounds = metrics.boundingRect(rest, Qt::TextWordWrap, foot);
        const int height = std::min(bounds.height(), metrics.height() * 3);
        words(
            foot, QRect(rest.left(), rest.bottom() - height, rest.width(), height + 1),
            Qt::TextWordWrap | Qt::AlignLeft, muted());
        rest.setBottom(rest.bottom() - height - 6);
    }

    void paintData(const PanelPicture &panel, QRect rest)
    {
        const metrics::PanelData &data = panel.outcome.data;
        m_painter.setFont(smallFont());
        const QFontMetrics metrics(smallFont());
        for (const QString &remark : data.remarks) {
            words(
                metrics.elidedText(remark, Qt::ElideRight, rest.width()),
                QRect(rest.left(), rest.bottom() - metrics.height(), rest.width(), metrics.height()),
                Qt::AlignLeft | Qt::AlignVCenter, muted());
            rest.setBottom(rest.bottom() - metrics.height() - 2);
        }
        if (data.isEmpty()) {
            words(
                data.kind == PanelKind::Table ? tr("No rows") : tr("No values in this range"), rest, Qt::AlignCenter,
                muted());
            return;
        }
        if (data.kind == PanelKind::Table) {
            paintRows(metrics::tableOf(*panel.request.panel, data), rest);
            return;
        }
        const int legend = paintLegend(&m_painter, rest, m_options.palette, data, m_styles);
        rest.setTop(rest.top() + legend + (legend > 0 ? 4 : 0));
        ChartScene scene(data.kind);
        scene.setPalette(m_options.palette);
        scene.resize(rest.size());
        scene.setData(*panel.request.panel, std::make_shared<metrics::PanelData>(data), m_styles);
        scene.render(m_painter, rest);
    }

    void paintRows(const metrics::PanelTable &table, const QRect &place)
    {
        const QFontMetrics metrics(smallFont());
        const int height = metrics.height() + 6;
        const int most = std::max(0, place.height() / height - 2);
        const qsizetype shown = std::min<qsizetype>(most, qsizetype(table.rows.size()));
        const std::vector<int> widths = columnWidths(table, shown, place.width());
        const auto line = [&](const QStringList &fields, int y, const QColor &ink) {
            int x = place.left();
            for (size_t i = 0; i < widths.size(); ++i) {
                const QRect cell(x, y, widths[i] - 10, height);
                const bool isNumber = table.isNumber[i];
                const std::vector<double> course =
                    table.hasCourse(i) ? metrics::courseOf(fields[qsizetype(i)]) : std::vector<double>();
                x += widths[i];
                if (!course.empty()) {
                    paintCourse(
                        m_painter, QRectF(cell).adjusted(0, 3, 0, -3), course, entityColor(0, m_options.palette));
                    continue;
                }
                words(
                    metrics.elidedText(
                        QString(fields[qsizetype(i)]).replace(u'\n', u' '), Qt::ElideRight, cell.width()),
                    cell, int(isNumber ? Qt::AlignRight : Qt::AlignLeft) | int(Qt::AlignVCenter), ink);
            }
        };
        line(table.headers, place.top(), muted());
        for (qsizetype row = 0; row < shown; ++row)
            line(table.rows[size_t(row)], place.top() + height * int(row + 1), m_options.palette.text().color());
        const qsizetype hidden = qsizetype(table.rows.size()) - shown;
        if (hidden > 0)
            words(
                hidden == 1 ? tr("and 1 more row") : tr("and %1 more rows").arg(countText(hidden)),
                QRect(place.left(), place.top() + height * int(shown + 1), place.width(), height),
                Qt::AlignLeft | Qt::AlignVCenter, muted());
    }

    [[nodiscard]] static std::vector<int> columnWidths(const metrics::PanelTable &table, qsizetype rows, int width)
    {
        const QFontMetrics metrics(smallFont());
        std::vector<int> widths;
        for (qsizetype i = 0; i < table.headers.size(); ++i) {
            int widest = metrics.horizontalAdvance(table.headers[i]);
            if (table.hasCourse(size_t(i)))
                widest = std::max(widest, CourseWidth);
            for (qsizetype row = 0; row < rows && !table.hasCourse(size_t(i)); ++row)
                widest = std::max(widest, metrics.horizontalAdvance(table.rows[size_t(row)][i].left(60)));
            widths.push_back(std::min(widest, 260) + 14);
        }
        // Too wide: the widest give way first.
        constexpr int Narrowest = 40;
        while (std::accumulate(widths.begin(), widths.end(), 0) > width) {
            const auto widest = std::ranges::max_element(widths);
            if (*widest <= Narrowest)
                break;
            *widest -= std::min(8, *widest - Narrowest);
        }
        return widths;
    }

    QPainter &m_painter;
    const PictureOptions &m_options;
    EntityStyles &m_styles;
};

// ---- files

// What is painted on, and becomes a file. Its painter stays open over several turns of the event loop.
class Canvas
{
public:
    Canvas() = default;
    virtual ~Canvas() = default;
    Canvas(const Canvas &) = delete;
    Canvas &operator=(const Canvas &) = delete;

    QPainter painter;
    // Ends the painting. What is left to be done needs no screen, and may run on any thread.
    [[nodiscard]] virtual std::function<QByteArray()> finish() = 0;
};

class PngCanvas final : public Canvas
{
public:
    PngCanvas(const QSize &size, const PictureOptions &options)
    {
        const double scale = std::clamp(options.scale, 1.0, 3.0);
        m_image = QImage((QSizeF(size) * scale).toSize(), QImage::Format_ARGB32_Premultiplied);
        m_image.setDevicePixelRatio(scale);
        m_image.fill(options.palette.color(QPalette::Window));
        painter.begin(&m_image);
    }
    ~PngCanvas() override
    {
        if (painter.isActive()) // it was given up
            painter.end();
    }

    [[nodiscard]] std::function<QByteArray()> finish() override
    {
        painter.end();
        return [image = m_image] {
            QByteArray bytes;
            QBuffer buffer(&bytes);
            buffer.open(QIODevice::WriteOnly);
            image.convertToFormat(QImage::Format_RGB888).save(&buffer, "PNG");
            return bytes;
        };
    }

private:
    QImage m_image;
};

class SvgCanvas final : public Canvas
{
public:
    SvgCanvas(const QSize &size, const QString &title, const PictureOptions &options)
    {
        m_buffer.open(QIODevice::WriteOnly);
        m_generator.setOutputDevice(&m_buffer);
        m_generator.setSize(size);
        m_generator.setViewBox(QRect(QPoint(), size));
        m_generator.setTitle(title.toHtmlEscaped()); // it is written as it is
        painter.begin(&m_generator);
        painter.fillRect(QRect(QPoint(), size), options.palette.color(QPalette::Window));
    }
    ~SvgCanvas() override
    {
        if (painter.isActive()) // it was given up
            painter.end();
    }

    [[nodiscard]] std::function<QByteArray()> finish() override
    {
        painter.end();
        return [bytes = m_buffer.data()] { return bytes; };
    }

private:
    QBuffer m_buffer;
    QSvgGenerator m_generator;
};

// What a writer of PDF puts in of the moment and of chance: taken out at the same length, since the file tells where
// each of its objects begins.
void makeStable(QByteArray &bytes)
{
    static const QRegularExpression moments(
        uR"(\(D:\d{14}[^)]*\)|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d|/ID\s*\[[^\]]*\]|uuid:[0-9a-f-]{36})"_s);
    const QString text = QString::fromLatin1(bytes);
    auto matches = moments.globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        const qsizetype begin = match.capturedStart();
        const bool isId = match.capturedView().startsWith(u"/ID");
        for (qsizetype i = begin + (isId ? 3 : 0); i < match.capturedEnd(); ++i) {
            const char c = bytes.at(i);
            if ((c >= '0' && c <= '9') || ((isId || match.capturedView().startsWith(u"uuid")) && std::isxdigit(c)))
                bytes[i] = '0';
        }
    }
}

class PdfCanvas final : public Canvas
{
public:
    PdfCanvas(const QSize &size, const QString &title, const PictureOptions &options)
    {
        constexpr double PointsPerPixel = 0.75;
        m_buffer.open(QIODevice::WriteOnly);
        m_writer = std::make_unique<QPdfWriter>(&m_buffer);
        m_writer->setResolution(96);
        m_writer->setTitle(title);
        m_writer->setCreator(u"Howdah"_s);
        m_writer->setPageSize(QPageSize(QSizeF(size) * PointsPerPixel, QPageSize::Point, {}, QPageSize::ExactMatch));
        m_writer->setPageMargins(QMarginsF());
        painter.begin(m_writer.get());
        painter.fillRect(QRect(QPoint(), size), options.palette.color(QPalette::Window));
    }
    ~PdfCanvas() override
    {
        if (painter.isActive()) // it was given up
            painter.end();
    }

    [[nodiscard]] std::function<QByteArray()> finish() override
    {
        painter.end();
        m_writer.reset();
        return [bytes = m_buffer.data()]() mutable {
            makeStable(bytes);
            return bytes;
        };
    }

private:
    QBuffer m_buffer;
    std::unique_ptr<QPdfWriter> m_writer;
};

Result<std::unique_ptr<Canvas>>
canvasFor(const QSize &size, const QString &title, PictureFormat format, const PictureOptions &options)
{
    constexpr int MostPixels = 30'000; // of a side: beyond it painters fail without a word
    if (size.isEmpty() || size.width() * options.scale > MostPixels || size.height() * options.scale > MostPixels)
        return fail(
            ErrorKind::Invalid, tr("An image of %1 by %2 cannot be created").arg(size.width()).arg(size.height()),
            tr("Choose a smaller scale."));
    switch (format) {
    case PictureFormat::Png:
        return std::make_unique<PngCanvas>(size, options);
    case PictureFormat::Svg:
        return std::make_unique<SvgCanvas>(size, title, options);
    case PictureFormat::Pdf:
        return std::make_unique<PdfCanvas>(size, title, options);
    }
    return fail(ErrorKind::Internal, tr("Unknown format"));
}

// ---- a whole dashboard

struct PlacedPanel
{
    const PanelPicture *panel;
    QRect place;
};

// Row by row, as the page has them.
std::vector<PlacedPanel> placePanels(const std::vector<PanelPicture> &panels, const PictureOptions &options, int top)
{
    const int whole = options.panelSize.width() * 2 + Gap;
    std::vector<PlacedPanel> placed;
    int column = 0;
    int y = top;
    int rowHeight = 0;
    for (const PanelPicture &panel : panels) {
        const int columns = std::clamp(panel.request.panel->width, 1, Columns);
        if (column + columns > Columns) {
            column = 0;
            y += rowHeight + Gap;
            rowHeight = 0;
        }
        const int height = panelHeight(*panel.request.panel, options.panelSize.height());
        const int left = Gap + column * (whole + Gap) / Columns;
        const int right = Gap + (column + columns) * (whole + Gap) / Columns - Gap;
        placed.push_back({&panel, QRect(left, y, right - left, height)});
        rowHeight = std::max(rowHeight, height);
        column += columns;
    }
    return placed;
}

} // namespace

int panelHeight(const metrics::PanelDefinition &panel, int row)
{
    // A figure needs less than a chart.
    const int one = panel.kind == PanelKind::Stat ? row / 3 : row;
    return one * std::max(1, panel.height);
}

static constexpr std::array pictureFormatNames{
    EnumName{PictureFormat::Png, "png"_L1},
    EnumName{PictureFormat::Svg, "svg"_L1},
    EnumName{PictureFormat::Pdf, "pdf"_L1},
};
static_assert(isWholeTable(pictureFormatNames));

QString suffixOf(PictureFormat format) { return nameIn(pictureFormatNames, format); }

struct PicturePainting::Work
{
    std::vector<PanelPicture> panels;
    PictureOptions options;
    std::unique_ptr<Canvas> canvas;
    std::deque<std::function<void(QPainter &)>> steps;
};

PicturePainting::PicturePainting(std::unique_ptr<Work> work)
    : m_work(std::move(work))
{
}

PicturePainting::~PicturePainting() = default;

bool PicturePainting::isPainted() const { return m_work->steps.empty(); }

void PicturePainting::paintNext()
{
    if (isPainted())
        return;
    m_work->steps.front()(m_work->canvas->painter);
    m_work->steps.pop_front();
}

std::function<QByteArray()> PicturePainting::takeEncoding()
{
    while (!isPainted())
        paintNext();
    return m_work->canvas->finish();
}

Result<std::unique_ptr<PicturePainting>>
paintingOf(PanelPicture panel, PictureFormat format, const PictureOptions &options, EntityStyles &styles)
{
    auto work = std::make_unique<PicturePainting::Work>();
    work->options = options;
    work->panels.push_back(std::move(panel));
    const PanelPicture &painted = work->panels.front();
    const metrics::PanelDefinition &definition = *painted.request.panel;
    const QSize size(
        options.panelSize.width() * std::clamp(definition.width, 4, Columns) / 6,
        panelHeight(definition, options.panelSize.height()) + 40);
    ASSIGN_OR_RETURN(auto canvas, canvasFor(size, definition.title, format, options));
    work->canvas = std::move(canvas);
    work->steps.emplace_back([&painted, &options = work->options, &styles, size](QPainter &painter) {
        PanelPainter(painter, options, styles).paint(painted, QRect(QPoint(), size), true);
    });
    return std::make_unique<PicturePainting>(std::move(work));
}

// Of the dashboard as a whole, beneath its panels.
static QString footOfAll(const std::vector<PanelPicture> &panels, const PictureOptions &options)
{
    const QString &database = options.database;
    const auto shown = std::ranges::find_if(
        panels, [](const PanelPicture &panel) { return panel.outcome.state == PanelOutcome::State::Shown; });
    if (shown == panels.end())
        return database;
    return database + (database.isEmpty() ? QString() : u" · "_s)
         + metrics::footOf(shown->request, shown->outcome.data, options.values);
}

Result<std::unique_ptr<PicturePainting>> paintingOf(
    const metrics::DashboardDefinition &dashboard, std::vector<PanelPicture> panels, PictureFormat format,
    const PictureOptions &options, EntityStyles &styles)
{
    auto work = std::make_unique<PicturePainting::Work>();
    work->options = options;
    work->panels = std::move(panels);
    const QFontMetrics heading(headingFont(1));
    const QFontMetrics small(smallFont());
    const int width = options.panelSize.width() * 2 + Gap * 3;
    const int top = Gap + heading.height() + 4 + small.height() + Gap;
    const std::vector<PlacedPanel> placed = placePanels(work->panels, options, top);
    int bottom = top;
    for (const PlacedPanel &one : placed)
        bottom = std::max(bottom, one.place.bottom() + 1);
    const QRect footPlace(Gap, bottom + Gap, width - 2 * Gap, small.height() * 2);
    ASSIGN_OR_RETURN(auto canvas, canvasFor({width, footPlace.bottom() + Gap}, dashboard.title, format, options));
    work->canvas = std::move(canvas);
    const QColor muted = color(Surface::MutedText, options.palette);
    const QColor ink = options.palette.color(QPalette::WindowText);
    work->steps.emplace_back([=, title = dashboard.title, description = dashboard.description](QPainter &painter) {
        const auto line = [&](const QFont &font, int y, int height, const QString &text, const QColor &pen) {
            painter.setFont(font);
            painter.setPen(pen);
            painter.drawText(
                QRect(Gap, y, width - 2 * Gap, height), Qt::AlignLeft | Qt::AlignVCenter,
                QFontMetrics(font).elidedText(text, Qt::ElideRight, width - 2 * Gap));
        };
        line(headingFont(1), Gap, heading.height(), title, ink);
        line(smallFont(), Gap + heading.height() + 4, small.height(), description, muted);
    });
    for (const PlacedPanel &one : placed)
        work->steps.emplace_back([one, &options = work->options, &styles](QPainter &painter) {
            PanelPainter(painter, options, styles).paint(*one.panel, one.place, false);
        });
    work->steps.emplace_back([=, foot = footOfAll(work->panels, options)](QPainter &painter) {
        painter.setFont(smallFont());
        painter.setPen(muted);
        painter.drawText(footPlace, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, foot);
    });
    return std::make_unique<PicturePainting>(std::move(work));
}

Result<QByteArray>
panelPicture(const PanelPicture &panel, PictureFormat format, const PictureOptions &options, EntityStyles &styles)
{
    ASSIGN_OR_RETURN(const auto painting, paintingOf(panel, format, options, styles));
    return painting->takeEncoding()();
}

Result<QByteArray> dashboardPicture(
    const metrics::DashboardDefinition &dashboard, const std::vector<PanelPicture> &panels, PictureFormat format,
    const PictureOptions &options, EntityStyles &styles)
{
    ASSIGN_OR_RETURN(const auto painting, paintingOf(dashboard, panels, format, options, styles));
    return painting->takeEncoding()();
}

} // namespace howdah::ui
