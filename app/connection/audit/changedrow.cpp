// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/changedrow.h"

#include "sql/relationnames.h"
#include "sql/statementtree.h"

#include <QJsonArray>

#include <algorithm>
#include <map>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

using Values = std::multimap<QString, QString>; // by column

// Without casts and collations around it.
QJsonValue withoutCasts(QJsonValue value)
{
    while (value.isObject()) {
        const QJsonObject object = value.toObject();
        if (object.contains("TypeCast"_L1))
            value = object["TypeCast"_L1]["arg"_L1];
        else if (object.contains("CollateClause"_L1))
            value = object["CollateClause"_L1]["arg"_L1];
        else
            break;
    }
    return value;
}

QString columnIn(const QJsonValue &value)
{
    const QJsonArray fields = withoutCasts(value)["ColumnRef"_L1]["fields"_L1].toArray();
    return fields.isEmpty() ? QString() : fields.last()["String"_L1]["sval"_L1].toString();
}

// The text of a constant or of a parameter.
std::optional<QString> constantIn(const QJsonValue &value, const AuditEntry &entry)
{
    const QJsonValue plain = withoutCasts(value);
    if (const QJsonValue reference = plain["ParamRef"_L1]; reference.isObject()) {
        const auto number = size_t(reference["number"_L1].toInt());
        return number >= 1 && number <= entry.parameters.size() ? entry.parameters[number - 1] : std::nullopt;
    }
    const QJsonValue constant = plain["A_Const"_L1];
    if (!constant.isObject() || constant["isnull"_L1].toBool())
        return {};
    if (const QJsonValue text = constant["sval"_L1]; text.isObject())
        return text["sval"_L1].toString();
    if (const QJsonValue number = constant["ival"_L1]; number.isObject())
        return QString::number(number["ival"_L1].toInteger()); // 0 is left out
    if (const QJsonValue number = constant["fval"_L1]; number.isObject())
        return number["fval"_L1].toString();
    return {};
}

// What an AND of comparisons says by = and IN.
void takeCondition(const QJsonValue &condition, const AuditEntry &entry, Values &values)
{
    if (const QJsonValue terms = condition["BoolExpr"_L1]; terms.isObject()) {
        if (terms["boolop"_L1].toString() == "AND_EXPR"_L1) {
            for (const QJsonValue term : terms["args"_L1].toArray())
                takeCondition(term, entry, values);
        }
        return;
    }
    const QJsonValue comparison = condition["A_Expr"_L1];
    const QString sign = comparison["name"_L1].toArray().last()["String"_L1]["sval"_L1].toString();
    if (!comparison.isObject() || sign != "="_L1)
        return;
    const QString kind = comparison["kind"_L1].toString();
    QString column = columnIn(comparison["lexpr"_L1]);
    if (kind == "AEXPR_IN"_L1 && !column.isEmpty()) {
        for (const QJsonValue item : comparison["rexpr"_L1]["List"_L1]["items"_L1].toArray()) {
            if (const auto value = constantIn(item, entry))
                values.emplace(column, *value);
        }
        return;
    }
    if (kind != "AEXPR_OP"_L1)
        return;
    std::optional<QString> value = constantIn(comparison["rexpr"_L1], entry);
    if (column.isEmpty()) {
        column = columnIn(comparison["rexpr"_L1]);
        value = constantIn(comparison["lexpr"_L1], entry);
    }
    if (!column.isEmpty() && value)
        values.emplace(column, *value);
}

// The columns of an INSERT ... VALUES with what stands for them.
void takeInserted(const QJsonObject &insert, const AuditEntry &entry, Values &values)
{
    const QJsonArray columns = insert["cols"_L1].toArray();
    const QJsonArray rows = insert["selectStmt"_L1]["SelectStmt"_L1]["valuesLists"_L1].toArray();
    for (const QJsonValue row : rows) {
        const QJsonArray items = row["List"_L1]["items"_L1].toArray();
        for (qsizetype i = 0; i < std::min(items.size(), columns.size()); ++i) {
            if (const auto value = constantIn(items[i], entry))
                values.emplace(columns[i]["ResTarget"_L1]["name"_L1].toString(), *value);
        }
    }
}

bool sameName(const QString &name, const QString &wanted, bool byHand)
{
    return name.compare(wanted, byHand ? Qt::CaseInsensitive : Qt::CaseSensitive) == 0;
}

bool namesTable(const sql::StatementTree &tree, const AuditedRow &row)
{
    const auto relations = sql::relationsOf(tree.node, tree.body);
    return std::ranges::any_of(relations, [&row](const sql::RelationName &relation) {
        return sameName(relation.name, row.table, row.byHand)
            && (row.schema.isEmpty() || relation.schema.isEmpty() || sameName(relation.schema, row.schema, row.byHand));
    });
}

// Of a column that is named, what the statement says of it; a column that it does not speak of rules nothing out.
bool says(const Values &values, const std::pair<QString, QString> &wanted, bool byHand, bool isWhole)
{
    const auto isWanted = [&wanted](const auto &one) { return one.second == wanted.second; };
    if (wanted.first.isEmpty())
        return std::ranges::any_of(values, isWanted);
    bool speaks = false;
    for (const auto &one : values) {
        if (!sameName(one.first, wanted.first, byHand))
            continue;
        if (isWanted(one))
            return true;
        speaks = true;
    }
    return !speaks && !isWhole && !byHand;
}

bool meansRow(const sql::StatementTree &tree, const AuditEntry &entry, const AuditedRow &row)
{
    Values values;
    // An INSERT that leaves the key to the server says nothing of it: each would fit each row.
    const bool inserts = tree.is("InsertStmt"_L1);
    if (inserts)
        takeInserted(tree.body, entry, values);
    else if (tree.is("UpdateStmt"_L1) || tree.is("DeleteStmt"_L1))
        takeCondition(tree.body["whereClause"_L1], entry, values);
    // What is typed is looked for; of a row that was picked everything is wanted that may concern it.
    if (values.empty())
        return !row.byHand && !inserts;
    return std::ranges::all_of(row.key, [&](const auto &one) { return says(values, one, row.byHand, inserts); });
}

// A part of a qualified name, which may stand in quotes.
QString plainName(const QString &name)
{
    QString plain = name.trimmed();
    if (plain.size() >= 2 && plain.startsWith(u'"') && plain.endsWith(u'"'))
        return plain.sliced(1, plain.size() - 2).replace(u"\"\""_s, u"\""_s);
    return plain;
}

} // namespace

AuditedRow auditedRow(const QString &table, const QString &key)
{
    AuditedRow row;
    row.byHand = true;
    bool quoted = false;
    qsizetype point = -1;
    for (qsizetype at = 0; at < table.size(); ++at) {
        if (table[at] == u'"')
            quoted = !quoted;
        else if (table[at] == u'.' && !quoted)
            point = at;
    }
    if (point >= 0)
        row.schema = plainName(table.left(point));
    row.table = plainName(table.mid(point + 1));
    // A value may hold a comma, and then it is no list of columns.
    const QStringList parts = key.split(u',');
    const bool isList = std::ranges::all_of(parts, [](const QString &part) { return part.indexOf(u'=') > 0; });
    if (isList) {
        for (const QString &part : parts)
            row.key.emplace_back(plainName(part.section(u'=', 0, 0)), part.section(u'=', 1).trimmed());
    } else if (!key.trimmed().isEmpty()) {
        row.key.emplace_back(QString(), key.trimmed());
    }
    return row;
}

bool mayHaveChanged(const AuditEntry &entry, const AuditedRow &row)
{
    if (row.isEmpty())
        return true;
    if (entry.kind != AuditEntry::Kind::Statement || !entry.sql.contains(row.table, Qt::CaseInsensitive))
        return false;
    const sql::StatementTree tree = sql::readStatement(entry.sql.toUtf8());
    // What the grammar does not read is told by its words alone.
    if (!tree.isParsed())
        return row.key.empty() || !row.byHand || entry.sql.contains(row.key.front().second);
    if (!row.table.isEmpty() && !namesTable(tree, row))
        return false;
    return row.key.empty() || meansRow(tree, entry, row);
}

} // namespace howdah::connection
