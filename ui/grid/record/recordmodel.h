// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/value.h"

#include <QAbstractListModel>
#include <QSet>

#include <map>
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
        DefaultRole,  // bool: the server is to give its default
        NoteRole,     // QString: what is to be said beneath the value
        EditedRole,   // bool: another value is staged
        ProblemRole,  // bool: the note says what stands against the value
        MaskedRole,   // bool: there is a value, which is not shown
    };

    // What is staged for a column.
    struct Edit
    {
        std::optional<data::CellValue> value; // nothing: as it was read
        QString note;
        bool problem = false;
        bool operator==(const Edit &) const = default;
    };

    using QAbstractListModel::QAbstractListModel;

    // A missing value counts as NULL. The same columns again change values only, so that the place in a view is kept.
    void setRecord(const std::vector<data::ColumnShape> &columns, RecordValues values);
    void clear();
    // By column; takes the place of what was staged before.
    void setEdits(std::map<int, Edit> edits);
    // Columns whose values are neither shown nor copied.
    void setMasked(const QSet<int> &columns);
    [[nodiscard]] bool isMasked(int row) const;
    // Of a hidden column, whether there is a value or not: neither what it was is told.
    [[nodiscard]] bool isInMask(int row) const { return m_masked.contains(row); }

    [[nodiscard]] const std::vector<data::ColumnShape> &columns() const { return m_columns; }
    // What is staged, else what was read; nullptr for NULL and DEFAULT.
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
    [[nodiscard]] const Edit *edit(int row) const;
    [[nodiscard]] bool isDefault(int row) const;

    QSet<int> m_masked;
    std::map<int, Edit> m_edits;
    std::vector<data::ColumnShape> m_columns;
    RecordValues m_values;
};

} // namespace howdah::ui
