// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/remapping.h"

#include <QAbstractItemModel>

#include <set>

namespace howdah::ui {

class EditSession;
struct RestoreOffer;

// What is staged, in the order in which it will be sent: a row, and beneath it the cells that are set. Shows either
// what an EditSession holds, and follows it, or edits that are offered for restoring. UI thread.
class ChangesModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum Column { What, Was, Becomes, Problem, ColumnCount };
    enum Role {                       // beside those of a grid's cells: CellStateRole, IsNullRole, ProblemRole
        KeyRole = Qt::UserRole + 301, // QByteArray: the RowKey
        KindRole,                     // int of data::ChangeKind
        CellColumnRole,               // int: the relation's column; -1 of a row
        HasProblemRole,               // bool: something stands against this row or cell
    };

    explicit ChangesModel(EditSession *session, QObject *parent = nullptr);

    // The edits of the session's offer instead of those that are staged, or those again.
    void setOffered(bool offered);
    [[nodiscard]] bool isOffered() const { return m_offered; }

    [[nodiscard]] const data::StagedRow *row(const data::RowKey &key) const;
    [[nodiscard]] const data::RowProblem *problem(const data::RowKey &key) const;
    [[nodiscard]] QModelIndex indexOf(const data::RowKey &key) const; // of the row; invalid without
    // The row that the index stands for, or stands beneath.
    [[nodiscard]] data::RowKey keyAt(const QModelIndex &index) const;

    [[nodiscard]] qsizetype cellCount() const; // beneath all rows

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &child) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Entry
    {
        data::RowKey key;
        quint64 order = 0;
        quint64 id = 0;           // of the indexes beneath it, stable while rows come and go
        std::vector<int> columns; // the cells that are shown
    };

    void rebuild();
    void catchUp();
    void touch(const data::RowKey &key);
    void place(const data::RowKey &key, const data::StagedRow &row);
    void remove(size_t at);
    [[nodiscard]] std::vector<int> columnsOf(const data::StagedRow &row) const;
    [[nodiscard]] QVariant rowData(const Entry &entry, Column column, int role) const;
    [[nodiscard]] QVariant cellData(const Entry &entry, int cell, Column column, int role) const;
    [[nodiscard]] QString problemText(const data::RowProblem &problem, int column) const;
    [[nodiscard]] const data::EditTarget *target() const;
    [[nodiscard]] Entry *entry(const data::RowKey &key);

    EditSession *m_session;
    bool m_offered = false;
    std::vector<Entry> m_entries; // by order
    std::map<quint64, data::RowKey> m_byId;
    std::map<data::RowKey, quint64> m_orders;
    quint64 m_lastId = 0;
    std::set<data::RowKey> m_touched;
    std::map<data::RowKey, data::StagedRow> m_offeredRows;
    std::map<data::RowKey, data::RowProblem> m_offeredProblems;
};

// "edited", "new", "deleted".
[[nodiscard]] QString kindWord(data::ChangeKind kind);

} // namespace howdah::ui
