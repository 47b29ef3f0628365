// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/querynames.h"

#include "sql/parser.h"
#include "sql/tr.h"

#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

// ["schema", "name"] of a list of String nodes.
qsizetype placeOf(const QJsonObject &node) { return node["location"_L1].toInteger(); }

// The columns that a value is, or may be, as they are: their types are that of the value.
class DirectColumns final
{
public:
    [[nodiscard]] static QStringList of(const QJsonValue &value)
    {
        DirectColumns columns;
        columns.walk(value);
        return columns.m_found;
    }

private:
    void walkAll(const QJsonValue &values)
    {
        for (const QJsonValue value : values.toArray())
            walk(value);
    }

    void walk(const QJsonValue &value)
    {
        if (value.isArray())
            return walkAll(value);
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it)
            node(it.key(), it.value());
    }

    void node(const QString &kind, const QJsonValue &body)
    {
        if (kind == "ColumnRef"_L1) {
            const QJsonObject last = body["fields"_L1].toArray().last().toObject();
            m_found << (last.contains("A_Star"_L1) ? u"*"_s : last["String"_L1]["sval"_L1].toString());
        } else if (kind == "TypeCast"_L1) {
            const QStringList type = nameParts(body["typeName"_L1]["names"_L1]);
            if (!type.isEmpty())
                m_found << u"::"_s + type.last();
        } else if (kind == "A_ArrayExpr"_L1) {
            walkAll(body["elements"_L1]);
        } else if (kind == "RowExpr"_L1 || kind == "CoalesceExpr"_L1 || kind == "MinMaxExpr"_L1) {
            walkAll(body["args"_L1]);
        } else if (kind == "List"_L1) {
            walkAll(body["items"_L1]);
        } else if (kind == "A_Indirection"_L1 || kind == "CollateClause"_L1) {
            walk(body["arg"_L1]);
        } else if (kind == "CaseExpr"_L1) {
            for (const QJsonValue when : body["args"_L1].toArray())
                walk(when["CaseWhen"_L1]["result"_L1]);
            walk(body["defresult"_L1]);
        } else if (kind == "SubLink"_L1 && body["subLinkType"_L1] == "EXPR_SUBLINK"_L1) {
            targets(body["subselect"_L1]["SelectStmt"_L1].toObject());
        }
    }

    void targets(const QJsonObject &select)
    {
        if (select.contains("larg"_L1))
            targets(select["larg"_L1].toObject());
        for (const QJsonValue target : select["targetList"_L1].toArray())
            walk(target["ResTarget"_L1]["val"_L1]);
    }

    QStringList m_found;
};

class Collector final
{
public:
    void walk(const QJsonValue &value, const QStringList &hidden)
    {
        if (value.isArray()) {
            for (const QJsonValue item : value.toArray())
                walk(item, hidden);
            return;
        }
        if (!value.isObject())
            return;
        const QJsonObject object = value.toObject();
        if (object["relname"_L1].isString())
            return relation(object, hidden);
        const QJsonValue with = object["withClause"_L1];
        const QStringList inner = with.isObject() ? walkWith(with.toObject(), hidden) : hidden;
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (it.key() == "withClause"_L1)
                continue;
            note(it.key(), it.value().toObject());
            walk(it.value(), inner);
        }
    }

    [[nodiscard]] QueryNames take() { return std::move(m_names); }

private:
    void relation(const QJsonObject &range, const QStringList &hidden)
    {
        const QString schema = range["schemaname"_L1].toString();
        const QString name = range["relname"_L1].toString();
        if (!schema.isEmpty() || !hidden.contains(name))
            m_names.relations.push_back({schema, name, placeOf(range)});
    }

    // Each expression sees those before it; with RECURSIVE all. Returns what the statement behind them sees.
    [[nodiscard]] QStringList walkWith(const QJsonObject &with, QStringList hidden)
    {
        const QJsonArray expressions = with["ctes"_L1].toArray();
        const auto nameOf = [](const QJsonValue &item) { return item["CommonTableExpr"_L1]["ctename"_L1].toString(); };
        if (with["recursive"_L1].toBool()) {
            for (const QJsonValue item : expressions)
                hidden += nameOf(item);
        }
        for (const QJsonValue item : expressions) {
            const QJsonObject expression = item["CommonTableExpr"_L1].toObject();
            walk(expression["ctequery"_L1], hidden);
            rename(nameParts(expression["aliascolnames"_L1]), expression["ctequery"_L1]["SelectStmt"_L1].toObject());
            hidden += nameOf(item);
        }
        return hidden;
    }

    // Names that are given to the outputs of a query by their places.
    void rename(const QStringList &names, const QJsonObject &select)
    {
        if (names.isEmpty())
            return;
        if (select.contains("larg"_L1)) {
            rename(names, select["larg"_L1].toObject());
            rename(names, select["rarg"_L1].toObject());
            return;
        }
        const QJsonArray targets = select["targetList"_L1].toArray();
        QStringList stars;
        for (qsizetype i = 0; i < targets.size(); ++i) {
            const QStringList columns = DirectColumns::of(targets[i]["ResTarget"_L1]["val"_L1]);
            if (columns.contains(u"*"_s))
                stars = columns;
            else if (i < names.size())
                m_names.aliases.emplace_back(names[i], columns);
        }
        for (const QString &name : names) {
            if (!stars.isEmpty())
                m_names.aliases.emplace_back(name, stars);
        }
    }

    void note(const QString &kind, const QJsonObject &body)
    {
        if (kind == "TypeName"_L1 || kind == "typeName"_L1)
            type(body);
        else if (kind == "FuncCall"_L1)
            call(body);
        else if (kind == "A_Expr"_L1)
            expression(body);
        else if (kind == "CaseExpr"_L1 && body.contains("arg"_L1))
            caseOf(body);
        else if (kind == "SubLink"_L1)
            subLink(body);
        else if (kind == "JoinExpr"_L1)
            join(body);
        else if (kind == "ResTarget"_L1 && body["name"_L1].isString())
            m_names.aliases.emplace_back(body["name"_L1].toString(), DirectColumns::of(body["val"_L1]));
        else if (kind == "RangeSubselect"_L1)
            rename(nameParts(body["alias"_L1]["colnames"_L1]), body["subquery"_L1]["SelectStmt"_L1].toObject());
    }

    void use(const QString &name, QStringList columns, qsizetype byte, bool isFunction = false)
    {
        if (!columns.isEmpty())
            m_names.uses.push_back({name, isFunction, std::move(columns), byte});
    }

    void type(const QJsonObject &body)
    {
        const QStringList parts = nameParts(body["names"_L1]);
        if (!parts.isEmpty())
            m_names.types.push_back(
                {parts.size() > 1 ? parts[parts.size() - 2] : QString(), parts.last(), placeOf(body)});
    }

    void call(const QJsonObject &body)
    {
        const QStringList parts = nameParts(body["funcname"_L1]);
        if (parts.isEmpty())
            return;
        const QJsonArray arguments = body["args"_L1].toArray();
        // The grammar knows this one by its bare name alone when it has several arguments.
        const bool isKnownBare = parts.last() == "unnest"_L1 && arguments.size() > 1;
        if (!isKnownBare)
            m_names.functions.push_back(
                {parts.size() > 1 ? parts[parts.size() - 2] : QString(), parts.last(), placeOf(body)});
        if (parts.size() == 1)
            use(parts.last(), DirectColumns::of(arguments), placeOf(body), true);
    }

    void expression(const QJsonObject &body)
    {
        const QString kind = body["kind"_L1].toString();
        const QStringList parts = nameParts(body["name"_L1]);
        QStringList columns = DirectColumns::of(body["lexpr"_L1]) + DirectColumns::of(body["rexpr"_L1]);
        if (kind.contains("BETWEEN"_L1)) {
            use(u">="_s, columns, placeOf(body));
            use(u"<="_s, columns, placeOf(body));
            return;
        }
        // With a schema it was meant; but for that of PostgreSQL before ANY, which our own filters are.
        const bool isMeant = parts.size() > 1 && !(kind == "AEXPR_OP_ANY"_L1 && parts.first() == "pg_catalog"_L1);
        if (!isMeant && !parts.isEmpty())
            use(parts.last(), columns, placeOf(body));
    }

    void caseOf(const QJsonObject &body)
    {
        QStringList columns = DirectColumns::of(body["arg"_L1]);
        for (const QJsonValue when : body["args"_L1].toArray())
            columns += DirectColumns::of(when["CaseWhen"_L1]["expr"_L1]);
        use(u"="_s, columns, placeOf(body));
    }

    void subLink(const QJsonObject &body)
    {
        if (!body.contains("testexpr"_L1))
            return;
        const QStringList parts = nameParts(body["operName"_L1]);
        QStringList columns = DirectColumns::of(body["testexpr"_L1]);
        for (const QJsonValue target : body["subselect"_L1]["SelectStmt"_L1]["targetList"_L1].toArray())
            columns += DirectColumns::of(target["ResTarget"_L1]["val"_L1]);
        if (parts.size() < 2)
            use(parts.isEmpty() ? u"="_s : parts.last(), columns, placeOf(body));
    }

    void join(const QJsonObject &body)
    {
        if (body["isNatural"_L1].toBool())
            use(u"="_s, {u"*"_s}, placeOf(body));
        use(u"="_s, nameParts(body["usingClause"_L1]), placeOf(body));
    }

    QueryNames m_names;
};

// The first place below that a reader has no business with.
class ReadingCheck final
{
public:
    void walk(const QJsonValue &value)
    {
        if (m_problem)
            return;
        if (value.isArray()) {
            for (const QJsonValue item : value.toArray())
                walk(item);
            return;
        }
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end() && !m_problem; ++it) {
            check(it.key(), it.value());
            walk(it.value());
        }
    }
    [[nodiscard]] std::optional<QueryProblem> problem() const { return m_problem; }

private:
    void check(const QString &key, const QJsonValue &value)
    {
        if (key == "intoClause"_L1)
            m_problem = {
                tr("INTO would create a table; only reading is allowed here"),
                value["rel"_L1]["location"_L1].toInteger(-1)};
        else if (key == "lockingClause"_L1 && !value.toArray().isEmpty())
            m_problem = {tr("FOR UPDATE, SHARE and the like lock rows; only reading is allowed here"), -1};
        else if (key != "SelectStmt"_L1 && key.endsWith("Stmt"_L1))
            m_problem = {tr("Only reading is allowed here"), -1};
    }

    std::optional<QueryProblem> m_problem;
};

} // namespace

QueryNames namesOfQuery(const QJsonArray &statements)
{
    Collector collector;
    collector.walk(statements, {});
    return collector.take();
}

std::optional<QueryProblem> problemWithReading(const QJsonArray &statements)
{
    if (statements.isEmpty())
        return QueryProblem{tr("There is no query here, only a comment"), -1};
    if (statements.size() > 1)
        return QueryProblem{tr("A query must be a single statement"), statements[1]["stmt_location"_L1].toInteger()};
    if (!statements[0]["stmt"_L1].toObject().contains("SelectStmt"_L1))
        return QueryProblem{tr("A query must be a SELECT"), 0};
    ReadingCheck check;
    check.walk(statements[0]["stmt"_L1]);
    return check.problem();
}

} // namespace howdah::sql
