// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/value.h"
#include "value/cellroles.h"

#include <QObject>

namespace howdah::ui {

// What lies over the rows of an answer: what somebody has staged for them, and what stands against it. Rows are known
// by their number in the store (from 0), which stays the same however they are sorted and filtered. UI thread.
class ResultOverlay : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    // What is shown in place of what came; nullptr when that is shown.
    [[nodiscard]] virtual const data::CellValue *staged(qint64 row, int column) const = 0;
    // It is in the database since a save: it is shown, and is no edit any more.
    [[nodiscard]] virtual bool isSaved(qint64 row, int column) const
    {
        Q_UNUSED(row)
        Q_UNUSED(column)
        return false;
    }
    [[nodiscard]] virtual RowState state(qint64 row) const = 0;
    // What stands against a cell, or (column -1) the row; "" when nothing does.
    [[nodiscard]] virtual QString problem(qint64 row, int column) const = 0;
    // Beside that: what it was, why it is read-only; "" without.
    [[nodiscard]] virtual QString tip(qint64 row, int column) const = 0;
    // Cells that editors may be opened for.
    [[nodiscard]] virtual bool isEditable(qint64 row, int column) const = 0;
    // Of QAbstractItemModel::setData() with Qt::EditRole.
    virtual bool setValue(qint64 row, int column, const data::CellValue &value) = 0;

Q_SIGNALS:
    // Of these rows anything is another; -1: of any.
    void rowsChanged(qint64 first, qint64 last);
};

} // namespace howdah::ui
