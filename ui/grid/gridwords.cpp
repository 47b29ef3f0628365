// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/gridwords.h"

#include "base/figures.h"
#include "grid/gridroles.h"
#include "common/tr.h"
#include "edit/editsession.h"
#include "value/valuetext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;

constexpr qsizetype ShortValue = 120;

static QString shortText(const std::optional<QByteArray> &value)
{
    if (!value)
        return tr("NULL");
    if (value->isEmpty())
        return tr("the empty string");
    return singleLine(beginningOf(*value, ShortValue + 1).text, ShortValue);
}

static QString wordsOf(const Error &error)
{
    QStringList lines{error.message};
    if (!error.detail.isEmpty())
        lines << error.detail;
    if (!error.hint.isEmpty())
        lines << error.hint;
    return lines.join(u'\n');
}

QString problemWords(const GridRows &rows, int row, int column)
{
    const data::RowProblem *found = rows.problem(row);
    if (!found)
        return {};
    const auto conflict = std::ranges::find(found->conflicts, column, &data::CellConflict::column);
    if (conflict != found->conflicts.end())
        return tr("Somebody else changed this from %1 to %2.")
            .arg(shortText(conflict->was), shortText(conflict->theirs));
    const bool concerned = column < 0 || std::ranges::find(found->columns, column) != found->columns.end();
    return concerned ? wordsOf(found->error) : QString();
}

// ---- cells

static QString defaultWords(const data::EditColumn &column)
{
    if (column.insert != data::ReadOnlyReason::None)
        return data::explain(column.insert);
    if (column.defaultSql == "identity"_L1)
        return tr("The server assigns the next number");
    if (column.hasDefault())
        return tr("The server's default: %1").arg(column.defaultSql);
    if (column.notNull)
        return tr("There is no default, and the column does not allow NULL: a value is required");
    return tr("There is no default: it will be NULL");
}

QString cellTip(const GridRows &rows, int row, int column)
{
    QStringList lines;
    if (const QString found = problemWords(rows, row, column); !found.isEmpty())
        lines << found;
    const CellValue *staged = rows.stagedValue(row, column);
    const RowState state = rows.state(row);
    if (staged && state == RowState::Edited)
        lines << tr("Edited, was %1").arg(shortText(rows.staged(row)->basis.values[size_t(column)]));
    if (staged && staged->isDefault() && rows.isEditing())
        lines << defaultWords(rows.target()->columns[size_t(column)]);
    const ReturnedRow *now = rows.returned(row);
    if (now && !staged && std::ranges::find(now->altered, column) != now->altered.end())
        lines << tr("Changed by the server when it was saved");
    if (state == RowState::Deleted) {
        lines << tr("The row will be deleted when you save");
    } else if (rows.isEditing() && lines.isEmpty() && state != RowState::New) {
        const data::ReadOnlyReason reason = rows.target()->columns[size_t(column)].update;
        if (reason != data::ReadOnlyReason::None)
            lines << tr("Read-only: %1").arg(data::explain(reason));
    }
    return lines.join(u'\n');
}

QString referenceTip(const GridRows &rows, int row, int column, const QString &label)
{
    QString tip = cellTip(rows, row, column);
    if (label.isEmpty())
        return tip;
    const QString reference = singleLine(label, 200) + u'\n' + singleLine(rows.text(row, column));
    return tip.isEmpty() ? reference : reference + u"\n\n"_s + tip;
}

QString spokenCell(const GridRows &rows, int row, int column)
{
    switch (rows.cellState(row, column)) {
    case CellState::Null:
        return tr("NULL");
    case CellState::Empty:
        return tr("empty string");
    case CellState::Default:
        return tr("DEFAULT");
    case CellState::Value:
        break;
    }
    return singleLine(rows.text(row, column));
}

static QString stateWord(RowState state)
{
    switch (state) {
    case RowState::Read:
        break;
    case RowState::Edited:
        return tr("edited row");
    case RowState::New:
        return tr("new row");
    case RowState::Deleted:
        return tr("row marked for deletion");
    case RowState::Saved:
        return tr("row added and saved");
    }
    return {};
}

QString rowName(const GridRows &rows, int row)
{
    return row < rows.readCount() ? tr("row %1").arg(countText(rows.firstPosition() + row + 1))
                                  : tr("new row %1").arg(countText(row - rows.readCount() + 1));
}

QString spokenCellState(const GridRows &rows, int row, int column, bool withProblem)
{
    QStringList words{singleLine(rows.column(column).name), rowName(rows, row)};
    const RowState state = rows.state(row);
    if (state == RowState::Edited && rows.stagedValue(row, column))
        words << tr("edited");
    if (const QString word = stateWord(state); !word.isEmpty() && state != RowState::New)
        words << word;
    if (const QString found = problemWords(rows, row, column); withProblem && !found.isEmpty())
        words << tr("problem: %1").arg(singleLine(found));
    return words.join(u", "_s);
}

// ---- heads

QVariant rowHead(const GridRows &rows, int row, int role)
{
    switch (role) {
    case HeaderRowStateRole:
        return int(rows.state(row));
    case HeaderProblemRole:
        return problemWords(rows, row);
    case HeaderRowNumberRole:
        return row < rows.readCount() && rows.isPositionExact() ? countText(rows.firstPosition() + row + 1) : QString();
    case Qt::ToolTipRole: {
        const QString found = problemWords(rows, row);
        return found.isEmpty() ? stateWord(rows.state(row)) : found;
    }
    case Qt::AccessibleTextRole: {
        QStringList words{rowName(rows, row)};
        if (const QString word = stateWord(rows.state(row)); !word.isEmpty())
            words << word;
        if (const QString found = problemWords(rows, row); !found.isEmpty())
            words << tr("problem: %1").arg(singleLine(found));
        return words.join(u", "_s);
    }
    default:
        return {};
    }
}

QVariant columnHead(const data::PageQuery &query, int section, int role)
{
    const data::ColumnShape &shape = query.shape().columns[size_t(section)];
    const std::vector<data::SortColumn> &sort = query.sort();
    const auto sorted = std::ranges::find(sort, shape.name, &data::SortColumn::column);
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
        return sorted == sort.end() ? 0 : sorted->direction == data::Direction::Ascending ? 1 : 2;
    case SortRankRole:
        return sorted == sort.end() || sort.size() < 2 ? 0 : int(sorted - sort.begin()) + 1;
    default:
        return {};
    }
}

} // namespace howdah::ui
