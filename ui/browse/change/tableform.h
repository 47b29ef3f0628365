// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/change/structureform.h"

class QCheckBox;
class QTableView;

namespace howdah::ui {

class ColumnDraftModel;

// Creates a table, or alters one: its name, schema, comment and columns. UI thread.
class TableForm final : public StructureForm
{
    Q_OBJECT
public:
    // `table` 0: a new one, in `schema`.
    TableForm(const catalog::Snapshot &began, quint32 table, const QString &schema, QWidget *parent = nullptr);

    [[nodiscard]] catalog::StructureChange change() const override;
    [[nodiscard]] ColumnDraftModel *columns() const { return m_columns; }
    [[nodiscard]] QTableView *columnTable() const { return m_table; }
    // What depends on a column that is dropped; until it is known CASCADE cannot be chosen.
    void setDependents(const QString &text);

Q_SIGNALS:
    // Columns are dropped: what depends on them is to be shown.
    void dependentsWanted();

private:
    [[nodiscard]] QWidget *makeHead(const catalog::TableDraft &draft);
    [[nodiscard]] QWidget *makeTable();
    [[nodiscard]] QWidget *makeTools();
    void removeCurrent();
    void moveCurrent(int by);
    [[nodiscard]] bool drops() const;
    void followColumns();

    quint32 m_oid;
    ColumnDraftModel *m_columns;
    QLineEdit *m_name = nullptr;
    QComboBox *m_schema = nullptr;
    QLineEdit *m_comment = nullptr;
    QTableView *m_table = nullptr;
    QCheckBox *m_cascade = nullptr;
    QLabel *m_dependents = nullptr;
    qsizetype m_kept = -1; // columns that were there and stay, when dependents were asked for
};

} // namespace howdah::ui
