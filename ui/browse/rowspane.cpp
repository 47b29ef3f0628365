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
#include "browse/pagelimits.h"
#include "browse/tools/wholecopy.h"
#include "browse/tools/gridtools.h"
#include "browse/inspector/cascadebar.h"
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
constexpr int LeastRows = 140; // pixels: the heads and some rows
constexpr int PanelShare = 40; // per cent of the place that the panel of changes takes

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
