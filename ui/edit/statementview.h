// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

#include <QAbstractTableModel>
#include <QWidget>

class QAction;
class QTableView;

namespace howdah::ui {

class SqlView;

// The parameters of a statement: their number and their text.
class ParameterModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setParameters(std::vector<std::optional<QByteArray>> parameters);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<std::optional<QByteArray>> m_parameters;
};

// A statement exactly as it is sent, with its parameters beneath it, or as people would write it. Both can be copied,
// whole even where only the beginning is drawn.
class StatementView final : public QWidget
{
    Q_OBJECT
public:
    explicit StatementView(QWidget *parent = nullptr);

    void setStatement(const std::optional<connection::Statement> &statement);
    [[nodiscard]] SqlView *sql() const { return m_sql; }
    [[nodiscard]] ParameterModel *parameters() { return &m_parameters; }
    [[nodiscard]] QAction *readableAction() const { return m_readable; }
    [[nodiscard]] QAction *copyAction() const { return m_copy; }
    [[nodiscard]] QString copyText() const;

    static constexpr qsizetype MostShown = 100'000; // characters that are drawn

private:
    void show();

    std::optional<connection::Statement> m_statement;
    SqlView *m_sql;
    ParameterModel m_parameters;
    QTableView *m_table;
    QAction *m_readable;
    QAction *m_copy;
};

} // namespace howdah::ui
