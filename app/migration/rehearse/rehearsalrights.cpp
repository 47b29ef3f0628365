// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/rehearsalrights.h"

#include "migration/plan/scriptplan.h"
#include "sql/quote.h"
#include "sql/statementtree.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using sql::StatementTree;

namespace {

// Of statements that are about something that stands beside them: RENAME, OWNER TO, COMMENT, DROP.
QString objectKind(const StatementTree &tree)
{
    if (tree.is("RenameStmt"_L1))
        return tree.body["renameType"_L1].toString();
    if (tree.is("AlterOwnerStmt"_L1))
        return tree.body["objectType"_L1].toString();
    if (tree.is("CommentStmt"_L1))
        return tree.body["objtype"_L1].toString();
    return tree.is("DropStmt"_L1) ? tree.body["removeType"_L1].toString() : QString();
}

// Code of the server's own, or of a language that is not trusted; and what is promised to give nothing away.
bool isPrivilegedFunction(const StatementTree &tree)
{
    for (const QJsonValue option : tree.body["options"_L1].toArray()) {
        const QJsonValue element = option["DefElem"_L1];
        const QString name = element["defname"_L1].toString();
        const QString value = element["arg"_L1]["String"_L1]["sval"_L1].toString();
        if (name == "language"_L1 && (value == "c"_L1 || value == "internal"_L1))
            return true;
        if (name == "leakproof"_L1 && element["arg"_L1]["Boolean"_L1]["boolval"_L1].toBool())
            return true;
    }
    return false;
}

} // namespace

// What GRANT and REVOKE are about.
static QString grantedKind(const StatementTree &tree)
{
    return tree.is("GrantStmt"_L1) ? tree.body["objtype"_L1].toString() : QString();
}

bool reachesBeyond(const StatementTree &tree)
{
    static const QStringList Nodes{
        u"AlterSystemStmt"_s,
        u"CreatedbStmt"_s,
        u"DropdbStmt"_s,
        u"AlterDatabaseStmt"_s,
        u"AlterDatabaseSetStmt"_s,
        u"CreateTableSpaceStmt"_s,
        u"DropTableSpaceStmt"_s,
        u"CreateSubscriptionStmt"_s,
        u"AlterSubscriptionStmt"_s,
        u"LoadStmt"_s};
    if (tree.is("CopyStmt"_L1))
        return tree.body["is_program"_L1].toBool() || !tree.body["filename"_L1].toString().isEmpty();
    if (grantedKind(tree) == "OBJECT_TABLESPACE"_L1 || grantedKind(tree) == "OBJECT_PARAMETER_ACL"_L1)
        return true;
    if (!tree.is("DropStmt"_L1)) {
        const QString kind = objectKind(tree);
        if (kind == "OBJECT_DATABASE"_L1 || kind == "OBJECT_TABLESPACE"_L1)
            return true;
    }
    return Nodes.contains(tree.node);
}

bool needsSuperuser(const StatementTree &tree)
{
    static const QStringList Nodes{u"CreateEventTrigStmt"_s, u"AlterEventTrigStmt"_s, u"CreateFdwStmt"_s,
                                   u"AlterFdwStmt"_s,        u"CreateAmStmt"_s,       u"CreateOpClassStmt"_s,
                                   u"CreateOpFamilyStmt"_s,  u"AlterOpFamilyStmt"_s,  u"CreatePLangStmt"_s};
    static const QStringList Kinds{u"OBJECT_EVENT_TRIGGER"_s, u"OBJECT_FDW"_s,      u"OBJECT_ACCESS_METHOD"_s,
                                   u"OBJECT_OPCLASS"_s,       u"OBJECT_OPFAMILY"_s, u"OBJECT_TSTEMPLATE"_s,
                                   u"OBJECT_TSPARSER"_s,      u"OBJECT_LANGUAGE"_s};
    if (tree.is("CreateFunctionStmt"_L1) || tree.is("AlterFunctionStmt"_L1))
        return isPrivilegedFunction(tree);
    if (tree.is("DefineStmt"_L1)) {
        const QString kind = tree.body["kind"_L1].toString();
        const bool baseType = kind == "OBJECT_TYPE"_L1 && !tree.body["definition"_L1].toArray().isEmpty();
        return baseType || kind == "OBJECT_TSTEMPLATE"_L1 || kind == "OBJECT_TSPARSER"_L1;
    }
    return Nodes.contains(tree.node) || Kinds.contains(objectKind(tree)) || Kinds.contains(grantedKind(tree));
}

QString withOwnDatabase(const StatementTree &tree, const QString &sql, const QString &target, const QString &scratch)
{
    const QJsonArray objects = tree.body["objects"_L1].toArray();
    if (grantedKind(tree) != "OBJECT_DATABASE"_L1 || objects.size() != 1)
        return sql;
    const QString named = objects[0]["String"_L1]["sval"_L1].toString();
    static const QRegularExpression place(
        uR"re(\bON\s+DATABASE\s+("(?:[^"]|"")+"|[^\s;,"]+))re"_s, QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch found = place.match(sql);
    if ((!target.isEmpty() && named != target) || !found.hasMatch())
        return sql;
    return QString(sql).replace(found.capturedStart(1), found.capturedLength(1), sql::quoteIdentifier(scratch));
}

bool gaveNothing(const std::vector<connection::Notice> &notices)
{
    return std::ranges::any_of(notices, [](const connection::Notice &notice) {
        return notice.sqlState == "01007"_L1 || notice.sqlState == "01006"_L1;
    });
}

bool isRefusal(const Error &error)
{
    if (roleMissing(error).startsWith("pg_"_L1)) // those that would reach out of the server are not there
        return true;
    return error.sqlState == "42501"_L1 && !error.message.contains("row-level security"_L1);
}

QString roleMissing(const Error &error)
{
    static const QRegularExpression words(
        uR"re(^role "(.*)" does not exist$)re"_s, QRegularExpression::DotMatchesEverythingOption);
    return words.match(error.message).captured(1);
}

QStringList extensionsOf(const StatementTree &tree)
{
    if (tree.is("CreateExtensionStmt"_L1) || tree.is("AlterExtensionStmt"_L1)
        || tree.is("AlterExtensionContentsStmt"_L1))
        return {tree.body["extname"_L1].toString()};
    if (objectKind(tree) != "OBJECT_EXTENSION"_L1)
        return {};
    QStringList names;
    for (const QJsonValue object : tree.body["objects"_L1].toArray())
        names << object["String"_L1]["sval"_L1].toString();
    if (tree.is("CommentStmt"_L1))
        names << tree.body["object"_L1]["String"_L1]["sval"_L1].toString();
    return names;
}

QString newOwnerOf(const StatementTree &tree)
{
    if (tree.is("AlterOwnerStmt"_L1))
        return tree.body["newowner"_L1]["rolename"_L1].toString();
    if (!tree.is("AlterTableStmt"_L1))
        return {};
    for (const QJsonValue command : tree.body["cmds"_L1].toArray()) {
        const QJsonValue part = command["AlterTableCmd"_L1];
        if (part["subtype"_L1].toString() == "AT_ChangeOwner"_L1)
            return part["newowner"_L1]["rolename"_L1].toString();
    }
    return {};
}

bool mayMakeRoles(const StatementTree &tree)
{
    return !tree.isParsed() || tree.is("CreateRoleStmt"_L1) || tree.is("DoStmt"_L1) || tree.is("CallStmt"_L1);
}

std::vector<WantedExtension> extensionsMadeBy(const std::vector<const Migration *> &migrations)
{
    std::vector<WantedExtension> wanted;
    for (const Migration *migration : migrations) {
        if (!migration->up.text.toLower().contains("extension"))
            continue; // spares most of them the second reading
        Step step{.text = migration->up.text};
        std::vector<Refusal> refusals; // told when it is planned
        planScript(step, migration->up.transaction, refusals);
        for (const PlannedStatement &planned : step.statements) {
            const StatementTree tree = sql::readStatement(step.sql(planned).toUtf8());
            if (!tree.is("CreateExtensionStmt"_L1))
                continue;
            WantedExtension extension{tree.body["extname"_L1].toString(), {}, true};
            for (const QJsonValue option : tree.body["options"_L1].toArray()) {
                if (option["DefElem"_L1]["defname"_L1].toString() == "schema"_L1)
                    extension.schema = option["DefElem"_L1]["arg"_L1]["String"_L1]["sval"_L1].toString();
            }
            wanted.push_back(extension);
        }
    }
    return wanted;
}

} // namespace howdah::migration
