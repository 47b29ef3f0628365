// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "value/celldelegate.h"

#include <QAbstractItemView>

#pragma once

namespace howdah::ui {

class CellEditor;

// What a GridEditDelegate asks of the table whose cells it edits.
class EditedCells
{
public:
    // nullptr where nothing is edited.
    [[nodiscard]] virtual CellEditor *makeEditor(const QModelIndex &index, QWidget *parent) = 0;
    // Whether what was typed is staged now; says beside the cell why not.
    virtual bool stageFrom(CellEditor *editor) = 0;

protected:
    ~EditedCells() = default;
};

// The cells of a GridTable: drawn as CellDelegate does, edited by the editors of ui/editors. When an editor is done is
// the editor's own affair and the table's; nothing is decided here.
class GridEditDelegate final : public CellDelegate
{
    Q_OBJECT
public:
    GridEditDelegate(EditedCells &cells, QAbstractItemView *view);

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
    EditedCells &m_cells;
    QAbstractItemView *m_view;
};

} // namespace howdah::ui
