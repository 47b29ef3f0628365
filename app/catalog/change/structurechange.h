// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

#include <optional>
#include <variant>

// What somebody wants to be otherwise in the structure of a database, as values: the forms of the window fill them, and
// scriptOf() makes SQL of them. Names are as they are, types and expressions are SQL.
namespace howdah::catalog {

struct ColumnDraft
{
    qint16 number = 0; // of the column that it changes; 0: a new one
    QString name;
    QString type;
    QString expression; // of the default; of a generated column what it is generated from, which stays as it is
    QString conversion; // how values get another type (USING); empty: as the types say
    char identity = 0;  // as Column::identity
    char generated = 0; // as Column::generated; only of a column that is there
    bool notNull = false;
    QString comment;
    std::optional<qint64> start = {}; // of an identity that a column gets which was there; else it counts from 1
    bool operator==(const ColumnDraft &) const = default;
};

// A table as it is to be: a new one, or one that is there.
struct TableDraft
{
    Oid oid = 0; // 0: a new one
    QString schema;
    QString name;
    QString comment;
    QList<ColumnDraft> columns; // columns that are there and not here are dropped
    QStringList primaryKey;     // of a new table
    bool cascade = false;       // drops what depends on columns that are dropped
    bool operator==(const TableDraft &) const = default;
};

struct IndexKey
{
    QString column;     // or
    QString expression; // SQL
    bool descending = false;
    bool operator==(const IndexKey &) const = default;
};

struct IndexDraft
{
    Oid relation = 0;
    QString name;
    QString method = QStringLiteral("btree");
    QList<IndexKey> keys;
    QStringList included;
    QString predicate; // SQL; empty: all rows
    bool unique = false;
    bool concurrently = false;
    bool operator==(const IndexDraft &) const = default;
};

struct ConstraintDraft
{
    Oid relation = 0;
    ConstraintKind kind = ConstraintKind::Check;
    QString name;
    QStringList columns;
    Oid referenced = 0; // of a foreign key
    QStringList referencedColumns;
    ReferentialAction onUpdate = ReferentialAction::NoAction;
    ReferentialAction onDelete = ReferentialAction::NoAction;
    QString check;         // SQL
    bool notValid = false; // of foreign keys and checks: the rows that are there are not looked at
    bool operator==(const ConstraintDraft &) const = default;
};

// What is renamed, commented or dropped.
enum class ObjectKind { Relation, Index, Constraint };
struct ObjectRef
{
    ObjectKind kind = ObjectKind::Relation;
    Oid relation = 0; // itself, or where it is
    Oid oid = 0;      // of the index or constraint
    bool operator==(const ObjectRef &) const = default;
};

struct RenameObject
{
    ObjectRef object;
    QString name;
    bool operator==(const RenameObject &) const = default;
};

struct CommentObject
{
    ObjectRef object;
    QString comment; // empty: none
    bool operator==(const CommentObject &) const = default;
};

struct DropObject
{
    ObjectRef object;
    bool cascade = false;
    bool concurrently = false; // of an index
    // Views that go along, in the order in which they can be created again; from findDependentViews().
    QList<Oid> along = {};
    bool operator==(const DropObject &) const = default;
};

struct TruncateTable
{
    Oid relation = 0;
    bool cascade = false; // and the tables that reference it
    bool restartIdentity = false;
    bool operator==(const TruncateTable &) const = default;
};

struct ValidateConstraint
{
    Oid relation = 0;
    Oid constraint = 0;
    bool operator==(const ValidateConstraint &) const = default;
};

using StructureChange = std::variant<
    TableDraft, IndexDraft, ConstraintDraft, RenameObject, CommentObject, DropObject, TruncateTable,
    ValidateConstraint>;

// The relation that a change is about; 0 of a new table.
[[nodiscard]] Oid relationOf(const StructureChange &change);

// A table as it is; what a form begins with. Its columns are those of Stage::Complete.
[[nodiscard]] TableDraft draftOf(const Catalog &catalog, Oid table);

// Tables that reference a table, by itself or by one that does: what TRUNCATE ... CASCADE empties. Without it.
[[nodiscard]] QList<const Relation *> referencingTables(const Catalog &catalog, Oid table);

// Foreign keys that reference the columns of a key.
[[nodiscard]] QList<const Constraint *> referencesToKey(const Catalog &catalog, const Constraint &key);

} // namespace howdah::catalog
