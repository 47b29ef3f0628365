// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/relationshape.h"

#include <QAbstractListModel>

#include <optional>
#include <vector>

namespace howdah::ui {

// The values of a row, in the order of its columns: the server's text, nullopt for NULL.
using RecordValues = std::vector<std::optional<QByteArray>>;

// One row as a list of its columns. UI thread.
class RecordModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role {
        NameRole = Qt::UserRole + 1,
        TypeRole,     // as the server writes it
        CategoryRole, // int of data::TypeCategory
        ValueRole,    // QByteArray, the whole; invalid for NULL
        SizeRole,     // qint64, bytes
        PrimaryRole,  // bool: the column is of the primary key
        ForeignRole,  // bool
    };

    using QAbstractListModel::QAbstractListModel;

    // A missing value counts as NULL. The same columns again change values only, so that the place in a view is kept.
    void setRecord(const std::vector<data::ColumnShape> &columns, RecordValues values);
    void clear();

    [[nodiscard]] const std::vector<data::ColumnShape> &columns() const { return m_columns; }
    // nullptr for NULL.
    [[nodiscard]] const QByteArray *value(int row) const;
    // What copying gives: NULL as its word, everything else as the server sent it.
    [[nodiscard]] QByteArray copyText(int row) const;
    // All of it, "name: value", a line each.
    [[nodiscard]] QByteArray copyAllText() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

private:
    [[nodiscard]] QString accessibleText(int row) const;

    std::vector<data::ColumnShape> m_columns;
    RecordValues m_values;
};

} // namespace howdah::ui
