// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/plan.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::plan {

const QString *Fields::find(QStringView key) const
{
    const auto found = std::ranges::find_if(m_entries, [key](const Entry &entry) { return entry.first == key; });
    return found == m_entries.end() ? nullptr : &found->second;
}

QString Fields::text(QStringView key) const
{
    const QString *found = find(key);
    return found ? *found : QString();
}

std::optional<double> Fields::number(QStringView key) const
{
    const QString *found = find(key);
    bool isNumber = false;
    const double value = found ? found->toDouble(&isNumber) : 0;
    return isNumber && std::abs(value) <= MostFigure ? std::optional(value) : std::nullopt;
}

bool Fields::isTrue(QStringView key) const
{
    const QString *found = find(key);
    return found && *found == "true"_L1;
}

QString Node::producedCte() const
{
    return isInitPlan() && subplan.startsWith("CTE "_L1) ? subplan.sliced(4) : QString();
}

namespace {

QString kindTitle(const Node &node)
{
    const Fields &fields = node.fields;
    const QString strategy = fields.text(u"Strategy");
    const QString join = fields.text(u"Join Type");
    if (node.type == "Aggregate"_L1) {
        if (strategy == "Sorted"_L1)
            return u"GroupAggregate"_s;
        return strategy == "Hashed"_L1 ? u"HashAggregate"_s : strategy == "Mixed"_L1 ? u"MixedAggregate"_s : node.type;
    }
    if (node.type == "SetOp"_L1)
        return (strategy == "Hashed"_L1 ? u"HashSetOp "_s : u"SetOp "_s) + fields.text(u"Command");
    if (node.type == "ModifyTable"_L1)
        return fields.text(u"Operation");
    if (node.type == "Foreign Scan"_L1 && fields.find(u"Operation") && fields.text(u"Operation") != "Select"_L1)
        return u"Foreign "_s + fields.text(u"Operation");
    if (node.type == "Custom Scan"_L1)
        return u"Custom Scan (%1)"_s.arg(fields.text(u"Custom Plan Provider"));
    if (join.isEmpty() || join == "Inner"_L1)
        return node.type;
    if (node.type == "Nested Loop"_L1)
        return u"Nested Loop %1 Join"_s.arg(join);
    return node.type.endsWith(" Join"_L1) ? node.type.chopped(4) + join + u" Join"_s : node.type;
}

} // namespace

QString Node::title() const
{
    QString title;
    if (fields.isTrue(u"Parallel Aware"))
        title += u"Parallel "_s;
    if (fields.isTrue(u"Async Capable"))
        title += u"Async "_s;
    const QString mode = fields.text(u"Partial Mode");
    if (!mode.isEmpty() && mode != "Simple"_L1)
        title += mode + u' ';
    title += kindTitle(*this);
    if (fields.text(u"Scan Direction") == "Backward"_L1)
        title += u" Backward"_s;
    if (type == "Bitmap Index Scan"_L1)
        return title + u" on "_s + index;
    if (!index.isEmpty())
        title += u" using "_s + index;
    if (!relation.isEmpty())
        title += u" on "_s + (schema.isEmpty() ? relation : schema + u'.' + relation);
    if (!alias.isEmpty() && alias != relation)
        title += (relation.isEmpty() ? u" on "_s : u" "_s) + alias;
    return title;
}

} // namespace howdah::plan
