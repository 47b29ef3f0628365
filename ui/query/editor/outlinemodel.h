// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/statementedits.h"

#include <QAbstractListModel>

namespace howdah::ui {

// The statements of a script, one a row. UI thread.
class OutlineModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    using Item = query::complete::OutlineItem;
    using QAbstractListModel::QAbstractListModel;

    void setItems(std::vector<Item> items);
    [[nodiscard]] const std::vector<Item> &items() const { return m_items; }
    // That the byte lies in, or the last before it; -1: none.
    [[nodiscard]] int rowAt(qint64 offset) const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    std::vector<Item> m_items;
};

} // namespace howdah::ui
