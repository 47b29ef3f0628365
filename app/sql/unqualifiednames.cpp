// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/unqualifiednames.h"

#include "sql/parser.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

using NameKind = UnqualifiedName::Kind;

// The parts of a name: [[database,] schema,] name.
// No types: CREATE TABLE knows the words before it looks for any.
bool isSerial(const QJsonValue &names)
{
    static const QStringList Words{u"smallserial"_s, u"serial2"_s,   u"serial"_s,
                                   u"serial4"_s,     u"bigserial"_s, u"serial8"_s};
    const QStringList parts = nameParts(names);
    return parts.size() == 1 && Words.contains(parts.first());
}

// A text that is read as the name of something: neither qualified nor a number.
bool isBareName(const QString &text)
{
    const bool number = !text.isEmpty() && std::ranges::all_of(text, [](QChar c) { return c.isDigit(); });
    return !text.contains(u'.') && !number && text != "-"_L1;
}

// Operators that syntax brings along, which names no schema for them.
QString syntaxOf(const QString &kind)
{
    static constexpr std::array Syntax{
        std::pair{"AEXPR_DISTINCT"_L1, "IS DISTINCT FROM"_L1},
        std::pair{"AEXPR_NOT_DISTINCT"_L1, "IS NOT DISTINCT FROM"_L1},
        std::pair{"AEXPR_NULLIF"_L1, "NULLIF"_L1},
        std::pair{"AEXPR_IN"_L1, "IN"_L1},
        std::pair{"AEXPR_LIKE"_L1, "LIKE"_L1},
        std::pair{"AEXPR_ILIKE"_L1, "ILIKE"_L1},
        std::pair{"AEXPR_SIMILAR"_L1, "SIMILAR TO"_L1},
        std::pair{"AEXPR_BETWEEN"_L1, "BETWEEN"_L1},
        std::pair{"AEXPR_NOT_BETWEEN"_L1, "NOT BETWEEN"_L1},
        std::pair{"AEXPR_BETWEEN_SYM"_L1, "BETWEEN SYMMETRIC"_L1},
        std::pair{"AEXPR_NOT_BETWEEN_SYM"_L1, "NOT BETWEEN SYMMETRIC"_L1},
    };
    const auto *found = std::ranges::find(Syntax, kind, [](const auto &one) { return QString(one.first); });
    return found == Syntax.end() ? QString() : QString(found->second);
}

class UnqualifiedFinder final
{
public:
    void walk(const QJsonValue &value, const QStringList &hidden);
    [[nodiscard]] std::vector<UnqualifiedName> take() { return std::move(m_found); } // with places in bytes

private:
    void walkMembers(const QJsonObject &object, const QStringList &hidden);
    [[nodiscard]] QStringList walkWith(const QJsonObject &with, QStringList hidden);

    void look(const QString &node, const QJsonObject &object);
    void lookAtCall(const QJsonObject &object);
    void lookAtExpression(const QJsonObject &object);
    void lookAtSublink(const QJsonObject &object);
    void lookAtJoin(const QJsonObject &object);
    void lookAtCast(const QJsonObject &object);
    void lookAtDropped(const QString &type, const QJsonValue &object);
    void lookAtDefinition(const QString &node, const QJsonObject &object);

    void addIfBare(NameKind kind, const QJsonValue &names, const QJsonObject &object);
    void add(NameKind kind, const QString &name, const QJsonObject &object);

    std::vector<UnqualifiedName> m_found;
    qsizetype m_last = 0; // where the walk is, for nodes without a place
};

void UnqualifiedFinder::add(NameKind kind, const QString &name, const QJsonObject &object)
{
    const int location = object["location"_L1].toInt(-1);
    m_found.push_back({kind, name, location < 0 ? m_last : location});
}

void UnqualifiedFinder::addIfBare(NameKind kind, const QJsonValue &names, const QJsonObject &object)
{
    if (const QStringList parts = nameParts(names); parts.size() == 1)
        add(kind, parts.first(), object);
}

void UnqualifiedFinder::walk(const QJsonValue &value, const QStringList &hidden)
{
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray())
            walk(item, hidden);
        return;
    }
    if (!value.isObject())
        return;
    const QJsonObject object = value.toObject();
    if (const int location = object["location"_L1].toInt(-1); location >= 0)
        m_last = location;
    // What stands without the name of its node where its type is known.
    const QJsonValue relation = object["relname"_L1];
    if (relation.isString()) {
        const QString name = relation.toString();
        // A temporary relation is made in pg_temp whatever the path.
        if (object["schemaname"_L1].toString().isEmpty() && !hidden.contains(name)
            && object["relpersistence"_L1].toString() != "t"_L1)
            add(NameKind::Relation, name, object);
        return;
    }
    if (object.contains("names"_L1) && object.contains("typemod"_L1) && !isSerial(object["names"_L1]))
        addIfBare(NameKind::Type, object["names"_L1], object);
    if (object.contains("collname"_L1))
        addIfBare(NameKind::Collation, object["collname"_L1], object);
    const QJsonValue with = object["withClause"_L1];
    walkMembers(object, with.isObject() ? walkWith(with.toObject(), hidden) : hidden);
}

void UnqualifiedFinder::walkMembers(const QJsonObject &object, const QStringList &hidden)
{
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QString key = it.key();
        // FOR UPDATE OF names aliases.
        if (key == "withClause"_L1 || key == "lockedRels"_L1)
            continue;
        if (it.value().isObject() && key[0].isUpper())
            look(key, it.value().toObject());
        walk(it.value(), hidden);
    }
}

// Each expression sees those before it; with RECURSIVE all. Returns what the statement behind them sees.
QStringList UnqualifiedFinder::walkWith(const QJsonObject &with, QStringList hidden)
{
    const QJsonArray expressions = with["ctes"_L1].toArray();
    const auto nameOf = [](const QJsonValue &item) { return item["CommonTableExpr"_L1]["ctename"_L1].toString(); };
    if (with["recursive"_L1].toBool()) {
        for (const QJsonValue item : expressions)
            hidden += nameOf(item);
    }
    for (const QJsonValue item : expressions) {
        walk(item["CommonTableExpr"_L1], hidden);
        hidden += nameOf(item);
    }
    return hidden;
}

void UnqualifiedFinder::look(const QString &node, const QJsonObject &object)
{
    if (node == "FuncCall"_L1)
        lookAtCall(object);
    else if (node == "A_Expr"_L1)
        lookAtExpression(object);
    else if (node == "SubLink"_L1)
        lookAtSublink(object);
    else if (node == "JoinExpr"_L1)
        lookAtJoin(object);
    else if (node == "CaseExpr"_L1 && object.contains("arg"_L1))
        add(NameKind::Syntax, u"CASE x WHEN"_s, object);
    else if (node == "TypeCast"_L1)
        lookAtCast(object);
    else if (node == "SortBy"_L1)
        addIfBare(NameKind::Operator, object["useOp"_L1], object);
    else if (node == "RangeTableSample"_L1)
        addIfBare(NameKind::Function, object["method"_L1], object);
    else
        lookAtDefinition(node, object);
}

// to_regclass('pg_class') and its like look the name up.
void UnqualifiedFinder::lookAtCall(const QJsonObject &object)
{
    static const QStringList Relations{
        u"to_regclass"_s, u"nextval"_s, u"currval"_s, u"setval"_s, u"pg_get_serial_sequence"_s};
    static const QStringList Others{u"to_regproc"_s,     u"to_regprocedure"_s, u"to_regoper"_s,
                                    u"to_regoperator"_s, u"to_regtype"_s,      u"to_regcollation"_s};
    addIfBare(NameKind::Function, object["funcname"_L1], object);
    const QStringList function = nameParts(object["funcname"_L1]);
    const QJsonObject argument = object["args"_L1].toArray().first()["A_Const"_L1].toObject();
    const QJsonValue name = argument["sval"_L1]["sval"_L1];
    if (function.isEmpty() || !name.isString() || !isBareName(name.toString()))
        return;
    if (Relations.contains(function.last()))
        add(NameKind::Relation, name.toString(), argument);
    else if (Others.contains(function.last()))
        add(NameKind::Type, name.toString(), argument);
}

void UnqualifiedFinder::lookAtExpression(const QJsonObject &object)
{
    const QStringList name = nameParts(object["name"_L1]);
    const QString syntax = syntaxOf(object["kind"_L1].toString());
    if (!syntax.isEmpty()) {
        const bool negated = !name.isEmpty() && (name.last().startsWith(u'!') || name.last() == "<>"_L1);
        add(NameKind::Syntax, negated ? u"NOT "_s + syntax : syntax, object);
    } else if (name.size() == 1) {
        add(NameKind::Operator, name.first(), object);
    }
}

void UnqualifiedFinder::lookAtSublink(const QJsonObject &object)
{
    const QString type = object["subLinkType"_L1].toString();
    if (type != "ANY_SUBLINK"_L1 && type != "ALL_SUBLINK"_L1)
        return;
    if (object.contains("operName"_L1))
        addIfBare(NameKind::Operator, object["operName"_L1], object);
    else
        add(NameKind::Syntax, u"IN"_s, object);
}

void UnqualifiedFinder::lookAtJoin(const QJsonObject &object)
{
    if (object["isNatural"_L1].toBool())
        add(NameKind::Syntax, u"NATURAL JOIN"_s, object);
    else if (object.contains("usingClause"_L1))
        add(NameKind::Syntax, u"JOIN USING"_s, object);
}

// 'pg_class'::regclass looks the name up when the text is read.
void UnqualifiedFinder::lookAtCast(const QJsonObject &object)
{
    static const QStringList Lookups{u"regclass"_s,  u"regproc"_s,       u"regprocedure"_s,
                                     u"regoper"_s,   u"regoperator"_s,   u"regtype"_s,
                                     u"regconfig"_s, u"regdictionary"_s, u"regcollation"_s};
    const QJsonValue text = object["arg"_L1]["A_Const"_L1]["sval"_L1];
    const QStringList type = nameParts(object["typeName"_L1]["names"_L1]);
    if (!text.isObject() || type.isEmpty() || !Lookups.contains(type.last()))
        return;
    if (const QString name = text["sval"_L1].toString(); isBareName(name))
        add(type.last() == "regclass"_L1 ? NameKind::Relation : NameKind::Type, name,
            object["arg"_L1]["A_Const"_L1].toObject());
}

// DROP, COMMENT and GRANT name what they are about by lists of strings. Of a trigger, policy, rule, constraint or
// column the table comes first.
void UnqualifiedFinder::lookAtDropped(const QString &type, const QJsonValue &object)
{
    static const QStringList Relations{u"OBJECT_TABLE"_s,    u"OBJECT_VIEW"_s,          u"OBJECT_MATVIEW"_s,
                                       u"OBJECT_INDEX"_s,    u"OBJECT_FOREIGN_TABLE"_s, u"OBJECT_SEQUENCE"_s,
                                       u"OBJECT_COLLATION"_s};
    static const QStringList Parts{
        u"OBJECT_TRIGGER"_s, u"OBJECT_POLICY"_s, u"OBJECT_RULE"_s, u"OBJECT_TABCONSTRAINT"_s, u"OBJECT_COLUMN"_s};
    const QStringList parts = nameParts(object["List"_L1]["items"_L1]);
    if (Parts.contains(type) ? parts.size() == 2 : Relations.contains(type) && parts.size() == 1)
        add(NameKind::Relation, parts.first(), {});
}

void UnqualifiedFinder::lookAtDefinition(const QString &node, const QJsonObject &object)
{
    if (node == "DropStmt"_L1) {
        for (const QJsonValue one : object["objects"_L1].toArray())
            lookAtDropped(object["removeType"_L1].toString(), one);
    } else if (node == "CommentStmt"_L1 || node == "SecLabelStmt"_L1) {
        lookAtDropped(object["objtype"_L1].toString(), object["object"_L1]);
    } else if (node == "CreateFunctionStmt"_L1 || node == "CreateTrigStmt"_L1 || node == "CreateEventTrigStmt"_L1) {
        addIfBare(NameKind::Function, object["funcname"_L1], {});
    } else if (node == "ObjectWithArgs"_L1) {
        addIfBare(NameKind::Function, object["objname"_L1], {});
    } else if (node == "DefineStmt"_L1) {
        addIfBare(NameKind::Type, object["defnames"_L1], {});
    } else if (node == "CreateEnumStmt"_L1 || node == "AlterEnumStmt"_L1 || node == "AlterDomainStmt"_L1) {
        addIfBare(NameKind::Type, object["typeName"_L1], {});
    } else if (node == "CreateDomainStmt"_L1) {
        addIfBare(NameKind::Type, object["domainname"_L1], {});
    } else if (node == "IndexElem"_L1 || node == "PartitionElem"_L1) {
        addIfBare(NameKind::OperatorClass, object["opclass"_L1], {});
        addIfBare(NameKind::Collation, object["collation"_L1], {});
    } else if (node == "Constraint"_L1) { // EXCLUDE: pairs of an element and its operator
        for (const QJsonValue pair : object["exclusions"_L1].toArray())
            addIfBare(NameKind::Operator, pair["List"_L1]["items"_L1][1]["List"_L1]["items"_L1], object);
    }
}

} // namespace

std::vector<UnqualifiedName> unqualifiedNames(const QString &sql)
{
    const QByteArray bytes = sql.toUtf8();
    const auto statements = parseTree(bytes);
    if (!statements)
        return {
            {NameKind::Unreadable, statements.error().message,
             std::clamp<qsizetype>(statements.error().character - 1, 0, sql.size())}};
    UnqualifiedFinder finder;
    finder.walk(*statements, {});
    std::vector<UnqualifiedName> found = finder.take();
    for (UnqualifiedName &one : found)
        one.position = QString::fromUtf8(bytes.first(std::min(one.position, bytes.size()))).size();
    std::ranges::stable_sort(found, {}, &UnqualifiedName::position);
    return found;
}

QString described(const UnqualifiedName &name)
{
    static const QStringList Words{u"function"_s, u"operator"_s,  u"syntax"_s,         u"relation"_s,
                                   u"type"_s,     u"collation"_s, u"operator class"_s, u"unreadable:"_s};
    return Words.at(int(name.kind)) + u' ' + name.name;
}

} // namespace howdah::sql
