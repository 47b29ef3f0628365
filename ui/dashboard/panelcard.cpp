// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/panelcard.h"

#include "base/figures.h"
#include "common/quantities.h"
#include "chart/chartview.h"
#include "chart/legend.h"
#include "common/captions.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "dashboard/paneltablemodel.h"
#include "metrics/panelmethod.h"

#include <QAction>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QJsonDocument>
#include <QLocale>
#include <QMenu>
#include <QMetaMethod>
#include <QPainter>
#include <QResizeEvent>
#include <QStackedWidget>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using metrics::PanelKind;
using metrics::PanelOutcome;

namespace {

// Seen while the pointer is on the card or the keyboard on the button, and while it says that something is on: a dozen
// cards with their buttons would hide what they show.
class CardButton final : public QToolButton
{
public:
    explicit CardButton(const QWidget *card)
        : m_card(card)
    {
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        if (m_card->underMouse() || hasFocus() || isChecked() || isDown())
            QToolButton::paintEvent(event);
    }

private:
    const QWidget *m_card;
};

} // namespace

PanelCard::PanelCard(
    std::shared_ptr<const metrics::DashboardDefinition> dashboard, const metrics::PanelDefinition &panel,
    EntityStyles &styles, QWidget *parent)
    : QFrame(parent)
    , m_dashboard(std::move(dashboard))
    , m_panel(panel)
    , m_styles(styles)
{
    setObjectName(u"panel-"_s + panel.id);
    setAttribute(Qt::WA_Hover); // its buttons are seen while the pointer is on it
    setAccessibleName(panel.title);
    setAccessibleDescription(QStringList{panel.description, metrics::methodOf(panel)}.join(u' ').trimmed());
    buildActions();
    m_faces = new QStackedWidget;
    m_state = new StateStack(m_faces);
    m_remarks = mutedLabel();
    m_remarks->setWordWrap(true);
    m_remarks->setFont(smallFont());
    m_remarks->hide();
    m_foot = new ElidedLabel;
    m_foot->setObjectName(u"foot"_s);
    m_foot->setMuted();
    m_foot->setFont(smallFont());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::inside, space::tight, space::tight, space::tight);
    column->setSpacing(space::tight);
    column->addWidget(buildHead());
    column->addWidget(m_state, 1);
    column->addWidget(m_remarks);
    column->addWidget(m_foot);
    m_foot->hide();
    updateActions();
}

QWidget *PanelCard::buildHead()
{
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::inside);
    m_title = plainLabel(m_panel.title);
    m_title->setWordWrap(true); // whole, where the panel is narrow
    m_title->setFont(headingFont(2));
    // A description may hold what looks like markup.
    QString tip;
    for (const QString &words : {m_panel.description, metrics::methodOf(m_panel)}) {
        if (!words.isEmpty())
            tip += u"<p>%1</p>"_s.arg(words.toHtmlEscaped());
    }
    head->setToolTip(tip);
    row->addWidget(m_title, 1);
    // A figure says its unit and its count itself, and its head is narrow.
    const bool isFigure = m_panel.kind == metrics::PanelKind::Stat;
    if (!m_panel.unit.isEmpty() && !isFigure)
        row->addWidget(mutedLabel(m_panel.unit));
    m_count = mutedLabel();
    m_count->setObjectName(u"count"_s);
    row->addWidget(m_count);
    m_count->setVisible(!isFigure);
    m_precision = new Badge;
    m_precision->setObjectName(u"precision"_s);
    m_precision->hide();
    row->addWidget(m_precision);
    const auto tool = [&](const QString &iconName, const QString &name) {
        auto *one = new CardButton(this);
        one->setIcon(icon(iconName));
        one->setAutoRaise(true);
        one->setToolTip(name);
        one->setAccessibleName(tr("%1: %2").arg(m_panel.title, name));
        one->setFocusPolicy(Qt::TabFocus);
        row->addWidget(one);
        return one;
    };
    m_twinButton = tool(u"view-list-details"_s, tr("Show as a table"));
    m_twinButton->setCheckable(true);
    m_twinButton->setVisible(m_panel.kind != PanelKind::Table);
    connect(m_twinButton, &QToolButton::toggled, m_twin, &QAction::setChecked);
    connect(m_twin, &QAction::toggled, m_twinButton, &QToolButton::setChecked);
    m_more = tool(u"application-menu"_s, tr("Panel menu"));
    m_more->setObjectName(u"more"_s);
    connect(m_more, &QToolButton::clicked, this, [this] {
        buildMenu();
        m_menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
    });
    return head;
}

// One flat card on the ground of the charts: nothing in it has an edge of its own.
void PanelCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(Surface::Border, palette()), 1));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), space::radius, space::radius);
}

bool PanelCard::event(QEvent *event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave) {
        m_twinButton->update();
        m_more->update();
    }
    // Small charts stand beneath one another where the panel is narrow. Later: the grid is still placing its panels.
    const bool maySplit = m_panel.kind == PanelKind::Line || m_panel.kind == PanelKind::Band;
    if (event->type() == QEvent::Resize && maySplit && m_chart && m_shown
        && static_cast<QResizeEvent *>(event)->oldSize().width() != width())
        QMetaObject::invokeMethod(this, &PanelCard::notifyHeight, Qt::QueuedConnection);
    return QFrame::event(event);
}

QAction *PanelCard::add(const QString &text, const QString &iconName, void (PanelCard::*what)())
{
    auto *action = new QAction(icon(iconName), text, this);
    if (what)
        connect(action, &QAction::triggered, this, what);
    m_actions << action;
    return action;
}

void PanelCard::buildActions()
{
    m_twin = add(tr("Show as a table"), u"view-list-details"_s, nullptr);
    m_twin->setCheckable(true);
    connect(m_twin, &QAction::toggled, this, &PanelCard::setTableShown);
    m_sql = add(tr("Show the SQL"), u"dialog-scripts"_s, &PanelCard::sqlWanted);
    m_edit = add(tr("Edit this panel…"), u"document-edit"_s, &PanelCard::editWanted);
    m_edit->setObjectName(u"editPanel"_s);
    addLinks();
    m_rows = add(tr("Show the rows behind this point"), u"view-list-tree"_s, nullptr);
    connect(m_rows, &QAction::triggered, this, [this] {
        const auto mark = m_chart ? m_chart->chart().current() : std::nullopt;
        if (mark)
            showRows(mark->series, mark->point);
    });
    m_filter = add(tr("Filter by this point"), u"view-filter"_s, nullptr);
    connect(m_filter, &QAction::triggered, this, [this] {
        const auto mark = m_chart ? m_chart->chart().current() : std::nullopt;
        if (mark)
            Q_EMIT markClicked(mark->series, mark->point);
    });
    m_turn = add(tr("Show the other end"), u"view-sort"_s, nullptr);
    m_turn->setCheckable(true);
    m_turn->setToolTip(tr("Show the last ones instead of the first"));
    connect(m_turn, &QAction::triggered, this, &PanelCard::turnWanted);
    m_maximise = add(tr("Maximize"), u"view-fullscreen"_s, &PanelCard::maximiseWanted);
    m_maximise->setCheckable(true);
    m_again = add(tr("Refresh"), u"view-refresh"_s, nullptr);
    connect(m_again, &QAction::triggered, this, [this] { Q_EMIT askWanted(false); });
    m_rollup = new QAction(icon(u"view-statistics"), tr("Rollup…"), this);
    m_rollup->setToolTip(tr("A small summary table that makes panels like this fast"));
    m_rollup->setVisible(m_panel.drill || !m_panel.rollupTable.isEmpty());
    connect(m_rollup, &QAction::triggered, this, &PanelCard::rollupWanted);
    m_evenIfDear = new QAction(tr("Run anyway"), this);
    connect(m_evenIfDear, &QAction::triggered, this, [this] { Q_EMIT askWanted(true); });
}

void PanelCard::addLinks()
{
    for (const metrics::LinkDefinition &link : m_panel.links) {
        QAction *action = add(plainCaption(link.title), u"go-next"_s, nullptr);
        action->setObjectName(u"link-%1"_s.arg(m_links.size() + 1));
        connect(action, &QAction::triggered, this, [this, link] {
            if (const auto marked = markedFor(link))
                Q_EMIT linkWanted(link, *marked);
        });
        m_links << action;
    }
}

// Nothing where the link needs a mark and none is current.
std::optional<metrics::FilterChoice> PanelCard::markedFor(const metrics::LinkDefinition &link) const
{
    metrics::FilterChoice marked;
    if (link.with.empty())
        return marked;
    if (!m_shown)
        return std::nullopt;
    const auto mark = m_chart && !isTableShown() ? m_chart->chart().current() : std::nullopt;
    for (const auto &[name, from] : link.with) {
        QString text;
        if (mark) {
            const metrics::Series &series = m_shown->outcome.data.series[size_t(mark->series)];
            const metrics::Point &point = series.points[size_t(mark->point)];
            if (series.isRest) // of many
                return std::nullopt;
            text = from == "series"_L1 ? series.name : from == "label"_L1 ? point.label : point.row;
        } else if (m_table && isTableShown()) {
            text = m_table->currentText(from);
        }
        if (text.isEmpty())
            return std::nullopt;
        marked.insert(name, {text});
    }
    return marked;
}

// Made when it is first opened: a dashboard has a dozen panels, and most menus are never looked at.
void PanelCard::buildMenu()
{
    updateActions();
    if (m_menu)
        return;
    m_menu = new QMenu(this);
    m_menu->addActions({m_twin, m_sql, m_edit});
    m_menu->addSeparator();
    m_menu->addActions({m_rows, m_filter, m_turn});
    if (!m_links.isEmpty())
        m_menu->addSeparator();
    m_menu->addActions(m_links);
    m_menu->addSeparator();
    m_menu->addAction(m_rollup);
    const auto entry = [this](QMenu *menu, const QString &text, auto what) {
        connect(menu->addAction(text), &QAction::triggered, this, what);
    };
    entry(m_menu, tr("Copy as CSV"), [this] { copy(PanelExport::Csv); });
    entry(m_menu, tr("Copy as JSON"), [this] { copy(PanelExport::Json); });
    QMenu *exports = m_menu->addMenu(icon(u"document-export"), tr("Export"));
    const std::vector<std::pair<QString, PanelExport>> forms{
        {u"PNG"_s, PanelExport::Png},
        {u"SVG"_s, PanelExport::Svg},
        {u"PDF"_s, PanelExport::Pdf},
        {u"CSV"_s, PanelExport::Csv},
        {u"JSON"_s, PanelExport::Json}};
    for (const auto &[name, form] : forms)
        entry(exports, name, [this, form] { Q_EMIT exportWanted(form); });
    m_menu->addSeparator();
    m_menu->addActions({m_maximise, m_again});
}

void PanelCard::makeContent()
{
    if (m_table)
        return;
    m_table = new PanelTableView;
    m_table->setAccessibleName(tr("%1, as a table").arg(m_panel.title));
    m_faces->addWidget(m_table);
}

void PanelCard::makeChart()
{
    if (m_chart || m_panel.kind == PanelKind::Table)
        return;
    m_chartFace = new QWidget;
    auto *column = new QVBoxLayout(m_chartFace);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_chart = new ChartView(m_panel.kind, m_styles);
    m_chart->setPanel(m_panel);
    column->addWidget(m_chart, 1);
    if (m_panel.kind != PanelKind::Stat) {
        m_legend = new Legend(m_styles);
        column->addWidget(m_legend);
        connect(m_legend, &Legend::hiddenChanged, this, [this] { m_chart->setHidden(m_legend->hidden()); });
    }
    m_faces->addWidget(m_chartFace);
    connect(m_chart, &ChartView::drillWanted, this, &PanelCard::showRows);
    connect(m_chart, &ChartView::markClicked, this, &PanelCard::markClicked);
    connect(m_chart, &ChartView::rangeChosen, this, &PanelCard::rangeChosen);
    connect(m_chart, &ChartView::currentChanged, this, [this] {
        notifyCurrent();
        Q_EMIT currentChanged();
    });
}

// ---- what is shown

void PanelCard::setLoading(Keep keep)
{
    if (keep == Keep::WhatIsShown && m_shown && m_state->state() == StateStack::State::Filled)
        return;
    m_state->setStale({});
    m_state->showLoading(tr("Running: %1").arg(m_panel.title), [this] { Q_EMIT cancelWanted(); });
}

void PanelCard::setIdle()
{
    if (m_shown) {
        m_state->showContent();
        m_state->setStale(tr("Cancelled: showing earlier data"), [this] { Q_EMIT askWanted(false); });
        return;
    }
    m_state->showEmpty({u"office-chart-line"_s, tr("Not run"), {}, {m_again}});
}

void PanelCard::setAnswer(const std::shared_ptr<const PanelAnswer> &answer)
{
    m_answer = answer;
    const PanelOutcome &outcome = answer->outcome;
    if (outcome.state == PanelOutcome::State::Shown) {
        m_state->setStale({});
        m_shown = answer;
        showFigures(*answer);
        if (outcome.data.isEmpty())
            showNothing(*answer);
        else
            showMarks(*answer);
    } else {
        showNothing(*answer);
    }
    updateActions();
}

void PanelCard::showMarks(const PanelAnswer &answer)
{
    makeChart();
    if (m_chart) {
        const auto marks = std::shared_ptr<const metrics::PanelData>(m_shown, &answer.outcome.data);
        m_chart->setData(marks);
        if (m_legend) {
            m_legend->setData(*marks);
            m_chart->setHidden(m_legend->hidden());
        }
        notifyHeight();
    }
    if (isTableShown()) {
        makeContent();
        m_table->setTable({m_shown, &answer.table});
    }
    m_faces->setCurrentWidget(isTableShown() ? static_cast<QWidget *>(m_table) : m_chartFace);
    m_state->showContent();
    notifyCurrent();
}

void PanelCard::notifyHeight()
{
    constexpr int AroundChart = 76; // head, legend and edges
    const int needed = m_chart->neededHeight(width());
    Q_EMIT heightNeeded(needed == 0 ? 0 : needed + AroundChart);
}

void PanelCard::showFigures(const PanelAnswer &answer)
{
    const metrics::PanelData &marks = answer.outcome.data;
    if (m_panel.kind == PanelKind::Table) {
        m_count->setText(rowsWord(marks.rows.rowCount()));
    } else {
        const qint64 values = marks.valueCount();
        m_count->setText(values < 0 ? QString() : tr("n %1").arg(countText(values)));
        m_count->setToolTip(tr("Number of values this was computed from"));
    }
    const QString precision = precisionWords(marks);
    if (!precision.isEmpty())
        m_precision->setBadge(Tone::Edited, precision);
    m_precision->setVisible(!precision.isEmpty());
    m_remarks->setText(marks.remarks.join(u'\n'));
    m_remarks->setVisible(!marks.remarks.isEmpty());
}

void PanelCard::showNothing(const PanelAnswer &answer)
{
    const PanelOutcome &outcome = answer.outcome;
    m_foot->hide();
    if (outcome.state != PanelOutcome::State::Shown) {
        m_count->clear();
        m_precision->hide();
        m_remarks->hide();
        m_shown.reset();
    }
    switch (outcome.state) {
    case PanelOutcome::State::Shown:
        m_state->showEmpty(
            {u"office-chart-line"_s,
             tr("No data in this range"),
             tr("There are no values for this selection. Try a longer range or fewer filters."),
             {}});
        break;
    case PanelOutcome::State::NeedsTables:
        m_state->showEmpty(
            {u"office-chart-line"_s,
             tr("Tables are missing"),
             tr("Missing or not readable in this database: %1").arg(outcome.missing.join(u", "_s)),
             {}});
        break;
    case PanelOutcome::State::TooDear:
        m_state->showEmpty(
            {u"dialog-question"_s, tr("Query too expensive"),
             (QStringList{tr("The planner expects a cost of %1. A shorter range or a filter makes it cheaper.")
                              .arg(QLocale().toString(outcome.cost, 'f', 0))}
              + outcome.data.remarks)
                 .join(u'\n'),
             m_rollup->isVisible() ? QList<QAction *>{m_evenIfDear, m_rollup} : QList<QAction *>{m_evenIfDear}});
        break;
    case PanelOutcome::State::Failed:
        m_state->showFailed(outcome.error, [this] { Q_EMIT askWanted(false); });
        break;
    }
}

void PanelCard::setTableShown(bool shown)
{
    m_twin->setChecked(shown);
    if (!m_shown || m_shown->outcome.data.isEmpty())
        return;
    if (isTableShown()) {
        makeContent();
        m_table->setTable({m_shown, &m_shown->table});
    }
    m_faces->setCurrentWidget(isTableShown() ? static_cast<QWidget *>(m_table) : m_chartFace);
}

bool PanelCard::isTableShown() const { return m_twin->isChecked() || m_panel.kind == PanelKind::Table; }

void PanelCard::setMaximised(bool maximised)
{
    m_isMaximised = maximised;
    m_maximise->setChecked(maximised);
}

void PanelCard::focusContent()
{
    if (isTableShown() && m_table)
        m_table->setFocus();
    else if (m_chart)
        m_chart->setFocus();
    else
        m_more->setFocus();
}

// ---- the mark that is looked at

void PanelCard::notifyCurrent()
{
    const auto mark = m_chart ? m_chart->chart().current() : std::nullopt;
    m_foot->setVisible(mark.has_value());
    if (mark)
        m_foot->setText(m_chart->wordsOf(*mark));
    updateActions();
}

void PanelCard::setFilterOffer(const QString &words)
{
    m_filter->setEnabled(!words.isEmpty());
    m_filter->setText(words.isEmpty() ? tr("Filter by this point") : words);
}

void PanelCard::updateActions()
{
    const bool isCurrent = m_chart && m_chart->chart().current();
    m_rows->setEnabled(isCurrent && m_panel.drill && m_shown);
    if (!isCurrent)
        setFilterOffer({});
    m_edit->setVisible(isSignalConnected(QMetaMethod::fromSignal(&PanelCard::editWanted))); // not in previews
    for (qsizetype i = 0; i < m_links.size(); ++i)
        m_links[i]->setEnabled(markedFor(m_panel.links[size_t(i)]).has_value());
    m_twin->setEnabled(m_panel.kind != PanelKind::Table);
    m_turn->setEnabled(m_shown && m_shown->outcome.data.canBeTurned);
}

void PanelCard::showRows(int series, int point)
{
    if (!m_shown || !m_panel.drill || series < 0 || size_t(series) >= m_shown->outcome.data.series.size())
        return;
    const metrics::Series &one = m_shown->outcome.data.series[size_t(series)];
    if (point < 0 || size_t(point) >= one.points.size())
        return;
    if (one.isRest) // its rows are those of many
        return;
    const metrics::DrillDefinition &drill = *m_panel.drill;
    Q_EMIT rowsWanted(
        drill.schema, drill.relation, drillCondition(m_shown->question.request(), one, one.points[size_t(point)]));
}

// ---- out of the window

QByteArray bytesOf(const PanelAnswer &answer, PanelExport form)
{
    if (form == PanelExport::Csv)
        return csvOf(answer.table);
    return QJsonDocument(jsonOf(answer.question.request(), answer.outcome.data)).toJson();
}

void PanelCard::copy(PanelExport form)
{
    if (m_shown)
        QGuiApplication::clipboard()->setText(QString::fromUtf8(bytesOf(*m_shown, form)));
}

void PanelCard::contextMenuEvent(QContextMenuEvent *event)
{
    buildMenu();
    m_menu->popup(event->globalPos());
}

void PanelCard::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Menu) {
        m_more->click();
        return;
    }
    QFrame::keyPressEvent(event);
}

} // namespace howdah::ui
