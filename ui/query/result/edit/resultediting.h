// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "edit/changespanel.h"
#include "grid/gridtable.h"
#include "query/result/edit/resultedits.h"
#include "query/result/pane/resultmodel.h"

#include <QAction>
#include <QPointer>

class QMenu;

namespace howdah::ui {

class EditBar;
class ResultPane;

// Editing in the grid of an answer: the button with its menu, the bar that saves, the list of what is staged. What
// cannot be done says why in its tool tip. UI thread.
class ResultEditing final : public QObject
{
    Q_OBJECT
public:
    explicit ResultEditing(ResultPane *pane);
    ~ResultEditing() override;

    [[nodiscard]] ResultEdits *edits() const { return m_edits; }
    [[nodiscard]] EditBar *bar() const { return m_bar; }
    [[nodiscard]] ChangesPanel *changes() const { return m_changes; }

    [[nodiscard]] QAction *menuAction() const { return m_edit; }
    [[nodiscard]] QAction *editCellAction() const { return m_editCell; }
    [[nodiscard]] QAction *setNullAction() const { return m_setNull; }
    [[nodiscard]] QAction *revertAction() const { return m_revert; }
    [[nodiscard]] QAction *deleteRowsAction() const { return m_deleteRows; }
    [[nodiscard]] QAction *insertRowAction() const { return m_insertRow; }
    [[nodiscard]] QAction *saveAction() const;

    // "3 edited rows of public.orders"; "" without any.
    [[nodiscard]] QString unsaved() const;

private:
    QAction *make(const QString &name, const QString &iconName, const QString &text, const QString &tip);
    void makeActions();
    void makeBars();
    void update();
    void setSelected(const data::CellValue &value);
    void deleteRows();
    void insertRow();
    void revert();
    void showRow(const data::RowKey &key, int column);
    // The rows are those of the store; refused when more are meant than are here.
    [[nodiscard]] Result<std::vector<qint64>> selectedRows() const;
    [[nodiscard]] std::vector<std::pair<qint64, int>> selectedCells() const;
    [[nodiscard]] int currentColumn() const;
    void sayIfRefused(const Result<void> &done);

    ResultPane *m_pane;
    QPointer<ResultModel> m_model;
    QPointer<GridTable> m_table;
    ResultEdits *m_edits;
    EditBar *m_bar = nullptr;
    QPointer<ChangesPanel> m_changes;
    QPointer<QWidget> m_line; // beneath the grid
    QMenu *m_menu = nullptr;
    QAction *m_edit = nullptr;
    QAction *m_editCell = nullptr;
    QAction *m_setNull = nullptr;
    QAction *m_revert = nullptr;
    QAction *m_deleteRows = nullptr;
    QAction *m_insertRow = nullptr;
};

} // namespace howdah::ui
