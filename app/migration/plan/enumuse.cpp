// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/enumuse.h"

#include "sql/leadingwords.h"
#include "sql/parser.h"
#include "sql/splitter.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

// The last part of a qualified name: schemas do not tell types apart here.
QString lastName(const QJsonValue &names)
{
    const QStringList parts = sql::nameParts(names);
    return parts.isEmpty() ? QString() : parts.last();
}

QString typeName(const QJsonValue &type) { return lastName(type["names"_L1]); }

QJsonObject statementOf(const QByteArray &statement)
{
    const auto tree = sql::parseTree(statement);
    return tree && !tree->isEmpty() ? tree->first()["stmt"_L1].toObject() : QJsonObject();
}

// Whose arguments are of PostgreSQL's own types, so that no constant among them is a value of an enum.
bool takesNoEnum(const QString &function)
{
    static const QSet<QString> names{
        u"concat"_s,
        u"concat_ws"_s,
        u"current_setting"_s,
        u"format"_s,
        u"json_build_array"_s,
        u"json_build_object"_s,
        u"jsonb_build_array"_s,
        u"jsonb_build_object"_s,
        u"jsonb_set"_s,
        u"left"_s,
        u"lower"_s,
        u"md5"_s,
        u"nextval"_s,
        u"pg_notify"_s,
        u"position"_s,
        u"regexp_replace"_s,
        u"replace"_s,
        u"right"_s,
        u"set_config"_s,
        u"setval"_s,
        u"split_part"_s,
        u"strpos"_s,
        u"to_char"_s,
        u"to_date"_s,
        u"to_regclass"_s,
        u"to_timestamp"_s,
        u"to_tsvector"_s,
        u"upper"_s};
    return names.contains(function);
}

bool answersText(const QString &function)
{
    static const QSet<QString> names{u"concat"_s, u"concat_ws"_s,      u"current_setting"_s,
                                     u"format"_s, u"left"_s,           u"lower"_s,
                                     u"md5"_s,    u"regexp_replace"_s, u"replace"_s,
                                     u"right"_s,  u"split_part"_s,     u"to_char"_s,
                                     u"trim"_s,   u"btrim"_s,          u"upper"_s};
    return names.contains(function);
}

// A column of the catalog, where files ask whether something is there.
bool isOfCatalog(const QString &column)
{
    static const QSet<QString> names{u"attname"_s,   u"column_name"_s, u"conname"_s,      u"constraint_name"_s,
                                     u"enumlabel"_s, u"nspname"_s,     u"proname"_s,      u"relname"_s,
                                     u"tablename"_s, u"table_name"_s,  u"table_schema"_s, u"typname"_s};
    return names.contains(column);
}

// Operators of text and of JSON: beside them a constant is a pattern, a key or a path.
bool isOfText(const QString &name)
{
    static const QSet<QString> names{u"->"_s, u"->>"_s, u"#>"_s, u"#>>"_s, u"?"_s,  u"?|"_s,  u"?&"_s,  u"||"_s,
                                     u"~"_s,  u"~*"_s,  u"!~"_s, u"!~*"_s, u"~~"_s, u"~~*"_s, u"!~~"_s, u"!~~*"_s};
    return names.contains(name);
}

template <typename Is>
bool isAny(const QJsonArray &array, Is is)
{
    return std::any_of(array.begin(), array.end(), [&](const QJsonValue &one) { return is(one); });
}

// Looks for a value in one tree.
class EnumUseFinder final
{
public:
    EnumUseFinder(const EnumValue &value, const ColumnTypes &columns)
        : m_value(value)
        , m_columns(columns)
    {
    }

    [[nodiscard]] bool inStatement(const QJsonObject &statement)
    {
        const QString node = statement.begin().key();
        const QJsonObject body = statement.begin()->toObject();
        if (node == "AlterEnumStmt"_L1 || node == "CommentStmt"_L1 || node == "VariableSetStmt"_L1
            || node == "CreateEnumStmt"_L1)
            return false;
        if (node == "CreateFunctionStmt"_L1)
            return inFunction(body);
        if (node == "SelectStmt"_L1 && body["op"_L1].toString(u"SETOP_NONE"_s) == "SETOP_NONE"_L1)
            return inSelect(body);
        return isIn(node, body);
    }

private:
    // The types that something may be of. Empty: not known.
    using Types = QSet<QString>;

    [[nodiscard]] bool isEnum(const Types &types) const { return types.isEmpty() || types.contains(m_value.type); }
    [[nodiscard]] bool isConstant(const QJsonValue &node) const
    {
        return node["A_Const"_L1]["sval"_L1]["sval"_L1].toString() == m_value.value && !m_value.value.isEmpty();
    }

    // A constant where something of these types is wanted, or an expression.
    [[nodiscard]] bool isUsed(const QJsonValue &node, const Types &wanted)
    {
        if (isConstant(node))
            return isEnum(wanted);
        if (const QJsonValue choice = node["CaseExpr"_L1]; choice.isObject()) {
            const Types asked = typesOf(choice["arg"_L1]);
            bool used = isUsed(choice["defresult"_L1], wanted) || isIn(choice["arg"_L1]);
            for (const QJsonValue one : choice["args"_L1].toArray()) {
                const QJsonValue when = one["CaseWhen"_L1];
                used = used || isUsed(when["result"_L1], wanted) || isUsed(when["expr"_L1], asked);
            }
            return used;
        }
        if (const QJsonValue either = node["CoalesceExpr"_L1]; either.isObject()) {
            Types types = wanted;
            for (const QJsonValue one : either["args"_L1].toArray())
                types = types.isEmpty() ? typesOf(one) : types;
            return isAny(either["args"_L1].toArray(), [&](const QJsonValue &one) { return isUsed(one, types); });
        }
        return isIn(node);
    }

    // Of an expression, as far as it can be seen without a database.
    [[nodiscard]] Types typesOf(const QJsonValue &node) const
    {
        if (const QJsonValue cast = node["TypeCast"_L1]; cast.isObject())
            return {typeName(cast["typeName"_L1])};
        if (const QJsonValue column = node["ColumnRef"_L1]; column.isObject()) {
            const QStringList parts = sql::nameParts(column["fields"_L1]);
            if (parts.isEmpty())
                return {};
            if (isOfCatalog(parts.last()))
                return {u"name"_s};
            const QString table = parts.size() > 1 ? parts[parts.size() - 2] : m_table;
            return m_columns.typesOf(table, parts.last());
        }
        if (const QJsonValue call = node["FuncCall"_L1]; call.isObject() && answersText(lastName(call["funcname"_L1])))
            return {u"text"_s};
        if (const QJsonValue operation = node["A_Expr"_L1]; operation.isObject()) {
            const QString name = lastName(operation["name"_L1]);
            if (name == "->>"_L1 || name == "#>>"_L1 || name == "||"_L1)
                return {u"text"_s};
            if (name == "->"_L1 || name == "#>"_L1)
                return {u"jsonb"_s};
        }
        return {};
    }

    [[nodiscard]] bool isIn(const QJsonValue &node)
    {
        if (node.isArray())
            return isAny(node.toArray(), [this](const QJsonValue &one) { return isIn(one); });
        if (!node.isObject())
            return false;
        if (isConstant(node))
            return true;
        const QJsonObject object = node.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            if (isIn(it.key(), *it))
                return true;
        }
        return false;
    }

    [[nodiscard]] bool isIn(const QString &key, const QJsonValue &node)
    {
        if (!node.isObject())
            return isIn(node);
        if (key == "A_Expr"_L1)
            return inOperation(node);
        if (key == "TypeCast"_L1)
            return inCast(node);
        if (key == "FuncCall"_L1 && takesNoEnum(lastName(node["funcname"_L1])))
            return isAny(node["args"_L1].toArray(), [this](const QJsonValue &argument) {
                return !isConstant(argument) && isIn(argument);
            });
        if (key == "CaseExpr"_L1 || key == "CoalesceExpr"_L1)
            return isUsed(QJsonObject{{key, node}}, {});
        if (key == "ColumnDef"_L1)
            return inColumn(node);
        if (key == "FunctionParameter"_L1)
            return isUsed(node["defexpr"_L1], {typeName(node["argType"_L1])});
        if (key == "AlterTableStmt"_L1)
            return inAlterTable(node);
        if (key == "InsertStmt"_L1)
            return inInsert(node);
        if (key == "UpdateStmt"_L1)
            return inUpdate(node);
        return isIn(QJsonValue(node.toObject()));
    }

    // Both sides of a comparison are of one type.
    [[nodiscard]] bool inOperation(const QJsonValue &operation)
    {
        const QString kind = operation["kind"_L1].toString();
        const bool ofText = isOfText(lastName(operation["name"_L1])) || kind == "AEXPR_LIKE"_L1
                         || kind == "AEXPR_ILIKE"_L1 || kind == "AEXPR_SIMILAR"_L1;
        const QJsonValue left = operation["lexpr"_L1];
        const QJsonValue right = operation["rexpr"_L1];
        const Types text{u"text"_s};
        return isSideUsed(left, ofText ? text : typesOf(right)) || isSideUsed(right, ofText ? text : typesOf(left));
    }
    [[nodiscard]] bool isSideUsed(const QJsonValue &side, const Types &wanted)
    {
        const auto each = [&](const QJsonValue &list) {
            return isAny(list.toArray(), [&](const QJsonValue &one) { return isUsed(one, wanted); });
        };
        if (side.isArray()) // IN (...)
            return each(side);
        if (const QJsonValue list = side["List"_L1]; list.isObject())
            return each(list["items"_L1]);
        if (const QJsonValue array = side["A_ArrayExpr"_L1]; array.isObject())
            return each(array["elements"_L1]);
        return isUsed(side, wanted);
    }

    // 'x'::text is no value of the enum, 'x'::text::mood is one.
    [[nodiscard]] bool inCast(const QJsonValue &cast)
    {
        const QJsonValue argument = cast["arg"_L1];
        const QString type = typeName(cast["typeName"_L1]);
        if (type == m_value.type)
            return holds(argument);
        if (const QJsonValue array = argument["A_ArrayExpr"_L1]; array.isObject())
            return isSideUsed(argument, {type});
        return isUsed(argument, {type});
    }
    [[nodiscard]] bool holds(const QJsonValue &node) const
    {
        const auto in = [this](const QJsonValue &one) { return holds(one); };
        if (node.isArray())
            return isAny(node.toArray(), in);
        if (!node.isObject())
            return false;
        const QJsonObject object = node.toObject();
        return isConstant(node)
            || std::any_of(object.begin(), object.end(), [&](const QJsonValue &one) { return holds(one); });
    }

    [[nodiscard]] bool inColumn(const QJsonValue &column)
    {
        const Types types{typeName(column["typeName"_L1])};
        for (const QJsonValue constraint : column["constraints"_L1].toArray()) {
            if (isUsed(constraint["Constraint"_L1]["raw_expr"_L1], types))
                return true;
        }
        return isUsed(column["raw_default"_L1], types);
    }

    [[nodiscard]] bool inAlterTable(const QJsonValue &alter)
    {
        m_table = alter["relation"_L1]["relname"_L1].toString();
        return isAny(alter["cmds"_L1].toArray(), [this](const QJsonValue &one) {
            const QJsonValue command = one["AlterTableCmd"_L1];
            if (command["subtype"_L1].toString() == "AT_ColumnDefault"_L1)
                return isUsed(command["def"_L1], m_columns.typesOf(m_table, command["name"_L1].toString()));
            return isIn(command["def"_L1]);
        });
    }

    [[nodiscard]] bool inInsert(const QJsonValue &insert)
    {
        const QString table = insert["relation"_L1]["relname"_L1].toString();
        QStringList columns;
        for (const QJsonValue target : insert["cols"_L1].toArray())
            columns << target["ResTarget"_L1]["name"_L1].toString();
        const auto wanted = [&](qsizetype place) {
            return place < columns.size() ? m_columns.typesOf(table, columns[place]) : m_columns.typesOf(table);
        };
        const QJsonValue select = insert["selectStmt"_L1]["SelectStmt"_L1];
        for (const QJsonValue row : select["valuesLists"_L1].toArray()) {
            const QJsonArray items = row["List"_L1]["items"_L1].toArray();
            for (qsizetype i = 0; i < items.size(); ++i) {
                if (isUsed(items[i], wanted(i)))
                    return true;
            }
        }
        const QJsonArray targets = select["targetList"_L1].toArray();
        for (qsizetype i = 0; i < targets.size(); ++i) {
            if (isUsed(targets[i]["ResTarget"_L1]["val"_L1], wanted(i)))
                return true;
        }
        QJsonObject rest = select.toObject();
        rest.remove("valuesLists"_L1);
        rest.remove("targetList"_L1);
        return isIn(QJsonValue(rest)) || isAssigned(insert["onConflictClause"_L1]["targetList"_L1], table)
            || isIn(insert["onConflictClause"_L1]["whereClause"_L1]) || isIn(insert["returningList"_L1])
            || isIn(insert["withClause"_L1]);
    }

    [[nodiscard]] bool isAssigned(const QJsonValue &targets, const QString &table)
    {
        return isAny(targets.toArray(), [&](const QJsonValue &one) {
            const QJsonValue target = one["ResTarget"_L1];
            return isUsed(target["val"_L1], m_columns.typesOf(table, target["name"_L1].toString()));
        });
    }

    [[nodiscard]] bool inUpdate(const QJsonValue &update)
    {
        m_table = update["relation"_L1]["relname"_L1].toString();
        QJsonObject rest = update.toObject();
        rest.remove("targetList"_L1);
        return isAssigned(update["targetList"_L1], m_table) || isIn(QJsonValue(rest));
    }

    // SELECT 'x' answers text.
    [[nodiscard]] bool inSelect(const QJsonObject &select)
    {
        QJsonObject rest = select;
        rest.remove("targetList"_L1);
        const QJsonArray from = select["fromClause"_L1].toArray();
        if (from.size() == 1)
            m_table = from.first()["RangeVar"_L1]["relname"_L1].toString();
        return isAny(
                   select["targetList"_L1].toArray(),
                   [this](const QJsonValue &target) {
                       const QJsonValue value = target["ResTarget"_L1]["val"_L1];
                       return !isConstant(value) && isIn(value);
                   })
            || isIn(QJsonValue(rest));
    }

    // The body of a function in SQL is analysed when it is made; that of others only when it runs.
    [[nodiscard]] bool inFunction(const QJsonObject &function)
    {
        QString language;
        QStringList bodies;
        for (const QJsonValue option : function["options"_L1].toArray()) {
            const QJsonValue element = option["DefElem"_L1];
            const QString name = element["defname"_L1].toString();
            if (name == "language"_L1)
                language = element["arg"_L1]["String"_L1]["sval"_L1].toString();
            else if (name == "as"_L1)
                bodies = sql::nameParts(element["arg"_L1]["List"_L1]["items"_L1]);
        }
        if (isIn(function["parameters"_L1]) || isIn(function["sql_body"_L1]))
            return true;
        if (language.compare("sql"_L1, Qt::CaseInsensitive) != 0 || bodies.isEmpty()
            || !bodies.first().contains(m_value.value))
            return false;
        const auto trees = sql::parseTree(bodies.first().toUtf8());
        return !trees
            || isAny(*trees, [this](const QJsonValue &one) { return inStatement(one["stmt"_L1].toObject()); });
    }

    const EnumValue &m_value;
    const ColumnTypes &m_columns;
    QString m_table; // what columns without a table are of, where it is one
};

} // namespace

EnumValue addedEnumValue(const QByteArray &statement)
{
    const QJsonValue node = statementOf(statement)["AlterEnumStmt"_L1];
    if (!node.isObject() || node["oldVal"_L1].isString())
        return {};
    return {lastName(node["typeName"_L1]), node["newVal"_L1].toString()};
}

QString createdType(const QByteArray &statement)
{
    return lastName(statementOf(statement)["CreateEnumStmt"_L1]["typeName"_L1]);
}

void ColumnTypes::add(const QString &table, const QString &column, const QString &type)
{
    m_types[table][column].insert(type);
}

void ColumnTypes::readScript(QByteArrayView script)
{
    const auto pieces = sql::split(script.toByteArray());
    if (!pieces)
        return;
    for (const sql::Piece &piece : *pieces) {
        if (piece.kind == sql::PieceKind::Statement)
            readStatement(sql::textOf(piece, script).toByteArray());
    }
}

void ColumnTypes::readStatement(const QByteArray &statement)
{
    constexpr qsizetype LongestTable = 1 << 20;
    const std::vector<QByteArray> words = sql::leadingWords(statement.left(200), 5);
    const bool makes = !words.empty() && (words[0] == "CREATE" || words[0] == "ALTER");
    if (!makes || statement.size() > LongestTable || std::ranges::find(words, "TABLE") == words.end())
        return;
    const QJsonObject tree = statementOf(statement);
    const auto addColumn = [this](const QString &table, const QJsonValue &node, const QString &name = {}) {
        const QJsonValue column = node["ColumnDef"_L1];
        if (column.isObject())
            add(table, name.isEmpty() ? column["colname"_L1].toString() : name, typeName(column["typeName"_L1]));
    };
    if (const QJsonValue create = tree["CreateStmt"_L1]; create.isObject()) {
        const QString table = create["relation"_L1]["relname"_L1].toString();
        bool whole = !create.toObject().contains("inhRelations"_L1);
        for (const QJsonValue element : create["tableElts"_L1].toArray()) {
            addColumn(table, element);
            whole = whole && !element.toObject().contains("TableLikeClause"_L1);
        }
        if (whole)
            setWhole(table);
    } else if (const QJsonValue alter = tree["AlterTableStmt"_L1]; alter.isObject()) {
        for (const QJsonValue one : alter["cmds"_L1].toArray()) {
            const QJsonValue command = one["AlterTableCmd"_L1];
            addColumn(alter["relation"_L1]["relname"_L1].toString(), command["def"_L1], command["name"_L1].toString());
        }
    } else if (const QJsonValue rename = tree["RenameStmt"_L1]; rename.isObject()) {
        const QString table = rename["relation"_L1]["relname"_L1].toString();
        const QString name = rename["newname"_L1].toString();
        if (rename["renameType"_L1].toString() == "OBJECT_COLUMN"_L1) {
            for (const QString &type : typesOf(table, rename["subname"_L1].toString()))
                add(table, name, type);
        } else if (rename["renameType"_L1].toString() == "OBJECT_TABLE"_L1 && m_types.contains(table)) {
            const QHash<QString, QSet<QString>> columns = m_types.value(table);
            m_types.insert(name, columns);
            if (m_whole.contains(table))
                setWhole(name);
        }
    }
}

QSet<QString> ColumnTypes::typesOf(const QString &table, const QString &column) const
{
    if (const QSet<QString> known = m_types.value(table).value(column); !known.isEmpty())
        return known;
    QSet<QString> all;
    for (const auto &columns : m_types)
        all += columns.value(column);
    return all;
}

QSet<QString> ColumnTypes::typesOf(const QString &table) const
{
    QSet<QString> all;
    if (m_whole.contains(table)) {
        for (const QSet<QString> &types : m_types.value(table))
            all += types;
    }
    return all;
}

EnumUse enumUseIn(const QByteArray &statement, const EnumValue &value, const ColumnTypes &columns)
{
    QByteArray written = value.value.toUtf8();
    written.replace('\'', "''");
    if (!statement.contains(written))
        return EnumUse::None;
    const QJsonObject tree = statementOf(statement);
    if (tree.isEmpty()) // too long, or newer than the parser
        return statement.contains('\'' + written + '\'') ? EnumUse::Used : EnumUse::None;
    if (tree.contains("DoStmt"_L1))
        return EnumUse::Hidden;
    return EnumUseFinder(value, columns).inStatement(tree) ? EnumUse::Used : EnumUse::None;
}

bool copiesInto(const QByteArray &statement, const EnumValue &value, const ColumnTypes &columns)
{
    const QJsonValue copy = statementOf(statement)["CopyStmt"_L1];
    const QString table = copy["relation"_L1]["relname"_L1].toString();
    const auto mayBe = [&](const QSet<QString> &types) { return types.isEmpty() || types.contains(value.type); };
    const QStringList names = sql::nameParts(copy["attlist"_L1]);
    if (names.isEmpty())
        return mayBe(columns.typesOf(table));
    return std::ranges::any_of(names, [&](const QString &name) { return mayBe(columns.typesOf(table, name)); });
}

} // namespace howdah::migration
