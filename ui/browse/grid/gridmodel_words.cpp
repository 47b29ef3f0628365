// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What GridModel says of its rows and cells in words: to people who point at them, and to screen readers.
#include "browse/grid/gridmodel.h"
#include "browse/grid/gridroles.h"
#include "edit/editsession.h"
#include "value/cellroles.h"
#include "value/valuetext.h"

#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::CellValue;

constexpr qsizetype ShortValue = 120;

static QString shortText(const std::optional<QByteArray> &value)
{
    if (!value)
        return GridModel::tr("NULL");
    if (value->isEmpty())
        return GridModel::tr("the empty string");
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

QString GridModel::problem(int row, int column) const
{
    if (!isEditing() || m_edit->problems().all().empty())
        return {};
    const data::RowProblem *found = m_edit->problems().of(rowKey(row));
    if (!found)
        return {};
    const auto conflict = std::ranges::find(found->conflicts, column, &data::CellConflict::column);
    if (conflict != found->conflicts.end())
        return tr("Somebody else changed this from %1 to %2.")
            .arg(shortText(conflict->was), shortText(conflict->theirs));
    const bool concerned = column < 0 || std::ranges::find(found->columns, column) != found->columns.end();
    return concerned ? wordsOf(found->error) : QString();
}

QString GridModel::toolTip(int row, int column) const
{
    QStringList lines;
    if (const QString found = problem(row, column); !found.isEmpty())
        lines << found;
    const CellValue *staged = stagedCell(row, column);
    const RowState state = rowState(row);
    if (staged && state == RowState::Edited) {
        const data::StagedRow *known = stagedRow(row);
        lines << tr("Edited, was %1").arg(shortText(known->basis.values[size_t(column)]));
    }
    if (staged && staged->isDefault() && isEditing()) {
        const data::EditColumn &shape = target()->columns[size_t(column)];
        if (shape.insert != data::ReadOnlyReason::None)
            lines << data::explain(shape.insert);
        else if (shape.defaultSql == "identity"_L1)
            lines << tr("The server assigns the next number");
        else if (shape.hasDefault())
            lines << tr("The server's default: %1").arg(shape.defaultSql);
        else if (shape.notNull)
            lines << tr("There is no default, and the column does not allow NULL: a value is required");
        else
            lines << tr("There is no default: it will be NULL");
    }
    const ReturnedRow *now = returned(row);
    if (now && !staged && std::ranges::find(now->altered, column) != now->altered.end())
        lines << tr("Changed by the server when it was saved");
    if (state == RowState::Deleted)
        lines << tr("The row will be deleted when you save");
    else if (isEditing() && lines.isEmpty() && state != RowState::New) {
        const data::ReadOnlyReason reason = target()->columns[size_t(column)].update;
        if (reason != data::ReadOnlyReason::None)
            lines << tr("Read-only: %1").arg(data::explain(reason));
    }
    return lines.join(u'\n');
}

QString GridModel::spokenText(int row, int column) const
{
    switch (cellState(row, column)) {
    case CellState::Null:
        return tr("NULL");
    case CellState::Empty:
        return tr("empty string");
    case CellState::Default:
        return tr("DEFAULT");
    case CellState::Value:
        break;
    }
    return singleLine(text(row, column));
}

static QString stateWord(RowState state)
{
    switch (state) {
    case RowState::Read:
        break;
    case RowState::Edited:
        return GridModel::tr("edited row");
    case RowState::New:
        return GridModel::tr("new row");
    case RowState::Deleted:
        return GridModel::tr("row marked for deletion");
    case RowState::Saved:
        return GridModel::tr("row added and saved");
    }
    return {};
}

QString GridModel::spokenState(int row, int column) const
{
    QStringList words{singleLine(this->column(column).name)};
    if (row < readRows())
        words << tr("row %1").arg(QLocale().toString(firstPosition() + row + 1));
    else
        words << tr("new row %1").arg(QLocale().toString(row - readRows() + 1));
    const RowState state = rowState(row);
    if (state == RowState::Edited && stagedCell(row, column))
        words << tr("edited");
    if (const QString word = stateWord(state); !word.isEmpty() && state != RowState::New)
        words << word;
    if (const QString found = problem(row, column); !found.isEmpty())
        words << tr("problem: %1").arg(singleLine(found));
    return words.join(u", "_s);
}

QVariant GridModel::rowHeader(int row, int role) const
{
    switch (role) {
    case HeaderRowStateRole:
        return int(rowState(row));
    case HeaderProblemRole:
        return problem(row);
    case Qt::ToolTipRole: {
        const QString found = problem(row);
        return found.isEmpty() ? stateWord(rowState(row)) : found;
    }
    case Qt::AccessibleTextRole: {
        QStringList words{
            row < readRows() ? tr("row %1").arg(QLocale().toString(firstPosition() + row + 1))
                             : tr("new row %1").arg(QLocale().toString(row - readRows() + 1))};
        if (const QString word = stateWord(rowState(row)); !word.isEmpty())
            words << word;
        if (const QString found = problem(row); !found.isEmpty())
            words << tr("problem: %1").arg(singleLine(found));
        return words.join(u", "_s);
    }
    default:
        return {};
    }
}

} // namespace howdah::ui
