// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/rowspane.h"

#include "browse/cursorkeeper.h"
#include "browse/filter/filterbar.h"
#include "grid/columntools.h"
#include "grid/gridedit.h"
#include "grid/gridheader.h"
#include "grid/gridview.h"
#include "grid/tools/columnbar.h"
#include "grid/tools/findbar.h"
#include "browse/keybar.h"
#include "browse/tools/wholecopy.h"
#include "browse/tools/gridtools.h"
#include "browse/inspector/cascadebar.h"
#include "browse/pagelimits.h"
#include "browse/rowcount.h"
#include "browse/rowhistory.h"
#include "browse/rowsearch.h"
#include "common/icons.h"
#include "common/quantities.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "connect/tenantchoice.h"
#include "edit/changespanel.h"
#include "edit/editbar.h"
#include "edit/editsession.h"
#include "entity/sensitivity.h"
#include "value/valuetext.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLocale>
#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int LettersOfLabels = 28; // for which a column of references has room
constexpr int NoteMs = 8000;
constexpr int AnotherSessionAfterMs = 10'000; // not again and again, should it be the rows that end it
constexpr int LeastRows = 140;                // pixels: the heads and some rows
constexpr int PanelShare = 40;                // per cent of the place that the panel of changes takes

RowsPane::RowsPane(ConnectionController *connection, TaskList *tasks, QWidget *parent)
    : QWidget(parent)
    , m_connection(connection)
    , m_taskList(tasks)
    , m_edits(new EditSession(connection, tasks, this))
    , m_model(new GridModel(m_edits, connection, this))
    , m_filterBar(new FilterBar(this))
    , m_grid(new GridView(this))
    , m_search(new RowSearch(connection, tasks, m_model, m_shape, this))
    , m_count(new RowCount(connection, tasks, m_model, m_shape, this))
    , m_states(new StateStack(m_grid, this))
    , m_columns(new ColumnTools(m_grid->table(), this))
    , m_goToKey(new QAction(tr("Go to row by key…"), this))
    , m_clearFilters(new QAction(tr("Clear filters"), this))
{
    m_grid->setModel(m_model);
    m_filterBar->setConnection(connection);
    makeEditing();
    makeActions();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_filterBar);
    layout->addWidget(m_search->bar());
    layout->addWidget(m_tools->columnBar());
    layout->addWidget(m_tools->find());
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(makeBody(), 1);
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(m_tools->wholeCopy()->bar());
    layout->addWidget(m_cascade);
    layout->addWidget(m_editBar);
    layout->addWidget(makeStatusLine());
    m_statusTimer.setSingleShot(true);
    m_statusTimer.setInterval(0);
    m_noteTimer.setSingleShot(true);
    m_noteTimer.setInterval(NoteMs);
    new CursorKeeper(m_model, m_grid->table(), this);
    connect(&m_connection->tenant(), &TenantChoice::changed, this, [this] {
        if (m_model->rowCount() == 0)
            showRightState();
    });
    connect(&m_connection->settings(), &Settings::changed, this, [this](const QString &name) {
        if (isPageLimit(name) && m_model->isOpen() && m_connection->isConnected())
            load();
    });
    connectGrid();
}

RowsPane::~RowsPane() = default;

void RowsPane::makeEditing()
{
    m_gridEdit = new GridEdit(m_grid->table(), m_model, m_edits, this);
    m_changes = new ChangesPanel(m_edits, this);
    m_editBar = new EditBar(m_edits, this);
    m_cascade = new CascadeBar(m_connection, m_edits, this);
    m_editBar->setPanel(m_changes);
    addActions(m_editBar->actions());
    connect(m_gridEdit, &GridEdit::message, this, [this](const QString &text) {
        say(text);
        m_isNoteOfEdits = true;
    });
    // What it said is not so any more once something else is staged, undone or saved.
    const auto forgetNote = [this] {
        if (std::exchange(m_isNoteOfEdits, false))
            m_note->clear();
    };
    connect(m_edits, &EditSession::rowChanged, this, forgetNote);
    connect(m_edits, &EditSession::reset, this, forgetNote);
    connect(m_edits, &EditSession::saved, this, forgetNote);
    m_tools =
        new GridTools({m_connection, m_taskList, m_grid->table(), m_model, m_filterBar, m_gridEdit, m_columns}, this);
    connect(m_tools, &GridTools::message, this, &RowsPane::say);
    connect(m_tools, &GridTools::exportWanted, this, &RowsPane::exportWanted);
    m_history = new RowHistory(m_model, m_grid->table(), m_shape, this);
    connect(m_history, &RowHistory::refused, this, &RowsPane::say);
    connect(m_changes, &ChangesPanel::rowActivated, this, &RowsPane::showRow);
    connect(m_model, &GridModel::editsChanged, this, &RowsPane::showRightState);
}

QWidget *RowsPane::makeBody()
{
    m_body = new QSplitter(Qt::Vertical, this);
    m_body->setChildrenCollapsible(false);
    m_body->setHandleWidth(1);
    m_body->addWidget(m_states);
    m_body->addWidget(m_changes);
    m_body->setStretchFactor(0, 1);
    m_states->setMinimumHeight(LeastRows);
    connect(m_body, &QSplitter::splitterMoved, this, [this] { m_isDragged = true; });
    connect(m_editBar->panelAction(), &QAction::toggled, this, [this](bool on) {
        if (on)
            shareBody();
    });
    return m_body;
}

// The rows keep most of the place, unless the operator has drawn the line elsewhere.
void RowsPane::shareBody()
{
    if (m_isDragged || m_body->height() <= 0)
        return;
    const int changes = m_body->height() * PanelShare / 100;
    m_body->setSizes({m_body->height() - changes, changes});
}

void RowsPane::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    shareBody();
}

void RowsPane::connectGrid()
{
    connect(&m_statusTimer, &QTimer::timeout, this, &RowsPane::updateStatus);
    connect(&m_noteTimer, &QTimer::timeout, this, [this] { m_note->clear(); });
    connect(m_filterBar, &FilterBar::applied, this, &RowsPane::setFilters);
    connect(m_filterBar, &FilterBar::savedFiltersChanged, this, &RowsPane::savedFiltersChanged);
    connect(m_grid->table()->gridHeader(), &GridHeader::sortRequested, this, &RowsPane::sortBy);
    connect(m_columns, &ColumnTools::sortWanted, this, &RowsPane::setSort);
    connect(m_columns, &ColumnTools::filterWanted, this, [this](const QString &column) {
        m_filterBar->chooseFilter(column);
    });
    connect(m_search->bar(), &KeyBar::wantedWithoutFilters, this, [this](const std::vector<QByteArray> &key) {
        showFilters({});
        m_search->goTo(key);
    });
    connect(m_search->bar(), &KeyBar::closed, this, [this] {
        m_search->stop();
        m_grid->table()->setFocus(Qt::OtherFocusReason);
    });
    connect(m_search, &RowSearch::refused, this, &RowsPane::say);
    connect(m_search, &RowSearch::found, this, [this] { m_cursorToTop = true; }); // once it is here
    connect(m_count, &RowCount::failed, this, [this](const Error &error) { say(error.message); });
    connect(m_count, &RowCount::ended, this, &RowsPane::updateStatus);
    connect(m_grid->table(), &GridTable::currentRowChanged, this, &RowsPane::currentRowChanged);
    connect(m_grid, &GridView::visibleRangeChanged, this, [this] { m_statusTimer.start(); });
    connect(m_model, &GridModel::pageArrived, this, &RowsPane::pageArrived);
    connect(
        m_grid->table()->selectionModel(), &QItemSelectionModel::currentChanged, this,
        [this](const QModelIndex &index) {
            if (index.isValid())
                m_cursorColumn = index.column();
        });
    connect(m_model, &GridModel::failed, this, &RowsPane::pageFailed);
    connect(&m_connection->entityBook(), &EntityBook::changed, this, [this] {
        if (m_waitsForModels && m_connection->entityBook().entities()->isKnown())
            load();
    });
}

void RowsPane::makeActions()
{
    m_goToKey->setIcon(icon(u"go-jump"_s));
    m_goToKey->setShortcut(QKeySequence(u"Ctrl+G"_s));
    connect(m_goToKey, &QAction::triggered, m_search, &RowSearch::openBar);
    connect(m_clearFilters, &QAction::triggered, this, [this] { showFilters({}); });
    addActions(m_filterBar->paletteActions());
    addActions(m_columns->paletteActions());
    addAction(m_goToKey);
}

QList<QAction *> RowsPane::paletteActions() const
{
    return m_filterBar->paletteActions() + QList<QAction *>{m_clearFilters, m_goToKey, m_count->action()}
         + m_columns->paletteActions() + m_tools->paletteActions() + m_gridEdit->paletteActions() + m_editBar->actions()
         + m_changes->panelActions() + QList<QAction *>{m_history->action()};
}

QWidget *RowsPane::makeStatusLine()
{
    auto *line = new QWidget(this);
    m_where = mutedLabel({}, line);
    m_timing = mutedLabel({}, line);
    m_note = new ElidedLabel(line);
    m_note->setObjectName(u"rowsNote"_s);
    m_note->setMuted();
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    layout->setSpacing(space::inside);
    layout->addWidget(m_where);
    layout->addWidget(buttonFor(m_count->action(), ButtonRole::Plain, line));
    layout->addWidget(m_note, 1);
    layout->addWidget(m_editBar->noteLabel(), 1); // beside the other note, which would take all there is
    layout->addWidget(m_editBar->lockedBadge());
    layout->addWidget(m_tools->summaryLabel());
    layout->addWidget(m_timing);
    return line;
}

void RowsPane::say(const QString &text)
{
    m_isNoteOfEdits = false;
    m_note->setText(singleLine(text, 300));
    m_noteTimer.start();
}

// ---- what is opened

// It is not lost: it is in its journal.
QString RowsPane::whatIsKept() const
{
    if (!m_edits->hasEdits())
        return {};
    return tr("%n edited row(s) of %1 are kept, and can be restored when it is opened again", nullptr,
              int(m_edits->changes()->count()))
        .arg(m_shape.name);
}

void RowsPane::sayWhatIsKept()
{
    if (const QString words = whatIsKept(); !words.isEmpty())
        say(words);
}

void RowsPane::open(const data::RelationShape &shape, const TableMemory &memory)
{
    sayWhatIsKept();
    m_shape = shape;
    m_filters = memory.filters;
    m_sort = memory.sort;
    m_layout = memory.layout;
    m_fresh = true;
    m_count->close();
    m_search->close();
    m_tools->close();
    m_filterBar->setShape(shape);
    m_filterBar->setSavedFilters(memory.saved);
    m_filterBar->setFilterSet(m_filters);
    m_edits->open(shape);
    load();
}

TableMemory RowsPane::memory() const
{
    // Before the first page the columns are still those of the relation that was shown before.
    return {m_filters, m_sort, m_fresh ? m_layout : m_columns->layout(), m_filterBar->savedFilters()};
}

void RowsPane::update(const data::RelationShape &shape)
{
    if (shape == m_shape)
        return;
    const bool sameColumns = shape.columns == m_shape.columns;
    if (!sameColumns && !m_fresh) {
        m_layout = m_columns->layout();
        m_fresh = true;
    }
    m_shape = shape;
    m_edits->update(shape);
    if (sameColumns) {
        if (!m_model->loaded().total().exact && m_filters.isEmpty() && shape.estimatedRows >= 0)
            m_model->loaded().setTotal(
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
    sayWhatIsKept();
    m_model->close();
    m_edits->close();
    m_search->close();
    m_count->close();
    m_tools->close();
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

// ---- the line beneath

// None of the relation is in sight: none has come yet, or there is none.
QString RowsPane::statusWithoutRows() const
{
    if (m_model->isLoading())
        return {};
    if (m_model->rowCount() > 0)
        return tr("%1, not saved yet").arg(rowsWord(m_model->rowCount()));
    return m_model->isAtStart() && m_model->isAtEnd() ? tr("No rows") : QString();
}

QString RowsPane::statusText() const
{
    const auto [first, last] = m_grid->visibleRange();
    const QLocale locale;
    const data::RowTotal total = m_model->loaded().total();
    if (first < 0)
        return statusWithoutRows();
    QString text = m_model->isPositionExact() ? tr("Rows %1–%2") : tr("Rows about %1–%2");
    text = text.arg(locale.toString(first + 1), locale.toString(last + 1));
    if (total.rows >= 0) {
        const QString count = locale.toString(total.rows);
        text += u' ' + (total.exact ? tr("of %1").arg(count) : tr("of about %1").arg(count));
    }
    if (m_model->loaded().isCut())
        text += tr(" (the rest cannot be shown: the rows have no key)");
    return text;
}

void RowsPane::updateStatus()
{
    m_where->setText(m_model->isOpen() ? statusText() : QString());
    m_count->updateAction();
    if (m_model->isOpen() && m_model->loaded().lastPageMs() > 0 && !m_model->isLoading())
        m_timing->setText(tr("%1 ms").arg(QLocale().toString(m_model->loaded().lastPageMs(), 'f', 1)));
    else if (!m_model->isOpen())
        m_timing->setText({});
}

void RowsPane::fitColumns()
{
    // By the rows in sight: measuring all would cost as much as reading them.
    m_grid->table()->horizontalHeader()->setResizeContentsPrecision(m_grid->table()->visibleRows());
    m_grid->table()->resizeColumnsToContents();
    // Labels come later, and need more room than a number.
    const int least = fontMetrics().averageCharWidth() * LettersOfLabels;
    for (int column = 0; column < m_model->columnCount(); ++column) {
        if (m_model->labels().isReference(column) && m_grid->table()->columnWidth(column) < least)
            m_grid->table()->setColumnWidth(column, least);
    }
}

} // namespace howdah::ui
