// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/classify.h"

#include "sql/leadingwords.h"
#include "sql/relationnames.h"
#include "sql/statementtree.h"
#include "sql/transactionrule.h"

#include <QHash>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

const QHash<QString, StatementKind> &kindsOfNodes()
{
    using enum StatementKind;
    static const QHash<QString, StatementKind> kinds{
        {u"SelectStmt"_s, Select},
        {u"InsertStmt"_s, Insert},
        {u"UpdateStmt"_s, Update},
        {u"DeleteStmt"_s, Delete},
        {u"MergeStmt"_s, Merge},
        {u"CopyStmt"_s, Copy},
        {u"CallStmt"_s, Call},
        {u"DoStmt"_s, Do},
        {u"ExplainStmt"_s, Explain},
        {u"CreateStmt"_s, CreateTable},
        {u"CreateForeignTableStmt"_s, CreateTable},
        {u"CreateTableAsStmt"_s, CreateTableAs},
        {u"IndexStmt"_s, CreateIndex},
        {u"ViewStmt"_s, CreateView},
        {u"CreateFunctionStmt"_s, CreateFunction},
        {u"CreateTrigStmt"_s, CreateTrigger},
        {u"CreateEventTrigStmt"_s, CreateTrigger},
        {u"CreateEnumStmt"_s, CreateType},
        {u"CompositeTypeStmt"_s, CreateType},
        {u"CreateDomainStmt"_s, CreateType},
        {u"CreateRangeStmt"_s, CreateType},
        {u"CreateSchemaStmt"_s, CreateSchema},
        {u"CreateSeqStmt"_s, CreateSequence},
        {u"CreateExtensionStmt"_s, CreateExtension},
        {u"CreatedbStmt"_s, CreateDatabase},
        {u"AlterTableStmt"_s, AlterTable},
        {u"RenameStmt"_s, Rename},
        {u"DropStmt"_s, Drop},
        {u"DropdbStmt"_s, Drop},
        {u"DropOwnedStmt"_s, Drop},
        {u"DropRoleStmt"_s, Drop},
        {u"DropTableSpaceStmt"_s, Drop},
        {u"DropSubscriptionStmt"_s, Drop},
        {u"DropUserMappingStmt"_s, Drop},
        {u"TruncateStmt"_s, Truncate},
        {u"CommentStmt"_s, Comment},
        {u"GrantStmt"_s, Grant},
        {u"GrantRoleStmt"_s, Grant},
        {u"TransactionStmt"_s, Transaction},
        {u"VariableSetStmt"_s, Set},
        {u"ConstraintsSetStmt"_s, Set},
        {u"VariableShowStmt"_s, Show},
        {u"ReindexStmt"_s, Reindex},
        {u"ClusterStmt"_s, Cluster},
        {u"RefreshMatViewStmt"_s, Refresh},
        {u"LockStmt"_s, Lock},
        {u"NotifyStmt"_s, Notify},
        {u"ListenStmt"_s, Notify},
        {u"UnlistenStmt"_s, Notify},
        {u"PrepareStmt"_s, Prepare},
        {u"ExecuteStmt"_s, Prepare},
        {u"DeallocateStmt"_s, Prepare},
        {u"DeclareCursorStmt"_s, Cursor},
        {u"FetchStmt"_s, Cursor},
        {u"ClosePortalStmt"_s, Cursor},
        {u"DiscardStmt"_s, Discard}};
    return kinds;
}

StatementKind kindOf(const QString &node, const QJsonObject &statement)
{
    if (node == "VacuumStmt"_L1)
        return statement["is_vacuumcmd"_L1].toBool() ? StatementKind::Vacuum : StatementKind::Analyze;
    if (node == "SelectStmt"_L1 && statement.contains("intoClause"_L1))
        return StatementKind::CreateTableAs;
    if (node == "DefineStmt"_L1)
        return statement["kind"_L1] == "OBJECT_TYPE"_L1 ? StatementKind::CreateType : StatementKind::CreateOther;
    if (const auto found = kindsOfNodes().constFind(node); found != kindsOfNodes().cend())
        return *found;
    if (node.startsWith("Create"_L1) || node == "RuleStmt"_L1)
        return StatementKind::CreateOther;
    return node.startsWith("Alter"_L1) ? StatementKind::AlterOther : StatementKind::Other;
}

// Kinds that their first word leaves no doubt about, for statements too large to parse.
StatementKind kindOf(const QString &command)
{
    using enum StatementKind;
    static const QHash<QString, StatementKind> kinds{
        {u"INSERT"_s, Insert},
        {u"UPDATE"_s, Update},
        {u"DELETE"_s, Delete},
        {u"MERGE"_s, Merge},
        {u"SELECT"_s, Select},
        {u"DO"_s, Do},
        {u"CALL"_s, Call},
        {u"TRUNCATE"_s, Truncate},
        {u"CREATE TABLE"_s, CreateTable},
        {u"CREATE VIEW"_s, CreateView},
        {u"CREATE FUNCTION"_s, CreateFunction},
        {u"CREATE PROCEDURE"_s, CreateFunction},
        {u"ALTER TABLE"_s, AlterTable}};
    return kinds.value(command, Unknown);
}

bool contains(const QJsonValue &value, const QString &node)
{
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        return std::any_of(array.begin(), array.end(), [&](const QJsonValue &item) { return contains(item, node); });
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == node || (it.key() != "sql_body"_L1 && contains(it.value(), node)))
            return true;
    }
    return false;
}

bool dropDestroys(const QJsonObject &statement)
{
    static const QStringList HoldData{
        u"OBJECT_TABLE"_s, u"OBJECT_SCHEMA"_s, u"OBJECT_MATVIEW"_s, u"OBJECT_SEQUENCE"_s, u"OBJECT_EXTENSION"_s};
    return HoldData.contains(statement["removeType"_L1].toString()) || statement["behavior"_L1] == "DROP_CASCADE"_L1;
}

bool alterDestroys(const QJsonObject &statement)
{
    const QJsonArray commands = statement["cmds"_L1].toArray();
    return std::any_of(commands.begin(), commands.end(), [](const QJsonValue &item) {
        const QString what = item["AlterTableCmd"_L1]["subtype"_L1].toString();
        return what == "AT_DropColumn"_L1 || what == "AT_AlterColumnType"_L1;
    });
}

bool mergeDeletes(const QJsonObject &statement)
{
    const QJsonArray clauses = statement["mergeWhenClauses"_L1].toArray();
    return std::any_of(clauses.begin(), clauses.end(), [](const QJsonValue &item) {
        return item["MergeWhenClause"_L1]["commandType"_L1] == "CMD_DELETE"_L1;
    });
}

bool executes(const QJsonObject &explain)
{
    const QJsonArray options = explain["options"_L1].toArray();
    return std::any_of(options.begin(), options.end(), [](const QJsonValue &item) {
        return item["DefElem"_L1]["defname"_L1] == "analyze"_L1;
    });
}

bool destroys(const QString &node, const QJsonObject &statement)
{
    if (node == "TruncateStmt"_L1 || node == "DropdbStmt"_L1 || node == "DropOwnedStmt"_L1 || node == "DeleteStmt"_L1)
        return true;
    if (node == "DropStmt"_L1)
        return dropDestroys(statement);
    if (node == "AlterTableStmt"_L1)
        return alterDestroys(statement);
    if (node == "MergeStmt"_L1 && mergeDeletes(statement))
        return true;
    if (node == "ExplainStmt"_L1 && !executes(statement))
        return false;
    if (node == "RuleStmt"_L1 || node == "PrepareStmt"_L1)
        return false; // it only says what will be done later
    return contains(statement, u"DeleteStmt"_s);
}

bool destroysByWords(const std::vector<QByteArray> &words)
{
    const auto has = [&](QByteArrayView word) { return std::ranges::find(words, word) != words.end(); };
    if (words.empty())
        return false;
    const QByteArray &first = words.front();
    if (first == "TRUNCATE" || first == "DELETE")
        return true;
    if (first == "DROP")
        return has("TABLE") || has("SCHEMA") || has("DATABASE") || has("SEQUENCE") || has("MATERIALIZED")
            || has("OWNED") || has("EXTENSION") || has("CASCADE");
    if (first == "ALTER")
        return has("TYPE") || (has("DROP") && !has("CONSTRAINT"));
    return (first == "WITH" || first == "MERGE") && has("DELETE");
}

Classification byWords(const std::vector<QByteArray> &words, bool refused)
{
    Classification result;
    result.command = commandName(words);
    result.transaction = transactionRuleOf(words);
    result.destroysData = destroysByWords(words);
    if (!refused)
        result.kind = kindOf(result.command);
    return result;
}

// The words of the command, or, where they begin with WITH, VALUES or a parenthesis, what it comes to.
QString commandOf(StatementKind kind, const std::vector<QByteArray> &words)
{
    QString name = commandName(words);
    if (name != "WITH"_L1 && name != "VALUES"_L1 && name != "TABLE"_L1)
        return name;
    if (kind == StatementKind::Insert)
        return u"INSERT"_s;
    if (kind == StatementKind::Update)
        return u"UPDATE"_s;
    if (kind == StatementKind::Delete)
        return u"DELETE"_s;
    return kind == StatementKind::Merge ? u"MERGE"_s : u"SELECT"_s;
}

} // namespace

Classification classify(QStringView statement) { return classify(readStatement(statement.toUtf8())); }

Classification classify(const StatementTree &tree)
{
    if (!tree.isParsed()) {
        const bool wrong = tree.failure && tree.failure->reason == ParseFailure::Reason::Syntax;
        return byWords(tree.words, tree.several || wrong);
    }
    Classification result;
    result.parsed = true;
    result.kind = kindOf(tree.node, tree.body);
    result.command = commandOf(result.kind, tree.words);
    result.transaction = transactionRuleOf(tree.node, tree.body);
    result.relations = relationsOf(tree.node, tree.body);
    result.destroysData = destroys(tree.node, tree.body);
    return result;
}

} // namespace howdah::sql
