// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/saver.h"

#include <QAbstractTableModel>
#include <QWidget>

class QAction;
class QLabel;
class QTableView;

namespace howdah::ui {

class EditSession;

// The cells of a row that somebody else changed: what was read, what is there now, what is staged.
class ConflictModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Name, Was, Theirs, Mine, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setConflicts(const data::EditTarget *target, std::vector<data::CellConflict> conflicts, bool deletes);
    [[nodiscard]] const std::vector<data::CellConflict> &conflicts() const { return m_conflicts; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<data::CellConflict> m_conflicts;
    QStringList m_names;
    bool m_deletes = false;
};

// What stands against one staged row, in the server's words, and the ways out. A choice changes what is staged, never
// the database: the operator saves again.
class ConflictView final : public QWidget
{
    Q_OBJECT
public:
    explicit ConflictView(EditSession *session, QWidget *parent = nullptr);

    // An empty key: none. A problem of an offer can only be looked at.
    void setRow(const data::RowKey &key, const data::RowProblem *problem, bool canChoose);

    [[nodiscard]] ConflictModel *model() { return &m_model; }
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] QAction *mineAction() const { return m_mine; }
    [[nodiscard]] QAction *theirsAction() const { return m_theirs; }
    [[nodiscard]] QAction *allMineAction() const { return m_allMine; }
    [[nodiscard]] QAction *allTheirsAction() const { return m_allTheirs; }
    [[nodiscard]] QAction *insertAgainAction() const { return m_insertAgain; }
    [[nodiscard]] QAction *dropAction() const { return m_drop; }
    [[nodiscard]] QString text() const; // all that is said

Q_SIGNALS:
    void refused(const howdah::Error &error);
    void rowReplaced(const howdah::data::RowKey &now); // the row is known by another key now, or is a new one

private:
    QAction *makeAction(const QString &name, const QString &text, const QString &tip, QStringView icon);
    void makeTable();
    void makeActions();
    void updateActions(bool canChoose);
    void choose(bool mine, bool all);

    EditSession *m_session;
    data::RowKey m_key;
    std::optional<data::RowProblem> m_problem;
    bool m_deletes = false;
    ConflictModel m_model;
    QLabel *m_message;
    QLabel *m_detail;
    QLabel *m_hint;
    QTableView *m_table;
    QAction *m_mine = nullptr;
    QAction *m_theirs = nullptr;
    QAction *m_allMine = nullptr;
    QAction *m_allTheirs = nullptr;
    QAction *m_insertAgain = nullptr;
    QAction *m_drop = nullptr;
};

} // namespace howdah::ui
