// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/transactionrule.h"

#include <QJsonArray>

#include <algorithm>
#include <initializer_list>
#include <optional>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

bool isOneOf(const QString &text, std::initializer_list<QLatin1String> list)
{
    return std::ranges::find(list, text) != list.end();
}

bool createsSlot(const QJsonArray &options)
{
    if (booleanOption(options, "connect"_L1) == false)
        return false;
    return booleanOption(options, "create_slot"_L1).value_or(true);
}

bool reindexIsAlone(const QJsonObject &statement)
{
    return isOneOf(
               statement["kind"_L1].toString(),
               {"REINDEX_OBJECT_DATABASE"_L1, "REINDEX_OBJECT_SYSTEM"_L1, "REINDEX_OBJECT_SCHEMA"_L1})
        || booleanOption(statement["params"_L1].toArray(), "concurrently"_L1).value_or(false);
}

bool altersSubscriptionAlone(const QJsonObject &statement)
{
    const QString kind = statement["kind"_L1].toString();
    if (kind == "ALTER_SUBSCRIPTION_REFRESH"_L1)
        return true;
    return isOneOf(
               kind, {"ALTER_SUBSCRIPTION_SET_PUBLICATION"_L1, "ALTER_SUBSCRIPTION_ADD_PUBLICATION"_L1,
                      "ALTER_SUBSCRIPTION_DROP_PUBLICATION"_L1})
        && booleanOption(statement["options"_L1].toArray(), "refresh"_L1).value_or(true);
}

bool detachesConcurrently(const QJsonObject &statement)
{
    const QJsonArray commands = statement["cmds"_L1].toArray();
    return std::any_of(commands.begin(), commands.end(), [](const QJsonValue &item) {
        const QJsonObject command = item["AlterTableCmd"_L1].toObject();
        return command["subtype"_L1] == "AT_DetachPartition"_L1
            && command["def"_L1]["PartitionCmd"_L1]["concurrent"_L1].toBool();
    });
}

bool movesDatabase(const QJsonObject &statement)
{
    const QJsonArray options = statement["options"_L1].toArray();
    return std::any_of(options.begin(), options.end(), [](const QJsonValue &item) {
        return item["DefElem"_L1]["defname"_L1] == "tablespace"_L1;
    });
}

bool isForbidden(const QString &node, const QJsonObject &statement)
{
    if (isOneOf(
            node, {"CreatedbStmt"_L1, "DropdbStmt"_L1, "CreateTableSpaceStmt"_L1, "DropTableSpaceStmt"_L1,
                   "AlterSystemStmt"_L1, "DropSubscriptionStmt"_L1}))
        return true;
    if (node == "VacuumStmt"_L1)
        return statement["is_vacuumcmd"_L1].toBool();
    if (node == "IndexStmt"_L1 || node == "DropStmt"_L1)
        return statement["concurrent"_L1].toBool();
    if (node == "ReindexStmt"_L1)
        return reindexIsAlone(statement);
    if (node == "ClusterStmt"_L1)
        return !statement.contains("relation"_L1);
    if (node == "DiscardStmt"_L1)
        return statement["target"_L1] == "DISCARD_ALL"_L1;
    if (node == "AlterTableStmt"_L1)
        return detachesConcurrently(statement);
    if (node == "AlterDatabaseStmt"_L1)
        return movesDatabase(statement);
    if (node == "CreateSubscriptionStmt"_L1)
        return createsSlot(statement["options"_L1].toArray());
    return node == "AlterSubscriptionStmt"_L1 && altersSubscriptionAlone(statement);
}

} // namespace

std::optional<bool> booleanOption(const QJsonArray &options, QLatin1String name)
{
    for (const QJsonValue item : options) {
        const QJsonObject option = item["DefElem"_L1].toObject();
        if (option["defname"_L1].toString() != name)
            continue;
        const QJsonObject value = option["arg"_L1].toObject();
        if (value.contains("Integer"_L1))
            return value["Integer"_L1]["ival"_L1].toInteger() != 0;
        if (value.contains("Boolean"_L1))
            return value["Boolean"_L1]["boolval"_L1].toBool();
        // Quoted or reserved words are strings here, all others names of types.
        const QJsonArray names = value["TypeName"_L1]["names"_L1].toArray();
        const QJsonValue text = names.isEmpty() ? QJsonValue(value) : QJsonValue(names.last());
        const QString word = text["String"_L1]["sval"_L1].toString().toLower();
        return !isOneOf(word, {"false"_L1, "off"_L1});
    }
    return {};
}

TransactionRule transactionRuleOf(const QString &node, const QJsonObject &statement)
{
    if (node == "TransactionStmt"_L1) {
        return isOneOf(
                   statement["kind"_L1].toString(),
                   {"TRANS_STMT_COMMIT_PREPARED"_L1, "TRANS_STMT_ROLLBACK_PREPARED"_L1})
                 ? TransactionRule::Forbidden
                 : TransactionRule::ControlsTransaction;
    }
    return isForbidden(node, statement) ? TransactionRule::Forbidden : TransactionRule::Allowed;
}

TransactionRule transactionRuleOf(const std::vector<QByteArray> &words)
{
    const auto at = [&](std::size_t i) { return i < words.size() ? words[i] : QByteArray(); };
    const auto has = [&](QByteArrayView word) { return std::ranges::find(words, word) != words.end(); };
    const auto first = [&](std::initializer_list<QByteArrayView> list) {
        return std::ranges::find(list, QByteArrayView(at(0))) != list.end();
    };
    const auto second = [&](std::initializer_list<QByteArrayView> list) {
        return std::ranges::find(list, QByteArrayView(at(1))) != list.end();
    };
    const auto forbiddenIf = [](bool so) { return so ? TransactionRule::Forbidden : TransactionRule::Allowed; };

    if (first({"COMMIT", "ROLLBACK"}) && at(1) == "PREPARED")
        return TransactionRule::Forbidden;
    if (first({"BEGIN", "COMMIT", "ROLLBACK", "END", "ABORT", "SAVEPOINT", "RELEASE"})
        || (at(0) == "START" && at(1) == "TRANSACTION") || (at(0) == "PREPARE" && at(1) == "TRANSACTION"))
        return TransactionRule::ControlsTransaction;
    if (first({"VACUUM"}))
        return TransactionRule::Forbidden;
    if (first({"CREATE", "DROP"}) && second({"DATABASE", "TABLESPACE", "SUBSCRIPTION"}))
        return TransactionRule::Forbidden;
    if (first({"CREATE", "DROP"}) && (at(1) == "INDEX" || at(2) == "INDEX"))
        return forbiddenIf(has("CONCURRENTLY"));
    if (first({"REINDEX"}))
        return forbiddenIf(has("CONCURRENTLY") || has("DATABASE") || has("SYSTEM") || has("SCHEMA"));
    if (first({"ALTER"}) && second({"SYSTEM"}))
        return TransactionRule::Forbidden;
    if (first({"ALTER"}) && second({"DATABASE"}))
        return forbiddenIf(has("TABLESPACE"));
    if (first({"ALTER"}) && second({"TABLE"}))
        return forbiddenIf(has("DETACH") && has("CONCURRENTLY"));
    if (first({"ALTER"}) && second({"SUBSCRIPTION"}))
        return forbiddenIf(has("PUBLICATION") || has("REFRESH"));
    if (first({"CLUSTER", "REPACK"}))
        return forbiddenIf(words.size() == 1 || has("CONCURRENTLY"));
    return forbiddenIf(first({"DISCARD"}) && at(1) == "ALL");
}

} // namespace howdah::sql
