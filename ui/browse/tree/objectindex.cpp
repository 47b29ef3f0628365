// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/tree/objectindex.h"

#include <QSet>

#include <algorithm>
#include <tuple>

using namespace Qt::StringLiterals;

namespace howdah::ui {

bool isRelation(ObjectKind kind) { return kind >= ObjectKind::Table && kind <= ObjectKind::ForeignTable; }

bool isContainer(ObjectKind kind)
{
    return kind == ObjectKind::Schema || kind == ObjectKind::EntityGroup
        || (kind >= ObjectKind::SequenceGroup && kind <= ObjectKind::TypeGroup);
}

size_t qHash(const ObjectKey &key, size_t seed) { return qHashMulti(seed, int(key.kind), key.schema, key.name); }

static ObjectKind kindOf(catalog::RelationKind kind)
{
    switch (kind) {
    case catalog::RelationKind::Table:
        return ObjectKind::Table;
    case catalog::RelationKind::PartitionedTable:
        return ObjectKind::PartitionedTable;
    case catalog::RelationKind::View:
        return ObjectKind::View;
    case catalog::RelationKind::MaterializedView:
        return ObjectKind::MaterializedView;
    case catalog::RelationKind::ForeignTable:
        return ObjectKind::ForeignTable;
    case catalog::RelationKind::Sequence:
        return ObjectKind::Sequence;
    }
    return ObjectKind::Table;
}

static ObjectKind kindOf(catalog::FunctionKind kind)
{
    switch (kind) {
    case catalog::FunctionKind::Function:
    case catalog::FunctionKind::Window:
        return ObjectKind::Function;
    case catalog::FunctionKind::Procedure:
        return ObjectKind::Procedure;
    case catalog::FunctionKind::Aggregate:
        return ObjectKind::Aggregate;
    }
    return ObjectKind::Function;
}

static ObjectKind kindOf(catalog::TypeKind kind)
{
    switch (kind) {
    case catalog::TypeKind::Enum:
        return ObjectKind::Enum;
    case catalog::TypeKind::Domain:
        return ObjectKind::Domain;
    case catalog::TypeKind::Composite:
    case catalog::TypeKind::Range:
    case catalog::TypeKind::Base:
        return ObjectKind::Type;
    }
    return ObjectKind::Type;
}

namespace {

class Builder final
{
public:
    explicit Builder(const catalog::Catalog &catalog)
        : m_catalog(catalog)
    {
    }

    ObjectIndex run()
    {
        m_index.nodes.reserve(size_t(m_catalog.relations.size() + m_catalog.functions.size() + m_catalog.types.size()));
        // What Howdah keeps for itself is not what anybody came for: last.
        QList<catalog::Schema> schemas = m_catalog.schemas;
        std::ranges::stable_partition(
            schemas, [](const catalog::Schema &schema) { return schema.name != "howdah"_L1; });
        for (const catalog::Schema &schema : std::as_const(schemas)) {
            const int node =
                add(-1, {.kind = ObjectKind::Schema,
                         .oid = schema.oid,
                         .schema = schema.name,
                         .name = schema.name,
                         .comment = schema.comment});
            m_schemas.insert(schema.name, node);
        }
        addRelations();
        foldPartitions();
        for (const catalog::Relation &relation : m_catalog.relations) {
            if (relation.kind == catalog::RelationKind::Sequence)
                addGrouped(ObjectKind::SequenceGroup, nodeOf(relation));
        }
        for (const catalog::Function &function : m_catalog.functions) {
            if (function.extension.isEmpty())
                addGrouped(
                    ObjectKind::FunctionGroup, {.kind = kindOf(function.kind),
                                                .oid = function.oid,
                                                .schema = function.schema,
                                                .name = function.name,
                                                .detail = u'(' + function.arguments + u')',
                                                .comment = function.comment});
        }
        for (const catalog::Type &type : m_catalog.types) {
            if (type.extension.isEmpty())
                addGrouped(
                    ObjectKind::TypeGroup, {.kind = kindOf(type.kind),
                                            .oid = type.oid,
                                            .schema = type.schema,
                                            .name = type.name,
                                            .comment = type.comment});
        }
        return std::move(m_index);
    }

private:
    static ObjectNode nodeOf(const catalog::Relation &relation)
    {
        return {
            .kind = kindOf(relation.kind),
            .isPartition = relation.isPartition,
            .oid = relation.oid,
            .schema = relation.schema,
            .name = relation.name,
            .comment = relation.comment,
            .rows = relation.estimatedRows,
            .bytes = relation.totalBytes};
    }

    int add(int parent, ObjectNode node)
    {
        const int at = int(m_index.nodes.size());
        node.parent = parent;
        if (!isContainer(node.kind))
            ++m_index.objects;
        m_index.nodes.push_back(std::move(node));
        (parent < 0 ? m_index.roots : m_index.nodes[size_t(parent)].children).push_back(at);
        return at;
    }

    // A partition is first put nowhere: its parent may come after it.
    void addRelations()
    {
        for (const catalog::Relation &relation : m_catalog.relations) {
            const int schema = m_schemas.value(relation.schema, -1);
            if (relation.kind == catalog::RelationKind::Sequence || schema < 0)
                continue;
            const bool folded = relation.isPartition && !relation.parents.isEmpty()
                             && m_catalog.relation(relation.parents.constFirst()) != nullptr;
            if (!folded) {
                m_relations.insert(relation.oid, add(schema, nodeOf(relation)));
                continue;
            }
            const int node = int(m_index.nodes.size());
            m_index.nodes.push_back(nodeOf(relation));
            ++m_index.objects;
            m_relations.insert(relation.oid, node);
            m_partitions.emplace_back(node, relation.parents.constFirst());
        }
    }

    void foldPartitions()
    {
        for (const auto &[node, parentOid] : m_partitions) {
            const int parent = m_relations.value(parentOid, -1);
            // Its parent is in a schema that is hidden: then it stands for itself.
            const int place = parent >= 0 ? parent : m_schemas.value(m_index.nodes[size_t(node)].schema);
            m_index.nodes[size_t(node)].parent = place;
            m_index.nodes[size_t(place)].children.push_back(node);
        }
        // Backwards, so that sums of sums are right whatever the depth of nesting was made in.
        for (size_t pass = 0; pass < 2; ++pass) {
            for (const auto &[node, parentOid] : m_partitions)
                sumUp(m_index.nodes[size_t(node)].parent);
        }
    }

    // A partitioned table has no rows of its own and often no estimate.
    void sumUp(int at)
    {
        ObjectNode &node = m_index.nodes[size_t(at)];
        if (node.kind != ObjectKind::PartitionedTable || m_summed.contains(at))
            return;
        m_summed.insert(at);
        qint64 rows = -1;
        qint64 bytes = -1;
        for (const int child : node.children) {
            sumUp(child);
            const ObjectNode &part = m_index.nodes[size_t(child)];
            if (part.rows >= 0)
                rows = qMax<qint64>(rows, 0) + part.rows;
            if (part.bytes >= 0)
                bytes = qMax<qint64>(bytes, 0) + part.bytes;
        }
        if (node.rows < 0)
            node.rows = rows;
        if (node.bytes <= 0)
            node.bytes = bytes;
    }

    void addGrouped(ObjectKind group, ObjectNode node)
    {
        const int schema = m_schemas.value(node.schema, -1);
        if (schema < 0)
            return;
        const auto place = std::pair(schema, int(group));
        const auto found = m_groups.constFind(place);
        const int parent = found != m_groups.cend()
                             ? *found
                             : *m_groups.insert(place, add(schema, {.kind = group, .schema = node.schema}));
        add(parent, std::move(node));
    }

    const catalog::Catalog &m_catalog;
    ObjectIndex m_index;
    QHash<QString, int> m_schemas;
    QHash<quint32, int> m_relations;
    QHash<std::pair<int, int>, int> m_groups;
    QSet<int> m_summed;
    std::vector<std::pair<int, quint32>> m_partitions; // node, oid of the parent
};

} // namespace

std::shared_ptr<const ObjectIndex> makeObjectIndex(const catalog::Catalog &catalog)
{
    return std::make_shared<const ObjectIndex>(Builder(catalog).run());
}

ObjectFilter::ObjectFilter(const QString &text)
    : m_text(text.trimmed())
    , m_words(m_text.split(u' ', Qt::SkipEmptyParts))
{
    if (const qsizetype dot = m_text.indexOf(u'.'); dot > 0) {
        m_qualified = true;
        m_schema = m_text.left(dot);
        m_name = m_text.mid(dot + 1);
    }
}

static bool holds(const QString &name, const QString &part) { return name.contains(part, Qt::CaseInsensitive); }

bool ObjectFilter::matches(const ObjectNode &node) const
{
    if (node.kind >= ObjectKind::SequenceGroup && node.kind <= ObjectKind::TypeGroup)
        return false; // their words are ours, not names
    if (std::ranges::all_of(
            m_words, [&node](const QString &word) { return holds(node.name, word) || holds(node.title, word); }))
        return true;
    return m_qualified && node.kind != ObjectKind::Schema && holds(node.schema, m_schema) && holds(node.name, m_name);
}

QList<MatchRange> ObjectFilter::ranges(const ObjectNode &node) const
{
    QStringList parts = m_words;
    if (m_qualified && !holds(node.name, m_text))
        parts = {node.kind == ObjectKind::Schema ? m_schema : m_name};
    QList<MatchRange> found;
    for (const QString &part : parts) {
        const qsizetype at = part.isEmpty() ? -1 : node.shownName().indexOf(part, 0, Qt::CaseInsensitive);
        if (at >= 0)
            found.append({at, part.size()});
    }
    std::ranges::sort(found, {}, &MatchRange::from);
    QList<MatchRange> apart;
    for (const MatchRange &range : found) {
        if (!apart.isEmpty() && range.from <= apart.constLast().from + apart.constLast().length) {
            MatchRange &last = apart.last();
            last.length = qMax(last.length, range.from + range.length - last.from);
        } else {
            apart.append(range);
        }
    }
    return apart;
}

int ObjectFilter::rank(const ObjectNode &node) const
{
    const QString &wanted = m_qualified && !holds(node.name, m_text) ? m_name : m_text;
    if (node.name.compare(wanted, Qt::CaseInsensitive) == 0)
        return node.name == wanted ? 0 : 1;
    return node.name.startsWith(wanted, Qt::CaseInsensitive) ? 2 : 3;
}

namespace {

class Selector final
{
public:
    Selector(const ObjectIndex &index, const ObjectFilter &filter)
        : m_index(index)
        , m_filter(filter)
    {
        m_out.children.resize(index.nodes.size());
        m_out.rows.assign(index.nodes.size(), -1);
    }

    ObjectSelection run()
    {
        for (const int root : m_index.roots) {
            if (visit(root))
                m_out.roots.push_back(root);
        }
        number(m_out.roots);
        return std::move(m_out);
    }

private:
    const ObjectNode &node(int at) const { return m_index.nodes[size_t(at)]; }

    void number(const std::vector<int> &siblings)
    {
        for (size_t row = 0; row < siblings.size(); ++row)
            m_out.rows[size_t(siblings[row])] = int(row);
    }

    // Whether the node is seen.
    bool visit(int at)
    {
        const ObjectNode &here = node(at);
        const bool self = m_filter.matches(here);
        if (self)
            count(at);
        std::vector<int> &children = m_out.children[size_t(at)];
        for (const int child : here.children) {
            if (visit(child))
                children.push_back(child);
        }
        if (!children.empty())
            m_out.opened.push_back(at);
        else if (self)
            keepAll(at); // a schema that was found can be opened
        number(children);
        return self || !children.empty();
    }

    void keepAll(int at)
    {
        m_out.children[size_t(at)] = node(at).children;
        number(node(at).children);
        for (const int child : node(at).children)
            keepAll(child);
    }

    void count(int at)
    {
        ++m_out.matches;
        if (isContainer(node(at).kind))
            return;
        // Of equals, what has rows, stands higher in the tree and has less that was not typed comes first.
        const ObjectNode &here = node(at);
        const std::tuple rank(
            m_filter.rank(here), isRelation(here.kind) ? 0 : 1, here.isPartition ? 1 : 0, here.name.size());
        if (m_out.best < 0 || rank < m_bestRank) {
            m_out.best = at;
            m_bestRank = rank;
        }
    }

    const ObjectIndex &m_index;
    const ObjectFilter &m_filter;
    ObjectSelection m_out;
    std::tuple<int, int, int, qsizetype> m_bestRank;
};

} // namespace

ObjectSelection select(const ObjectIndex &index, const ObjectFilter &filter)
{
    if (!filter.isEmpty())
        return Selector(index, filter).run();
    ObjectSelection all;
    all.roots = index.roots;
    all.children.resize(index.nodes.size());
    all.rows.assign(index.nodes.size(), -1);
    const auto number = [&all](const std::vector<int> &siblings) {
        for (size_t row = 0; row < siblings.size(); ++row)
            all.rows[size_t(siblings[row])] = int(row);
    };
    number(all.roots);
    for (size_t node = 0; node < index.nodes.size(); ++node) {
        all.children[node] = index.nodes[node].children;
        number(all.children[node]);
    }
    all.matches = index.objects;
    return all;
}

} // namespace howdah::ui
