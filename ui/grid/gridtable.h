// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/cellediting.h"
#include "grid/grideditdelegate.h"
#include "grid/gridhint.h"
#include "editors/celleditor.h"

#include <QPointer>
#include <QTableView>

#include <memory>

namespace howdah::ui {

class GridHeader;
class GridRowHeader;
class WindowedTableModel;

// A table over a WindowedTableModel: its own bar moves within the window only, and the view asks for more rows before
// an end of the window is seen. What is seen stays where it is while rows come and go at the ends.
//
// Over a GridModel, or with setEditing(), its cells are edited in place: by F2, Enter, a double click or typing. Tab
// keeps what was typed and goes on to the next cell, and goes on doing so until another key leaves that pace, so that
// rows are entered without touching a mouse; else Tab leaves the grid.
class GridTable final : public QTableView, private EditedCells
{
    Q_OBJECT
public:
    explicit GridTable(QWidget *parent = nullptr);
    ~GridTable() override;

    void setWindowedModel(WindowedTableModel *model);
    [[nodiscard]] WindowedTableModel *windowedModel() const { return m_model; }
    // How the cells of another model than a GridModel are edited; outlives this, or takes itself away with nullptr.
    void setEditing(CellEditing *editing) { m_editing = editing; }
    [[nodiscard]] GridHeader *gridHeader() const { return m_header; }
    [[nodiscard]] int visibleRows() const;
    [[nodiscard]] int topRow() const;
    void showRow(int row);
    // So much at the left is covered by columns that do not scroll: a cell is not in sight behind them.
    void setCoveredWidth(int pixels) { m_covered = pixels; }
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    // The place of each row in the relation, beside it.
    void setRowNumbersShown(bool shown);
    [[nodiscard]] bool areRowNumbersShown() const { return m_numbers; }
    // Cells as they stand on the screen: hidden columns are not among them.
    [[nodiscard]] std::vector<int> shownColumns() const;

    // All rows of the relation are meant, though only a part of them is here; those that come are selected, too.
    void selectAll() override;
    [[nodiscard]] bool isAllSelected() const { return m_allSelected; }
    // The whole of what is selected in part.
    void selectWholeRows();
    void selectWholeColumns();

    using QTableView::edit;
    // Opens an editor, or says beside the cell why there is none. With `typed` that takes the place of the value.
    void editCell(const QModelIndex &index, const QString &typed = {});
    [[nodiscard]] CellEditor *openEditor() const { return m_editor; }
    // Keeps what was typed; the editor goes.
    void commitOpenEditor();
    // A sentence beside a cell, until the operator goes on.
    void showHint(const QModelIndex &index, const QString &text, Tone tone);
    [[nodiscard]] GridHint *hint() const { return m_hint; }

Q_SIGNALS:
    void scrolled();                 // what is seen, or the place of it, changed
    void currentRowChanged(int row); // -1 for none

protected:
    void rowsInserted(const QModelIndex &parent, int start, int end) override;
    void rowsAboutToBeRemoved(const QModelIndex &parent, int start, int end) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    bool edit(const QModelIndex &index, EditTrigger trigger, QEvent *event) override;
    void closeEditor(QWidget *editor, QAbstractItemDelegate::EndEditHint hint) override;
    void scrollContentsBy(int dx, int dy) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;
    [[nodiscard]] int sizeHintForColumn(int column) const override;

private:
    void fetchWhatIsNear();
    void shiftTop(int rows);
    void selectLoaded();
    void updateRowNumbers();
    [[nodiscard]] bool isAtNewRows() const;

    // editing, in gridtable_editing.cpp
    [[nodiscard]] static std::unique_ptr<CellEditing> editingOf(WindowedTableModel *model);
    void readThenEdit(const QModelIndex &index, const QString &typed);
    void openEditorAt(const QModelIndex &index, const QString &typed);
    [[nodiscard]] CellEditor *makeEditor(const QModelIndex &index, QWidget *parent) override;
    void commitWanted(CellEditor *editor, CellEditor::Then then);
    bool stageFrom(CellEditor *editor) override;
    [[nodiscard]] bool goOn(CellEditor::Then then);
    bool takeTypedWhileReading(const QKeyEvent &event);

    GridHeader *m_header;
    GridRowHeader *m_rowHeader;
    GridHint *m_hint;
    WindowedTableModel *m_model = nullptr;
    std::unique_ptr<CellEditing> m_gridEditing; // of a GridModel
    CellEditing *m_editing = nullptr;
    QPointer<CellEditor> m_editor;
    QPersistentModelIndex m_edited; // the cell of the editor, or of the value that is being read for one
    bool m_reading = false;
    QString m_typed;         // while the value is read
    bool m_entering = false; // Tab goes from cell to cell
    int m_covered = 0;
    bool m_numbers = true;
    bool m_allSelected = false;
    bool m_rowsGo = false; // of the window: nobody has chosen others
};

} // namespace howdah::ui
