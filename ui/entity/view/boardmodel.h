// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/view/board.h"

#include <QAbstractListModel>

#include <memory>

namespace howdah::ui {

// The cards of one column of a board. What is dragged is a place on the board: column and row. UI thread.
class BoardModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    using QAbstractListModel::QAbstractListModel;

    void setColumn(std::shared_ptr<const entity::Board> board, int column);
    [[nodiscard]] const entity::BoardColumn &column() const { return m_board->columns[size_t(m_column)]; }
    [[nodiscard]] const entity::BoardCard &card(int row) const { return column().cards[size_t(row)]; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    [[nodiscard]] QStringList mimeTypes() const override { return {mimeType()}; }
    [[nodiscard]] QMimeData *mimeData(const QModelIndexList &indexes) const override;

    [[nodiscard]] static QString mimeType() { return QStringLiteral("application/x-howdah-card"); }
    [[nodiscard]] static std::optional<std::pair<int, int>> placeIn(const QMimeData &data); // column, row

private:
    std::shared_ptr<const entity::Board> m_board;
    int m_column = -1;
};

} // namespace howdah::ui
