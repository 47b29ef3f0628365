// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/compare/comparedmodel.h"

#include "base/whendone.h"
#include "data/page/value.h"
#include "grid/gridroles.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QLocale>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::ComparedLine;
using query::ComparedRow;

static constexpr int PageLines = 128;

ComparedModel::ComparedModel(QObject *parent)
    : QAbstractTableModel(parent)
{
    m_pool.setMaxThreadCount(1);
}

ComparedModel::~ComparedModel() { m_pool.waitForDone(); }

// ---- what is shown

void ComparedModel::show(
    std::shared_ptr<const query::Comparison> comparison, query::CompareSide left, query::CompareSide right,
    bool onlyDifferences)
{
    beginResetModel();
    m_comparison = std::move(comparison);
    m_left = std::move(left);
    m_right = std::move(right);
    m_onlyDifferences = onlyDifferences;
    m_order = m_comparison->wish.key;
    for (int at = 0; at < int(m_comparison->wish.columns.size()); ++at) {
        if (std::ranges::find(m_comparison->wish.key, at) == m_comparison->wish.key.end())
            m_order.push_back(at);
    }
    choose();
    endResetModel();
}

void ComparedModel::clear()
{
    beginResetModel();
    m_comparison.reset();
    m_left = {};
    m_right = {};
    m_order.clear();
    choose();
    endResetModel();
}

void ComparedModel::setOnlyDifferences(bool only)
{
    if (std::exchange(m_onlyDifferences, only) == only)
        return;
    beginResetModel();
    choose();
    endResetModel();
}

void ComparedModel::choose()
{
    ++m_question;
    m_pages.clear();
    m_reading.clear();
    m_shown.clear();
    m_isFiltered = m_comparison && m_onlyDifferences && m_comparison->hasSame;
    if (!m_isFiltered)
        return;
    for (size_t at = 0; at < m_comparison->rows.size(); ++at) {
        if (!m_comparison->rows[at].isSame)
            m_shown.push_back(quint32(at));
    }
}

const ComparedRow &ComparedModel::row(int row) const
{
    return m_comparison->rows[m_isFiltered ? size_t(m_shown[size_t(row)]) : size_t(row)];
}

int ComparedModel::nextDifference(int from, int step) const
{
    for (int at = from + step; at >= 0 && at < rowCount(); at += step) {
        if (!row(at).isSame)
            return at;
    }
    return -1;
}

// ---- lines

const ComparedLine *ComparedModel::line(int row) const
{
    const int page = row / PageLines;
    if (const Page *known = m_pages.object(page))
        return size_t(row % PageLines) < known->size() ? &(*known)[size_t(row % PageLines)] : nullptr;
    read(page);
    return nullptr;
}

void ComparedModel::read(int page) const
{
    if (!m_reading.insert(page).second)
        return;
    std::vector<ComparedRow> rows;
    for (int at = page * PageLines; at < std::min((page + 1) * PageLines, rowCount()); ++at)
        rows.push_back(row(at));
    auto *self = const_cast<ComparedModel *>(this);
    whenDone(
        self,
        QtConcurrent::run(
            &m_pool,
            [left = m_left, right = m_right, wish = m_comparison->wish,
             rows = std::move(rows)]() -> Result<std::shared_ptr<const Page>> {
                auto lines = query::linesOf(left, right, wish, rows);
                if (!lines)
                    return fail(lines.error());
                return std::make_shared<const Page>(*std::move(lines));
            }),
        [self, page, question = m_question](const Result<std::shared_ptr<const Page>> &read) {
            if (question == self->m_question)
                self->take(page, read);
        });
}

void ComparedModel::take(int page, const Result<std::shared_ptr<const Page>> &read)
{
    m_reading.erase(page);
    if (!read)
        return Q_EMIT failed(read.error());
    m_pages.insert(page, new Page(**read));
    const int first = page * PageLines;
    const int last = std::min(first + PageLines, rowCount()) - 1;
    if (last >= first)
        Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
}

// ---- cells

static QString shownText(const std::optional<QByteArray> &value)
{
    constexpr int Most = 300;
    return value ? beginningOf(*value, Most).text : u"NULL"_s;
}

QString ComparedModel::text(const ComparedLine &line, int column) const
{
    const auto at = size_t(wishColumn(column));
    if (line.row.isAdded())
        return shownText(line.right[at]);
    if (line.row.isChanged() && line.differs[at])
        return u"%1 → %2"_s.arg(shownText(line.left[at]), shownText(line.right[at]));
    return shownText(line.left[at]);
}

static RowState stateOf(const ComparedRow &row)
{
    if (row.isAdded())
        return RowState::New;
    if (row.isRemoved())
        return RowState::Deleted;
    return row.isSame ? RowState::Read : RowState::Edited;
}

QVariant ComparedModel::wordData(int row, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return query::changeWord(this->row(row));
    case RowStateRole: // the word itself is not struck out
        return int(this->row(row).isRemoved() ? RowState::Read : stateOf(this->row(row)));
    case CategoryRole:
        return int(data::TypeCategory::Text);
    case CellStateRole:
        return int(CellState::Value);
    default:
        return {};
    }
}

QVariant ComparedModel::cellData(int row, int column, int role) const
{
    const ComparedLine *known = line(row);
    const auto at = size_t(wishColumn(column));
    const auto value = [known, at] { return known->row.isAdded() ? known->right[at] : known->left[at]; };
    const bool differs = known && known->row.isChanged() && known->differs[at];
    switch (role) {
    case Qt::DisplayRole:
        return known ? text(*known, column) : QString();
    case Qt::AccessibleTextRole:
        return known ? singleLine(text(*known, column)) : tr("reading");
    case Qt::ToolTipRole:
        return differs ? tr("%1: %2\n%3: %4")
                             .arg(m_left.title, shownText(known->left[at]), m_right.title, shownText(known->right[at]))
                       : QString();
    case IsLoadingRole:
        return known == nullptr;
    case RowStateRole:
        return int(stateOf(this->row(row)));
    case IsEditedRole:
        return differs;
    case IsNullRole:
        return known && !differs && !value();
    case CellStateRole:
        if (!known || differs || (value() && !value()->isEmpty()))
            return int(CellState::Value);
        return int(value() ? CellState::Empty : CellState::Null);
    case CategoryRole:
        // What shows two values is a text.
        return int(
            differs ? data::TypeCategory::Text
                    : m_left.columns[size_t(m_comparison->wish.columns[at].left)].shape.category);
    default:
        return {};
    }
}

int ComparedModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !m_comparison)
        return 0;
    return int(m_isFiltered ? m_shown.size() : m_comparison->rows.size());
}

int ComparedModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_comparison ? 0 : int(m_order.size()) + 1;
}

QVariant ComparedModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    return index.column() == 0 ? wordData(index.row(), role) : cellData(index.row(), index.column(), role);
}

QVariant ComparedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (!m_comparison || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    if (orientation == Qt::Horizontal) {
        const int at = wishColumn(section);
        if (at < 0)
            return role == Qt::DisplayRole ? tr("Change") : QVariant();
        return m_left.columns[size_t(m_comparison->wish.columns[size_t(at)].left)].shape.name;
    }
    if (section >= rowCount())
        return {};
    const QLocale locale;
    const ComparedRow &here = row(section);
    const QString left = here.isAdded() ? u"–"_s : locale.toString(qint64(here.left) + 1);
    const QString right = here.isRemoved() ? u"–"_s : locale.toString(qint64(here.right) + 1);
    if (role == Qt::ToolTipRole)
        return tr("Row %1 of %2, row %3 of %4").arg(left, m_left.title, right, m_right.title);
    return left == right ? left : u"%1 | %2"_s.arg(left, right);
}

} // namespace howdah::ui
