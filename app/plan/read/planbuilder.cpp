// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/read/item.h"
#include "plan/tr.h"

#include <array>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

std::optional<double> numberOf(const QString &text)
{
    bool isNumber = false;
    const double number = text.toDouble(&isNumber);
    // Nothing that EXPLAIN says in a place of its own is less than nothing.
    return isNumber && number >= 0 && number <= MostFigure ? std::optional(number) : std::nullopt;
}

// What is below a key, as one text.
QString joined(const Item &item)
{
    if (item.kind == Item::Kind::Text)
        return item.text;
    QStringList parts;
    for (const Item &part : item.items)
        parts.append(joined(part));
    return parts.join(u", "_s);
}

bool isFlat(const Item &list)
{
    return list.kind == Item::Kind::List
        && std::ranges::all_of(list.items, [](const Item &item) { return item.kind != Item::Kind::Map; });
}

// Sets of grouping; the one of nothing is an empty list in JSON, and "()" as text.
QString joinedSets(const Item &sets)
{
    QStringList all;
    for (const Item &set : sets.items) {
        const QString text = joined(set);
        all.append(text.isEmpty() ? u"()"_s : text);
    }
    return all.join(u", "_s);
}

// XML has the tag <Incremental-Sort-Groups> for both, and <Sort-Space> for memory and disk.
void nameSortGroups(Item &node)
{
    int groups = 0;
    for (size_t i = 0; i < node.keys.size(); ++i) {
        if (node.keys[i] != "Incremental Sort Groups"_L1)
            continue;
        node.keys[i] = groups++ == 0 ? u"Full-sort Groups"_s : u"Pre-sorted Groups"_s;
        Item &group = node.items[i];
        const Item *methods = group.find(u"Sort Methods Used");
        const QString used = methods ? joined(*methods) : QString();
        const bool onlyDisk =
            used.contains("external"_L1) && !used.contains("quicksort"_L1) && !used.contains("heapsort"_L1);
        int spaces = 0;
        for (QString &key : group.keys) {
            if (key == "Sort Space"_L1)
                key = spaces++ == 0 && !onlyDisk ? u"Sort Space Memory"_s : u"Sort Space Disk"_s;
        }
    }
}

void addFields(Fields &fields, const QString &key, const Item &item)
{
    if (item.kind == Item::Kind::List && (key.endsWith("/Group Keys"_L1) || key.endsWith("/Hash Keys"_L1)))
        return fields.add(key, joinedSets(item));
    if (item.kind == Item::Kind::Text || isFlat(item)) {
        fields.add(key, joined(item));
        return;
    }
    for (size_t i = 0; i < item.items.size(); ++i)
        addFields(
            fields, key + u'/' + (item.kind == Item::Kind::Map ? item.keys[i] : QString::number(i + 1)), item.items[i]);
}

// Without the name of the group.
Fields fieldsOf(const Item &map)
{
    Fields fields;
    for (size_t i = 0; i < map.items.size() && map.kind == Item::Kind::Map; ++i)
        addFields(fields, map.keys[i], map.items[i]);
    return fields;
}

template <typename Owner>
struct Placed
{
    QLatin1StringView key;
    QString Owner::*text = nullptr;
    std::optional<double> Owner::*number = nullptr;
};

constexpr std::array<Placed<Node>, 11> nodePlaces{{
    {"Node Type"_L1, &Node::type},
    {"Parent Relationship"_L1, &Node::relationship},
    {"Subplan Name"_L1, &Node::subplan},
    {"Schema"_L1, &Node::schema},
    {"Relation Name"_L1, &Node::relation},
    {"Alias"_L1, &Node::alias},
    {"Index Name"_L1, &Node::index},
    {"Startup Cost"_L1, nullptr, &Node::startupCost},
    {"Total Cost"_L1, nullptr, &Node::totalCost},
    {"Plan Rows"_L1, nullptr, &Node::planRows},
    {"Plan Width"_L1, nullptr, &Node::width},
}};

// Whether it was one of those of Actual.
bool putActual(std::optional<Actual> &into, const QString &key, const QString &text)
{
    if (!key.startsWith("Actual "_L1))
        return false;
    const std::optional<double> number = numberOf(text);
    if (!number || *number < 0)
        return false;
    const QStringView name = QStringView(key).sliced(7);
    Actual actual = into.value_or(Actual());
    if (name == "Startup Time"_L1)
        actual.startup = number;
    else if (name == "Total Time"_L1)
        actual.total = number;
    else if (name == "Rows"_L1)
        actual.rows = number;
    else if (name == "Loops"_L1)
        actual.loops = *number;
    else
        return false;
    into = actual;
    return true;
}

class Builder final
{
public:
    explicit Builder(Plan &plan)
        : m_plan(plan)
    {
    }

    void addNode(Item &item, int parent, int depth)
    {
        nameSortGroups(item);
        if (item.kind != Item::Kind::Map)
            return problem(item, tr("A node of the plan is not readable"));
        if (m_plan.nodes.size() >= size_t(MostNodes))
            return tooMuch(item, tr("The plan has more than %1 nodes; the rest is left out").arg(MostNodes));
        if (depth > MostDepth)
            return tooMuch(item, tr("The plan is more than %1 nodes deep; what is deeper is left out").arg(MostDepth));
        const int index = int(m_plan.nodes.size());
        if (parent >= 0)
            m_plan.nodes[size_t(parent)].children.push_back(index);
        m_plan.nodes.push_back(nodeOf(item, parent));
        // PostgreSQL 13 calls what a ModifyTable reads its members, which text does not say.
        Node &node = m_plan.nodes.back();
        const bool isRead = parent >= 0 && m_plan.nodes[size_t(parent)].type == "ModifyTable"_L1;
        if (isRead && (node.relationship == "Member"_L1 || node.relationship == "Inner"_L1))
            node.relationship = u"Outer"_s;
        if (Item *children = item.find(u"Plans")) {
            for (Item &child : children->items)
                addNode(child, index, depth + 1);
        }
    }

private:
    Node nodeOf(const Item &item, int parent)
    {
        Node node;
        node.parent = parent;
        node.line = item.line;
        for (size_t i = 0; i < item.items.size(); ++i)
            put(node, item.keys[i], item.items[i]);
        if (node.type.isEmpty()) {
            node.type = tr("Unknown node");
            problem(item, tr("A node of the plan does not say what it is"));
        }
        return node;
    }
    void put(Node &node, const QString &key, const Item &value)
    {
        if (key == "Plans"_L1)
            return;
        if (key == "Workers"_L1) {
            for (const Item &worker : value.items)
                node.workers.push_back(workerOf(worker));
            return;
        }
        if (value.kind == Item::Kind::Text) {
            for (const Placed<Node> &place : nodePlaces) {
                if (key != place.key)
                    continue;
                if (place.text)
                    node.*place.text = value.text;
                else if (!(node.*place.number = numberOf(value.text)))
                    problem(value, tr("\"%1\" is not a number").arg(value.text.left(60)));
                return;
            }
            if (putActual(node.actual, key, value.text))
                return;
        }
        addFields(node.fields, key, value);
    }
    static Worker workerOf(const Item &item)
    {
        Worker worker;
        for (size_t i = 0; i < item.items.size() && item.kind == Item::Kind::Map; ++i) {
            const Item &value = item.items[i];
            const QString &key = item.keys[i];
            if (key == "Worker Number"_L1)
                worker.number = value.text.toInt();
            else if (value.kind != Item::Kind::Text || !putActual(worker.actual, key, value.text))
                addFields(worker.fields, key, value);
        }
        return worker;
    }
    void problem(const Item &at, const QString &message)
    {
        constexpr size_t most = 100;
        if (m_plan.problems.size() < most)
            m_plan.problems.push_back({at.line, message});
    }
    void tooMuch(const Item &at, const QString &message)
    {
        if (std::exchange(m_isFull, true))
            return;
        problem(at, message);
    }

    Plan &m_plan;
    bool m_isFull = false;
};

Trigger triggerOf(const Item &item)
{
    const Fields fields = fieldsOf(item);
    return {
        fields.text(u"Trigger Name"), fields.text(u"Constraint Name"), fields.text(u"Relation"), fields.number(u"Time"),
        fields.count(u"Calls")};
}

void putStatement(Plan &plan, const QString &key, const Item &value)
{
    if (key == "Triggers"_L1) {
        for (const Item &trigger : value.items)
            plan.triggers.push_back(triggerOf(trigger));
    } else if (key == "Planning Time"_L1)
        plan.planningTime = numberOf(value.text);
    else if (key == "Execution Time"_L1 || key == "Total Runtime"_L1)
        plan.executionTime = numberOf(value.text);
    else if (key == "Query Text"_L1)
        plan.queryText = value.text;
    else if (key == "Settings"_L1)
        plan.settings = fieldsOf(value);
    else if (key == "JIT"_L1)
        plan.jit = fieldsOf(value);
    else if (key == "Planning"_L1)
        plan.planning = fieldsOf(value);
    else if (key == "Serialization"_L1)
        plan.serialization = fieldsOf(value);
    else if (key != "Plan"_L1)
        addFields(plan.fields, key, value);
}

Plan planOf(Item &statement)
{
    Plan plan;
    const bool isNode = statement.find(u"Node Type") && !statement.find(u"Plan");
    if (isNode) {
        Builder(plan).addNode(statement, -1, 1);
        return plan;
    }
    for (size_t i = 0; i < statement.items.size(); ++i)
        putStatement(plan, statement.keys[i], statement.items[i]);
    if (Item *root = statement.find(u"Plan"))
        Builder(plan).addNode(*root, -1, 1);
    return plan;
}

// Statements, however many lists and answers of clients ({"QUERY PLAN": [...]}) are around them.
void collect(Item &item, std::vector<Item *> &statements, int depth)
{
    constexpr int most = 6;
    if (depth > most)
        return;
    if (item.kind == Item::Kind::Map) {
        if (item.find(u"Plan") || item.find(u"Node Type")) {
            statements.push_back(&item);
            return;
        }
        for (size_t i = 0; i < item.items.size(); ++i) {
            if (item.keys[i].compare("QUERY PLAN"_L1, Qt::CaseInsensitive) == 0 || item.keys[i] == "Query"_L1)
                collect(item.items[i], statements, depth + 1);
        }
    } else if (item.kind == Item::Kind::List) {
        for (Item &entry : item.items)
            collect(entry, statements, depth + 1);
    }
}

} // namespace

std::vector<Plan> buildPlans(Document document)
{
    std::vector<Item *> statements;
    collect(document.root, statements, 0);
    std::vector<Plan> plans;
    for (Item *statement : statements) {
        Plan plan = planOf(*statement);
        if (!plan.nodes.empty())
            plans.push_back(std::move(plan));
    }
    if (!plans.empty()) {
        auto &problems = plans.back().problems;
        problems.insert(problems.end(), document.problems.begin(), document.problems.end());
    }
    return plans;
}

} // namespace howdah::plan
