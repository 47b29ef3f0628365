// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/readers.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

// Nodes below are behind their parent without a gap.
int endOf(const Plan &plan, int node)
{
    int end = node + 1;
    while (end < int(plan.nodes.size()) && plan.nodes[size_t(end)].parent >= node)
        ++end;
    return end;
}

// "InitPlan 1 (returns $0,$1)" gives "$0" and "$1"; of 17 and later "InitPlan 1" is what conditions say.
QStringList namesOf(const QString &subplan)
{
    QStringList names;
    const qsizetype returns = subplan.indexOf("(returns "_L1);
    if (returns < 0)
        return {subplan};
    QString list = subplan.sliced(returns + 9);
    list.remove(u')');
    for (const QString &name : list.split(u','))
        names.append(name.trimmed());
    return names;
}

bool names(const QString &text, const QString &name)
{
    for (qsizetype at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
        const qsizetype end = at + name.size();
        if (end >= text.size() || !text[end].isLetterOrNumber())
            return true;
    }
    return false;
}

bool readsAny(const Node &node, const QStringList &all)
{
    return std::ranges::any_of(node.fields, [&](const Fields::Entry &field) {
        return std::ranges::any_of(all, [&](const QString &name) { return names(field.second, name); });
    });
}

} // namespace

std::vector<int> readersOfCte(const Plan &plan, int producer)
{
    const QString cte = plan.nodes[size_t(producer)].producedCte();
    const int declared = plan.nodes[size_t(producer)].parent;
    std::vector<int> readers;
    if (cte.isEmpty() || declared < 0)
        return readers;
    // A deeper CTE may have the same name: then those below its declaration are its own.
    const int end = endOf(plan, declared);
    const int producerEnd = endOf(plan, producer);
    for (int i = declared; i < end; ++i) {
        const Node &node = plan.nodes[size_t(i)];
        if ((i < producer || i >= producerEnd) && node.type == "CTE Scan"_L1 && node.fields.text(u"CTE Name") == cte)
            readers.push_back(i);
    }
    return readers;
}

std::vector<int> readersOfInitPlan(const Plan &plan, int initPlan)
{
    const Node &own = plan.nodes[size_t(initPlan)];
    const int declared = own.parent;
    std::vector<int> readers;
    if (declared < 0)
        return readers;
    const QStringList all = namesOf(own.subplan);
    const int end = endOf(plan, declared);
    const int ownEnd = endOf(plan, initPlan);
    for (int i = declared; i < end; ++i) {
        if ((i >= initPlan && i < ownEnd) || !readsAny(plan.nodes[size_t(i)], all))
            continue;
        int reader = i;
        for (int at = i; at > declared; at = plan.nodes[size_t(at)].parent) {
            if (plan.nodes[size_t(at)].type.startsWith("Gather"_L1))
                reader = at;
        }
        if (std::ranges::find(readers, reader) == readers.end())
            readers.push_back(reader);
    }
    return readers;
}

bool changesRows(const Plan &plan, int node)
{
    const int end = endOf(plan, node);
    for (int i = node; i < end; ++i) {
        if (plan.nodes[size_t(i)].type == "ModifyTable"_L1)
            return true;
    }
    return false;
}

} // namespace howdah::plan
