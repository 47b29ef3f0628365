// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "value/celldelegate.h"

#pragma once

namespace howdah::ui {

class GridTable;

// The cells of a GridTable: drawn as CellDelegate does, edited by the editors of ui/editors. When an editor is done is
// the editor's own affair and the table's; nothing is decided here.
class GridEditDelegate final : public CellDelegate
{
    Q_OBJECT
public:
    explicit GridEditDelegate(GridTable *table);

    [[nodiscard]] QWidget *
    createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void setEditorData(QWidget *, const QModelIndex &) const override {} // an editor keeps what was typed
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;
    void
    updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    bool helpEvent(
        QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
        const QModelIndex &index) override;

protected:
    bool eventFilter(QObject *, QEvent *) override { return false; }

private:
    GridTable *m_table;
};

} // namespace howdah::ui
