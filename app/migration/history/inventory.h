// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "sql/classify.h"

#include <QHash>
#include <QMultiHash>
#include <QSet>

namespace howdah::migration {

// What the catalog says of a database, as far as it decides what a statement locks, reads and rewrites: relations
// and what ties them together, the types of columns, domains. Never changed after it was read.
struct Inventory
{
    using Oid = quint32;

    struct Relation
    {
        Oid oid = 0;
        QString schema;
        QString name;
        char kind = 'r'; // of pg_class
        char persistence = 'p';
        QString tablespace;
        QString accessMethod;
        Oid table = 0;            // of an index
        Oid defaultPartition = 0; // of a partitioned table
        Oid ofType = 0;           // of a typed table
        bool hasRules = false;    // a view's own does not count

        [[nodiscard]] bool isIndex() const { return kind == 'i' || kind == 'I'; }
        [[nodiscard]] bool hasRows() const { return kind == 'r' || kind == 'm'; }
    };

    struct Column
    {
        QString name;
        int number = 0;
        Oid type = 0;
        int modifier = -1;
        Oid collation = 0;
        bool notNull = false;
        bool indexed = false;          // in an index of plain columns
        bool speciallyIndexed = false; // in an index with an expression or a condition, or one that may not be kept
    };

    struct Type
    {
        Oid oid = 0;
        QString schema;
        QString name;
        char kind = 'b'; // of pg_type; 'd': a domain
        Oid base = 0;    // of a domain
        int baseModifier = -1;
        Oid element = 0; // of an array
        bool notNull = false;
        bool checked = false; // has a check of its own, validated or not
        bool hasDefault = false;
        Oid collation = 0;
    };

    struct Constraint
    {
        Oid relation = 0;
        QString name;
        char kind = 'c';
        bool validated = true;
        Oid index = 0;
        Oid referenced = 0; // by a foreign key
        std::vector<int> columns;
        std::vector<int> referencedColumns;
        QString expression; // of a check of a table that the scripts name, or of a partition
    };

    struct Trigger
    {
        QString name;
        bool forRows = false;
    };

    // A sequence of a column.
    struct Owned
    {
        Oid sequence = 0;
        int column = 0;
    };

    // Volatility of all functions of one name.
    struct Functions
    {
        bool someVolatile = false;
        bool someNot = false;
    };

    QHash<Oid, Relation> relations;
    QMultiHash<QString, Oid> byName;
    QMultiHash<Oid, Oid> children; // of a parent
    QMultiHash<Oid, Oid> parents;
    QMultiHash<Oid, Oid> reads;       // by a view
    QMultiHash<Oid, Oid> readBy;      // views
    QMultiHash<Oid, Oid> indexes;     // of a table
    QMultiHash<Oid, Owned> sequences; // of a table
    QHash<Oid, std::vector<Column>> columns;
    QMultiHash<Oid, Oid> typeUsers; // tables with a column of a type that is not PostgreSQL's
    QHash<Oid, Type> types;
    QMultiHash<QString, Oid> typesByName;
    QSet<std::pair<Oid, Oid>> binaryCasts;
    QMultiHash<Oid, Constraint> constraints; // of a table
    QMultiHash<Oid, Constraint> referencing; // foreign keys that point at it
    QMultiHash<Oid, Trigger> triggers;
    QMultiHash<QString, Oid> statistics;   // the table of extended statistics
    QMultiHash<QString, Oid> publications; // the tables that a publication names
    QHash<QString, Functions> functions;
    QString timeZone;

    // 0 where there is none; `schema` is where a name without one is looked for first.
    [[nodiscard]] Oid find(const sql::RelationName &name, const QString &schema) const;
    [[nodiscard]] const Relation *relation(Oid oid) const;
    [[nodiscard]] const Column *column(Oid relation, const QString &name) const;
    [[nodiscard]] const Type *type(const QString &schema, const QString &name, const QString &before) const;
    // Itself and all that inherit from it or are its partitions, at any depth.
    [[nodiscard]] std::vector<Oid> tree(Oid oid) const;
    // Itself and all domains over it.
    [[nodiscard]] std::vector<Oid> domainsOver(Oid oid) const;
    // Values of it are tested: it has a check or forbids NULL, or a domain beneath it does.
    [[nodiscard]] bool isConstrained(Oid type) const;
};

// Asks the catalog; columns are those of the relations with these names (a text array) and of all partitions and heirs.
// Locks nothing but catalogs. Blocks.
[[nodiscard]] Result<std::shared_ptr<const Inventory>>
readInventory(connection::Session &session, const QByteArray &names);

} // namespace howdah::migration
