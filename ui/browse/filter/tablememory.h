// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/columnlayout.h"
#include "browse/filter/filterrow.h"
#include "data/page/ordering.h"

namespace howdah::ui {

// A filter that was kept under a name.
struct SavedFilter
{
    QString name;
    data::FilterSet set;
    bool operator==(const SavedFilter &) const = default;
};

// How a relation was looked at last, and the filters that are kept for it.
struct TableMemory
{
    data::FilterSet filters;
    std::vector<data::SortColumn> sort;
    ColumnLayout layout;
    std::vector<SavedFilter> saved;
    bool operator==(const TableMemory &) const = default;
    [[nodiscard]] bool isEmpty() const { return *this == TableMemory(); }
};

// What is not understood is left out: a filter as a whole, since a part of it would find other rows.
[[nodiscard]] QJsonObject memoryToJson(const TableMemory &memory);
[[nodiscard]] TableMemory memoryFromJson(const QJsonObject &json);

// The memories of many relations, by a key of their own. Those that were looked at longest ago go first, unless filters
// are kept for them.
class TableMemories final
{
public:
    [[nodiscard]] TableMemory of(const QString &key) const;
    void keep(const QString &key, const TableMemory &memory);

    [[nodiscard]] QJsonObject toJson() const;
    void fromJson(const QJsonObject &json);

    static constexpr int Most = 200;

private:
    QJsonObject m_tables;
    qint64 m_turn = 0;
};

} // namespace howdah::ui
