// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/inspector/statisticspanel.h"

#include "base/figures.h"
#include "base/whendone.h"
#include "browse/inspector/sharebar.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "value/valuetext.h"

#include <QAction>
#include <QDateTime>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QTextDocument>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int RestMs = 150;
constexpr int TickMs = 500;
constexpr qsizetype MostLetters = 60;

StatisticsPanel::StatisticsPanel(ConnectionController *connection, TaskList *tasks, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_tasks(tasks)
    , m_title(new ElidedLabel(this))
    , m_source(mutedLabel({}, this))
    , m_figures(new QTreeWidget(this))
    , m_top(new QTreeWidget(this))
    , m_exact(new QAction(icon(u"view-statistics"_s), tr("Count the values exactly"), this))
    , m_cancel(new QAction(tr("Cancel"), this))
{
    m_states = new StateStack(makeContent(), this);
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

static void dress(QTreeWidget *tree, const QStringList &heads, const QString &name)
{
    tree->setColumnCount(int(heads.size()));
    tree->setHeaderLabels(heads);
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    tree->setFrameShape(QFrame::NoFrame);
    tree->setAccessibleName(name);
    tree->header()->setStretchLastSection(false);
    tree->header()->setMinimumSectionSize(40);
    tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int column = 1; column < heads.size(); ++column)
        tree->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
}

QWidget *StatisticsPanel::makeContent()
{
    auto *content = new QWidget(this);
    dress(m_figures, {tr("Statistic"), tr("Value")}, tr("Column statistics"));
    dress(m_top, {tr("Most common values"), tr("Rows"), tr("Share")}, tr("Most common values"));
    m_figures->setHeaderHidden(true);
    m_figures->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_figures->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_top->setItemDelegateForColumn(2, new ShareBarDelegate(m_top));
    m_top->setToolTip(tr("Press Enter to show the rows with the value"));
    connect(m_top, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem *item) {
        const QVariant value = item->data(0, Qt::UserRole);
        if (value.isValid())
            Q_EMIT filterWanted(value.value<data::Filter>());
    });
    m_source->setWordWrap(true);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(space::inside, 0, space::inside, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_source);
    layout->addWidget(m_figures, 2);
    layout->addWidget(separator(Qt::Horizontal, content));
    layout->addWidget(m_top, 3);
    return content;
}

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
    const entity::BoundEntity *entity = m_connection->entityBook().entities()->of(m_shape.oid);
    const bool isSensitive = entity && entity->definition->isSensitive(m_shape.columns[size_t(m_column)].name);
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
    m_source->setText(isSensitive ? source + tr("; the values are hidden as sensitive") : source);
    showFigures(stats);
    m_top->clear();
    for (const data::ColumnStats::Value &value : stats.top) {
        auto *item = new QTreeWidgetItem(m_top);
        item->setText(0, value.text.isEmpty() ? tr("(empty)") : singleLine(value.text, MostLetters));
        item->setToolTip(0, Qt::convertFromPlainText(value.text));
        item->setFont(0, fixedFont());
        const QString rows = value.rows < 0 ? QString() : countText(value.rows);
        item->setText(1, stats.exact || rows.isEmpty() ? rows : tr("≈ %1").arg(rows));
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setData(2, Qt::DisplayRole, locale.toString(value.share * 100, 'f', 1) + u" %"_s);
        item->setData(2, ShareRole, value.share);
        const data::ColumnShape &column = m_shape.columns[size_t(m_column)];
        const auto offered = data::operatorsFor(column);
        const bool isWhole = value.text.size() < data::mostValueLetters && !value.text.isEmpty();
        if (isWhole && std::ranges::find(offered, data::FilterOperator::Equal) != offered.end())
            item->setData(
                0, Qt::UserRole,
                QVariant::fromValue(data::Filter{column.name, data::FilterOperator::Equal, value.text}));
    }
    m_states->setStale({});
    m_states->showContent();
}

void StatisticsPanel::showFigures(const data::ColumnStats &stats)
{
    const QLocale locale;
    m_figures->clear();
    const auto add = [&](const QString &name, const QString &value) {
        auto *item = new QTreeWidgetItem(m_figures, {name, singleLine(value, 200)});
        item->setToolTip(1, Qt::convertFromPlainText(value));
        item->setFont(1, fixedFont());
    };
    const auto number = [&](double value) {
        const QString text = countText(qint64(value + 0.5));
        return stats.exact ? text : tr("≈ %1").arg(text);
    };
    if (stats.rows >= 0)
        add(tr("Rows"), number(stats.rows));
    if (stats.distinct >= 0)
        add(tr("Distinct values"), number(stats.distinct));
    add(tr("NULL"),
        locale.toString(stats.nullShare * 100, 'f', stats.nullShare > 0 && stats.nullShare < 0.01 ? 3 : 1) + u" %"_s);
    if (stats.minimum)
        add(stats.exact ? tr("Min") : tr("Min (sample)"), *stats.minimum);
    if (stats.maximum)
        add(stats.exact ? tr("Max") : tr("Max (sample)"), *stats.maximum);
    if (stats.averageBytes >= 0)
        add(tr("Average size"), sizeText(qint64(stats.averageBytes)));
    for (qsizetype i = 1; i + 1 < stats.bounds.size(); ++i)
        add(tr("Up to %1 %", "a share of the rows").arg(100 * i / (stats.bounds.size() - 1)), stats.bounds[i]);
}

QString StatisticsPanel::summary() const
{
    QStringList lines{m_source->text()};
    for (int i = 0; i < m_figures->topLevelItemCount(); ++i)
        lines << m_figures->topLevelItem(i)->text(0) + u": "_s + m_figures->topLevelItem(i)->text(1);
    for (int i = 0; i < m_top->topLevelItemCount(); ++i)
        lines << m_top->topLevelItem(i)->text(0) + u": "_s + m_top->topLevelItem(i)->text(1);
    return lines.join(u'\n');
}

} // namespace howdah::ui
