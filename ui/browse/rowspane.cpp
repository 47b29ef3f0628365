// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/rowspane.h"

#include "browse/filterbar.h"
#include "browse/gridheader.h"
#include "browse/gridview.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int MostCopiedCells = 200'000;

RowsPane::RowsPane(ConnectionController *connection, TaskList *tasks, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_tasks(tasks)
    , m_model(new GridModel(this))
    , m_grid(new GridView(this))
    , m_filterBar(new FilterBar(this))
    , m_states(new StateStack(m_grid, this))
    , m_count(new QAction(tr("Count exactly"), this))
    , m_copy(new QAction(tr("Copy"), this))
    , m_clearFilters(new QAction(tr("Take all filters away"), this))
{
    m_grid->setModel(m_model);
    makeActions();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filterBar);
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(m_states, 1);
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(makeStatusLine());
    m_statusTimer.setSingleShot(true);
    m_statusTimer.setInterval(0);
    connect(&m_statusTimer, &QTimer::timeout, this, &RowsPane::updateStatus);
    connect(m_filterBar, &FilterBar::applied, this, &RowsPane::setFilters);
    connect(m_grid->table()->gridHeader(), &GridHeader::sortRequested, this, &RowsPane::sortBy);
    connect(m_grid->table(), &GridTable::currentRowChanged, this, &RowsPane::currentRowChanged);
    connect(m_grid, &GridView::visibleRangeChanged, this, [this] { m_statusTimer.start(); });
    connect(m_model, &GridModel::pageArrived, this, &RowsPane::pageArrived);
    connect(m_model, &GridModel::failed, this, &RowsPane::pageFailed);
}

RowsPane::~RowsPane() = default;

void RowsPane::makeActions()
{
    m_count->setIcon(icon(u"view-statistics"_s));
    m_count->setToolTip(tr("Count the rows: takes as long as the server needs to read them all"));
    connect(m_count, &QAction::triggered, this, &RowsPane::countRows);
    m_copy->setIcon(icon(u"edit-copy"_s));
    m_copy->setShortcut(QKeySequence::Copy);
    m_copy->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_copy, &QAction::triggered, this, &RowsPane::copySelection);
    m_grid->addAction(m_copy);
    m_grid->table()->addAction(m_copy);
    m_grid->table()->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_clearFilters, &QAction::triggered, this, [this] {
        m_filterBar->setFilterSet({});
        setFilters({});
    });
}

QWidget *RowsPane::makeStatusLine()
{
    auto *line = new QWidget(this);
    m_where = mutedLabel({}, line);
    m_timing = mutedLabel({}, line);
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    layout->setSpacing(space::inside);
    layout->addWidget(m_where);
    layout->addWidget(buttonFor(m_count, ButtonRole::Plain, line));
    layout->addStretch(1);
    layout->addWidget(m_timing);
    return line;
}

// ---- what is opened

void RowsPane::open(const data::RelationShape &shape)
{
    m_shape = shape;
    m_filters = {};
    m_sort.clear();
    m_fresh = true;
    m_countTask.finish();
    m_countSession.reset();
    m_filterBar->setShape(shape);
    load();
}

void RowsPane::update(const data::RelationShape &shape)
{
    if (shape == m_shape)
        return;
    const bool sameColumns = shape.columns == m_shape.columns;
    m_shape = shape;
    if (sameColumns) {
        if (!m_model->total().exact && m_filters.isEmpty() && shape.estimatedRows >= 0)
            m_model->setTotal(
                {qMax(qint64(shape.estimatedRows), m_model->firstPosition() + m_model->rowCount()), false});
        return;
    }
    const data::FilterSet filters = m_filters;
    m_filterBar->setShape(shape);
    m_filterBar->setFilterSet(filters);
    load();
}

void RowsPane::close()
{
    m_model->close();
    m_countTask.finish();
    m_countSession.reset();
    m_session.reset();
    m_shape = {};
    m_filters = {};
    m_sort.clear();
    m_states->setStale({});
    updateStatus();
}

// False when there is none to be had, which is then said.
bool RowsPane::takeSession()
{
    if (m_session && m_session->isOpen())
        return true;
    m_session.reset();
    const auto taken = m_connection->takeSession(connection::SessionRole::Grid, u"grid"_s);
    if (taken)
        m_session = *taken;
    else
        pageFailed(taken.error());
    return bool(taken);
}

void RowsPane::load()
{
    Result<data::PageQuery> query = data::PageQuery::make(m_shape, m_filters, m_sort);
    if (!query) {
        m_filterBar->showProblem(query.error().message);
        Q_EMIT rowsShown();
        return;
    }
    if (!takeSession())
        return;
    m_filterBar->showProblem({});
    m_states->setStale({});
    m_states->showLoading(tr("Reading the first rows"), [this] { cancelWork(); });
    const bool known = m_filters.isEmpty() && m_shape.estimatedRows >= 0;
    m_model->setSortShown(m_sort);
    m_model->open(
        m_session, *std::move(query), m_connection->facts().version,
        {known ? qint64(m_shape.estimatedRows) : -1, false});
    updateStatus();
}

void RowsPane::refresh()
{
    // The session of the grid may not have noticed yet that the line is gone.
    if (m_connection->isConnected() && m_model->isOpen() && m_session && m_session->isOpen())
        m_model->reload();
    else if (!m_shape.columns.empty())
        retry();
}

void RowsPane::cancelWork()
{
    m_model->cancel();
    if (m_countSession)
        m_countSession->cancel();
    if (m_states->state() == StateStack::State::Loading)
        m_states->showFailed(makeError(ErrorKind::Cancelled, tr("Reading was cancelled")), [this] { load(); });
}

void RowsPane::setFilters(const data::FilterSet &filters)
{
    m_filters = filters;
    load();
}

void RowsPane::setSort(std::vector<data::SortColumn> sort)
{
    m_sort = std::move(sort);
    load();
}

// Ascending, descending, none in turn.
void RowsPane::sortBy(int column, bool extend)
{
    if (!m_model->isOpen() || column < 0 || column >= int(m_shape.columns.size()))
        return;
    const data::ColumnShape &shape = m_shape.columns[size_t(column)];
    if (!data::isSortable(shape))
        return;
    std::vector<data::SortColumn> sort = m_sort;
    const auto found = std::ranges::find(sort, shape.name, &data::SortColumn::column);
    const bool wasAscending = found != sort.end() && found->direction == data::Direction::Ascending;
    const bool wasSorted = found != sort.end();
    if (!extend)
        sort.clear();
    else if (wasSorted && !wasAscending)
        sort.erase(found);
    if (extend && wasAscending)
        found->direction = data::Direction::Descending;
    else if (!wasSorted)
        sort.push_back({shape.name, data::Direction::Ascending, {}});
    else if (!extend && wasAscending)
        sort.push_back({shape.name, data::Direction::Descending, {}});
    setSort(std::move(sort));
}

// ---- what arrives

void RowsPane::pageArrived()
{
    if (m_model->rowCount() > 0) {
        m_states->showContent();
    } else if (m_filters.isEmpty()) {
        m_states->showEmpty({u"view-list-details"_s, tr("No rows"), tr("%1 is empty.").arg(m_shape.name), {}});
    } else {
        m_states->showEmpty(
            {u"view-filter"_s,
             tr("No row matches"),
             tr("Nothing in %1 meets the filters.").arg(m_shape.name),
             {m_clearFilters}});
    }
    m_states->setStale({});
    if (std::exchange(m_fresh, false))
        fitColumns();
    if (m_model->rowCount() > 0 && !m_grid->table()->currentIndex().isValid())
        m_grid->table()->setCurrentIndex(m_model->index(m_grid->table()->topRow(), 0));
    updateStatus();
    Q_EMIT rowsShown();
}

void RowsPane::pageFailed(const Error &error)
{
    const bool hasRows = m_model->rowCount() > 0;
    if (error.kind == ErrorKind::Server && !m_filters.isEmpty()) {
        // Beside its cause: the server could not make sense of a value or of the condition.
        m_filterBar->showProblem(error.message);
        m_states->showEmpty({u"view-filter"_s, tr("The filter cannot be used"), error.message, {m_clearFilters}});
    } else if (hasRows) {
        m_states->showContent();
        m_states->setStale(tr("These rows are from before: %1").arg(error.message), [this] { retry(); });
    } else {
        m_states->showFailed(error, [this] { retry(); });
    }
    updateStatus();
    Q_EMIT rowsShown();
}

void RowsPane::connectionLost(const Error &error)
{
    if (m_model->isOpen())
        pageFailed(error);
}

void RowsPane::retry()
{
    if (!m_connection->isConnected()) {
        m_connection->reconnect(); // reconnected() goes on
        return;
    }
    reconnected();
}

void RowsPane::reconnected()
{
    if (m_shape.columns.empty())
        return;
    if (!takeSession())
        return;
    if (m_model->isOpen())
        m_model->reopen(m_session);
    else
        load();
}

// ---- counting and copying

void RowsPane::countRows()
{
    if (!m_model->isOpen() || m_countTask.isRunning())
        return;
    const auto taken = m_connection->takeSession(connection::SessionRole::Reader, u"count"_s);
    if (!taken) {
        m_timing->setText(taken.error().message);
        return;
    }
    m_countSession = *taken;
    m_countTask = m_tasks->start(tr("Counting the rows of %1").arg(m_shape.name), [this] {
        if (m_countSession)
            m_countSession->cancel();
    });
    m_count->setEnabled(false);
    const auto session = m_countSession;
    data::PageSource::count(this, *m_countSession, *m_model->query(), [this, session](const Result<qint64> &rows) {
        if (session != m_countSession)
            return; // of a relation that was shown before
        m_countTask.finish();
        m_count->setEnabled(true);
        m_countSession.reset();
        if (rows)
            m_model->setTotal({*rows, true});
        else if (rows.error().kind != ErrorKind::Cancelled)
            m_timing->setText(rows.error().message);
        updateStatus();
    });
}

static QString forTable(QString value)
{
    // As spreadsheets read it: quoted when it holds what separates.
    if (!value.contains(u'\t') && !value.contains(u'\n') && !value.contains(u'"'))
        return value;
    return u'"' + value.replace(u"\""_s, u"\"\""_s) + u'"';
}

void RowsPane::copySelection()
{
    const QItemSelection selection = m_grid->table()->selectionModel()->selection();
    if (selection.isEmpty())
        return;
    const QItemSelectionRange range = selection.first();
    QStringList lines;
    int cells = 0;
    bool cut = false;
    for (int row = range.top(); row <= range.bottom() && cells < MostCopiedCells; ++row) {
        QStringList line;
        for (int column = range.left(); column <= range.right(); ++column, ++cells) {
            const QModelIndex index = m_model->index(row, column);
            cut = cut || index.data(IsTruncatedRole).toBool();
            line << (index.data(IsNullRole).toBool() ? QString() : forTable(m_model->text(row, column)));
        }
        lines << line.join(u'\t');
    }
    QApplication::clipboard()->setText(lines.join(u'\n'));
    m_timing->setText(
        cut ? tr("Copied; long values are cut as shown: the record panel copies them whole")
            : tr("%n cell(s) copied", nullptr, cells));
}

// ---- the line beneath

QString RowsPane::statusText() const
{
    const auto [first, last] = m_grid->visibleRange();
    const QLocale locale;
    const data::RowTotal total = m_model->total();
    QString text;
    if (first >= 0) {
        text = m_model->isPositionExact() ? tr("Rows %1–%2") : tr("Rows about %1–%2");
        text = text.arg(locale.toString(first + 1), locale.toString(last + 1));
    }
    if (total.rows >= 0) {
        const QString count = locale.toString(total.rows);
        const QString of = total.exact ? tr("of %1").arg(count) : tr("of about %1").arg(count);
        text = text.isEmpty() ? of : text + u' ' + of;
    }
    if (m_model->isCut())
        text += tr(" (the rest cannot be reached: the rows have no key)");
    return text;
}

void RowsPane::updateStatus()
{
    m_where->setText(m_model->isOpen() ? statusText() : QString());
    m_count->setEnabled(
        m_model->isOpen() && m_model->rowCount() > 0 && !m_model->total().exact && !m_countTask.isRunning());
    if (m_model->isOpen() && m_model->lastPageMs() > 0 && !m_model->isLoading())
        m_timing->setText(tr("%1 ms").arg(QLocale().toString(m_model->lastPageMs(), 'f', 1)));
    else if (!m_model->isOpen())
        m_timing->setText({});
}

void RowsPane::fitColumns()
{
    // By the rows in sight: measuring all would cost as much as reading them.
    m_grid->table()->horizontalHeader()->setResizeContentsPrecision(m_grid->table()->visibleRows());
    m_grid->table()->resizeColumnsToContents();
}

QByteArray RowsPane::headerState() const { return m_grid->table()->horizontalHeader()->saveState(); }

void RowsPane::restoreHeader(const QByteArray &state)
{
    if (!state.isEmpty() && m_model->columnCount() > 0)
        m_grid->table()->horizontalHeader()->restoreState(state);
}

} // namespace howdah::ui
