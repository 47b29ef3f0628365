// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <span>

namespace howdah::catalog {

// The server's number of an object. Stable within one database; never part of a comparison between two.
using Oid = quint32;

struct Schema
{
    Oid oid = 0;
    QString name;
    QString owner;
    QString comment;
    QString privileges; // aclitems, sorted; empty when they are the default
    QString extension;  // that it is a member of
    bool operator==(const Schema &) const = default;
};

enum class RelationKind { Table, PartitionedTable, View, MaterializedView, ForeignTable, Sequence };
enum class Persistence { Permanent, Unlogged, Temporary };

// A table, view or sequence. What is marked (details) is filled in by Stage::Complete.
struct Relation
{
    Oid oid = 0;
    RelationKind kind = RelationKind::Table;
    Persistence persistence = Persistence::Permanent;
    bool isPartition = false;
    bool rowSecurity = false;
    bool forceRowSecurity = false;
    char replicaIdentity = 'd'; // as pg_class.relreplident
    QString schema;
    QString name;
    QString owner;
    QString comment;
    qint64 estimatedRows = -1; // -1: never analysed
    qint64 pages = 0;          // of the table itself, as last counted
    qint64 totalBytes = -1;    // with indexes and TOAST; -1: not known (details)
    QList<Oid> parents;        // of a partition or an inheriting table, in order
    QString accessMethod;
    QString tablespace;
    QString options;    // storage parameters, as SQL
    QString privileges; // aclitems, sorted; empty when they are the default
    QString extension;  // that it is a member of
    QString foreignServer;
    QString foreignOptions; // as SQL
    QString partitionKey;   // "RANGE (day)" (details)
    QString partitionBound; // "FOR VALUES FROM (...) TO (...)" or "DEFAULT" (details)
    QString definition;     // the query of a view (details)

    [[nodiscard]] bool isInternal() const { return !extension.isEmpty(); } // belongs to an extension
    // Has rows on disk that ctid ranges address.
    [[nodiscard]] bool hasStorage() const
    {
        return kind == RelationKind::Table || kind == RelationKind::MaterializedView;
    }
    bool operator==(const Relation &) const = default;
};

// What is marked (details) is filled in by Stage::Complete.
struct Column
{
    Oid relation = 0;
    qint16 number = 0;       // attnum: with gaps where columns were dropped
    char typeCategory = 'U'; // as pg_type.typcategory: N number, B boolean, D date, S text, A array, E enum, U other
    char typeKind = 'b';     // as pg_type.typtype: b base, e enum, d domain, c composite, r range, m multirange
    char identity = 0;       // 'a' always, 'd' by default, 0 no
    char generated = 0;      // 's' stored, 'v' virtual, 0 no
    bool notNull = false;
    bool isLocal = true;       // declared here, and not only inherited
    qint16 inheritedCount = 0; // parents that have it
    Oid typeOid = 0;
    Oid innerTypeOid = 0; // the element of an array, the base of a domain; else 0
    QString name;
    QString type;       // as SQL writes it: "character varying(255)"
    QString expression; // the default, or the generation expression (details)
    QString collation;  // when it is not the type's
    QString comment;
    QString alterations;    // ALTER COLUMN actions, one a line, for what CREATE TABLE cannot say
    QString foreignOptions; // as SQL
    QString privileges;
    // Of types that are not PostgreSQL's own, domains over them and arrays of them: the schema of the operators that
    // compare their values; else "".
    QString operatorSchema;

    [[nodiscard]] bool isEnum() const { return typeKind == 'e'; }
    bool operator==(const Column &) const = default;
};

enum class ConstraintKind { PrimaryKey, Unique, ForeignKey, Check, Exclusion };
enum class ReferentialAction { NoAction, Restrict, Cascade, SetNull, SetDefault };

struct Constraint
{
    Oid oid = 0;
    Oid relation = 0;
    ConstraintKind kind = ConstraintKind::Check;
    ReferentialAction onUpdate = ReferentialAction::NoAction;
    ReferentialAction onDelete = ReferentialAction::NoAction;
    char match = ' '; // of a foreign key, as pg_constraint.confmatchtype
    bool deferrable = false;
    bool initiallyDeferred = false;
    bool validated = true;
    bool isLocal = true;
    bool noInherit = false;
    Oid referencedRelation = 0;
    Oid index = 0;  // that enforces a key or an exclusion
    Oid parent = 0; // the constraint of the partitioned table that this one is part of
    QString name;
    QList<qint16> columns; // attribute numbers
    QList<qint16> referencedColumns;
    QString definition; // "PRIMARY KEY (id)"; of checks and exclusions only at Stage::Complete
    QString comment;
    bool operator==(const Constraint &) const = default;
};

struct Index
{
    Oid oid = 0;
    Oid relation = 0;
    bool unique = false;
    bool primary = false;
    bool exclusion = false;
    bool valid = true;
    bool clustered = false;
    bool replicaIdentity = false;
    Oid constraint = 0; // that it backs
    Oid parent = 0;     // the index of the partitioned table that this one is part of
    QString name;
    QString method;           // btree, gin, ...
    QList<qint16> keyColumns; // attribute numbers, 0 for an expression
    QList<qint16> includedColumns;
    QStringList expressions; // one for each 0, in order
    QString predicate;       // of a partial index
    QString tablespace;
    QString definition; // CREATE INDEX ...
    QString comment;
    QString alterations; // ALTER INDEX actions, one a line
    bool operator==(const Index &) const = default;
};

struct Trigger
{
    Oid oid = 0;
    Oid relation = 0;
    char enabled = 'O'; // O as usual, D disabled, R on a replica only, A always
    QString name;
    QString functionSchema;
    QString functionName;
    QString definition; // CREATE TRIGGER ...
    QString comment;
    bool operator==(const Trigger &) const = default;
};

struct Policy
{
    Oid oid = 0;
    Oid relation = 0;
    char command = '*'; // as pg_policy.polcmd: r select, a insert, w update, d delete, * all
    bool permissive = true;
    QString name;
    QString roles; // as SQL writes them
    QString usingExpression;
    QString checkExpression;
    QString comment;
    bool operator==(const Policy &) const = default;
};

struct Rule
{
    Oid oid = 0;
    Oid relation = 0;
    char enabled = 'O'; // as for triggers
    QString name;
    QString definition; // CREATE RULE ...
    QString comment;
    bool operator==(const Rule &) const = default;
};

enum class TypeKind { Enum, Domain, Composite, Range, Base };

struct Type
{
    Oid oid = 0;
    TypeKind kind = TypeKind::Base;
    QString schema;
    QString name;
    QString owner;
    QString comment;
    QStringList labels; // of an enum, in its order
    QString definition; // what follows the name in CREATE TYPE or CREATE DOMAIN; empty for enums and base types
    QString privileges;
    QString extension;
    QList<std::pair<QString, QString>> constraintComments; // of a domain: name, comment
    bool operator==(const Type &) const = default;
};

// What a sequence has beyond its Relation.
struct Sequence
{
    Oid relation = 0;
    Oid ownerRelation = 0; // the table that it belongs to, 0: none
    qint16 ownerColumn = 0;
    bool isIdentity = false;
    bool cycles = false;
    QString type;
    qint64 start = 1;
    qint64 increment = 1;
    qint64 minimum = 1;
    qint64 maximum = 0;
    qint64 cache = 1;
    bool operator==(const Sequence &) const = default;
};

enum class FunctionKind { Function, Procedure, Aggregate, Window };

struct Function
{
    Oid oid = 0;
    FunctionKind kind = FunctionKind::Function;
    QString schema;
    QString name;
    QString arguments; // those that identify it
    QString result;
    QString language;
    QString owner;
    QString comment;
    QString definition; // CREATE ...; empty for members of an extension
    QString privileges;
    QString extension;
    bool operator==(const Function &) const = default;
};

struct Extension
{
    Oid oid = 0;
    QString name;
    QString version;
    QString schema;
    QString comment;
    bool operator==(const Extension &) const = default;
};

// The rarer things: statistics objects, event triggers, publications, casts, operators, default privileges, ...
struct OtherObject
{
    QString kind;     // as pg_identify_object names it
    QString identity; // qualified and quoted
    QString definition;
    QString comment;
    Oid relation = 0;
    bool operator==(const OtherObject &) const = default;
};

// How much of a database a snapshot holds; each stage has all that the former had.
enum class Stage {
    Relations, // database, schemas, relations
    Columns,   // and columns (without defaults) and constraints (checks without text)
    Complete,
};

// What a database held at one moment. Immutable once it is handed out, as std::shared_ptr<const Catalog>; any thread.
// Lists that belong to relations are sorted by relation and then as noted; look up by the functions below.
struct Catalog
{
    Stage stage = Stage::Relations;
    QString database;
    QString comment;
    int serverVersion = 0;         // 150018 is 15.18
    QList<Schema> schemas;         // by name
    QList<Relation> relations;     // by schema and name
    QList<Column> columns;         // by relation and number
    QList<Constraint> constraints; // by relation, primary key first, then by name
    QList<Index> indexes;          // by relation and name
    QList<Trigger> triggers;
    QList<Policy> policies;
    QList<Rule> rules;
    QList<Type> types;         // by schema and name
    QList<Sequence> sequences; // by relation
    QList<Function> functions; // by schema, name, arguments
    QList<Extension> extensions;
    QList<OtherObject> others;

    // Pointers and spans are valid as long as the catalog. nullptr or empty when there is none.
    [[nodiscard]] const Relation *relation(Oid oid) const;
    [[nodiscard]] const Relation *relation(const QString &schema, const QString &name) const;
    [[nodiscard]] const Schema *schema(const QString &name) const;
    [[nodiscard]] std::span<const Relation> relationsIn(const QString &schema) const;
    [[nodiscard]] std::span<const Column> columnsOf(Oid relation) const;
    [[nodiscard]] const Column *column(Oid relation, qint16 number) const;
    [[nodiscard]] const Column *column(Oid relation, const QString &name) const;
    [[nodiscard]] std::span<const Constraint> constraintsOf(Oid relation) const;
    [[nodiscard]] const Constraint *primaryKey(Oid relation) const;
    // Foreign keys of other tables (or the same) that point at this one.
    [[nodiscard]] QList<const Constraint *> referencesTo(Oid relation) const;
    [[nodiscard]] std::span<const Index> indexesOf(Oid relation) const;
    [[nodiscard]] std::span<const Trigger> triggersOf(Oid relation) const;
    [[nodiscard]] std::span<const Policy> policiesOf(Oid relation) const;
    [[nodiscard]] std::span<const Rule> rulesOf(Oid relation) const;
    [[nodiscard]] const Sequence *sequence(Oid relation) const;
    // Sequences that belong to columns of this table.
    [[nodiscard]] QList<const Sequence *> sequencesOf(Oid relation) const;
    // Partitions or inheriting tables, by name.
    [[nodiscard]] QList<const Relation *> childrenOf(Oid relation) const;
    [[nodiscard]] const Type *type(Oid oid) const;
    [[nodiscard]] const Function *function(Oid oid) const;

    bool operator==(const Catalog &other) const = default;

    // Made by index(), which the builder calls before it hands the catalog out.
    void index();
    QHash<Oid, qsizetype> relationByOid;
    QHash<std::pair<QString, QString>, qsizetype> relationByName;
    QHash<Oid, QList<qsizetype>> children;
    QHash<Oid, QList<qsizetype>> incoming; // foreign keys by referenced relation
    QHash<Oid, QList<qsizetype>> owned;    // sequences by owning relation
};

using Snapshot = std::shared_ptr<const Catalog>;

// The stable lower-case word for a kind, as SQL has it: "table", "materialized view", ...
[[nodiscard]] QString kindName(RelationKind kind);

} // namespace howdah::catalog

Q_DECLARE_METATYPE(howdah::catalog::Snapshot)
Q_DECLARE_METATYPE(howdah::catalog::Stage)
