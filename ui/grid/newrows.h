// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridwindow.h"

#include <QObject>

#include <set>

namespace howdah::ui {

// A row that follows those that were read.
struct NewRow
{
    data::RowKey key;
    quint64 order = 0;
    std::optional<ReturnedRow> saved; // it is in the database now, somewhere
};

// The new rows that a grid shows: saved ones first, then in the order in which they were staged. Says before and after
// which come and go, by their place among them. UI thread.
class NewRows final : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    // All of them are others: within a reset.
    void replace(std::vector<NewRow> rows) { m_rows = std::move(rows); }
    void add(std::vector<NewRow> rows);
    void drop(const std::set<data::RowKey> &keys);
    // The row is in the database, and known by another key there.
    void setSaved(size_t at, data::RowKey key, ReturnedRow saved);

    [[nodiscard]] const std::vector<NewRow> &all() const { return m_rows; }
    [[nodiscard]] int count() const { return int(m_rows.size()); }
    [[nodiscard]] qint64 savedCount() const;
    [[nodiscard]] const NewRow *at(int place) const; // nullptr where none is

Q_SIGNALS:
    void aboutToInsert(int first, int last);
    void inserted();
    void aboutToRemove(int first, int last);
    void removed();

private:
    std::vector<NewRow> m_rows;
};

} // namespace howdah::ui
