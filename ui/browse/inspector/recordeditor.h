// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "grid/gridmodel.h"

#include <QWidget>

class QAction;
class QLabel;
class QVBoxLayout;

namespace howdah::ui {

// The editor of one value of the current record, beneath the list of them: what it was, the editor, and what is wrong.
// Hidden while nothing is edited. What was typed is kept when another value or row is gone to. UI thread.
class RecordEditor final : public QWidget
{
    Q_OBJECT
public:
    explicit RecordEditor(QWidget *parent = nullptr);

    // Reads the value whole first where only its beginning is here. A value that cannot be set is shown with the
    // reason, to be read.
    void edit(GridModel *model, int row, int column);
    // Keeps what was typed; false when it could not be, and says why.
    bool commit();
    void close(); // without keeping
    [[nodiscard]] CellEditor *editor() const { return m_editor; }
    [[nodiscard]] int column() const { return m_cell.isValid() ? m_cell.column() : -1; }
    [[nodiscard]] QString problemText() const;
    [[nodiscard]] QString wasText() const;

Q_SIGNALS:
    void finished();           // the keyboard goes back to the list
    void columnWanted(int by); // of the next or the previous value: 1 or -1

private:
    void open();
    void showWas();
    void showProblem(const QString &problem);
    void commitWanted(CellEditor::Then then);
    void revert();

    QPointer<GridModel> m_model;
    QPersistentModelIndex m_cell;
    QPointer<CellEditor> m_editor;
    bool m_reading = false;
    QLabel *m_title;
    QLabel *m_was;
    QLabel *m_problem;
    QAction *m_keep;
    QAction *m_cancel;
    QAction *m_revert;
    QVBoxLayout *m_layout;
};

} // namespace howdah::ui
