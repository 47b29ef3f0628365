// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace howdah::data {

// What kind of value a column holds: decides how it is shown, filtered, sorted and interpolated.
enum class TypeCategory {
    Boolean,
    Integer,
    Decimal, // numeric, money
    Real,
    Text,
    DateTime, // date, time, timestamp, with and without zone
    Interval,
    Uuid,
    Json,
    Bytes,
    Array,
    Enumeration,
    Other,
};

struct ColumnShape
{
    QString name;
    QString type; // as format_type() writes it, modifiers included
    quint32 typeOid = 0;
    TypeCategory category = TypeCategory::Other;
    bool notNull = false;
    bool inKey = false; // of the primary key
    bool foreignKey = false;
    QString comment;
    qint16 number = 0; // the server's, which outlives renaming; 0 when not known
    // Where the operators stand that compare its values, or the elements of its arrays; "" for pg_catalog. Types of
    // extensions (citext) have their own; with PostgreSQL's they would be compared as texts.
    QString operatorSchema = {};
    bool operator==(const ColumnShape &) const = default;
};

// A valid index over plain columns of the whole relation (neither partial nor over expressions).
struct IndexShape
{
    QString name;
    std::vector<int> columns; // positions in RelationShape::columns, in the order of the index
    bool unique = false;
    bool primary = false;
    bool operator==(const IndexShape &) const = default;
};

enum class RelationKind { Table, PartitionedTable, MaterializedView, View, ForeignTable, Other };

// All that paging needs to know of a relation. Made from the catalog (see catalogshape.h) or by hand in tests.
struct RelationShape
{
    quint32 oid = 0;
    QString schema;
    QString name;
    RelationKind kind = RelationKind::Table;
    bool hasChildren = false; // by inheritance: an index of it says nothing of its children's rows
    std::vector<ColumnShape> columns;
    std::vector<IndexShape> indexes;
    double estimatedRows = -1; // negative: never analysed
    qint64 pages = 0;
    bool operator==(const RelationShape &) const = default;
};

// The category of a type of PostgreSQL itself, and of arrays of anything. Domains and enumerations are told by the
// catalog; others are Other.
[[nodiscard]] TypeCategory categoryOf(quint32 typeOid, const QString &type);

// Whether ORDER BY works on the type.
[[nodiscard]] bool isSortable(const ColumnShape &column);
// Whether its values can be so long that a grid must not fetch them whole.
[[nodiscard]] bool isWide(const ColumnShape &column);

// The type to cast a parameter to for a comparison with the column: without length or precision, which would cut or
// round the value silently.
[[nodiscard]] QString comparisonType(const ColumnShape &column);

// The unique key over columns that are never null by which the rows can be told apart and ordered: the primary key,
// else the shortest. nullptr without one.
[[nodiscard]] const IndexShape *keyOf(const RelationShape &shape);

// "schema"."name" and "name"."column" as SQL.
[[nodiscard]] QString relationSql(const RelationShape &shape);
[[nodiscard]] QString columnSql(const RelationShape &shape, int column);

} // namespace howdah::data
