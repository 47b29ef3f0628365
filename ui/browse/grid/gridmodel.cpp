// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/grid/gridmodel.h"

#include "value/valuetext.h"
#include "edit/editsession.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::RowBatch;
using data::Page;
using data::PageRequest;

GridModel::GridModel(QObject *parent)
    : WindowedTableModel(parent)
{
}

GridModel::~GridModel() = default;

void GridModel::open(
    std::shared_ptr<connection::Session> session, data::PageQuery query, int serverVersion, data::RowTotal total)
{
    ++m_wholeTurn;
    beginResetModel();
    m_serverVersion = serverVersion;
    m_source = std::make_unique<data::PageSource>(std::move(session), std::move(query), serverVersion);
    m_window.clear();
    m_new.clear();
    m_first = {};
    m_total = total;
    m_atStart = m_atEnd = true;
    m_cut = m_failed = false;
    sessionReset();
    endResetModel();
    Q_EMIT extentChanged();
    jumpToStart();
    if (m_source->query().isFiltered() || m_total.rows < 0) {
        m_source->estimate([this](const Result<qint64> &rows) {
            if (rows && *rows >= 0 && !m_total.exact)
                setTotal({*rows, false});
        });
    }
}

void GridModel::close()
{
    ++m_wholeTurn;
    beginResetModel();
    m_source.reset();
    m_window.clear();
    m_new.clear();
    m_overlaid = false;
    m_first = {};
    m_total = {};
    m_atStart = m_atEnd = true;
    m_wanted = Wanted::Nothing;
    endResetModel();
    Q_EMIT extentChanged();
}

void GridModel::reopen(std::shared_ptr<connection::Session> session)
{
    if (!m_source)
        return;
    m_source = std::make_unique<data::PageSource>(std::move(session), m_source->query(), m_serverVersion);
    m_wanted = Wanted::Nothing;
    reload();
}

void GridModel::reload()
{
    if (!m_source)
        return;
    if (m_window.isEmpty() || m_atStart)
        return jumpToStart();
    PageRequest request;
    request.kind = PageRequest::Kind::From;
    request.place = data::placeOf(m_source->query(), m_window.first().rows, 0);
    request.position = m_first;
    fetch(std::move(request), Wanted::Replace);
}

void GridModel::cancel()
{
    ++m_wholeTurn;
    if (!isLoading())
        return;
    m_source->cancel();
    m_wanted = Wanted::Nothing;
    Q_EMIT loadingChanged(false);
}

void GridModel::setTotal(data::RowTotal total)
{
    if (m_total == total)
        return;
    m_total = total;
    Q_EMIT extentChanged();
}

// ---- asking

void GridModel::fetch(PageRequest request, Wanted wanted, int showRow)
{
    if (!m_source)
        return;
    request.total = m_total;
    m_wanted = wanted;
    m_failed = false;
    m_source->fetch(std::move(request), [this, wanted, showRow](const Result<Page> &page) {
        m_wanted = Wanted::Nothing;
        if (page) {
            m_lastMs = page->milliseconds;
            arrived(*page, wanted, showRow);
            Q_EMIT loadingChanged(false);
            Q_EMIT pageArrived();
        } else {
            m_failed = page.error().kind != ErrorKind::Cancelled;
            Q_EMIT loadingChanged(false);
            if (m_failed)
                Q_EMIT failed(page.error());
        }
    });
    Q_EMIT loadingChanged(true);
}

void GridModel::fetchAfter()
{
    // A jump under way will replace the window; a failure waits for the operator.
    if (m_wanted != Wanted::Nothing || m_failed || m_window.isEmpty() || m_atEnd)
        return;
    PageRequest request;
    request.kind = PageRequest::Kind::After;
    const RowBatch &last = m_window.last().rows;
    request.place = data::placeOf(m_source->query(), last, last.rowCount() - 1);
    request.position = {m_first.row + readRows() - 1, m_first.exact};
    fetch(std::move(request), Wanted::After);
}

void GridModel::fetchBefore()
{
    if (m_wanted != Wanted::Nothing || m_failed || m_window.isEmpty() || m_atStart)
        return;
    PageRequest request;
    request.kind = PageRequest::Kind::Before;
    request.place = data::placeOf(m_source->query(), m_window.first().rows, 0);
    request.position = m_first;
    fetch(std::move(request), Wanted::Before);
}

void GridModel::jumpToStart()
{
    PageRequest request;
    request.kind = PageRequest::Kind::First;
    fetch(std::move(request), Wanted::Replace);
}

void GridModel::jumpToEnd()
{
    PageRequest request;
    request.kind = PageRequest::Kind::Last;
    fetch(std::move(request), Wanted::Replace, -1);
}

void GridModel::jumpToFraction(double fraction)
{
    PageRequest request;
    request.kind = PageRequest::Kind::Fraction;
    request.fraction = fraction;
    fetch(std::move(request), Wanted::Replace);
}

void GridModel::jumpToPlace(const data::Place &place, data::Position position)
{
    PageRequest request;
    request.kind = PageRequest::Kind::From;
    request.place = place;
    request.position = position;
    fetch(std::move(request), Wanted::Replace);
}

// ---- what arrives

void GridModel::arrived(const Page &page, Wanted wanted, int showRow)
{
    m_cut = page.cut;
    switch (wanted) {
    case Wanted::Replace:
        replace(page, showRow);
        break;
    case Wanted::After:
        append(page);
        break;
    case Wanted::Before:
        prepend(page);
        break;
    case Wanted::Nothing:
        break;
    }
    learnTotal();
    Q_EMIT extentChanged();
}

void GridModel::replace(const Page &page, int showRow)
{
    beginResetModel();
    m_window.clear();
    if (page.rows.rowCount() > 0)
        m_window.append(page.rows);
    m_first = page.position;
    m_atStart = page.atStart;
    m_atEnd = page.atEnd;
    m_new.clear();
    sessionReset();
    endResetModel();
    Q_EMIT jumped(showRow < 0 ? qMax(0, readRows() - 1) : showRow);
}

void GridModel::append(const Page &page)
{
    m_atEnd = page.atEnd;
    const int count = int(page.rows.rowCount());
    if (count == 0)
        return;
    beginInsertRows({}, readRows(), readRows() + count - 1);
    m_window.append(page.rows);
    endInsertRows();
    dropSavedRowsThatWereRead();
    if (int(m_window.pageCount()) <= MostPages)
        return;
    const int gone = int(m_window.first().shown.size());
    if (gone > 0)
        beginRemoveRows({}, 0, gone - 1);
    m_window.dropFirst();
    m_first.row += gone;
    m_atStart = false;
    if (gone > 0)
        endRemoveRows();
}

void GridModel::prepend(const Page &page)
{
    m_atStart = page.atStart;
    const int count = int(page.rows.rowCount());
    if (count > 0) {
        beginInsertRows({}, 0, count - 1);
        m_window.prepend(page.rows);
        m_first = page.position;
        endInsertRows();
        dropSavedRowsThatWereRead();
    }
    if (m_atStart)
        m_first = {0, true}; // whatever was estimated: this is the first row
    if (int(m_window.pageCount()) <= MostPages)
        return;
    const int gone = int(m_window.last().shown.size());
    if (gone > 0)
        beginRemoveRows({}, readRows() - gone, readRows() - 1);
    m_window.dropLast();
    m_atEnd = false;
    if (gone > 0)
        endRemoveRows();
}

// What the end of the rows tells of their number.
void GridModel::learnTotal()
{
    const auto saved = std::ranges::count_if(m_new, [](const NewRow &row) { return row.saved.has_value(); });
    const qint64 known = m_first.row + readRows() + saved;
    if (m_atEnd && m_first.exact && !m_cut)
        m_total = {known, true};
    else if (!m_total.exact && m_total.rows >= 0)
        m_total.rows = qMax(m_total.rows, known);
}

// ---- what is shown

const data::ColumnShape &GridModel::column(int section) const
{
    return m_source->query().shape().columns[size_t(section)];
}

int GridModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : readRows() + int(m_new.size());
}

int GridModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_source ? 0 : int(m_source->query().shape().columns.size());
}

// The text of a row of a page.
QString GridModel::readText(int row, int column) const
{
    const auto [page, at] = m_window.locate(row);
    if (!page)
        return {};
    const data::RowLayout &layout = m_source->query().layout();
    if (layout.previews[size_t(column)])
        return beginningOf(page->rows.bytes(at, column), layout.previewLength).text;
    return page->rows.text(at, column);
}

QString GridModel::text(int row, int column) const
{
    if (const data::CellValue *staged = stagedCell(row, column))
        return stagedText(*staged);
    if (const ReturnedRow *now = returned(row))
        return stagedText(data::CellValue::of(now->basis.values[size_t(column)]));
    return readText(row, column);
}

QVariant GridModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row();
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::EditRole:
        return QVariant::fromValue(value(row, column));
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::AccessibleTextRole:
        return spokenText(row, column);
    case Qt::AccessibleDescriptionRole:
        return spokenState(row, column);
    case IsNullRole:
        return cellState(row, column) == CellState::Null;
    case IsLoadingRole:
        return false;
    case CategoryRole:
        return int(this->column(column).category);
    case IsTruncatedRole:
        return isShownCut(row, column);
    case RowStateRole:
        return int(rowState(row));
    case CellStateRole:
        return int(cellState(row, column));
    case IsEditedRole:
        return rowState(row) == RowState::Edited && stagedCell(row, column) != nullptr;
    case IsServerMadeRole: {
        const ReturnedRow *now = returned(row);
        return now && !stagedCell(row, column) && std::ranges::find(now->altered, column) != now->altered.end();
    }
    case ProblemRole:
        return problem(row, column);
    default:
        return {};
    }
}

QVariant GridModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal)
        return section >= 0 && section < columnCount() ? columnHeader(section, role) : QVariant();
    return section >= 0 && section < rowCount() ? rowHeader(section, role) : QVariant();
}

QVariant GridModel::columnHeader(int section, int role) const
{
    const data::ColumnShape &shape = column(section);
    const auto sorted = std::ranges::find(m_sort, shape.name, &data::SortColumn::column);
    switch (role) {
    case Qt::DisplayRole:
        return shape.name;
    case Qt::ToolTipRole: {
        QString tip = shape.name + u"\n"_s + shape.type + (shape.notNull ? u" NOT NULL"_s : QString());
        return shape.comment.isEmpty() ? tip : tip + u"\n"_s + shape.comment;
    }
    case TypeTextRole:
        return shape.type;
    case NotNullRole:
        return shape.notNull;
    case ColumnCategoryRole:
        return int(shape.category);
    case KeyMarkRole:
        return int(
            shape.inKey && shape.foreignKey ? KeyMark::Both
            : shape.inKey                   ? KeyMark::Primary
            : shape.foreignKey              ? KeyMark::Foreign
                                            : KeyMark::None);
    case SortDirectionRole:
        return sorted == m_sort.end() ? 0 : sorted->direction == data::Direction::Ascending ? 1 : 2;
    case SortRankRole:
        return sorted == m_sort.end() || m_sort.size() < 2 ? 0 : int(sorted - m_sort.begin()) + 1;
    default:
        return {};
    }
}

data::RowIdentity GridModel::identity(int row) const
{
    if (const ReturnedRow *now = returned(row))
        return now->basis.identity;
    const auto [page, at] = m_window.locate(row);
    return page ? data::identityOf(m_source->query(), page->rows, at) : data::RowIdentity();
}

void GridModel::fetchRecord(int row, std::function<void(const Result<RowBatch> &)> handler)
{
    const data::RowIdentity found = identity(row);
    if (!found.isEmpty())
        return m_source->record(found, std::move(handler));
    // A row of a view cannot be found again, nor one that is not saved: what is here is all there is.
    if (row < 0 || row >= rowCount())
        return handler(fail(ErrorKind::NotFound, tr("The row no longer exists")));
    auto columns = std::make_shared<connection::Columns>();
    for (const data::ColumnShape &shape : m_source->query().shape().columns)
        columns->push_back({.name = shape.name, .typeOid = shape.typeOid});
    RowBatch one(columns);
    for (int i = 0; i < columnCount(); ++i) {
        if (const auto known = value(row, i).parameter())
            one.appendValue(*known);
        else
            one.appendNull();
    }
    one.endRow();
    handler(one);
}

} // namespace howdah::ui
