// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

#include <QMetaType>

#include <memory>
#include <vector>

namespace howdah::ui {

enum class ObjectKind {
    Schema,
    Table,
    PartitionedTable,
    View,
    MaterializedView,
    ForeignTable,
    SequenceGroup,
    FunctionGroup,
    TypeGroup,
    Sequence,
    Function,
    Procedure,
    Aggregate,
    Enum,
    Domain,
    Type,        // of the other kinds
    EntityGroup, // of a model: a system of its platform
};

// Has rows to browse.
[[nodiscard]] bool isRelation(ObjectKind kind);
// Only holds others: a schema or a group.
[[nodiscard]] bool isContainer(ObjectKind kind);

// What an object is called from one snapshot, or session, to the next. Groups have no name of their own.
struct ObjectKey
{
    ObjectKind kind = ObjectKind::Schema;
    QString schema;
    QString name;
    bool operator==(const ObjectKey &) const = default;
};
[[nodiscard]] size_t qHash(const ObjectKey &key, size_t seed = 0);

struct ObjectNode
{
    ObjectKind kind = ObjectKind::Schema;
    bool isPartition = false;
    quint32 oid = 0;
    int parent = -1;
    QString schema;
    QString name;
    QString detail; // the arguments of a function
    QString comment;
    QString title;     // as a model calls it; "" without one
    QString iconName;  // of the model; "" for that of the kind
    qint64 rows = -1;  // estimated; -1: not known
    qint64 bytes = -1; // with indexes; -1: not known
    std::vector<int> children;
    [[nodiscard]] ObjectKey key() const
    {
        return {kind, schema, isContainer(kind) && kind != ObjectKind::EntityGroup ? QString() : name};
    }
    [[nodiscard]] const QString &shownName() const { return title.isEmpty() ? name : title; }
};

// The tree of a catalog as values: schemas, in them relations by name with partitions beneath their parent, then groups
// of sequences, functions and types. Extensions' functions and types are left out. Immutable; any thread.
struct ObjectIndex
{
    std::vector<ObjectNode> nodes;
    std::vector<int> roots;
    int objects = 0; // nodes that are neither schemas nor groups
};

[[nodiscard]] std::shared_ptr<const ObjectIndex> makeObjectIndex(const catalog::Catalog &catalog);

// A part of a name that a filter found.
struct MatchRange
{
    qsizetype from = 0;
    qsizetype length = 0;
    bool operator==(const MatchRange &) const = default;
};

// What a text typed above the tree looks for: its words anywhere in a name, in any case; "schema.name" looks for the
// parts in both.
class ObjectFilter final
{
public:
    ObjectFilter() = default;
    explicit ObjectFilter(const QString &text);

    [[nodiscard]] bool isEmpty() const { return m_words.isEmpty(); }
    [[nodiscard]] bool matches(const ObjectNode &node) const;
    // In order, without overlap.
    [[nodiscard]] QList<MatchRange> ranges(const ObjectNode &node) const;
    // 0 for the very name, 1 for it in another case, 2 for its beginning, 3 else.
    [[nodiscard]] int rank(const ObjectNode &node) const;

private:
    QString m_text;
    QStringList m_words;
    QString m_schema; // of "schema.name"
    QString m_name;
    bool m_qualified = false;
};

// What of an index is seen through a filter.
struct ObjectSelection
{
    std::vector<std::vector<int>> children; // for each node
    std::vector<int> roots;
    std::vector<int> rows;   // for each node: its place among its siblings; -1 when hidden
    std::vector<int> opened; // nodes with a match beneath them
    int matches = 0;
    int best = -1; // the node that Enter should open
};

[[nodiscard]] ObjectSelection select(const ObjectIndex &index, const ObjectFilter &filter);

} // namespace howdah::ui

Q_DECLARE_METATYPE(QList<howdah::ui::MatchRange>)
