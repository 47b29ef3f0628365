// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

namespace howdah::ui {

// A table model that holds a window of rows over a relation of any length: row 0 of the model is row firstPosition() of
// the relation. The window moves by inserting and removing rows at either end, or is replaced by a reset (a jump).
class WindowedTableModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] virtual qint64 firstPosition() const = 0;
    [[nodiscard]] virtual bool isPositionExact() const = 0;
    // Rows of the whole; an estimate unless counted. Negative while unknown.
    [[nodiscard]] virtual qint64 totalRows() const = 0;
    [[nodiscard]] virtual bool isTotalExact() const { return true; }
    // Rows of the relation that are here. New ones, which are not in it yet, follow them up to rowCount().
    [[nodiscard]] virtual int readRows() const { return rowCount(); }
    [[nodiscard]] virtual bool isAtStart() const = 0;
    [[nodiscard]] virtual bool isAtEnd() const = 0;

    // Each returns at once and does nothing while the same is under way; the rows arrive through the model's signals.
    virtual void fetchBefore() = 0;
    virtual void fetchAfter() = 0;
    virtual void jumpToStart() = 0;
    virtual void jumpToEnd() = 0;
    virtual void jumpToFraction(double fraction) = 0; // 0..1 of the rows

Q_SIGNALS:
    // firstPosition(), totalRows() or their exactness changed.
    void extentChanged();
    // After a jump's reset: the row of the window that was asked for, to be shown at the top.
    void jumped(int row);
};

} // namespace howdah::ui
