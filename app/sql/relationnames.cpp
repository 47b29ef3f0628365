// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/relationnames.h"

#include <QJsonArray>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

class RelationCollector final
{
public:
    void walk(const QJsonValue &value, const QStringList &hidden);
    void addNames(const QJsonArray &names);
    [[nodiscard]] std::vector<RelationName> take() { return std::move(m_found); }

private:
    void add(RelationName name);
    void walkMembers(const QJsonObject &object, const QStringList &hidden);
    [[nodiscard]] QStringList walkWith(const QJsonObject &with, QStringList hidden);

    std::vector<RelationName> m_found;
};

void RelationCollector::add(RelationName name)
{
    if (std::ranges::find(m_found, name) == m_found.end())
        m_found.push_back(std::move(name));
}

// A list of name parts: [database,] schema, name.
void RelationCollector::addNames(const QJsonArray &names)
{
    QStringList parts;
    for (const QJsonValue item : names)
        parts += item["String"_L1]["sval"_L1].toString();
    if (!parts.isEmpty())
        add({parts.size() > 1 ? parts[parts.size() - 2] : QString(), parts.last()});
}

void RelationCollector::walk(const QJsonValue &value, const QStringList &hidden)
{
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray())
            walk(item, hidden);
        return;
    }
    if (!value.isObject())
        return;
    const QJsonObject object = value.toObject();
    const QJsonValue name = object["relname"_L1];
    if (name.isString()) {
        const QString schema = object["schemaname"_L1].toString();
        if (!schema.isEmpty() || !hidden.contains(name.toString()))
            add({schema, name.toString()});
        return;
    }
    const QJsonValue with = object["withClause"_L1];
    walkMembers(object, with.isObject() ? walkWith(with.toObject(), hidden) : hidden);
}

void RelationCollector::walkMembers(const QJsonObject &object, const QStringList &hidden)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString key = it.key();
        // FOR UPDATE OF names aliases; the body of a function runs later; a composite type is no relation to anybody.
        if (key == "withClause"_L1 || key == "lockedRels"_L1 || key == "sql_body"_L1 || key == "typevar"_L1)
            continue;
        walk(it.value(), hidden);
    }
}

// Each expression sees those before it; with RECURSIVE all. Returns what the statement behind them sees.
QStringList RelationCollector::walkWith(const QJsonObject &with, QStringList hidden)
{
    const QJsonArray expressions = with["ctes"_L1].toArray();
    const auto nameOf = [](const QJsonValue &item) { return item["CommonTableExpr"_L1]["ctename"_L1].toString(); };
    const bool recursive = with["recursive"_L1].toBool();
    if (recursive) {
        for (const QJsonValue item : expressions)
            hidden += nameOf(item);
    }
    for (const QJsonValue item : expressions) {
        walk(item["CommonTableExpr"_L1]["ctequery"_L1], hidden);
        hidden += nameOf(item);
    }
    return hidden;
}

// DROP and COMMENT name their objects by lists of strings. Of a trigger, policy, rule, constraint or column the table
// comes first.
void addObject(RelationCollector &collector, const QString &type, const QJsonValue &object)
{
    static const QStringList Relations{u"OBJECT_TABLE"_s, u"OBJECT_VIEW"_s,     u"OBJECT_MATVIEW"_s,
                                       u"OBJECT_INDEX"_s, u"OBJECT_SEQUENCE"_s, u"OBJECT_FOREIGN_TABLE"_s};
    static const QStringList Parts{
        u"OBJECT_TRIGGER"_s, u"OBJECT_POLICY"_s, u"OBJECT_RULE"_s, u"OBJECT_TABCONSTRAINT"_s, u"OBJECT_COLUMN"_s};
    QJsonArray names = object["List"_L1]["items"_L1].toArray();
    if (Parts.contains(type) && !names.isEmpty())
        names.removeLast();
    else if (!Relations.contains(type))
        return;
    collector.addNames(names);
}

} // namespace

std::vector<RelationName> relationsOf(const QString &node, const QJsonObject &statement)
{
    RelationCollector collector;
    if (node == "DropStmt"_L1) {
        for (const QJsonValue object : statement["objects"_L1].toArray())
            addObject(collector, statement["removeType"_L1].toString(), object);
    } else if (node == "CommentStmt"_L1 || node == "SecLabelStmt"_L1) {
        addObject(collector, statement["objtype"_L1].toString(), statement["object"_L1]);
    } else {
        collector.walk(statement, {});
    }
    return collector.take();
}

} // namespace howdah::sql
