// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/inspector/statisticspanel.h"

#include "base/figures.h"
#include "base/whendone.h"
#include "grid/record/statisticsview.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "entity/sensitivity.h"
#include "value/valuetext.h"

#include <QAction>
#include <QDateTime>
#include <QHBoxLayout>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int RestMs = 150;
constexpr int TickMs = 500;

StatisticsPanel::StatisticsPanel(ConnectionController *connection, TaskList *tasks, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_tasks(tasks)
    , m_title(new ElidedLabel(this))
    , m_view(new StatisticsView(this))
    , m_exact(new QAction(icon(u"view-statistics"_s), tr("Count the values exactly"), this))
    , m_cancel(new QAction(tr("Cancel"), this))
{
    m_states = new StateStack(m_view, this);
    connect(m_view, &StatisticsView::valueActivated, this, [this](const QString &value) {
        Q_EMIT filterWanted({m_shape.columns[size_t(m_column)].name, data::FilterOperator::Equal, value});
    });
    m_exact->setToolTip(tr("Reads every row that matches the filters; this can take a while"));
    connect(m_exact, &QAction::triggered, this, &StatisticsPanel::askExactly);
    connect(m_cancel, &QAction::triggered, this, &StatisticsPanel::cancel);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    head->addWidget(m_title, 1);
    head->addWidget(buttonFor(m_exact, ButtonRole::Plain, this));
    head->addWidget(buttonFor(m_cancel, ButtonRole::Plain, this));
    m_cancel->setVisible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(head);
    layout->addWidget(m_states, 1);
    m_rest.setSingleShot(true);
    m_rest.setInterval(RestMs);
    m_tick.setInterval(TickMs);
    connect(&m_rest, &QTimer::timeout, this, &StatisticsPanel::ask);
    connect(&m_tick, &QTimer::timeout, this, &StatisticsPanel::tick);
    showColumn({}, {}, -1);
}

StatisticsPanel::~StatisticsPanel() { stop(); }

// ---- asking

void StatisticsPanel::stop()
{
    ++m_ticket;
    m_rest.stop();
    m_tick.stop();
    m_task.finish();
    if (m_session)
        m_session->cancel();
    m_session.reset();
    m_cancel->setVisible(false);
    m_exact->setEnabled(m_column >= 0);
}

void StatisticsPanel::showColumn(const data::RelationShape &shape, const data::FilterSet &filters, int column)
{
    const bool isSame = shape.oid == m_shape.oid && column == m_column && column >= 0;
    if (isSame && filters == m_filters && (m_stats || m_session))
        return;
    m_shape = shape;
    m_filters = filters;
    m_column = column;
    stop();
    m_stats.reset();
    m_isDue = column >= 0;
    m_title->setText(column < 0 ? QString() : singleLine(shape.columns[size_t(column)].name, 200));
    if (column < 0)
        m_states->showEmpty(
            {u"view-statistics"_s, tr("No column selected"), tr("The distribution of the column's values."), {}});
    else if (isVisible())
        m_rest.start();
}

void StatisticsPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_isDue)
        m_rest.start();
}

void StatisticsPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_rest.stop(); // a count that was asked for goes on
}

bool StatisticsPanel::takeSession()
{
    const auto taken = m_connection->takeSession(connection::SessionRole::Rows, u"statistics"_s);
    if (taken)
        m_session = *taken;
    else
        m_states->showFailed(taken.error(), [this] { ask(); });
    return bool(taken);
}

void StatisticsPanel::ask()
{
    stop();
    if (m_column < 0 || !takeSession())
        return;
    m_isDue = false;
    m_states->showLoading(tr("Reading the server's statistics"), [this] { cancel(); });
    whenDone(
        this, m_session->query(data::notedStatsStatement(m_shape, m_column)),
        [this, ticket = m_ticket](const Result<connection::Answer> &answer) {
            if (ticket != m_ticket)
                return;
            m_session.reset();
            if (!answer)
                return failed(answer.error());
            if (const auto stats = data::notedStatsIn(answer->rows))
                show(*stats);
            else
                showNothingNoted();
            Q_EMIT shown();
        });
}

void StatisticsPanel::askExactly()
{
    if (m_column < 0)
        return;
    const auto statement = data::exactStatsStatement(m_shape, m_filters, m_column);
    stop();
    if (!statement)
        return failed(statement.error());
    if (!takeSession())
        return;
    m_isDue = false;
    m_exact->setEnabled(false);
    m_cancel->setVisible(true);
    m_task = m_tasks->start(
        tr("Counting the values of %1.%2").arg(m_shape.name, m_shape.columns[size_t(m_column)].name),
        [this] { cancel(); });
    m_startedMs = QDateTime::currentMSecsSinceEpoch();
    m_tick.start();
    m_states->showLoading(tr("Counting every value"), [this] { cancel(); });
    whenDone(this, m_session->query(*statement), [this, ticket = m_ticket](const Result<connection::Answer> &answer) {
        if (ticket != m_ticket)
            return;
        stop();
        if (!answer)
            return failed(answer.error());
        show(data::exactStatsIn(answer->rows));
        Q_EMIT shown();
    });
}

void StatisticsPanel::tick()
{
    const auto seconds = (QDateTime::currentMSecsSinceEpoch() - m_startedMs) / 1000;
    m_task.setProgress(tr("%L1 s").arg(seconds));
    m_states->showLoading(tr("Counting every value: %L1 s").arg(seconds), [this] { cancel(); });
}

void StatisticsPanel::cancel()
{
    if (!m_session)
        return;
    stop();
    if (m_stats)
        m_states->showContent();
    else
        failed(makeError(ErrorKind::Cancelled, tr("Counting was cancelled")));
    Q_EMIT shown();
}

void StatisticsPanel::failed(const Error &error)
{
    if (m_stats) {
        m_states->showContent();
        m_states->setStale(tr("These statistics are out of date: %1").arg(error.message), [this] { ask(); });
    } else {
        m_states->showFailed(error, [this] { ask(); });
    }
    Q_EMIT shown();
}

// ---- shown

void StatisticsPanel::showNothingNoted()
{
    m_states->showEmpty(
        {u"view-statistics"_s,
         tr("The server has no statistics"),
         tr("The relation was never analysed. Run ANALYZE to create them, or count the values exactly."),
         {m_exact}});
}

// How many there are is no secret, and the values are.
static void hideValues(data::ColumnStats &stats)
{
    stats.top.clear();
    stats.minimum.reset();
    stats.maximum.reset();
    stats.bounds.clear();
}

void StatisticsPanel::show(const data::ColumnStats &read)
{
    data::ColumnStats stats = read;
    const bool isSensitive = entity::sensitivityOf(*m_connection->entityBook().entities(), m_shape.oid)
                                 .contains(m_shape.columns[size_t(m_column)].name);
    if (isSensitive)
        hideValues(stats);
    m_stats = stats;
    const QLocale locale;
    QString source;
    if (stats.exact) {
        source = m_filters.isEmpty() ? tr("Counted in all rows") : tr("Counted in the filtered rows");
    } else {
        source = tr("Estimated from a sample");
        if (stats.analyzed.isValid())
            source = tr("Estimated from a sample of %1").arg(locale.toString(stats.analyzed, QLocale::ShortFormat));
        if (stats.changedSince > 0)
            source += tr(", %1 rows changed since").arg(countText(qint64(stats.changedSince)));
        if (!m_filters.isEmpty())
            source += tr("; for all rows, regardless of the filters");
    }
    m_view->setSource(isSensitive ? source + tr("; the values are hidden as sensitive") : source);
    const data::ColumnShape &column = m_shape.columns[size_t(m_column)];
    const auto offered = data::operatorsFor(column);
    m_view->setFilterable(std::ranges::find(offered, data::FilterOperator::Equal) != offered.end());
    m_view->setStats(stats);
    m_states->setStale({});
    m_states->showContent();
}

QString StatisticsPanel::summary() const { return m_view->summary(); }

} // namespace howdah::ui
