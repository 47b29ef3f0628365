// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace howdah::connection {

// One column of an answer, as the server describes it.
struct Column
{
    QString name;
    quint32 typeOid = 0;
    qint32 typeModifier = -1;
    quint32 relationOid = 0;    // the table that it comes from, 0 for an expression
    qint16 attributeNumber = 0; // its attnum there
    bool operator==(const Column &) const = default;
};

using Columns = std::vector<Column>;

// Rows of one answer: every value is the server's own UTF-8 text in one arena. A value type that is cheap to move and
// crosses threads; copies share nothing but the column descriptions.
class RowBatch final
{
public:
    RowBatch() = default;
    explicit RowBatch(std::shared_ptr<const Columns> columns)
        : m_columns(std::move(columns))
    {
    }

    [[nodiscard]] qsizetype rowCount() const { return m_rows; }
    [[nodiscard]] qsizetype columnCount() const { return m_columns ? qsizetype(m_columns->size()) : 0; }
    [[nodiscard]] const Columns &columns() const;
    [[nodiscard]] std::shared_ptr<const Columns> sharedColumns() const { return m_columns; }

    // -1 when no column has that name.
    [[nodiscard]] qsizetype columnNamed(QStringView name) const;

    // A row or column that the server did not send reads as NULL, whatever it was asked for.
    [[nodiscard]] bool isNull(qsizetype row, qsizetype column) const
    {
        return !holds(row, column) || m_nulls[index(row, column)];
    }
    // The raw bytes; empty for NULL. Valid as long as the batch.
    [[nodiscard]] QByteArrayView bytes(qsizetype row, qsizetype column) const;
    [[nodiscard]] std::optional<QByteArray> value(qsizetype row, qsizetype column) const;
    // Decoded for display; null QString for NULL, empty but not null for ''.
    [[nodiscard]] QString text(qsizetype row, qsizetype column) const;
    // Conversions for our own catalog queries, never for user data: 0 / false when NULL.
    [[nodiscard]] qint64 integer(qsizetype row, qsizetype column) const;
    [[nodiscard]] double real(qsizetype row, qsizetype column) const;
    [[nodiscard]] bool boolean(qsizetype row, qsizetype column) const;

    // Bytes held, for limits.
    [[nodiscard]] qsizetype byteCount() const;

    // Building: append the values of a row from left to right.
    void appendValue(QByteArrayView value);
    void appendNull();
    void endRow() { ++m_rows; }
    void reserve(qsizetype rows, qsizetype bytes);

private:
    [[nodiscard]] bool holds(qsizetype row, qsizetype column) const
    {
        return row >= 0 && column >= 0 && column < columnCount() && index(row, column) < m_nulls.size();
    }
    [[nodiscard]] size_t index(qsizetype row, qsizetype column) const { return size_t(row * columnCount() + column); }

    std::shared_ptr<const Columns> m_columns;
    std::string m_arena;
    std::vector<quint32> m_ends; // end of each value in the arena
    std::vector<bool> m_nulls;
    qsizetype m_rows = 0;
};

} // namespace howdah::connection
