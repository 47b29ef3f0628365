// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/tools/selectionsummary.h"

#include "base/exactsum.h"
#include "base/figures.h"
#include "data/page/value.h"
#include "grid/gridroles.h"
#include "grid/gridtable.h"
#include "grid/windowedtablemodel.h"
#include "common/quantities.h"
#include "common/turnclock.h"

#include <QItemSelectionModel>

#include <set>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int SelectionRestMs = 80; // a mouse that is drawn over cells tells of each

struct SelectionSummary::Sums
{
    QItemSelection cells;
    qsizetype range = 0;
    int row = -1; // of the range, the next one
    qint64 values = 0;
    qint64 nulls = 0;
    ExactSum sum;
    int rows = 0;         // of the grid, when it was begun
    std::set<int> summed; // columns
};

SelectionSummary::SelectionSummary(GridTable *table, WindowedTableModel *model, QObject *parent)
    : QObject(parent)
    , m_table(table)
    , m_model(model)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(SelectionRestMs);
    const auto wait = [this] {
        m_asked.drop();
        m_rest.start();
    };
    connect(&m_rest, &QTimer::timeout, this, &SelectionSummary::begin);
    connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, this, wait);
    connect(model, &QAbstractItemModel::modelReset, this, wait);
    connect(model, &QAbstractItemModel::rowsInserted, this, wait);
    connect(model, &QAbstractItemModel::rowsRemoved, this, wait);
    connect(model, &QAbstractItemModel::dataChanged, this, wait);
}

static bool isSummed(const WindowedTableModel &model, int column)
{
    using enum data::TypeCategory;
    const auto category = data::TypeCategory(model.headerData(column, Qt::Horizontal, ColumnCategoryRole).toInt());
    return category == Integer || category == Decimal || category == Real;
}

void SelectionSummary::begin()
{
    const auto sums = std::make_shared<Sums>();
    sums->cells = m_table->selectionModel()->selection();
    sums->rows = m_model->rowCount();
    qint64 cells = 0;
    for (const QItemSelectionRange &range : std::as_const(sums->cells))
        cells += qint64(range.width()) * range.height();
    if (cells < 2)
        return show({});
    // Of rows that are not here nobody knows more than how many they are.
    if (m_table->isAllSelected() && !(m_model->isAtStart() && m_model->isAtEnd())) {
        const qint64 total = m_model->totalRows();
        return show(
            total < 0                 ? tr("All rows selected")
            : m_model->isTotalExact() ? tr("All %1 selected").arg(rowsWord(total))
                                      : tr("All rows selected, about %1").arg(countText(total)));
    }
    m_asked.next();
    const std::vector<int> shown = m_table->shownColumns();
    for (const int column : shown) {
        if (isSummed(*m_model, column))
            sums->summed.insert(column);
    }
    inTurns(
        this,
        [this, sums, shown, question = m_asked.question()] {
            if (!question.isWanted() || sums->range == sums->cells.size() || m_model->rowCount() != sums->rows)
                return false;
            const QItemSelectionRange &range = sums->cells[sums->range];
            sums->row = sums->row < 0 ? range.top() : sums->row;
            for (const int column : shown) {
                if (column < range.left() || column > range.right())
                    continue;
                // A value that is hidden answers none, and is there.
                const QVariant answer = m_model->data(m_model->index(sums->row, column), Qt::EditRole);
                const auto value = answer.value<data::CellValue>();
                (answer.isValid() && value.isNull() ? sums->nulls : sums->values) += 1;
                if (value.isText() && sums->summed.contains(column))
                    sums->sum.add(value.bytes());
            }
            if (++sums->row > range.bottom()) {
                ++sums->range;
                sums->row = -1;
            }
            return true;
        },
        [this, sums, question = m_asked.question()] {
            if (!question.isWanted())
                return;
            QStringList words{tr("Count %1").arg(countText(sums->values))};
            if (sums->nulls > 0)
                words << tr("NULL %1").arg(countText(sums->nulls));
            if (const auto average = sums->sum.average()) {
                words << tr("Sum %1").arg(QString::fromLatin1(sums->sum.sum()));
                words << tr("Average %1").arg(QString::fromLatin1(*average));
            }
            show(words.join(u" · "_s));
        });
}

void SelectionSummary::show(const QString &text)
{
    if (std::exchange(m_text, text) != text)
        Q_EMIT changed(text);
}

} // namespace howdah::ui
