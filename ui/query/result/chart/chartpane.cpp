// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/chart/chartpane.h"

#include "chart/chartview.h"
#include "chart/legend.h"
#include "common/icons.h"
#include "common/spacing.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "value/valuetext.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QSaveFile>
#include <QToolButton>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::PanelKind;
using query::ChartChoice;
using query::ResultChart;

ChartPane::ChartPane(
    const PageServices &services, std::shared_ptr<query::ResultStore> rows, std::vector<query::ResultColumn> columns,
    QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_rows(std::move(rows))
    , m_columns(std::move(columns))
    , m_choice(query::guessChart(m_columns))
    , m_title(tr("Result"))
{
    setObjectName(u"chartPane"_s);
    m_pool.setMaxThreadCount(1);
    makeActions();
    auto *content = new QWidget;
    m_place = new QVBoxLayout(content);
    m_place->setContentsMargins(space::inside, 0, space::inside, space::tight);
    m_legend = new Legend(m_styles);
    m_remarks = new ElidedLabel(content);
    m_remarks->setObjectName(u"chartRemarks"_s);
    m_remarks->setMuted();
    m_place->addWidget(m_legend);
    m_place->addWidget(m_remarks);
    m_states = new StateStack(content, this);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHead());
    layout->addWidget(m_states, 1);
    connect(m_legend, &Legend::hiddenChanged, this, [this] {
        if (m_view)
            m_view->setHidden(m_legend->hidden());
    });
    constexpr int TickMs = 500;
    m_tick.setInterval(TickMs);
    connect(&m_tick, &QTimer::timeout, this, &ChartPane::lookAgain);
    fillChoices();
    draw();
    m_tick.start();
}

ChartPane::~ChartPane() { m_pool.waitForDone(); }

// ---- building

QAction *ChartPane::make(const QString &name, QStringView iconName, const QString &text, const QString &tip)
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setObjectName(name);
    action->setToolTip(tip);
    addAction(action);
    return action;
}

void ChartPane::makeActions()
{
    m_save = make(u"saveChart"_s, u"document-export", tr("Save picture..."), tr("Save the chart as PNG or SVG"));
    m_panel =
        make(u"chartToDashboard"_s, u"list-add", tr("Add to dashboard..."), tr("Make a panel of a dashboard of it"));
    m_close = make(u"closeChart"_s, u"window-close", tr("Close"), tr("Close the chart"));
    connect(m_save, &QAction::triggered, this, &ChartPane::askFile);
    connect(m_close, &QAction::triggered, this, &ChartPane::closeWanted);
    connect(m_panel, &QAction::triggered, this, [this] {
        if (const auto yaml = panelYaml())
            Q_EMIT panelWanted(*yaml);
        else
            Q_EMIT said(yaml.error().message);
    });
}

static QString kindText(PanelKind kind)
{
    switch (kind) {
    case PanelKind::Line:
        return ChartPane::tr("Lines");
    case PanelKind::Bar:
        return ChartPane::tr("Bars");
    case PanelKind::Scatter:
        return ChartPane::tr("Scatter");
    case PanelKind::HeatMap:
        return ChartPane::tr("Heat map");
    case PanelKind::Band:
    case PanelKind::Histogram:
    case PanelKind::Box:
    case PanelKind::Polar:
    case PanelKind::Timeline:
    case PanelKind::Stat:
    case PanelKind::Table:
        break;
    }
    return {};
}

static QToolButton *faceOf(QAction *action, QWidget *parent)
{
    auto *face = new QToolButton(parent);
    face->setDefaultAction(action);
    face->setAutoRaise(true);
    face->setAccessibleName(action->text());
    return face;
}

QWidget *ChartPane::makeHead()
{
    auto *head = new QWidget(this);
    const auto combo = [head](const QString &name, const QString &spoken) {
        auto *box = new QComboBox(head);
        box->setObjectName(name);
        box->setAccessibleName(spoken);
        box->setToolTip(spoken);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        constexpr int Letters = 8;
        box->setMinimumContentsLength(Letters);
        return box;
    };
    m_kind = combo(u"chartKind"_s, tr("Kind of chart"));
    for (const PanelKind kind : query::chartKinds())
        m_kind->addItem(kindText(kind), int(kind));
    m_x = combo(u"chartX"_s, tr("Across"));
    m_series = combo(u"chartSeries"_s, tr("One for each"));
    m_valueMenu = new QMenu(head);
    m_values = new QToolButton(head);
    m_values->setObjectName(u"chartValues"_s);
    m_values->setMenu(m_valueMenu);
    m_values->setPopupMode(QToolButton::InstantPopup);
    m_values->setToolTip(tr("Columns of numbers that are drawn"));
    connect(m_kind, &QComboBox::activated, this, [this] {
        setChoice(query::withKind(m_choice, PanelKind(m_kind->currentData().toInt()), m_columns));
    });
    connect(m_x, &QComboBox::activated, this, [this] {
        ChartChoice choice = m_choice;
        choice.x = m_x->currentData().toInt();
        setChoice(query::withKind(choice, choice.kind, m_columns));
    });
    connect(m_series, &QComboBox::activated, this, [this] {
        ChartChoice choice = m_choice;
        choice.series = m_series->currentData().toInt();
        setChoice(choice);
    });
    auto *line = new QHBoxLayout(head);
    line->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    line->setSpacing(space::tight);
    line->addWidget(m_kind);
    line->addWidget(m_x);
    line->addWidget(m_values);
    line->addWidget(m_series);
    line->addStretch(1);
    for (QAction *action : {m_save, m_panel, m_close})
        line->addWidget(faceOf(action, head));
    return head;
}

// ---- choosing

static QString nameOf(const query::ResultColumn &column)
{
    constexpr int Most = 40;
    return singleLine(column.shape.name, Most);
}

void ChartPane::fillChoices()
{
    m_isFilling = true;
    m_kind->setCurrentIndex(m_kind->findData(int(m_choice.kind)));
    m_x->clear();
    m_series->clear();
    m_valueMenu->clear();
    m_series->addItem(m_choice.kind == PanelKind::HeatMap ? tr("(choose)") : tr("(one series)"), -1);
    QStringList chosen;
    for (int at = 0; at < int(m_columns.size()); ++at) {
        const query::ResultColumn &column = m_columns[size_t(at)];
        if (query::fitsAcross(m_choice.kind, column))
            m_x->addItem(nameOf(column), at);
        if (at != m_choice.x)
            m_series->addItem(nameOf(column), at);
        if (!query::isNumber(column))
            continue;
        const bool isChosen = std::ranges::find(m_choice.values, at) != m_choice.values.end();
        if (isChosen)
            chosen << nameOf(column);
        QAction *value = m_valueMenu->addAction(nameOf(column).replace(u'&', u"&&"_s));
        value->setCheckable(true);
        value->setChecked(isChosen);
        connect(value, &QAction::toggled, this, [this, at](bool on) {
            ChartChoice choice = m_choice;
            const bool hasOne = choice.kind == PanelKind::Scatter || choice.kind == PanelKind::HeatMap;
            if (on && hasOne)
                choice.values.clear();
            std::erase(choice.values, at);
            if (on)
                choice.values.push_back(at);
            std::ranges::sort(choice.values);
            setChoice(choice);
        });
    }
    m_x->setCurrentIndex(m_x->findData(m_choice.x));
    m_series->setCurrentIndex(qMax(0, m_series->findData(m_choice.series)));
    m_values->setText((chosen.isEmpty() ? tr("Values") : singleLine(chosen.join(u", "_s), 24)) + u"  ▾"_s);
    m_values->setAccessibleName(tr("Values: %1").arg(chosen.join(u", "_s)));
    m_isFilling = false;
}

void ChartPane::setChoice(const ChartChoice &choice)
{
    if (m_isFilling || m_choice == choice)
        return;
    m_choice = choice;
    // The menu that is open now is filled when it is over.
    QMetaObject::invokeMethod(this, &ChartPane::fillChoices, Qt::QueuedConnection);
    draw();
}

// ---- drawing

void ChartPane::draw()
{
    if (const QString why = query::problemWith(m_choice, m_columns); !why.isEmpty()) {
        m_asked.drop();
        m_isDrawing = false;
        m_chart.reset();
        m_save->setEnabled(false);
        m_panel->setEnabled(false);
        return m_states->showEmpty({u"office-chart-line"_s, tr("Nothing to draw"), why, {}});
    }
    m_isDrawing = true;
    m_drawnRows = m_rows->rowCount();
    if (!m_chart)
        m_states->showLoading(tr("Drawing"));
    m_asked.ask(
        this,
        QtConcurrent::run(
            &m_pool,
            [rows = m_rows, columns = m_columns, choice = m_choice]() -> Result<std::shared_ptr<const ResultChart>> {
                auto chart = query::chartOf(*rows, columns, choice, query::zoneOf(*rows, columns));
                if (!chart)
                    return fail(chart.error());
                return std::make_shared<const ResultChart>(*std::move(chart));
            }),
        [this](const Result<std::shared_ptr<const ResultChart>> &chart) { take(chart); });
}

void ChartPane::take(const Result<std::shared_ptr<const ResultChart>> &chart)
{
    m_isDrawing = false;
    if (!chart) {
        m_chart.reset();
        m_states->showFailed(chart.error(), [this] { draw(); });
    } else {
        m_chart = *chart;
        showChart();
    }
    m_save->setEnabled(m_chart != nullptr);
    m_panel->setEnabled(m_chart != nullptr);
    Q_EMIT drawn();
}

void ChartPane::showChart()
{
    if (m_chart->data.isEmpty())
        return m_states->showEmpty({u"office-chart-line"_s, tr("Nothing to draw"), tr("There are no values yet."), {}});
    if (!m_view || m_view->panel().kind != m_chart->panel.kind) {
        delete m_view;
        m_view = new ChartView(m_chart->panel.kind, m_styles);
        m_view->setAccessibleName(tr("Chart of %1").arg(m_title));
        m_place->insertWidget(1, m_view, 1);
    }
    const auto data = std::shared_ptr<const metrics::PanelData>(m_chart, &m_chart->data);
    m_view->setPanel(m_chart->panel);
    m_view->setData(data);
    m_legend->setData(*data);
    m_view->setHidden(m_legend->hidden());
    m_remarks->setText(remarks());
    m_remarks->setVisible(!remarks().isEmpty());
    m_states->showContent();
}

QString ChartPane::remarks() const { return m_chart ? m_chart->data.remarks.join(u"; "_s) : QString(); }

void ChartPane::lookAgain()
{
    const qint64 rows = m_rows->rowCount();
    const bool isMore = rows != m_drawnRows;
    if (m_rows->isFinished() && !isMore)
        m_tick.stop();
    if (isMore && isVisible() && !m_isDrawing)
        draw();
}

void ChartPane::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_rows->rowCount() != m_drawnRows && !m_isDrawing)
        draw();
}

// ---- taking it along

Result<QString> ChartPane::panelYaml() const
{
    auto texts = query::panelOf(m_choice, m_columns, m_title, m_statement);
    if (!texts)
        return fail(texts.error());
    return QString::fromUtf8(metrics::panelYaml(*texts));
}

Result<QByteArray> ChartPane::picture(PictureFormat format)
{
    if (!m_chart || m_chart->data.isEmpty())
        return fail(ErrorKind::Invalid, tr("Nothing is drawn yet"));
    metrics::DashboardDefinition dashboard;
    dashboard.title = m_title;
    metrics::PanelDefinition panel = m_chart->panel;
    panel.title = m_title;
    metrics::PanelOutcome outcome;
    outcome.state = metrics::PanelOutcome::State::Shown;
    outcome.data = m_chart->data;
    PanelPicture picture{.request = {.dashboard = &dashboard, .panel = &panel}, .outcome = outcome};
    picture.request.context.range = m_chart->data.range;
    picture.request.context.zone = QTimeZone(m_chart->data.zone);
    PictureOptions options;
    options.palette = palette();
    options.scale = 2;
    options.database = m_services.connection->label();
    return panelPicture(picture, format, options, m_styles);
}

void ChartPane::askFile()
{
    auto *dialog = new QFileDialog(this, tr("Save the chart"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Picture (*.png)"), tr("Drawing (*.svg)")});
    dialog->setDefaultSuffix(u"png"_s);
    dialog->selectFile(u"chart.png"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.contains(u"svg"_s) ? u"svg"_s : u"png"_s);
    });
    connect(dialog, &QFileDialog::fileSelected, this, &ChartPane::save);
    dialog->open();
}

void ChartPane::save(const QString &path)
{
    const bool isSvg = QFileInfo(path).suffix().compare(u"svg"_s, Qt::CaseInsensitive) == 0;
    const auto bytes = picture(isSvg ? PictureFormat::Svg : PictureFormat::Png);
    if (!bytes)
        return Q_EMIT said(bytes.error().message);
    whenDone(
        this,
        QtConcurrent::run(
            &m_pool,
            [path, bytes = *bytes]() -> Result<void> {
                QSaveFile file(path);
                if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit())
                    return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(path, file.errorString()));
                return {};
            }),
        [this, path](const Result<void> &done) {
            Q_EMIT said(done ? tr("%1 was written").arg(path) : done.error().message);
        });
}

} // namespace howdah::ui
