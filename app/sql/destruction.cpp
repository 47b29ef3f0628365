// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/destruction.h"

#include "sql/lexer.h"
#include "sql/objectname.h"
#include "sql/splitter.h"
#include "sql/scriptnames.h"
#include "sql/statementtree.h"
#include "sql/wherecondition.h"

#include <QJsonArray>
#include <QSet>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

using DestructionKind = Destruction::Kind;

QString roleOf(const QJsonValue &role)
{
    const QString name = role["RoleSpec"_L1]["rolename"_L1].toString();
    return name.isEmpty() ? u"CURRENT_USER"_s : name;
}

// ---- trees

class DestructionFinder final
{
public:
    explicit DestructionFinder(const StatementTree &tree)
        : m_tree(tree)
    {
    }

    std::vector<Destruction> find()
    {
        const QString &node = m_tree.node;
        const QJsonObject &body = m_tree.body;
        static const QSet<QString> Queries{u"SelectStmt"_s,        u"InsertStmt"_s,       u"UpdateStmt"_s,
                                           u"DeleteStmt"_s,        u"MergeStmt"_s,        u"CopyStmt"_s,
                                           u"PrepareStmt"_s,       u"CallStmt"_s,         u"AlterDomainStmt"_s,
                                           u"CreateTableAsStmt"_s, u"DeclareCursorStmt"_s};
        if (node == "DropStmt"_L1)
            drop(body);
        else if (node == "TruncateStmt"_L1)
            truncate(body);
        else if (node == "AlterTableStmt"_L1)
            alterTable(body);
        else if (node == "DoStmt"_L1)
            add({.kind = DestructionKind::Block, .object = u"block"_s, .name = u"DO"_s});
        else if (node == "ExecuteStmt"_L1)
            execute(body);
        else if (Queries.contains(node) || (node == "ExplainStmt"_L1 && executes(body)))
            walk(QJsonObject{{node, body}});
        else if (!dropOfItsOwn(node, body))
            other(node, body);
        return std::move(m_found);
    }

private:
    void add(Destruction destruction)
    {
        if (std::ranges::find(m_found, destruction) == m_found.end())
            m_found.push_back(std::move(destruction));
    }

    static bool cascades(const QJsonValue &statement) { return statement["behavior"_L1] == "DROP_CASCADE"_L1; }

    static bool executes(const QJsonObject &explain)
    {
        const QJsonArray options = explain["options"_L1].toArray();
        return std::any_of(options.begin(), options.end(), [](const QJsonValue &item) {
            return item["DefElem"_L1]["defname"_L1] == "analyze"_L1;
        });
    }

    void drop(const QJsonObject &statement)
    {
        const QString type = statement["removeType"_L1].toString();
        static const QStringList Parts{u"OBJECT_TRIGGER"_s, u"OBJECT_POLICY"_s, u"OBJECT_RULE"_s};
        for (const QJsonValue object : statement["objects"_L1].toArray()) {
            QStringList parts = objectNameParts(object);
            if (parts.isEmpty())
                parts << objectWord(type);
            Destruction one{.object = objectWord(type), .cascade = cascades(statement)};
            if (Parts.contains(type) && parts.size() > 1) {
                one.kind = DestructionKind::DropPart;
                one.part = parts.takeLast();
            }
            one.name = parts.takeLast();
            if (!parts.isEmpty())
                one.schema = parts.last();
            add(one);
        }
    }

    void dropNamed(const QString &object, const QString &name)
    {
        add({.kind = DestructionKind::Drop, .object = object, .name = name});
    }

    // What has a node of its own.
    bool dropOfItsOwn(const QString &node, const QJsonObject &body)
    {
        if (node == "DropdbStmt"_L1)
            dropNamed(u"database"_s, body["dbname"_L1].toString());
        else if (node == "DropTableSpaceStmt"_L1)
            dropNamed(u"tablespace"_s, body["tablespacename"_L1].toString());
        else if (node == "DropSubscriptionStmt"_L1)
            dropNamed(u"subscription"_s, body["subname"_L1].toString());
        else if (node == "DropUserMappingStmt"_L1)
            dropNamed(u"user mapping"_s, body["servername"_L1].toString());
        else if (node == "DropRoleStmt"_L1 || node == "DropOwnedStmt"_L1) {
            const bool owned = node == "DropOwnedStmt"_L1;
            for (const QJsonValue role : body["roles"_L1].toArray())
                add({.object = owned ? u"owned by"_s : u"role"_s, .name = roleOf(role), .cascade = cascades(body)});
        } else {
            return false;
        }
        return true;
    }

    void execute(const QJsonValue &statement)
    {
        add(
            {.kind = DestructionKind::Block,
             .object = u"prepared statement"_s,
             .name = statement["name"_L1].toString()});
    }

    void opaque()
    {
        QByteArrayList words;
        for (const QByteArray &word : m_tree.words) {
            if (words.size() < 2)
                words << word;
        }
        add({.kind = DestructionKind::Opaque, .object = u"command"_s, .name = QString::fromUtf8(words.join(' '))});
    }

    void other(const QString &node, const QJsonObject &body)
    {
        if (node == "CreateFunctionStmt"_L1 || node == "AlterFunctionStmt"_L1) {
            const QJsonValue name =
                node == "AlterFunctionStmt"_L1 ? body["func"_L1]["objname"_L1] : body["funcname"_L1];
            const QStringList parts = stringsOf(name);
            add(
                {.kind = DestructionKind::Define,
                 .object = u"function"_s,
                 .name = parts.isEmpty() ? QString() : parts.last()});
        } else if (node == "RefreshMatViewStmt"_L1) {
            addRelation(DestructionKind::Read, body["relation"_L1]);
        } else if (!leavesRows(node, body)) {
            opaque();
        }
    }

    // Commands that neither take rows away nor run code of somebody else. What is not named here might.
    static bool leavesRows(const QString &node, const QJsonObject &body)
    {
        static const QSet<QString> Harmless{
            u"AlterCollationStmt"_s,
            u"AlterDatabaseRefreshCollStmt"_s,
            u"AlterDatabaseSetStmt"_s,
            u"AlterDatabaseStmt"_s,
            u"AlterDefaultPrivilegesStmt"_s,
            u"AlterEnumStmt"_s,
            u"AlterFdwStmt"_s,
            u"AlterForeignServerStmt"_s,
            u"AlterObjectDependsStmt"_s,
            u"AlterObjectSchemaStmt"_s,
            u"AlterOpFamilyStmt"_s,
            u"AlterOperatorStmt"_s,
            u"AlterOwnerStmt"_s,
            u"AlterPolicyStmt"_s,
            u"AlterPublicationStmt"_s,
            u"AlterRoleSetStmt"_s,
            u"AlterRoleStmt"_s,
            u"AlterSeqStmt"_s,
            u"AlterStatsStmt"_s,
            u"AlterSubscriptionStmt"_s,
            u"AlterSystemStmt"_s,
            u"AlterTSConfigurationStmt"_s,
            u"AlterTSDictionaryStmt"_s,
            u"AlterTableMoveAllStmt"_s,
            u"AlterTableSpaceOptionsStmt"_s,
            u"AlterTypeStmt"_s,
            u"AlterUserMappingStmt"_s,
            u"CheckPointStmt"_s,
            u"ClosePortalStmt"_s,
            u"ClusterStmt"_s,
            u"CommentStmt"_s,
            u"CompositeTypeStmt"_s,
            u"ConstraintsSetStmt"_s,
            u"CreateAmStmt"_s,
            u"CreateConversionStmt"_s,
            u"CreateDomainStmt"_s,
            u"CreateEnumStmt"_s,
            u"CreateExtensionStmt"_s,
            u"CreateFdwStmt"_s,
            u"CreateForeignServerStmt"_s,
            u"CreateForeignTableStmt"_s,
            u"CreateOpClassStmt"_s,
            u"CreateOpFamilyStmt"_s,
            u"CreatePLangStmt"_s,
            u"CreatePolicyStmt"_s,
            u"CreatePublicationStmt"_s,
            u"CreateRangeStmt"_s,
            u"CreateRoleStmt"_s,
            u"CreateSeqStmt"_s,
            u"CreateStatsStmt"_s,
            u"CreateStmt"_s,
            u"CreateSubscriptionStmt"_s,
            u"CreateTableSpaceStmt"_s,
            u"CreateTransformStmt"_s,
            u"CreateTrigStmt"_s,
            u"CreateUserMappingStmt"_s,
            u"CreatedbStmt"_s,
            u"DeallocateStmt"_s,
            u"DiscardStmt"_s,
            u"ExplainStmt"_s,
            u"FetchStmt"_s,
            u"GrantRoleStmt"_s,
            u"GrantStmt"_s,
            u"ImportForeignSchemaStmt"_s,
            u"IndexStmt"_s,
            u"ListenStmt"_s,
            u"LockStmt"_s,
            u"NotifyStmt"_s,
            u"ReassignOwnedStmt"_s,
            u"ReindexStmt"_s,
            u"RenameStmt"_s,
            u"ReplicaIdentityStmt"_s,
            u"RuleStmt"_s,
            u"SecLabelStmt"_s,
            u"UnlistenStmt"_s,
            u"VacuumStmt"_s,
            u"VariableSetStmt"_s,
            u"VariableShowStmt"_s,
            u"ViewStmt"_s};
        if (node == "TransactionStmt"_L1)
            return !body["kind"_L1].toString().endsWith("_PREPARED"_L1);
        if (node == "DefineStmt"_L1)
            return body["kind"_L1] != "OBJECT_OPERATOR"_L1;
        if (node == "CreateSchemaStmt"_L1)
            return body["schemaElts"_L1].toArray().isEmpty();
        return Harmless.contains(node);
    }

    void truncate(const QJsonObject &statement)
    {
        for (const QJsonValue item : statement["relations"_L1].toArray())
            addRelation(DestructionKind::Truncate, item["RangeVar"_L1], cascades(statement));
    }

    void addRelation(DestructionKind kind, const QJsonValue &relation, bool cascade = false, bool conditional = false)
    {
        const bool explains =
            kind == DestructionKind::Delete || kind == DestructionKind::Update || kind == DestructionKind::Merge;
        add(
            {.kind = kind,
             .object = u"table"_s,
             .schema = relation["schemaname"_L1].toString(),
             .name = relation["relname"_L1].toString(),
             .cascade = cascade,
             .statement = explains && !m_tree.is("ExplainStmt"_L1) ? QString::fromUtf8(m_tree.text) : QString(),
             .conditional = conditional});
    }

    void alterTable(const QJsonObject &statement)
    {
        const QJsonValue relation = statement["relation"_L1];
        for (const QJsonValue item : statement["cmds"_L1].toArray()) {
            const QJsonValue command = item["AlterTableCmd"_L1];
            const QString what = command["subtype"_L1].toString();
            Destruction column{
                .kind = DestructionKind::DropPart,
                .object = u"column"_s,
                .schema = relation["schemaname"_L1].toString(),
                .name = relation["relname"_L1].toString(),
                .part = command["name"_L1].toString(),
                .cascade = cascades(command)};
            if (what == "AT_AlterColumnType"_L1) {
                const QJsonValue definition = command["def"_L1]["ColumnDef"_L1];
                column.kind = DestructionKind::Retype;
                column.statement = typeText(definition["typeName"_L1]);
                if (!definition["raw_default"_L1].isUndefined() && !isCastOf(definition, column.part))
                    column.statement += u" USING"_s;
            } else if (what == "AT_AddOf"_L1) {
                opaque(); // it goes with that type from now on
            }
            // Expressions that are evaluated for the rows that are there.
            if (what == "AT_AddColumn"_L1 || what == "AT_AlterColumnType"_L1 || what == "AT_AddConstraint"_L1)
                walk(command["def"_L1]);
            if (what == "AT_DropColumn"_L1 || what == "AT_AlterColumnType"_L1)
                add(column);
        }
    }

    // `USING x::bigint` of x to bigint says nothing more than the type.
    static bool isCastOf(const QJsonValue &definition, const QString &column)
    {
        const QJsonValue cast = definition["raw_default"_L1]["TypeCast"_L1];
        return cast.isObject() && typeText(cast["typeName"_L1]) == typeText(definition["typeName"_L1])
            && stringsOf(cast["arg"_L1]["ColumnRef"_L1]["fields"_L1]) == QStringList{column};
    }

    static bool mergeDeletes(const QJsonValue &statement)
    {
        const QJsonArray clauses = statement["mergeWhenClauses"_L1].toArray();
        return std::any_of(clauses.begin(), clauses.end(), [](const QJsonValue &item) {
            const QJsonValue clause = item["MergeWhenClause"_L1];
            return clause["commandType"_L1] == "CMD_DELETE"_L1 && !distinguishesRows(clause["condition"_L1]);
        });
    }

    // Changes and calls at any depth. What is only defined (the body of a function) runs later.
    void walk(const QJsonValue &value)
    {
        if (value.isArray()) {
            for (const QJsonValue item : value.toArray())
                walk(item);
            return;
        }
        const QJsonObject object = value.toObject();
        for (auto it = object.begin(); it != object.end(); ++it) {
            const QJsonValue inner = it.value();
            visit(it.key(), inner);
            if (it.key() != "sql_body"_L1)
                walk(inner);
        }
    }

    void visit(const QString &key, const QJsonValue &inner)
    {
        if (key == "DeleteStmt"_L1)
            addRelation(
                DestructionKind::Delete, inner["relation"_L1], false, distinguishesRows(inner["whereClause"_L1]));
        else if (key == "UpdateStmt"_L1)
            addRelation(
                DestructionKind::Update, inner["relation"_L1], false, distinguishesRows(inner["whereClause"_L1]));
        else if (key == "MergeStmt"_L1)
            addRelation(DestructionKind::Merge, inner["relation"_L1], false, !mergeDeletes(inner));
        else if (key == "InsertStmt"_L1)
            addRelation(
                DestructionKind::Insert, inner["relation"_L1],
                inner["onConflictClause"_L1]["action"_L1] == "ONCONFLICT_UPDATE"_L1);
        else if (key == "CopyStmt"_L1)
            copy(inner);
        else if (key == "RangeVar"_L1)
            addRelation(DestructionKind::Read, inner);
        else if (key == "FuncCall"_L1 || key == "funccall"_L1)
            call(inner, key == "funccall"_L1);
        else if (key == "ExecuteStmt"_L1)
            execute(inner);
    }

    void copy(const QJsonValue &statement)
    {
        if (statement["is_program"_L1].toBool())
            opaque();
        if (statement["relation"_L1].isObject())
            addRelation(
                statement["is_from"_L1].toBool() ? DestructionKind::Insert : DestructionKind::Read,
                statement["relation"_L1]);
    }

    void call(const QJsonValue &function, bool procedure)
    {
        QStringList parts = stringsOf(function["funcname"_L1]);
        if (parts.isEmpty())
            return;
        const QString name = parts.takeLast();
        add(
            {.kind = DestructionKind::Call,
             .object = procedure ? u"procedure"_s : u"function"_s,
             .schema = parts.isEmpty() ? QString() : parts.last(),
             .name = name});
    }

    const StatementTree &m_tree;
    std::vector<Destruction> m_found;
};

// ---- what the grammar does not know

std::optional<QString> nameOf(const Token &token)
{
    if (token.type == TokenType::Word)
        return QString::fromUtf8(token.text).toLower();
    if (token.type != TokenType::QuotedName)
        return {};
    QString name = QString::fromUtf8(token.text);
    if (name.startsWith(u'"') && name.size() > 1)
        name = name.sliced(1, name.size() - 2).replace(u"\"\""_s, u"\""_s);
    return name;
}

// The first name behind the words of a command: [schema.]name.
std::pair<QString, QString> objectBehind(const QByteArray &text)
{
    static const QSet<QString> Skipped{
        u"delete"_s,       u"truncate"_s, u"drop"_s,     u"update"_s,   u"merge"_s,   u"alter"_s,     u"from"_s,
        u"into"_s,         u"only"_s,     u"table"_s,    u"if"_s,       u"exists"_s,  u"view"_s,      u"index"_s,
        u"materialized"_s, u"schema"_s,   u"database"_s, u"sequence"_s, u"foreign"_s, u"extension"_s, u"concurrently"_s,
        u"type"_s,         u"domain"_s,   u"owned"_s,    u"by"_s,       u"function"_s};
    Lexer lexer;
    lexer.setInput(text, 0, true);
    std::pair<QString, QString> found;
    bool behindDot = false;
    while (true) {
        const Token token = lexer.next();
        if (token.type == TokenType::End)
            return found;
        if (token.type == TokenType::Backslash) {
            lexer.skip(1);
            continue;
        }
        const auto name = nameOf(token);
        const bool dot = token.type == TokenType::Symbol && token.symbol == '.';
        if (found.second.isEmpty()) {
            if (name && (token.type == TokenType::QuotedName || !Skipped.contains(*name)))
                found.second = *name;
        } else if (dot && !behindDot) {
            behindDot = true;
        } else if (behindDot && name) {
            return {found.second, *name};
        } else {
            return found;
        }
    }
}

std::vector<Destruction> byWords(const StatementTree &tree)
{
    const std::vector<QByteArray> &words = tree.words;
    if (words.empty() || (tree.several && !tree.failure && tree.text.trimmed().isEmpty()))
        return {};
    const auto has = [&words](QByteArrayView word) { return std::ranges::find(words, word) != words.end(); };
    const QByteArray &first = words.front();
    if (first == "DO")
        return {{.kind = DestructionKind::Block, .object = u"block"_s, .name = u"DO"_s}};
    const bool changes = has("DELETE") || has("MERGE") || (has("UPDATE") && !has("WHERE"));
    const bool destroys = first == "DROP" || first == "TRUNCATE" || first == "DELETE" || first == "CALL"
                       || (first == "UPDATE" && !has("WHERE")) || (first == "MERGE" && has("DELETE"))
                       || (first == "WITH" && changes) || (first == "EXPLAIN" && has("ANALYZE") && changes)
                       || (first == "ALTER" && has("DROP") && has("COLUMN"));
    if (!destroys)
        return {{.kind = DestructionKind::Opaque, .object = u"command"_s, .name = QString::fromLatin1(first)}};
    const auto [schema, name] = objectBehind(tree.text);
    return {
        {.kind = DestructionKind::Unsure,
         .object = QString::fromLatin1(first),
         .schema = schema,
         .name = name.isEmpty() || first == "WITH" || first == "EXPLAIN" ? QString::fromLatin1(first) : name,
         .cascade = has("CASCADE")}};
}

} // namespace

class DestructionReader::Private
{
public:
    ScriptNames names;
    std::vector<Destruction> found;
    qsizetype number = 0;

    void add(Destruction one)
    {
        // Said again in another place, it is the same.
        const auto same = [&one](const Destruction &known) {
            return known.kind == one.kind && known.object == one.object && known.schema == one.schema
                && known.name == one.name && known.part == one.part && known.cascade == one.cascade
                && known.conditional == one.conditional && known.path == one.path && known.statement == one.statement;
        };
        if (std::ranges::none_of(found, same))
            found.push_back(std::move(one));
    }
};

DestructionReader::DestructionReader()
    : d(std::make_unique<Private>())
{
}

DestructionReader::~DestructionReader() = default;

void DestructionReader::read(const StatementTree &tree)
{
    ++d->number;
    std::vector<Destruction> inStatement = tree.isParsed() ? DestructionFinder(tree).find() : byWords(tree);
    for (const Destruction &one : inStatement) {
        for (Destruction &atStart : d->names.atStart(one)) {
            atStart.number = d->number;
            d->add(std::move(atStart));
        }
    }
    d->names.read(tree, inStatement, [](const StatementTree &query) {
        DestructionReader reader;
        reader.read(query);
        return reader.take();
    });
}

void DestructionReader::read(QStringView statement)
{
    const QByteArray text = statement.toUtf8();
    StatementTree tree = readStatement(text);
    const auto pieces = tree.several ? split(text) : Result<std::vector<Piece>>(std::vector<Piece>());
    if (!pieces || pieces->size() < 2) {
        read(tree);
        return;
    }
    for (const Piece &piece : *pieces) {
        if (piece.kind == PieceKind::Statement)
            read(readStatement(textOf(piece, text).toByteArray()));
    }
}

void DestructionReader::nextScript() { d->names.nextScript(); }
void DestructionReader::alsoNow() { d->names.bothNamesCount(); }

std::vector<Destruction> DestructionReader::take() { return std::exchange(d->found, {}); }

std::vector<Destruction> reachOfScript(QByteArrayView script)
{
    DestructionReader reader;
    const auto pieces = split(script);
    if (!pieces) { // what cannot be cut is one statement that nobody understands
        reader.read(readStatement(script.toByteArray()));
        return reader.take();
    }
    for (const Piece &piece : *pieces) {
        if (piece.kind == PieceKind::Statement)
            reader.read(readStatement(textOf(piece, script).toByteArray()));
    }
    return reader.take();
}

static std::vector<Destruction> destroying(std::vector<Destruction> all)
{
    std::erase_if(all, [](const Destruction &one) { return one.conditional || one.kind >= DestructionKind::Insert; });
    return all;
}

std::vector<Destruction> destructionsOf(const StatementTree &tree)
{
    DestructionReader reader;
    reader.read(tree);
    return destroying(reader.take());
}

std::vector<Destruction> destructionsOf(QStringView statement)
{
    DestructionReader reader;
    reader.read(statement);
    return destroying(reader.take());
}

std::vector<Destruction> destructionsOfScript(QByteArrayView script) { return destroying(reachOfScript(script)); }

} // namespace howdah::sql
