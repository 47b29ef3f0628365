// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/change/structurechange.h"

#include <QAbstractTableModel>
#include <QStyledItemDelegate>

namespace howdah::ui {

// The columns of a table as they are to be, a column a row, each field editable in its cell. UI thread.
class ColumnDraftModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Key, Name, Type, NotNull, Default, Identity, Comment, ColumnCount };
    enum Role { TypesRole = Qt::UserRole + 1 }; // what an editor of types completes

    // `isNew`: of a table that is not there yet, whose primary key is chosen here.
    ColumnDraftModel(bool isNew, QStringList types, QObject *parent = nullptr);

    void setColumns(const QList<catalog::ColumnDraft> &columns);
    [[nodiscard]] const QList<catalog::ColumnDraft> &columns() const { return m_columns; }
    [[nodiscard]] QStringList primaryKey() const;

    int addColumn();
    void removeColumn(int row);
    // Of an identity that this column gets.
    void setStart(int row, std::optional<qint64> start);
    // Up (-1) or down (1); answers where it is then.
    int moveColumn(int row, int by);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

    [[nodiscard]] static QString identityText(char identity);

private:
    [[nodiscard]] QString textOf(const catalog::ColumnDraft &column, Column field) const;
    bool setText(catalog::ColumnDraft &column, Column field, const QString &text);

    QList<catalog::ColumnDraft> m_columns;
    QList<bool> m_keys; // of a new table
    QStringList m_types;
    bool m_isNew;
};

// Editors for the cells: types by completion, the identity by a list.
class ColumnDraftDelegate final : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    [[nodiscard]] QWidget *
    createEditor(QWidget *parent, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void setEditorData(QWidget *editor, const QModelIndex &index) const override;
    void setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const override;
    // A comment has several lines.
    void
    updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    bool eventFilter(QObject *editor, QEvent *event) override; // Ctrl+Return ends a comment, Return a line of it
};

} // namespace howdah::ui
