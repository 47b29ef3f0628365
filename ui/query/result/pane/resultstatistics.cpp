// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/pane/resultstatistics.h"

#include "common/quantities.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "grid/record/statisticsview.h"
#include "query/result/pane/resultmodel.h"
#include "value/valuetext.h"

#include <QtConcurrentRun>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int RestMs = 150;

ResultStatistics::ResultStatistics(ResultModel *model, TaskList *tasks, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_tasks(tasks)
    , m_title(new ElidedLabel(this))
    , m_view(new StatisticsView)
    , m_states(new StateStack(m_view, this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_title->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    layout->addWidget(m_title);
    layout->addWidget(m_states, 1);
    setMinimumWidth(220);
    m_rest.setSingleShot(true);
    m_rest.setInterval(RestMs);
    connect(&m_rest, &QTimer::timeout, this, &ResultStatistics::count);
    connect(m_view, &StatisticsView::valueActivated, this, [this](const QString &value) {
        Q_EMIT valueWanted(m_column, value);
    });
    m_column = 0;
    showColumn(-1);
}

ResultStatistics::~ResultStatistics() { stop(); }

void ResultStatistics::stop()
{
    if (m_stop)
        m_stop->request_stop();
    m_stop.reset();
    m_rest.stop();
    m_asked.drop();
    m_task.finish();
}

void ResultStatistics::showColumn(int column)
{
    if (column == m_column)
        return;
    m_column = column;
    m_title->setText(column < 0 ? QString() : singleLine(m_model->columns()[size_t(column)].shape.name, 200));
    rowsChanged();
}

void ResultStatistics::rowsChanged()
{
    stop();
    m_stats.reset();
    if (m_column < 0)
        m_states->showEmpty(
            {u"view-statistics"_s, tr("No column selected"), tr("The distribution of the column's values."), {}});
    else if (isVisible())
        m_rest.start();
}

void ResultStatistics::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_column >= 0 && !m_stats && !m_stop)
        m_rest.start();
}

void ResultStatistics::count()
{
    stop();
    if (m_column < 0 || m_column >= m_model->columnCount() || !m_model->store())
        return;
    m_stop.emplace();
    m_states->showLoading(tr("Counting every value"), [this] { cancel(); });
    m_task = m_tasks ? m_tasks->start(tr("Counting the values of a result"), [this] { cancel(); }) : TaskHandle();
    m_asked.ask(
        this,
        QtConcurrent::run([store = m_model->store(), order = m_model->order(), at = m_column,
                           column = m_model->columns()[size_t(m_column)], stop = m_stop->get_token()] {
            return query::resultStats(*store, order.get(), column, at, stop);
        }),
        [this](const Result<query::ResultStats> &stats) {
            stop();
            if (!stats)
                m_states->showFailed(stats.error(), [this] { count(); });
            else
                show(*stats, qint64(stats->stats.rows));
            Q_EMIT shown();
        });
}

void ResultStatistics::show(const query::ResultStats &stats, qint64 rows)
{
    m_stats = stats;
    QString source = m_model->order() ? tr("Counted in the %1 that are shown").arg(rowsWord(rows))
                                      : tr("Counted in the %1 that have come").arg(rowsWord(rows));
    QList<std::pair<QString, QString>> more;
    // How many there are is no secret, and the values are.
    if (m_model->isMasked(m_column)) {
        source += tr("; the values are hidden as sensitive");
        m_stats->stats.top.clear();
        m_stats->stats.minimum.reset();
        m_stats->stats.maximum.reset();
        m_stats->sum.clear();
        m_stats->mean.clear();
    }
    if (!m_stats->mean.isEmpty()) {
        more.emplaceBack(tr("Sum"), QString::fromLatin1(m_stats->sum));
        more.emplaceBack(tr("Average"), QString::fromLatin1(m_stats->mean));
    }
    m_view->setSource(source);
    m_view->setStats(m_stats->stats, more);
    m_states->showContent();
}

void ResultStatistics::cancel()
{
    stop();
    m_states->showFailed(makeError(ErrorKind::Cancelled, tr("Counting was cancelled")), [this] { count(); });
    Q_EMIT shown();
}

} // namespace howdah::ui
