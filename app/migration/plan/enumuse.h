// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QSet>
#include <QString>

namespace howdah::migration {

// A value that ALTER TYPE ... ADD VALUE adds: nobody may use it before the transaction has ended.
struct EnumValue
{
    QString type; // without its schema
    QString value;
    bool operator==(const EnumValue &) const = default;
};
// Of a statement; both empty where it adds none.
[[nodiscard]] EnumValue addedEnumValue(const QByteArray &statement);
// The name of the enum that CREATE TYPE makes, without its schema; empty for other statements.
[[nodiscard]] QString createdType(const QByteArray &statement);

// What files say of the types of columns: names without schemas, of every type that a column of this name ever had.
class ColumnTypes final
{
public:
    // Reads the statements that create or change tables.
    void readScript(QByteArrayView script);
    void readStatement(const QByteArray &statement);
    void add(const QString &table, const QString &column, const QString &type);

    void setWhole(const QString &table) { m_whole.insert(table); } // no column of it is missing

    // Empty: not known. `table` may be empty, or unknown: then those of all tables.
    [[nodiscard]] QSet<QString> typesOf(const QString &table, const QString &column) const;
    // Of all columns; empty where some are not known.
    [[nodiscard]] QSet<QString> typesOf(const QString &table) const;

private:
    QHash<QString, QHash<QString, QSet<QString>>> m_types; // table, column
    QSet<QString> m_whole;
};

enum class EnumUse {
    None,
    Hidden, // DO may use it; nobody can see
    Used,   // or it cannot be told from a use
};

// Whether a statement uses a value as one of its type. A comment, the label of another type, what is compared with text
// or cast to it, and the body of a function that is not run are none.
[[nodiscard]] EnumUse enumUseIn(const QByteArray &statement, const EnumValue &value, const ColumnTypes &columns);
// Whether COPY ... FROM stdin writes columns that may be of that enum.
[[nodiscard]] bool copiesInto(const QByteArray &statement, const EnumValue &value, const ColumnTypes &columns);

} // namespace howdah::migration
