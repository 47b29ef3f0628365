// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/referencecascade.h"

#include "data/page/arraytext.h"
#include "data/page/catalogshape.h"
#include "data/page/parameters.h"
#include "data/page/qualified.h"
#include "sql/quote.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <functional>
#include <set>

using namespace Qt::StringLiterals;

namespace howdah::data {

using catalog::Catalog;
using catalog::ReferentialAction;
using connection::Statement;

// ---- the plan

namespace {

class Planner final
{
public:
    explicit Planner(const Catalog &catalog)
        : m_catalog(catalog)
    {
    }

    Result<CascadePlan> plan(quint32 relation)
    {
        if (nodeOf(relation) < 0)
            return fail(
                ErrorKind::NotFound,
                QCoreApplication::translate("Data", "The catalog does not contain the table: it must be refreshed"));
        for (size_t node = 0; node < m_plan.nodes.size(); ++node)
            addEdges(int(node));
        for (CascadePlan::Edge &edge : m_plan.edges)
            edge.from = known(edge.reference.from.oid);
        group();
        return std::move(m_plan);
    }

private:
    [[nodiscard]] int known(quint32 relation) const
    {
        const auto found =
            std::ranges::find(m_plan.nodes, relation, [](const CascadePlan::Node &node) { return node.shape.oid; });
        return found == m_plan.nodes.end() ? -1 : int(found - m_plan.nodes.begin());
    }

    int nodeOf(quint32 relation)
    {
        if (const int node = known(relation); node >= 0)
            return node;
        auto shape = shapeOf(m_catalog, relation);
        if (!shape)
            return -1;
        const bool only = shape->hasChildren;
        m_plan.nodes.push_back({*std::move(shape), only, 0});
        return int(m_plan.nodes.size()) - 1;
    }

    void addEdges(int node)
    {
        const quint32 relation = m_plan.nodes[size_t(node)].shape.oid;
        for (const Reference &reference : referencesTo(m_catalog, relation))
            addEdge(node, reference, 0);
        addPartEdges(node, relation);
    }

    // Keys that point at a partition, and not at the whole.
    void addPartEdges(int node, quint32 relation)
    {
        if (m_plan.nodes[size_t(node)].shape.kind != RelationKind::PartitionedTable)
            return;
        for (const catalog::Relation *part : m_catalog.childrenOf(relation)) {
            for (Reference &reference : referencesTo(m_catalog, part->oid)) {
                if (isDeclaredFor(part->oid, reference.oid) && renumber(reference, node))
                    addEdge(node, reference, part->oid);
            }
            addPartEdges(node, part->oid);
        }
    }

    [[nodiscard]] bool isDeclaredFor(quint32 part, quint32 constraint) const
    {
        for (const catalog::Constraint *one : m_catalog.referencesTo(part)) {
            if (one->oid == constraint)
                return one->parent == 0;
        }
        return false;
    }

    // A partition may have its columns in another order than the whole.
    bool renumber(Reference &reference, int node)
    {
        const RelationShape &whole = m_plan.nodes[size_t(node)].shape;
        for (int &column : reference.keyColumns) {
            const QString name = reference.to.columns[size_t(column)].name;
            const auto found = std::ranges::find(whole.columns, name, &ColumnShape::name);
            if (found == whole.columns.end())
                return false;
            column = int(found - whole.columns.begin());
        }
        return true;
    }

    void addEdge(int to, const Reference &reference, quint32 part)
    {
        if (reference.onDelete == ReferentialAction::Cascade)
            nodeOf(reference.from.oid);
        m_plan.edges.push_back({reference, to, -1, part});
    }

    // Tarjan's components come out with those first that nothing leads on from; numbered backwards, what is referenced
    // comes before what references it.
    void group()
    {
        const size_t count = m_plan.nodes.size();
        std::vector<int> number(count, -1);
        std::vector<int> low(count, 0);
        std::vector<int> stack;
        std::vector<bool> onStack(count, false);
        int next = 0;
        int groups = 0;
        const std::function<void(int)> visit = [&](int node) {
            number[size_t(node)] = low[size_t(node)] = next++;
            stack.push_back(node);
            onStack[size_t(node)] = true;
            for (const CascadePlan::Edge &edge : m_plan.edges) {
                if (edge.to != node || !isCascade(edge))
                    continue;
                if (number[size_t(edge.from)] < 0)
                    visit(edge.from);
                if (onStack[size_t(edge.from)])
                    low[size_t(node)] = qMin(low[size_t(node)], low[size_t(edge.from)]);
            }
            if (low[size_t(node)] != number[size_t(node)])
                return;
            for (int member = -1; member != node;) {
                member = stack.back();
                stack.pop_back();
                onStack[size_t(member)] = false;
                m_plan.nodes[size_t(member)].group = groups;
            }
            ++groups;
        };
        visit(0); // every node is reached from the first
        for (CascadePlan::Node &node : m_plan.nodes)
            node.group = groups - 1 - node.group;
    }

    static bool isCascade(const CascadePlan::Edge &edge)
    {
        return edge.from >= 0 && edge.reference.onDelete == ReferentialAction::Cascade;
    }

    const Catalog &m_catalog;
    CascadePlan m_plan;
};

} // namespace

Result<CascadePlan> cascadePlan(const Catalog &catalog, quint32 relation) { return Planner(catalog).plan(relation); }

// ---- the statement

namespace {

using Edge = CascadePlan::Edge;
using Node = CascadePlan::Node;

// Each relation that loses rows is a table expression d0, d1, ... of their places (t, c) and of the columns (k0, k5)
// that others reference. One group after the other; a circle is walked by recursion.
class CascadeSql final
{
public:
    explicit CascadeSql(const CascadePlan &plan)
        : m_plan(plan)
    {
    }

    Statement statement(const std::vector<int> &columns, const std::vector<std::vector<QByteArray>> &rows)
    {
        m_root = rootCondition(columns, rows);
        const int groups = std::ranges::max(m_plan.nodes, {}, &Node::group).group + 1;
        for (int group = 0; group < groups; ++group)
            addGroup(group);
        QStringList counts;
        for (size_t i = 0; i < m_plan.nodes.size(); ++i)
            counts << u"SELECT 'd', "_s + QString::number(i) + u", pg_catalog.count(*) FROM "_s + name(int(i));
        for (size_t i = 0; i < m_plan.edges.size(); ++i) {
            if (m_plan.edges[i].reference.onDelete != ReferentialAction::Cascade)
                counts << u"SELECT 'e', "_s + QString::number(i) + u", pg_catalog.count(*)"_s
                              + touched(m_plan.edges[i]);
        }
        return {
            u"WITH RECURSIVE "_s + m_tables.join(",\n"_L1) + u"\n"_s + counts.join("\nUNION ALL "_L1),
            m_parameters.values()};
    }

private:
    static QString name(int node) { return u'd' + QString::number(node); }
    static QString placeSql(quint32 oid) { return u'\'' + QString::number(oid) + u"'::pg_catalog.oid"_s; }
    static QString key(int column) { return u'k' + QString::number(column); }
    static QString column(const RelationShape &shape, int column, const QString &alias)
    {
        return alias + u'.' + sql::quoteIdentifier(shape.columns[size_t(column)].name);
    }
    static QString source(const RelationShape &shape, bool only, const QString &alias)
    {
        return (only ? u"ONLY "_s : QString()) + relationSql(shape) + u" AS "_s + alias;
    }
    static bool cascades(const Edge &edge)
    {
        return edge.from >= 0 && edge.reference.onDelete == ReferentialAction::Cascade;
    }

    QString rootCondition(const std::vector<int> &columns, const std::vector<std::vector<QByteArray>> &rows)
    {
        const RelationShape &shape = m_plan.nodes.front().shape;
        QStringList conditions;
        QStringList arrays;
        QStringList chosen;
        for (size_t i = 0; i < columns.size(); ++i) {
            std::vector<std::optional<QByteArray>> values;
            for (const auto &row : rows)
                values.emplace_back(row.at(i));
            const ColumnShape &here = shape.columns[size_t(columns[i])];
            arrays << u"pg_catalog.unnest("_s + m_parameters.bind(arrayOf(values), u"text[]") + u')';
            chosen << u'v' + QString::number(i);
            conditions << column(shape, columns[i], u"r"_s) + comparisonSql(u"=", here) + chosen.back() + u"::"_s
                              + typeSql(comparisonType(here));
        }
        return u"EXISTS (SELECT FROM ROWS FROM ("_s + arrays.join(", "_L1) + u") AS chosen("_s + chosen.join(", "_L1)
             + u") WHERE "_s + conditions.join(" AND "_L1) + u')';
    }

    // The places of rows of a node, and what is referenced of them.
    [[nodiscard]] QString select(int node) const
    {
        std::set<int> needed;
        for (const Edge &edge : m_plan.edges) {
            if (edge.to == node)
                needed.insert(edge.reference.keyColumns.begin(), edge.reference.keyColumns.end());
        }
        const Node &here = m_plan.nodes[size_t(node)];
        QString list = u"SELECT r.tableoid AS t, r.ctid AS c"_s;
        for (const int one : needed)
            list += u", "_s + column(here.shape, one, u"r"_s) + u" AS "_s + key(one);
        return list + u" FROM "_s + source(here.shape, here.only && node != 0, u"r"_s);
    }

    // (r.a, r.b) that are referenced by the key and lost.
    [[nodiscard]] QString references(const Edge &edge) const
    {
        return u"EXISTS (SELECT FROM "_s + name(edge.to) + u" AS p WHERE "_s + joins(edge, u"r"_s, u"p"_s, false)
             + u')';
    }

    [[nodiscard]] QString joins(const Edge &edge, const QString &child, const QString &parent, bool byName) const
    {
        QStringList conditions;
        const RelationShape &to = m_plan.nodes[size_t(edge.to)].shape;
        for (size_t i = 0; i < edge.reference.columns.size(); ++i) {
            const int referenced = edge.reference.keyColumns[i];
            conditions << column(edge.reference.from, edge.reference.columns[i], child)
                              + comparisonSql(u"=", to.columns[size_t(referenced)])
                              + (byName ? column(to, referenced, parent) : parent + u'.' + key(referenced));
        }
        if (edge.part)
            conditions << parent + (byName ? u".tableoid"_s : u".t"_s) + operatorSql(u"=") + placeSql(edge.part);
        return conditions.join(" AND "_L1);
    }

    void addGroup(int group)
    {
        std::vector<int> members;
        for (size_t i = 0; i < m_plan.nodes.size(); ++i) {
            if (m_plan.nodes[i].group == group)
                members.push_back(int(i));
        }
        std::vector<const Edge *> inside;
        for (const Edge &edge : m_plan.edges) {
            if (cascades(edge) && m_plan.nodes[size_t(edge.to)].group == group
                && m_plan.nodes[size_t(edge.from)].group == group)
                inside.push_back(&edge);
        }
        if (members.size() > 1)
            addCircle(group, members, inside);
        else if (inside.empty())
            m_tables << name(members.front()) + u" AS MATERIALIZED ("_s + base(members.front()) + u')';
        else
            addSelf(members.front(), inside);
    }

    // What is lost of a node for reasons outside of its group.
    [[nodiscard]] QString base(int node) const
    {
        QStringList parts;
        if (node == 0)
            parts << select(node) + u" WHERE "_s + m_root;
        for (const Edge &edge : m_plan.edges) {
            if (cascades(edge) && edge.from == node
                && m_plan.nodes[size_t(edge.to)].group != m_plan.nodes[size_t(node)].group)
                parts << select(node) + u" WHERE "_s + references(edge);
        }
        return parts.isEmpty() ? select(node) + u" WHERE false"_s : parts.join(" UNION "_L1);
    }

    void addSelf(int node, const std::vector<const Edge *> &inside)
    {
        QStringList any;
        for (const Edge *edge : inside)
            any << u'(' + joins(*edge, u"r"_s, u"p"_s, false) + u')';
        m_tables << name(node) + u" AS (("_s + base(node) + u") UNION "_s + select(node) + u" JOIN "_s + name(node)
                        + u" AS p ON "_s + any.join(" OR "_L1) + u')';
    }

    // A recursive table may name itself once: all relations of the circle share one, by number and place.
    void addCircle(int group, const std::vector<int> &members, const std::vector<const Edge *> &inside)
    {
        const QString circle = u'g' + QString::number(group);
        QStringList begin;
        for (const int node : members)
            begin << u"SELECT "_s + QString::number(node) + u" AS n, b.t, b.c FROM ("_s + base(node) + u") AS b"_s;
        QStringList steps;
        for (const Edge *edge : inside) {
            const Node &parent = m_plan.nodes[size_t(edge->to)];
            const Node &child = m_plan.nodes[size_t(edge->from)];
            steps << u"SELECT "_s + QString::number(edge->from) + u" AS n, r.tableoid AS t, r.ctid AS c FROM "_s
                         + source(parent.shape, false, u"p"_s) + u" JOIN "_s + source(child.shape, child.only, u"r"_s)
                         + u" ON "_s + joins(*edge, u"r"_s, u"p"_s, true) + u" WHERE s.n"_s + operatorSql(u"=")
                         + QString::number(edge->to)
                         + u" AND p.ctid OPERATOR(pg_catalog.=) s.c AND p.tableoid OPERATOR(pg_catalog.=) s.t"_s;
        }
        m_tables << circle + u"(n, t, c) AS (("_s + begin.join(" UNION "_L1) + u") UNION SELECT x.n, x.t, x.c FROM "_s
                        + circle + u" AS s CROSS JOIN LATERAL ("_s + steps.join(" UNION ALL "_L1) + u") AS x)"_s;
        for (const int node : members)
            m_tables << name(node) + u" AS MATERIALIZED ("_s + select(node) + u" JOIN "_s + circle + u" AS s ON s.n"_s
                            + operatorSql(u"=") + QString::number(node)
                            + u" AND s.c OPERATOR(pg_catalog.=) r.ctid AND s.t OPERATOR(pg_catalog.=) r.tableoid)"_s;
    }

    // Rows that reference what is lost and are not lost themselves. RESTRICT does not wait to see whether they are.
    [[nodiscard]] QString touched(const Edge &edge) const
    {
        const RelationShape &shape = edge.reference.from;
        QString sql = u" FROM "_s + source(shape, shape.hasChildren, u"r"_s) + u" WHERE "_s + references(edge);
        if (edge.from >= 0 && edge.reference.onDelete != ReferentialAction::Restrict)
            sql += u" AND NOT EXISTS (SELECT FROM "_s + name(edge.from)
                 + u" AS o WHERE o.t OPERATOR(pg_catalog.=) r.tableoid AND o.c OPERATOR(pg_catalog.=) r.ctid)"_s;
        return sql;
    }

    const CascadePlan &m_plan;
    QString m_root;
    QStringList m_tables;
    Parameters m_parameters;
};

} // namespace

Statement cascadeStatement(
    const CascadePlan &plan, const std::vector<int> &columns, const std::vector<std::vector<QByteArray>> &rows)
{
    return CascadeSql(plan).statement(columns, rows);
}

static CascadeEffect effectOf(const CascadePlan &plan, bool isNode, int number)
{
    if (isNode)
        return {CascadeEffect::Kind::Deletes, plan.nodes.at(size_t(number)).shape, {}, {}};
    const Reference &reference = plan.edges.at(size_t(number)).reference;
    CascadeEffect effect{CascadeEffect::Kind::Prevents, reference.from, reference.name, {}};
    if (reference.onDelete == ReferentialAction::SetNull)
        effect.kind = CascadeEffect::Kind::SetsNull;
    else if (reference.onDelete == ReferentialAction::SetDefault)
        effect.kind = CascadeEffect::Kind::SetsDefault;
    return effect;
}

std::vector<CascadeEffect> cascadeEffects(const CascadePlan &plan, const connection::RowBatch &answer)
{
    std::vector<CascadeEffect> effects;
    for (qsizetype row = 0; row < answer.rowCount(); ++row) {
        CascadeEffect effect = effectOf(plan, answer.bytes(row, 0) == "d", int(answer.integer(row, 1)));
        effect.rows = {.rows = answer.integer(row, 2), .exact = true};
        if (effect.rows.rows > 0)
            effects.push_back(std::move(effect));
    }
    return effects;
}

Statement cascadeEstimateStatement(Statement statement)
{
    statement.sql.prepend("EXPLAIN (FORMAT JSON) "_L1);
    return statement;
}

// The branches of the UNION in their order: the tables of WITH hang on the plan, too, and are none.
static QJsonArray branchesOf(const QJsonObject &top)
{
    if (top["Node Type"_L1] != "Append"_L1)
        return {top};
    QJsonArray branches;
    for (const QJsonValue &plan : top["Plans"_L1].toArray()) {
        if (plan["Parent Relationship"_L1] == "Member"_L1)
            branches << plan;
    }
    return branches;
}

// Beneath the count.
static double rowsBeneath(const QJsonObject &aggregate)
{
    for (const QJsonValue &plan : aggregate["Plans"_L1].toArray()) {
        if (plan["Parent Relationship"_L1] == "Outer"_L1)
            return plan["Plan Rows"_L1].toDouble();
    }
    return -1;
}

std::vector<CascadeEffect> cascadeEstimates(const CascadePlan &plan, const connection::RowBatch &answer)
{
    if (answer.rowCount() < 1)
        return {};
    const auto whole = QJsonDocument::fromJson(answer.bytes(0, 0).toByteArray()).array().first().toObject();
    const QJsonArray branches = branchesOf(whole["Plan"_L1].toObject());
    std::vector<std::pair<bool, int>> wanted;
    for (size_t i = 0; i < plan.nodes.size(); ++i)
        wanted.emplace_back(true, int(i));
    for (size_t i = 0; i < plan.edges.size(); ++i) {
        if (plan.edges[i].reference.onDelete != ReferentialAction::Cascade)
            wanted.emplace_back(false, int(i));
    }
    std::vector<CascadeEffect> effects;
    for (size_t i = 0; i < wanted.size() && qsizetype(i) < branches.size(); ++i) {
        CascadeEffect effect = effectOf(plan, wanted[i].first, wanted[i].second);
        effect.rows = {.rows = qint64(rowsBeneath(branches.at(qsizetype(i)).toObject()))};
        if (effect.rows.rows > 0)
            effects.push_back(std::move(effect));
    }
    return effects;
}

} // namespace howdah::data
