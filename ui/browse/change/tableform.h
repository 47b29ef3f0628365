// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "browse/change/structureform.h"

#include <optional>

class QCheckBox;
class QTableView;

namespace howdah::ui {

class ColumnDraftModel;
class CommentEdit;

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

    // Of a column that gets an identity. An error: why it is not known.
    void setHighest(qint16 column, const Result<std::optional<qint64>> &highest);

Q_SIGNALS:
    // A column that was there gets an identity, which would count from 1: what it holds is to be looked up.
    void highestWanted(qint16 column);
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
    void followIdentities();
    void makeIdentity();

    quint32 m_oid;
    ColumnDraftModel *m_columns;
    QLineEdit *m_name = nullptr;
    QComboBox *m_schema = nullptr;
    CommentEdit *m_comment = nullptr;
    QTableView *m_table = nullptr;
    QCheckBox *m_cascade = nullptr;
    QLabel *m_dependents = nullptr;
    QLabel *m_highest = nullptr;       // what is known of the column that gets an identity
    QCheckBox *m_continue = nullptr;   // START WITH what follows
    qint16 m_identity = 0;             // the number of that column
    std::optional<qint64> m_nextValue; // of it, once it is known
    qsizetype m_kept = -1;             // columns that were there and stay, when dependents were asked for
};

} // namespace howdah::ui
