// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridmodel.h"

#include "grid/gridwords.h"
#include "connect/connectioncontroller.h"
#include "edit/editsession.h"

#include <QMetaMethod>

#include <algorithm>

namespace howdah::ui {

using data::CellValue;

GridModel::GridModel(EditSession *edits, ConnectionController *connection, QObject *parent)
    : WindowedTableModel(parent)
    , m_edits(edits)
    , m_connection(connection)
    , m_labels(new GridLabels(connection, this))
    , m_open(nothingOpen())
{
    showLabels();
    if (!edits)
        return;
    const auto changed = [this] { m_open->overlay.sessionChanged(); };
    connect(edits, &EditSession::readyChanged, this, changed);
    connect(edits, &EditSession::reset, this, changed);
    connect(edits, &EditSession::rowChanged, this, [this](const data::RowKey &key) { m_open->overlay.rowStaged(key); });
    connect(edits, &EditSession::problemsChanged, this, [this] { m_open->overlay.problemsChanged(); });
    connect(edits, &EditSession::saved, this, [this](const data::SaveReport &report) {
        m_open->overlay.takeSaved(report);
        Q_EMIT rowsSaved();
    });
}

GridModel::~GridModel() = default;

// What is told of an open relation is told by this, whichever it is.
std::unique_ptr<OpenRows> GridModel::nothingOpen()
{
    auto open = std::make_unique<OpenRows>(m_edits, m_connection);
    open->pages.setWantedAgain(m_wantedAgain);
    connect(&open->pages, &PageReader::arrived, this, &GridModel::takePage);
    connect(&open->pages, &PageReader::loadingChanged, this, &GridModel::loadingChanged);
    connect(&open->pages, &PageReader::pageArrived, this, &GridModel::pageArrived);
    connect(&open->pages, &PageReader::failed, this, &GridModel::failed);
    connect(&open->loaded, &LoadedRows::extentChanged, this, &GridModel::extentChanged);
    connect(&open->overlay, &GridOverlay::extentChanged, this, &GridModel::extentChanged);
    connect(&open->overlay, &GridOverlay::changed, this, &GridModel::editsChanged);
    showRows(*open);
    return open;
}

// Rows that come, go and change, as views hear of them.
void GridModel::showRows(const OpenRows &open)
{
    connect(&open.loaded, &LoadedRows::aboutToInsert, this, [this](int first, int last) {
        beginInsertRows({}, first, last);
    });
    connect(&open.loaded, &LoadedRows::inserted, this, [this] {
        endInsertRows();
        m_open->overlay.rowsWereRead();
    });
    connect(&open.loaded, &LoadedRows::aboutToRemove, this, [this](int first, int last) {
        beginRemoveRows({}, first, last);
    });
    connect(&open.loaded, &LoadedRows::removed, this, [this] { endRemoveRows(); });
    connect(&open.added, &NewRows::aboutToInsert, this, [this](int first, int last) {
        beginInsertRows({}, readRows() + first, readRows() + last);
    });
    connect(&open.added, &NewRows::inserted, this, [this] { endInsertRows(); });
    connect(&open.added, &NewRows::aboutToRemove, this, [this](int first, int last) {
        beginRemoveRows({}, readRows() + first, readRows() + last);
    });
    connect(&open.added, &NewRows::removed, this, [this] { endRemoveRows(); });
    connect(&open.overlay, &GridOverlay::rowsChanged, this, [this](int first, int last) {
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
        Q_EMIT headerDataChanged(Qt::Vertical, first, last);
        m_labels->want(rows(), first, last);
    });
}

// Rows are shown at once, and labels when they have come.
void GridModel::showLabels()
{
    const auto wantAll = [this] {
        if (readRows() > 0)
            m_labels->want(rows(), 0, readRows() - 1);
    };
    connect(this, &QAbstractItemModel::modelReset, m_labels, wantAll);
    connect(m_labels, &GridLabels::modelsChanged, this, wantAll);
    connect(this, &QAbstractItemModel::rowsInserted, m_labels, [this](const QModelIndex &, int first, int last) {
        m_labels->want(rows(), first, last);
    });
    connect(this, &GridModel::rowsSaved, m_labels, wantAll);
    connect(m_labels, &GridLabels::changed, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    });
}

void GridModel::open(
    std::shared_ptr<connection::Session> session, data::PageQuery query, int serverVersion, data::RowTotal total)
{
    beginResetModel();
    m_open = nothingOpen();
    m_open->open(std::move(session), std::move(query), serverVersion, total);
    m_labels->open(&pages().query()->shape());
    endResetModel();
    Q_EMIT extentChanged();
    m_open->pages.start();
}

void GridModel::setWantedAgain(std::function<PageReader::Extent()> wanted)
{
    m_wantedAgain = std::move(wanted);
    m_open->pages.setWantedAgain(m_wantedAgain);
}

void GridModel::close()
{
    beginResetModel();
    m_open = nothingOpen();
    m_labels->open(nullptr);
    endResetModel();
    Q_EMIT extentChanged();
}

void GridModel::cancel()
{
    m_open->reader.cancel();
    m_open->pages.cancel();
}

void GridModel::takePage(const data::Page &page, PageReader::Wanted wanted, int showRow)
{
    switch (wanted) {
    case PageReader::Wanted::Replace:
        beginResetModel();
        m_open->replace(page);
        endResetModel();
        Q_EMIT jumped(showRow < 0 ? qMax(0, readRows() - 1) : showRow);
        break;
    case PageReader::Wanted::Again:
        Q_EMIT aboutToReadAgain();
        beginResetModel();
        m_open->replace(page);
        endResetModel();
        Q_EMIT jumped(0);
        Q_EMIT readAgain();
        break;
    case PageReader::Wanted::After:
        loaded().append(page);
        break;
    case PageReader::Wanted::Before:
        loaded().prepend(page);
        break;
    case PageReader::Wanted::Nothing:
        break;
    }
    loaded().learnTotal(m_open->added.savedCount());
    Q_EMIT extentChanged();
}

// ---- what is shown

int GridModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : rows().count(); }

int GridModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : rows().columnCount(); }

// What a cell answers that hides its value; nothing: the same as any other.
static std::optional<QVariant> maskedAnswer(const GridRows &rows, int row, int column, int role)
{
    switch (role) {
    case Qt::DisplayRole:
        return GridLabels::mask();
    case Qt::EditRole:
        return QVariant();
    case Qt::ToolTipRole:
        return GridModel::tr("Sensitive: hidden until it is revealed");
    case Qt::AccessibleTextRole:
        return GridModel::tr("hidden, as it is sensitive");
    case Qt::AccessibleDescriptionRole:
        return spokenCellState(rows, row, column, false);
    case IsTruncatedRole:
        return false;
    case CategoryRole:
        return int(data::TypeCategory::Text);
    case ProblemRole: // which would quote values
        return rows.problem(row) ? GridModel::tr("This row has a problem") : QString();
    default:
        return std::nullopt;
    }
}

QVariant GridModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row();
    const int column = index.column();
    const GridRows &rows = this->rows();
    // Also where NULL is staged over it: what it was, and what others have made of it, stays hidden.
    const bool tellsOfValue = role == Qt::ToolTipRole || role == Qt::AccessibleDescriptionRole || role == ProblemRole;
    if (m_labels->isMasked(rows, row, column) || (tellsOfValue && m_labels->isHidden(rows, row, column))) {
        if (const auto answer = maskedAnswer(rows, row, column, role))
            return *answer;
    }
    switch (role) {
    case Qt::DisplayRole:
        return m_labels->text(rows, row, column).value_or(rows.text(row, column));
    case Qt::EditRole:
        return QVariant::fromValue(rows.value(row, column));
    case ValueTextRole:
        return m_labels->label(rows, row, column) ? rows.text(row, column) : QVariant();
    case IsLabelRole:
        return m_labels->label(rows, row, column).has_value();
    case Qt::ToolTipRole:
        return referenceTip(rows, row, column, m_labels->label(rows, row, column).value_or(QString()));
    case Qt::AccessibleTextRole:
        return m_labels->text(rows, row, column).value_or(spokenCell(rows, row, column));
    case Qt::AccessibleDescriptionRole:
        return spokenCellState(rows, row, column);
    case IsNullRole:
        return rows.cellState(row, column) == CellState::Null;
    case IsLoadingRole:
        return false;
    case CategoryRole:
        return int(m_labels->label(rows, row, column) ? data::TypeCategory::Text : rows.column(column).category);
    case IsTruncatedRole:
        return rows.isTextCut(row, column);
    case RowStateRole:
        return int(rows.state(row));
    case CellStateRole:
        return int(rows.cellState(row, column));
    case IsEditedRole:
        return rows.state(row) == RowState::Edited && rows.stagedValue(row, column) != nullptr;
    case IsServerMadeRole: {
        const ReturnedRow *now = rows.returned(row);
        return now && !rows.stagedValue(row, column) && std::ranges::find(now->altered, column) != now->altered.end();
    }
    case ProblemRole:
        return problemWords(rows, row, column);
    default:
        return {};
    }
}

QVariant GridModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal)
        return section >= 0 && section < columnCount() ? columnHead(*pages().query(), section, role) : QVariant();
    return section >= 0 && section < rowCount() ? rowHead(rows(), section, role) : QVariant();
}

bool GridModel::wantPanelEditor(int row, int column)
{
    if (!isSignalConnected(QMetaMethod::fromSignal(&GridModel::panelEditorWanted)))
        return false;
    Q_EMIT panelEditorWanted(row, column);
    return true;
}

bool GridModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    return role == Qt::EditRole && value.canConvert<CellValue>() && checkIndex(index)
        && overlay().setCell(index.row(), index.column(), value.value<CellValue>()).has_value();
}

Qt::ItemFlags GridModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = WindowedTableModel::flags(index);
    if (index.isValid() && rows().isEditing())
        flags |= Qt::ItemIsEditable;
    return flags;
}

} // namespace howdah::ui
