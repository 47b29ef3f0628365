// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a pane: what is asked for, and what comes of it.
#include "browse/rowspane.h"

#include "browse/cursorkeeper.h"
#include "browse/filter/filterbar.h"
#include "browse/pagelimits.h"
#include "browse/rowcount.h"
#include "browse/rowhistory.h"
#include "browse/rowsearch.h"
#include "browse/tools/gridtools.h"
#include "browse/inspector/cascadebar.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "connect/tenantchoice.h"
#include "edit/editsession.h"
#include "entity/sensitivity.h"
#include "grid/columntools.h"
#include "grid/gridedit.h"
#include "grid/gridheader.h"
#include "grid/gridview.h"
#include "value/valuetext.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int AnotherSessionAfterMs = 10'000; // not again and again, should it be the rows that end it

// False when there is none to be had, which is then said.
bool RowsPane::takeSession()
{
    if (m_session && m_session->isOpen())
        return true;
    m_session.reset();
    const auto taken = m_connection->takeSession(connection::SessionRole::Rows, u"grid"_s);
    if (taken)
        m_session = *taken;
    else
        pageFailed(taken.error());
    return bool(taken);
}

void RowsPane::load()
{
    m_load.next();
    m_cursorToTop = false;
    const data::PageLimits limits = pageLimits(m_connection->settings());
    m_filters.hidden = hiddenColumns(); // for whoever counts or exports what they leave, too
    // Until the models are read any column may be hidden: what asks for some waits for them.
    m_waitsForModels = !m_filters.hidden.isEmpty() && !m_connection->entityBook().entities()->isKnown()
                    && (!m_filters.isEmpty() || !m_sort.empty());
    if (m_waitsForModels) {
        if (m_fresh)
            m_model->close();
        m_states->showLoading(tr("Reading the first rows"), [this] { cancelWork(); });
        return;
    }
    Result<data::PageQuery> query = data::PageQuery::make(m_shape, m_filters, m_sort, limits);
    if (!query) {
        if (m_fresh)
            m_model->close(); // of another relation
        filterFailed(query.error());
        Q_EMIT rowsShown();
        return;
    }
    if (!takeSession())
        return;
    m_filterBar->showProblem({});
    m_states->setStale({});
    m_states->showLoading(tr("Reading the first rows"), [this] { cancelWork(); });
    const bool known = m_filters.isEmpty() && m_shape.estimatedRows >= 0;
    m_columns->setSort(m_sort);
    m_model->open(
        m_session, *std::move(query), m_connection->facts().version,
        {known ? qint64(m_shape.estimatedRows) : -1, false});
    updateStatus();
}

// Sensitive ones that are not revealed.
QStringList RowsPane::hiddenColumns() const
{
    const entity::Sensitivity sensitive = entity::sensitivityOf(*m_connection->entityBook().entities(), m_shape.oid);
    QStringList hidden;
    for (int column = 0; column < int(m_shape.columns.size()) && !sensitive.isEmpty(); ++column) {
        const QString &name = m_shape.columns[size_t(column)].name;
        if (sensitive.contains(name) && (m_fresh || m_model->labels().isColumnMasked(column)))
            hidden << name;
    }
    return hidden;
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
    m_count->cancel();
    m_search->stop();
    m_tools->cancel();
    m_cascade->cancel();
    if (m_states->state() == StateStack::State::Loading)
        m_states->showFailed(makeError(ErrorKind::Cancelled, tr("Reading was cancelled")), [this] { load(); });
}

void RowsPane::setFilters(const data::FilterSet &filters)
{
    m_filters = filters;
    load();
    Q_EMIT filtersChanged();
}

void RowsPane::showFilters(const data::FilterSet &filters)
{
    m_filterBar->setFilterSet(filters);
    setFilters(filters);
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

// Rows, new ones among them, or why there are none.
void RowsPane::showRightState()
{
    if (m_states->state() == StateStack::State::Failed || m_model->isLoading() || !m_model->isOpen())
        return;
    if (m_model->rowCount() > 0) {
        m_states->showContent();
    } else if (m_filters.isEmpty()) {
        QList<QAction *> actions;
        if (QAction *insert = m_gridEdit->action(GridEdit::Do::InsertRow); insert->isEnabled())
            actions << insert;
        const TenantSetting *hidden = m_connection->tenant().hidden(); // then nobody knows whether it is
        m_states->showEmpty(
            {u"view-list-details"_s, tr("No rows"), hidden ? hidden->warning() : tr("%1 is empty.").arg(m_shape.name),
             actions});
    } else {
        m_states->showEmpty(
            {u"view-filter"_s,
             tr("No matching rows"),
             tr("No rows of %1 match the filters.").arg(m_shape.name),
             {m_clearFilters}});
    }
}

// The column that the cursor was in: other rows of the same relation leave it there.
int RowsPane::cursorColumn() const
{
    const std::vector<int> shown = m_grid->table()->shownColumns();
    return std::ranges::find(shown, m_cursorColumn) != shown.end() ? m_cursorColumn : shown.front();
}

void RowsPane::pageArrived()
{
    if (m_states->state() == StateStack::State::Failed)
        m_states->showContent();
    showRightState();
    m_states->setStale({});
    if (std::exchange(m_fresh, false)) {
        fitColumns();
        m_columns->setShape(m_shape, m_layout);
        m_cursorColumn = -1;
    }
    if (m_model->rowCount() > 0 && (std::exchange(m_cursorToTop, false) || !m_grid->table()->currentIndex().isValid()))
        m_grid->table()->setCurrentIndex(m_model->index(m_grid->table()->topRow(), cursorColumn()));
    updateStatus();
    Q_EMIT rowsShown();
}

// Beside its cause: a value that the server cannot read, or the condition.
void RowsPane::filterFailed(const Error &error)
{
    m_filterBar->showProblem(error.message);
    m_states->showEmpty({u"view-filter"_s, tr("The filter cannot be used"), error.message, {m_clearFilters}});
}

// The server names a value that it cannot read, but not the field that it stands in. So each is asked for alone.
void RowsPane::findBadValues()
{
    for (const data::ValueCheck &check : data::valueChecks(m_shape, m_filters)) {
        m_load.alsoAsk(
            this, m_session->query(check.statement), [this, check](const Result<connection::Answer> &answer) {
                if (answer || answer.error().kind != ErrorKind::Server)
                    return;
                if (m_filterBar->showValueProblem(check.address, check.operand, answer.error().message))
                    m_filterBar->showProblem({});
            });
    }
}

// The server ends sessions that are idle for too long: another one goes on, once, while the line itself stands.
bool RowsPane::takeAnother(const Error &error)
{
    const bool isEnded = error.kind == ErrorKind::Connection && m_session && !m_session->isOpen();
    const bool isFirst = !m_taken.isValid() || m_taken.hasExpired(AnotherSessionAfterMs);
    if (!isEnded || !isFirst || !m_connection->isConnected() || !m_model->isOpen())
        return false;
    m_taken.start();
    m_session.reset();
    reconnected();
    return true;
}

void RowsPane::pageFailed(const Error &error)
{
    if (takeAnother(error))
        return;
    const bool hasRows = m_model->rowCount() > 0;
    if (error.kind == ErrorKind::Server && !m_filters.isEmpty()) {
        filterFailed(error);
        if (m_session && m_session->isOpen())
            findBadValues();
    } else if (hasRows) {
        m_states->showContent();
        m_states->setStale(tr("These rows are out of date: %1").arg(error.message), [this] { retry(); });
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

// By the name that edits have for it.
void RowsPane::showRow(const data::RowKey &row, int column)
{
    const int at = m_model->rows().rowOf(row);
    if (at < 0)
        return say(tr("The row is not among the loaded rows: clear the filters, or go to its key"));
    const int shown = column >= 0 ? column : qMax(0, m_grid->table()->currentIndex().column());
    m_grid->table()->setCurrentIndex(m_model->index(at, shown));
    m_grid->table()->setFocus(Qt::OtherFocusReason);
}

} // namespace howdah::ui
