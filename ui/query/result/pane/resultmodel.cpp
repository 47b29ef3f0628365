// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/pane/resultmodel.h"

#include "grid/gridroles.h"
#include "query/result/pane/resultoverlay.h"
#include "base/figures.h"
#include "data/edit/changeset.h"
#include "value/valuetext.h"

#include <QThreadPool>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;
using query::ResultPage;

constexpr qint64 MostPageRows = 500;
constexpr qint64 LeastPageRows = 50;
constexpr qint64 PageCells = 100'000;
constexpr int WindowPages = 5;
constexpr qint64 PageBytes = qint64(4) << 20;
constexpr qint64 LeastValueBytes = 100;
constexpr qint64 MostValueBytes = 1000;

// Pages come while others sort and count on all threads of the usual pool.
static QThreadPool &pagePool()
{
    static QThreadPool pool;
    pool.setMaxThreadCount(2);
    return pool;
}

ResultModel::ResultModel(QObject *parent)
    : WindowedTableModel(parent)
{
}

ResultModel::~ResultModel() = default;

void ResultModel::open(std::shared_ptr<query::ResultStore> store, std::vector<query::ResultColumn> columns)
{
    m_asked.drop();
    m_reading = false;
    beginResetModel();
    m_store = std::move(store);
    m_columns = std::move(columns);
    m_order.reset();
    m_sort.clear();
    m_masked.clear();
    m_pages.clear();
    m_count = 0;
    m_total = 0;
    endResetModel();
    lookAgain();
}

void ResultModel::setOrder(std::shared_ptr<const query::RowOrder> order)
{
    m_order = std::move(order);
    m_total = m_order ? m_order->count() : m_store ? m_store->rowCount() : 0;
    read(Wanted::Replace, 0, pageRows(), 0);
}

void ResultModel::setSort(std::vector<query::SortTerm> sort)
{
    m_sort = std::move(sort);
    if (columnCount() > 0)
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

void ResultModel::setMasked(std::set<int> columns)
{
    if (columns == m_masked)
        return;
    m_masked = std::move(columns);
    if (m_count > 0 && columnCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_count - 1, columnCount() - 1));
}

ResultOverlay *ResultModel::overlay() const { return m_overlay; }

void ResultModel::setOverlay(ResultOverlay *overlay)
{
    if (m_overlay)
        m_overlay->disconnect(this);
    m_overlay = overlay;
    if (overlay)
        connect(overlay, &ResultOverlay::rowsChanged, this, &ResultModel::overlayChanged);
    overlayChanged(-1, -1);
}

void ResultModel::overlayChanged(qint64 first, qint64 last)
{
    if (m_count == 0 || columnCount() == 0)
        return;
    int from = 0;
    int to = m_count - 1;
    if (first >= 0 && first == last) {
        from = to = rowOf(first);
        if (from < 0)
            return;
    }
    Q_EMIT dataChanged(index(from, 0), index(to, columnCount() - 1));
    Q_EMIT headerDataChanged(Qt::Vertical, from, to);
}

// ---- reading

qint64 ResultModel::pageRows() const
{
    const qint64 columns = qMax<qint64>(1, qint64(m_columns.size()));
    return std::clamp(PageCells / columns, LeastPageRows, MostPageRows);
}

void ResultModel::read(Wanted wanted, qint64 first, qint64 count, qint64 show)
{
    if (!m_store || (m_reading && wanted != Wanted::Replace))
        return;
    m_reading = true;
    const qint64 cells = qMax<qint64>(1, count * qint64(m_columns.size()));
    const auto most = qsizetype(std::clamp(PageBytes / cells, LeastValueBytes, MostValueBytes));
    m_asked.ask(
        this,
        QtConcurrent::run(
            &pagePool(),
            [store = m_store, order = m_order, first, count, most]() -> Result<std::shared_ptr<ResultPage>> {
                auto page = query::readResultPage(*store, order.get(), first, count, most);
                if (!page)
                    return fail(page.error());
                return std::make_shared<ResultPage>(*std::move(page));
            }),
        [this, wanted, show](const Result<std::shared_ptr<ResultPage>> &page) {
            m_reading = false;
            if (!page)
                return Q_EMIT failed(page.error());
            take(wanted, std::move(**page), show);
            Q_EMIT pageArrived();
        });
}

void ResultModel::take(Wanted wanted, ResultPage page, qint64 show)
{
    switch (wanted) {
    case Wanted::After:
        append(std::move(page));
        break;
    case Wanted::Before:
        prepend(std::move(page));
        break;
    case Wanted::Replace: {
        const qint64 first = page.first;
        beginResetModel();
        m_pages.clear();
        m_count = page.count();
        if (m_count > 0)
            m_pages.push_back(std::move(page));
        endResetModel();
        Q_EMIT jumped(int(std::clamp<qint64>(show - first, 0, qMax(0, m_count - 1))));
        break;
    }
    }
    m_total = totalRows();
    Q_EMIT extentChanged();
}

void ResultModel::append(ResultPage page)
{
    if (page.count() == 0 || page.first != firstPosition() + m_count)
        return;
    beginInsertRows({}, m_count, m_count + page.count() - 1);
    m_count += page.count();
    m_pages.push_back(std::move(page));
    endInsertRows();
    while (m_count - m_pages.front().count() >= WindowPages * pageRows()) {
        const int rows = m_pages.front().count();
        beginRemoveRows({}, 0, rows - 1);
        m_pages.pop_front();
        m_count -= rows;
        endRemoveRows();
    }
}

void ResultModel::prepend(ResultPage page)
{
    if (page.count() == 0 || page.end() != firstPosition())
        return;
    beginInsertRows({}, 0, page.count() - 1);
    m_count += page.count();
    m_pages.push_front(std::move(page));
    endInsertRows();
    while (m_count - m_pages.back().count() >= WindowPages * pageRows()) {
        const int rows = m_pages.back().count();
        beginRemoveRows({}, m_count - rows, m_count - 1);
        m_pages.pop_back();
        m_count -= rows;
        endRemoveRows();
    }
}

void ResultModel::lookAgain()
{
    if (!m_store)
        return;
    if (m_count < pageRows() && firstPosition() == 0 && !isAtEnd())
        fetchAfter();
    if (const qint64 total = totalRows(); std::exchange(m_total, total) != total)
        Q_EMIT extentChanged();
}

qint64 ResultModel::firstPosition() const { return m_pages.empty() ? 0 : m_pages.front().first; }

qint64 ResultModel::totalRows() const { return m_order ? m_order->count() : m_store ? m_store->rowCount() : 0; }

void ResultModel::fetchAfter()
{
    if (!isAtEnd())
        read(Wanted::After, firstPosition() + m_count, pageRows(), 0);
}

void ResultModel::fetchBefore()
{
    const qint64 first = qMax<qint64>(0, firstPosition() - pageRows());
    if (!isAtStart())
        read(Wanted::Before, first, firstPosition() - first, 0);
}

void ResultModel::jumpTo(qint64 position)
{
    const qint64 last = qMax<qint64>(0, totalRows() - 1);
    position = std::clamp<qint64>(position, 0, last);
    const qint64 first = std::clamp<qint64>(position - pageRows() / 2, 0, qMax<qint64>(0, totalRows() - pageRows()));
    read(Wanted::Replace, first, pageRows(), position);
}

void ResultModel::jumpToEnd() { jumpTo(totalRows() - 1); }

void ResultModel::jumpToFraction(double fraction)
{
    jumpTo(qint64(std::clamp(fraction, 0.0, 1.0) * double(totalRows())));
}

// ---- what is here

ResultModel::Place ResultModel::locate(int row) const
{
    if (row < 0 || row >= m_count)
        return {};
    const qint64 position = firstPosition() + row;
    const auto behind = std::ranges::upper_bound(m_pages, position, {}, &ResultPage::first);
    const ResultPage &page = *std::prev(behind);
    return {&page, int(position - page.first)};
}

qint64 ResultModel::storeRow(int row) const
{
    const Place place = locate(row);
    return place.page ? place.page->rows[size_t(place.at)] : -1;
}

int ResultModel::rowOf(qint64 storeRow) const
{
    if (!m_order) {
        const qint64 row = storeRow - firstPosition();
        return row >= 0 && row < m_count ? int(row) : -1;
    }
    for (const ResultPage &page : m_pages) {
        const auto found = std::ranges::find(page.rows, storeRow);
        if (found != page.rows.end())
            return int(page.first - firstPosition() + (found - page.rows.begin()));
    }
    return -1;
}

CellValue ResultModel::value(int row, int column) const
{
    const Place place = locate(row);
    if (!place.page)
        return {};
    if (const CellValue *staged = m_overlay ? m_overlay->staged(place.page->rows[size_t(place.at)], column) : nullptr)
        return *staged;
    return CellValue::of(place.page->values.value(place.at, column));
}

bool ResultModel::isCut(int row, int column) const
{
    const Place place = locate(row);
    return place.page && place.page->cut.contains({place.at, column})
        && !(m_overlay && m_overlay->staged(place.page->rows[size_t(place.at)], column));
}

qint64 ResultModel::bytesHeld() const
{
    qint64 bytes = 0;
    for (const ResultPage &page : m_pages)
        bytes += page.values.byteCount() + qint64(page.rows.size() * sizeof(qint64));
    return bytes;
}

int ResultModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_count; }

int ResultModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_columns.size()); }

CellState ResultModel::cellState(int row, int column) const
{
    const CellValue shown = value(row, column);
    switch (shown.kind()) {
    case CellValue::Kind::Null:
        return CellState::Null;
    case CellValue::Kind::Default:
        return CellState::Default;
    case CellValue::Kind::Text:
        break;
    }
    return shown.bytes().isEmpty() ? CellState::Empty : CellState::Value;
}

QVariant ResultModel::maskedData(int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return data::sensitiveMask();
    case Qt::ToolTipRole:
        return tr("Sensitive: hidden until it is revealed");
    case Qt::AccessibleTextRole:
        return tr("hidden, as it is sensitive");
    case CategoryRole:
        return int(data::TypeCategory::Text);
    case CellStateRole:
        return int(CellState::Value);
    case IsNullRole:
    case IsTruncatedRole:
        return false;
    default:
        return {};
    }
}

static QString spoken(CellState state, const QString &text)
{
    switch (state) {
    case CellState::Null:
        return ResultModel::tr("NULL");
    case CellState::Empty:
        return ResultModel::tr("empty string");
    case CellState::Default:
        return ResultModel::tr("DEFAULT");
    case CellState::Value:
        break;
    }
    return singleLine(text);
}

QVariant ResultModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const int row = index.row();
    const int column = index.column();
    // NULL and an empty text tell nothing.
    if (m_masked.contains(column) && cellState(row, column) == CellState::Value)
        return maskedData(role);
    switch (role) {
    case Qt::DisplayRole:
        return data::decoded(value(row, column).bytes());
    case Qt::EditRole:
        return QVariant::fromValue(value(row, column));
    case Qt::AccessibleTextRole:
        return spoken(cellState(row, column), data::decoded(value(row, column).bytes()));
    case Qt::AccessibleDescriptionRole:
        return singleLine(m_columns[size_t(column)].shape.name) + u", "_s
             + tr("row %1").arg(countText(firstPosition() + row + 1));
    case IsNullRole:
        return cellState(row, column) == CellState::Null;
    case IsLoadingRole:
        return false;
    case CategoryRole:
        return int(m_columns[size_t(column)].shape.category);
    case IsTruncatedRole:
        return isCut(row, column);
    case CellStateRole:
        return int(cellState(row, column));
    default:
        return overlayData(row, column, role);
    }
}

QVariant ResultModel::overlayData(int row, int column, int role) const
{
    const qint64 number = storeRow(row);
    switch (role) {
    case RowStateRole:
        return int(m_overlay ? m_overlay->state(number) : RowState::Read);
    case IsEditedRole:
        return m_overlay && m_overlay->staged(number, column) && !m_overlay->isSaved(number, column);
    case IsServerMadeRole:
        return false;
    case ProblemRole:
        return m_overlay ? m_overlay->problem(number, column) : QString();
    case Qt::ToolTipRole:
        return m_overlay ? m_overlay->tip(number, column) : QString();
    default:
        return {};
    }
}

bool ResultModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    return role == Qt::EditRole && m_overlay && value.canConvert<CellValue>() && checkIndex(index)
        && m_overlay->setValue(storeRow(index.row()), index.column(), value.value<CellValue>());
}

Qt::ItemFlags ResultModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = WindowedTableModel::flags(index);
    if (index.isValid() && m_overlay && m_overlay->isEditable(storeRow(index.row()), index.column()))
        flags |= Qt::ItemIsEditable;
    return flags;
}

// ---- heads

QVariant ResultModel::columnHead(int section, int role) const
{
    const query::ResultColumn &column = m_columns[size_t(section)];
    const auto sorted = std::ranges::find(m_sort, section, &query::SortTerm::column);
    switch (role) {
    case Qt::DisplayRole:
        return column.shape.name;
    case Qt::ToolTipRole: {
        QStringList lines{column.shape.name, column.shape.type};
        lines
            << (column.origin().isEmpty() ? tr("An expression of the statement") : tr("From %1").arg(column.origin()));
        if (!column.shape.comment.isEmpty())
            lines << column.shape.comment;
        return lines.join(u'\n');
    }
    case TypeTextRole:
        return column.shape.type;
    case NotNullRole:
        return false;
    case ColumnCategoryRole:
        return int(column.shape.category);
    case KeyMarkRole:
        return int(
            column.shape.inKey && column.shape.foreignKey ? KeyMark::Both
            : column.shape.inKey                          ? KeyMark::Primary
            : column.shape.foreignKey                     ? KeyMark::Foreign
                                                          : KeyMark::None);
    case SortDirectionRole:
        return sorted == m_sort.end() ? 0 : sorted->descending ? 2 : 1;
    case SortRankRole:
        return sorted == m_sort.end() ? 0 : int(sorted - m_sort.begin()) + 1;
    default:
        return {};
    }
}

QVariant ResultModel::rowHead(int row, int role) const
{
    const qint64 number = storeRow(row);
    switch (role) {
    case HeaderRowStateRole:
        return int(m_overlay ? m_overlay->state(number) : RowState::Read);
    case HeaderProblemRole:
    case Qt::ToolTipRole:
        return m_overlay ? m_overlay->problem(number, -1) : QString();
    case HeaderRowNumberRole:
        return countText(firstPosition() + row + 1);
    case Qt::AccessibleTextRole:
        return tr("row %1").arg(countText(firstPosition() + row + 1));
    default:
        return {};
    }
}

QVariant ResultModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal)
        return section >= 0 && section < columnCount() ? columnHead(section, role) : QVariant();
    return section >= 0 && section < rowCount() ? rowHead(section, role) : QVariant();
}

} // namespace howdah::ui
