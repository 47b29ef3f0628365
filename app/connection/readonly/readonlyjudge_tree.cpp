// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// ReadOnlyJudge by the parse tree.
#include "connection/readonly/readonlyjudge.h"
#include "connection/readonly/readonlysettings.h"
#include "connection/tr.h"

#include <QHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

// Judged by what they call; the server refuses those of them that write in a read-only transaction.
bool isQuery(const QString &node)
{
    static const QSet<QString> nodes{
        u"SelectStmt"_s, u"InsertStmt"_s, u"UpdateStmt"_s, u"DeleteStmt"_s, u"MergeStmt"_s};
    return nodes.contains(node);
}

// Without an effect beyond the session's own cursors, plans and channels.
bool isOfSession(const QString &node)
{
    static const QSet<QString> nodes{u"FetchStmt"_s,    u"ClosePortalStmt"_s,  u"DeallocateStmt"_s,    u"ListenStmt"_s,
                                     u"UnlistenStmt"_s, u"VariableShowStmt"_s, u"ConstraintsSetStmt"_s};
    return nodes.contains(node);
}

// PostgreSQL counts them among those that write, all of them, in each version (ClassifyUtilityCommandAsReadOnly): it
// refuses them itself, and says so in its own words.
bool isRefusedByServer(const QString &node)
{
    static const QSet<QString> others{
        u"CommentStmt"_s,
        u"CompositeTypeStmt"_s,
        u"DefineStmt"_s,
        u"DropdbStmt"_s,
        u"GrantStmt"_s,
        u"GrantRoleStmt"_s,
        u"ImportForeignSchemaStmt"_s,
        u"IndexStmt"_s,
        u"ReassignOwnedStmt"_s,
        u"RefreshMatViewStmt"_s,
        u"RenameStmt"_s,
        u"RuleStmt"_s,
        u"SecLabelStmt"_s,
        u"TruncateStmt"_s,
        u"ViewStmt"_s};
    return others.contains(node) || node.startsWith("Create"_L1) || node.startsWith("Drop"_L1)
        || (node.startsWith("Alter"_L1) && node != "AlterSystemStmt"_L1);
}

// As the command is written.
QString commandOf(const QString &node)
{
    static const QHash<QString, QString> names{
        {u"AlterSystemStmt"_s, u"ALTER SYSTEM"_s},
        {u"CheckPointStmt"_s, u"CHECKPOINT"_s},
        {u"ClusterStmt"_s, u"CLUSTER"_s},
        {u"DiscardStmt"_s, u"DISCARD"_s},
        {u"DoStmt"_s, u"DO"_s},
        {u"LoadStmt"_s, u"LOAD"_s},
        {u"NotifyStmt"_s, u"NOTIFY"_s},
        {u"ReindexStmt"_s, u"REINDEX"_s},
        {u"VacuumStmt"_s, u"VACUUM"_s}};
    return names.value(node, node.chopped(node.endsWith("Stmt"_L1) ? 4 : 0).toUpper());
}

QByteArray stringOf(const QJsonValue &value) { return value["String"_L1]["sval"_L1].toString().toUtf8(); }

// {schema, name} of a name that may be qualified, by a database as well.
std::pair<QByteArray, QByteArray> nameOf(const QJsonArray &parts)
{
    if (parts.isEmpty())
        return {};
    return {parts.size() > 1 ? stringOf(parts[parts.size() - 2]) : QByteArray(), stringOf(parts.last())};
}

// The text of a constant as SET takes it.
std::optional<QByteArray> constantOf(const QJsonValue &value)
{
    const QJsonValue constant = value["A_Const"_L1];
    if (constant["sval"_L1].isObject())
        return constant["sval"_L1]["sval"_L1].toString().toUtf8();
    if (constant["ival"_L1].isObject())
        return QByteArray::number(constant["ival"_L1]["ival"_L1].toInteger());
    if (constant["boolval"_L1].isObject())
        return constant["boolval"_L1]["boolval"_L1].toBool() ? "true" : "false";
    return {};
}

} // namespace

void ReadOnlyJudge::statement(const QJsonObject &holder)
{
    if (holder.isEmpty())
        return;
    command(holder.begin().key(), holder.begin().value().toObject());
}

void ReadOnlyJudge::command(const QString &node, const QJsonObject &body)
{
    // A default or an index, too, could fold a call while it is read.
    if (isQuery(node) || isOfSession(node) || isRefusedByServer(node)) {
        walk(body);
    } else if (node == "TransactionStmt"_L1) {
        transaction(body);
    } else if (node == "VariableSetStmt"_L1) {
        variable(body);
    } else if (node == "CopyStmt"_L1) {
        copy(body);
    } else if (node == "ExplainStmt"_L1) {
        explain(body);
    } else if (node == "DeclareCursorStmt"_L1 || node == "PrepareStmt"_L1) {
        m_intoIsRefused = true;
        if (node == "PrepareStmt"_L1)
            m_found.prepares = body["name"_L1].toString().toUtf8();
        walk(body["argtypes"_L1]);
        statement(body["query"_L1].toObject());
    } else if (node == "ExecuteStmt"_L1) {
        m_found.executes = body["name"_L1].toString().toUtf8();
        walk(body);
    } else if (node == "LockStmt"_L1) {
        if (body["mode"_L1].toInt() > 2) // ROW SHARE
            refuse(tr("A lock that blocks writes by others"));
    } else if (node == "CallStmt"_L1) {
        m_found.way = ReadOnlyWay::InBlock;
        call(body["funccall"_L1].toObject());
    } else {
        refuse(commandOf(node));
    }
}

void ReadOnlyJudge::transaction(const QJsonObject &body)
{
    const QString kind = body["kind"_L1].toString();
    if (kind == "TRANS_STMT_PREPARE"_L1)
        return refuse(u"PREPARE TRANSACTION"_s);
    if (kind == "TRANS_STMT_COMMIT_PREPARED"_L1)
        return refuse(u"COMMIT PREPARED"_s);
    if (kind == "TRANS_STMT_ROLLBACK_PREPARED"_L1)
        return refuse(u"ROLLBACK PREPARED"_s);
    transactionMode(body["options"_L1].toArray());
}

void ReadOnlyJudge::transactionMode(const QJsonArray &options)
{
    for (const QJsonValue option : options) {
        const QJsonValue element = option["DefElem"_L1];
        if (element["defname"_L1] == "transaction_read_only"_L1 && constantOf(element["arg"_L1]) != "1")
            refuse(u"READ WRITE"_s);
    }
}

void ReadOnlyJudge::variable(const QJsonObject &body)
{
    const QString kind = body["kind"_L1].toString();
    const QString name = body["name"_L1].toString();
    const QJsonArray values = body["args"_L1].toArray();
    if (kind == "VAR_RESET_ALL"_L1)
        return refuse(u"RESET ALL"_s); // back to how the session began: that may have been another mode
    if (kind == "VAR_SET_MULTI"_L1)
        return transactionMode(values);
    const std::optional<QByteArray> value = values.size() == 1 ? constantOf(values[0]) : std::nullopt;
    if (!isHarmlessSetting(name.toUtf8(), value ? &*value : nullptr))
        return refuse(tr("Changing the setting %1").arg(name));
    noteSetting(name.toUtf8(), value);
}

// A path of PostgreSQL's names alone is no other one for our own statements; that of a role may be.
void ReadOnlyJudge::noteSetting(const QByteArray &anyCase, const std::optional<QByteArray> &value)
{
    const QByteArray name = anyCase.toLower();
    if (name == "role")
        m_found.movesPath = m_found.movesPath || !m_options.postgresNames;
    if (name != "search_path")
        return;
    const QByteArray path = value ? QByteArray(*value).replace(' ', "") : QByteArray("?");
    const bool isPostgres = path.isEmpty() || path == "pg_catalog" || path == "pg_catalog,pg_temp";
    m_found.movesPath = m_found.movesPath || !isPostgres || !m_options.postgresNames;
}

void ReadOnlyJudge::copy(const QJsonObject &body)
{
    const bool reachesServer = body["is_program"_L1].toBool() || !body["filename"_L1].toString().isEmpty();
    if (reachesServer)
        return refuse(tr("COPY to a file or program on the server"));
    m_intoIsRefused = true;
    if (const QJsonObject query = body["query"_L1].toObject(); !query.isEmpty())
        statement(query);
    walk(body["whereClause"_L1]);
}

// What it explains is run by ANALYZE, and the server does not look at what it would have refused by itself.
void ReadOnlyJudge::explain(const QJsonObject &body)
{
    const QJsonObject query = body["query"_L1].toObject();
    const QString node = query.isEmpty() ? QString() : query.begin().key();
    if (!isQuery(node) && node != "ExecuteStmt"_L1 && node != "DeclareCursorStmt"_L1)
        return refuse(u"EXPLAIN "_s + commandOf(node));
    m_intoIsRefused = true;
    statement(query);
}

// ---- expressions

void ReadOnlyJudge::walk(const QJsonValue &value)
{
    if (value.isArray()) {
        for (const QJsonValue item : value.toArray())
            walk(item);
        return;
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.value().isObject())
            node(it.key(), it.value().toObject());
        else if (it.key() == "useOp"_L1 || it.key() == "operName"_L1)
            std::apply(
                [this](const auto &schema, const auto &name) { oper(schema, name); }, nameOf(it.value().toArray()));
        else if (it.value().isArray())
            walk(it.value());
    }
}

void ReadOnlyJudge::node(const QString &key, const QJsonObject &body)
{
    if (key == "FuncCall"_L1)
        return call(body);
    if (key == "A_Expr"_L1) {
        expression(body);
    } else if (key == "typeName"_L1 || key == "TypeName"_L1) {
        const auto [schema, name] = nameOf(body["names"_L1].toArray());
        type(schema, name);
    } else if (key == "ColumnRef"_L1) {
        const QJsonArray fields = body["fields"_L1].toArray();
        if (fields.size() > 1 && fields.last()["String"_L1].isObject())
            attribute(stringOf(fields.last()));
    } else if (key == "A_Indirection"_L1) {
        for (const QJsonValue step : body["indirection"_L1].toArray()) {
            if (step["String"_L1].isObject())
                attribute(stringOf(step));
        }
    } else if (key == "intoClause"_L1 && m_intoIsRefused) {
        refuse(u"SELECT INTO"_s);
    } else if (
        (key == "CaseExpr"_L1 && body.contains("arg"_L1))
        || (key == "JoinExpr"_L1 && (body.contains("usingClause"_L1) || body["isNatural"_L1].toBool()))
        || (key == "SubLink"_L1 && body["subLinkType"_L1] == "ANY_SUBLINK"_L1)) {
        oper({}, "=");
    }
    walk(body);
}

void ReadOnlyJudge::call(const QJsonObject &body)
{
    const auto [schema, name] = nameOf(body["funcname"_L1].toArray());
    const bool mayBePostgres = schema.isEmpty() || schema == "pg_catalog";
    if (!mayBePostgres || name != "set_config" || !setConfig(body["args"_L1].toArray()))
        function(schema, name);
    walk(body);
}

// As SET of a setting that is harmless. What it returns is nothing that anybody else wrote.
bool ReadOnlyJudge::setConfig(const QJsonArray &arguments)
{
    if (arguments.size() != 3)
        return false;
    const auto name = constantOf(arguments[0]);
    const auto value = constantOf(arguments[1]);
    if (!name || !isHarmlessSetting(*name, value ? &*value : nullptr))
        return false;
    noteSetting(*name, value);
    return true;
}

void ReadOnlyJudge::expression(const QJsonObject &body)
{
    const QString kind = body["kind"_L1].toString();
    if (kind.startsWith("AEXPR_BETWEEN"_L1) || kind.startsWith("AEXPR_NOT_BETWEEN"_L1)) {
        for (const char *one : {"<", "<=", ">", ">="})
            oper({}, one);
        return;
    }
    const auto [schema, name] = nameOf(body["name"_L1].toArray());
    oper(schema, name);
}

} // namespace howdah::connection
