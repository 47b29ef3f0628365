// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/gridmodel.h"

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
    beginResetModel();
    m_serverVersion = serverVersion;
    m_source = std::make_unique<data::PageSource>(std::move(session), std::move(query), serverVersion);
    m_pages.clear();
    m_rows = 0;
    m_first = {};
    m_total = total;
    m_atStart = m_atEnd = true;
    m_cut = m_failed = false;
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
    beginResetModel();
    m_source.reset();
    m_pages.clear();
    m_rows = 0;
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
    if (m_pages.empty() || m_atStart)
        return jumpToStart();
    PageRequest request;
    request.kind = PageRequest::Kind::From;
    request.place = data::placeOf(m_source->query(), m_pages.front(), 0);
    request.position = m_first;
    fetch(std::move(request), Wanted::Replace);
}

void GridModel::cancel()
{
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
    if (m_wanted != Wanted::Nothing || m_failed || m_pages.empty() || m_atEnd)
        return;
    PageRequest request;
    request.kind = PageRequest::Kind::After;
    request.place = data::placeOf(m_source->query(), m_pages.back(), m_pages.back().rowCount() - 1);
    request.position = {m_first.row + m_rows - 1, m_first.exact};
    fetch(std::move(request), Wanted::After);
}

void GridModel::fetchBefore()
{
    if (m_wanted != Wanted::Nothing || m_failed || m_pages.empty() || m_atStart)
        return;
    PageRequest request;
    request.kind = PageRequest::Kind::Before;
    request.place = data::placeOf(m_source->query(), m_pages.front(), 0);
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
    m_pages.clear();
    m_rows = int(page.rows.rowCount());
    if (m_rows > 0)
        m_pages.push_back(page.rows);
    m_first = page.position;
    m_atStart = page.atStart;
    m_atEnd = page.atEnd;
    endResetModel();
    Q_EMIT jumped(showRow < 0 ? qMax(0, m_rows - 1) : showRow);
}

void GridModel::append(const Page &page)
{
    m_atEnd = page.atEnd;
    const int count = int(page.rows.rowCount());
    if (count == 0)
        return;
    beginInsertRows({}, m_rows, m_rows + count - 1);
    m_pages.push_back(page.rows);
    m_rows += count;
    endInsertRows();
    if (int(m_pages.size()) <= MostPages)
        return;
    const int gone = int(m_pages.front().rowCount());
    beginRemoveRows({}, 0, gone - 1);
    m_pages.pop_front();
    m_rows -= gone;
    m_first.row += gone;
    m_atStart = false;
    endRemoveRows();
}

void GridModel::prepend(const Page &page)
{
    m_atStart = page.atStart;
    const int count = int(page.rows.rowCount());
    if (count > 0) {
        beginInsertRows({}, 0, count - 1);
        m_pages.push_front(page.rows);
        m_rows += count;
        m_first = page.position;
        endInsertRows();
    }
    if (m_atStart)
        m_first = {0, true}; // whatever was estimated: this is the first row
    if (int(m_pages.size()) <= MostPages)
        return;
    const int gone = int(m_pages.back().rowCount());
    beginRemoveRows({}, m_rows - gone, m_rows - 1);
    m_pages.pop_back();
    m_rows -= gone;
    m_atEnd = false;
    endRemoveRows();
}

// What the end of the rows tells of their number.
void GridModel::learnTotal()
{
    if (m_atEnd && m_first.exact && !m_cut)
        m_total = {m_first.row + m_rows, true};
    else if (!m_total.exact && m_total.rows >= 0)
        m_total.rows = qMax(m_total.rows, m_first.row + m_rows);
}

// ---- what is shown

std::pair<const RowBatch *, int> GridModel::locate(int row) const
{
    for (const RowBatch &page : m_pages) {
        if (row < page.rowCount())
            return {&page, row};
        row -= int(page.rowCount());
    }
    return {nullptr, 0};
}

const data::ColumnShape &GridModel::column(int section) const
{
    return m_source->query().shape().columns[size_t(section)];
}

int GridModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_rows; }

int GridModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_source ? 0 : int(m_source->query().shape().columns.size());
}

QString GridModel::text(int row, int column) const
{
    const auto [page, at] = locate(row);
    if (!page)
        return {};
    const data::RowLayout &layout = m_source->query().layout();
    QString text = page->text(at, column);
    if (layout.previews[size_t(column)] && text.size() > layout.previewLength)
        text.truncate(layout.previewLength);
    return text;
}

QVariant GridModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto [page, at] = locate(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return text(index.row(), index.column());
    case IsNullRole:
        return page->isNull(at, index.column());
    case IsLoadingRole:
        return false;
    case CategoryRole:
        return int(column(index.column()).category);
    case IsTruncatedRole: {
        const data::RowLayout &layout = m_source->query().layout();
        return layout.previews[size_t(index.column())] && page->text(at, index.column()).size() > layout.previewLength;
    }
    default:
        return {};
    }
}

QVariant GridModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount())
        return {};
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
    const auto [page, at] = locate(row);
    return page ? data::identityOf(m_source->query(), *page, at) : data::RowIdentity();
}

void GridModel::fetchRecord(int row, std::function<void(const Result<RowBatch> &)> handler)
{
    const data::RowIdentity found = identity(row);
    if (!found.isEmpty())
        return m_source->record(found, std::move(handler));
    // A row of a view cannot be found again: what is here is all there is.
    const auto [page, at] = locate(row);
    if (!page)
        return handler(fail(ErrorKind::NotFound, tr("The row is not here any more")));
    RowBatch one(page->sharedColumns());
    for (int i = 0; i < columnCount(); ++i) {
        if (page->isNull(at, i))
            one.appendNull();
        else
            one.appendValue(page->bytes(at, i));
    }
    for (qsizetype i = columnCount(); i < page->columnCount(); ++i)
        one.appendNull();
    one.endRow();
    handler(one);
}

} // namespace howdah::ui
