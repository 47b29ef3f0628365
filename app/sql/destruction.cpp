// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/destruction.h"

#include "sql/lexer.h"
#include "sql/splitter.h"
#include "sql/statementtree.h"

#include <QJsonArray>
#include <QSet>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::sql {

namespace {

using Kind = Destruction::Kind;

// ---- conditions

bool hasColumn(const QJsonValue &value)
{
    if (value.isArray()) {
        const QJsonArray array = value.toArray();
        return std::any_of(array.begin(), array.end(), hasColumn);
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.key() == "ColumnRef"_L1 || it.key() == "CurrentOfExpr"_L1 || hasColumn(it.value()))
            return true;
    }
    return false;
}

QStringList columnOf(const QJsonValue &expression)
{
    QStringList parts;
    for (const QJsonValue field : expression["ColumnRef"_L1]["fields"_L1].toArray())
        parts << field["String"_L1]["sval"_L1].toString();
    return parts;
}

// Whether a condition tells rows apart.
bool looksAtRows(const QJsonValue &condition)
{
    if (const QJsonValue bools = condition["BoolExpr"_L1]; bools.isObject()) {
        const QJsonArray arms = bools["args"_L1].toArray();
        return bools["boolop"_L1] == "OR_EXPR"_L1 ? std::all_of(arms.begin(), arms.end(), looksAtRows)
                                                  : std::any_of(arms.begin(), arms.end(), looksAtRows);
    }
    if (const QJsonValue comparison = condition["A_Expr"_L1]; comparison.isObject()) {
        const QStringList left = columnOf(comparison["lexpr"_L1]);
        if (!left.isEmpty() && left == columnOf(comparison["rexpr"_L1]))
            return false;
    }
    return hasColumn(condition);
}

// ---- names

QStringList stringsOf(const QJsonValue &list)
{
    QStringList parts;
    for (const QJsonValue item : list.toArray()) {
        if (const QJsonValue text = item["String"_L1]["sval"_L1]; text.isString())
            parts << text.toString();
        else if (item["TypeName"_L1].isObject())
            parts << stringsOf(item["TypeName"_L1]["names"_L1]).last();
    }
    return parts;
}

// Of DROP: a list, a function with its arguments, a type, or one name.
QStringList nameParts(const QJsonValue &object)
{
    if (object["List"_L1].isObject())
        return stringsOf(object["List"_L1]["items"_L1]);
    if (object["ObjectWithArgs"_L1].isObject())
        return stringsOf(object["ObjectWithArgs"_L1]["objname"_L1]);
    if (object["TypeName"_L1].isObject())
        return stringsOf(object["TypeName"_L1]["names"_L1]);
    const QString name = object["String"_L1]["sval"_L1].toString();
    return name.isEmpty() ? QStringList() : QStringList{name};
}

QString objectWord(const QString &type)
{
    if (type == "OBJECT_MATVIEW"_L1)
        return u"materialized view"_s;
    if (type == "OBJECT_FDW"_L1)
        return u"foreign data wrapper"_s;
    QString word = type.startsWith("OBJECT_"_L1) ? type.sliced(7) : type;
    return word.toLower().replace(u'_', u' ');
}

QString roleOf(const QJsonValue &role)
{
    const QString name = role["RoleSpec"_L1]["rolename"_L1].toString();
    return name.isEmpty() ? u"CURRENT_USER"_s : name;
}

// ---- trees

class Finder final
{
public:
    explicit Finder(const StatementTree &tree)
        : m_tree(tree)
    {
    }

    std::vector<Destruction> find()
    {
        const QString &node = m_tree.node;
        const QJsonObject &body = m_tree.body;
        static const QSet<QString> Queries{
            u"SelectStmt"_s,        u"InsertStmt"_s, u"UpdateStmt"_s,        u"DeleteStmt"_s,  u"MergeStmt"_s,
            u"CreateTableAsStmt"_s, u"CopyStmt"_s,   u"DeclareCursorStmt"_s, u"PrepareStmt"_s, u"CallStmt"_s};
        if (node == "DropStmt"_L1)
            drop(body);
        else if (node == "TruncateStmt"_L1)
            truncate(body);
        else if (node == "AlterTableStmt"_L1)
            alterTable(body);
        else if (node == "DoStmt"_L1)
            add({.kind = Kind::Block, .object = u"block"_s, .name = u"DO"_s});
        else if (node == "ExecuteStmt"_L1)
            add({.kind = Kind::Block, .object = u"prepared statement"_s, .name = body["name"_L1].toString()});
        else if (Queries.contains(node) || (node == "ExplainStmt"_L1 && executes(body)))
            walk(QJsonObject{{node, body}});
        else
            dropOfItsOwn(node, body);
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
            QStringList parts = nameParts(object);
            if (parts.isEmpty())
                parts << objectWord(type);
            Destruction one{.object = objectWord(type), .cascade = cascades(statement)};
            if (Parts.contains(type) && parts.size() > 1) {
                one.kind = Kind::DropPart;
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
        add({.kind = Kind::Drop, .object = object, .name = name});
    }

    // What has a node of its own.
    void dropOfItsOwn(const QString &node, const QJsonObject &body)
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
        }
    }

    void truncate(const QJsonObject &statement)
    {
        for (const QJsonValue item : statement["relations"_L1].toArray())
            addRelation(Kind::Truncate, item["RangeVar"_L1], cascades(statement));
    }

    void addRelation(Kind kind, const QJsonValue &relation, bool cascade = false)
    {
        const bool explains = kind == Kind::Delete || kind == Kind::Update || kind == Kind::Merge;
        add(
            {.kind = kind,
             .object = u"table"_s,
             .schema = relation["schemaname"_L1].toString(),
             .name = relation["relname"_L1].toString(),
             .cascade = cascade,
             .statement = explains && !m_tree.is("ExplainStmt"_L1) ? QString::fromUtf8(m_tree.text) : QString()});
    }

    void alterTable(const QJsonObject &statement)
    {
        const QJsonValue relation = statement["relation"_L1];
        for (const QJsonValue item : statement["cmds"_L1].toArray()) {
            const QJsonValue command = item["AlterTableCmd"_L1];
            if (command["subtype"_L1] != "AT_DropColumn"_L1)
                continue;
            add(
                {.kind = Kind::DropPart,
                 .object = u"column"_s,
                 .schema = relation["schemaname"_L1].toString(),
                 .name = relation["relname"_L1].toString(),
                 .part = command["name"_L1].toString(),
                 .cascade = cascades(command)});
        }
    }

    static bool mergeDeletes(const QJsonValue &statement)
    {
        const QJsonArray clauses = statement["mergeWhenClauses"_L1].toArray();
        return std::any_of(clauses.begin(), clauses.end(), [](const QJsonValue &item) {
            const QJsonValue clause = item["MergeWhenClause"_L1];
            return clause["commandType"_L1] == "CMD_DELETE"_L1 && !looksAtRows(clause["condition"_L1]);
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
            if (it.key() == "DeleteStmt"_L1 && !looksAtRows(inner["whereClause"_L1]))
                addRelation(Kind::Delete, inner["relation"_L1]);
            else if (it.key() == "UpdateStmt"_L1 && !looksAtRows(inner["whereClause"_L1]))
                addRelation(Kind::Update, inner["relation"_L1]);
            else if (it.key() == "MergeStmt"_L1 && mergeDeletes(inner))
                addRelation(Kind::Merge, inner["relation"_L1]);
            else if (it.key() == "FuncCall"_L1 || it.key() == "funccall"_L1)
                call(inner, it.key() == "funccall"_L1);
            if (it.key() != "sql_body"_L1)
                walk(inner);
        }
    }

    void call(const QJsonValue &function, bool procedure)
    {
        QStringList parts = stringsOf(function["funcname"_L1]);
        if (parts.isEmpty())
            return;
        const QString name = parts.takeLast();
        add(
            {.kind = Kind::Call,
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
    if (words.empty())
        return {};
    const auto has = [&words](QByteArrayView word) { return std::ranges::find(words, word) != words.end(); };
    const QByteArray &first = words.front();
    if (first == "DO")
        return {{.kind = Kind::Block, .object = u"block"_s, .name = u"DO"_s}};
    const bool changes = has("DELETE") || has("MERGE") || (has("UPDATE") && !has("WHERE"));
    const bool destroys = first == "DROP" || first == "TRUNCATE" || first == "DELETE" || first == "CALL"
                       || (first == "UPDATE" && !has("WHERE")) || (first == "MERGE" && has("DELETE"))
                       || (first == "WITH" && changes) || (first == "EXPLAIN" && has("ANALYZE") && changes)
                       || (first == "ALTER" && has("DROP") && has("COLUMN"));
    if (!destroys)
        return {};
    const auto [schema, name] = objectBehind(tree.text);
    return {
        {.kind = Kind::Unsure,
         .object = QString::fromLatin1(first),
         .schema = schema,
         .name = name.isEmpty() || first == "WITH" || first == "EXPLAIN" ? QString::fromLatin1(first) : name,
         .cascade = has("CASCADE")}};
}

bool isUnseen(QChar c)
{
    switch (c.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
    case QChar::Other_NotAssigned:
    case QChar::Other_PrivateUse:
        return true;
    case QChar::Separator_Space:
        return c != u' ';
    default:
        return false;
    }
}

} // namespace

std::vector<Destruction> destructionsOf(const StatementTree &tree)
{
    return tree.isParsed() ? Finder(tree).find() : byWords(tree);
}

std::vector<Destruction> destructionsOf(QStringView statement)
{
    const QByteArray text = statement.toUtf8();
    const StatementTree tree = readStatement(text);
    return tree.several ? destructionsOfScript(text) : destructionsOf(tree);
}

std::vector<Destruction> destructionsOfScript(QByteArrayView script)
{
    std::vector<Destruction> all;
    const auto pieces = split(script);
    // What cannot be cut is one statement that nobody understands.
    if (!pieces)
        return byWords(readStatement(script.toByteArray()));
    for (const Piece &piece : *pieces) {
        if (piece.kind != PieceKind::Statement)
            continue;
        for (Destruction &one : destructionsOf(readStatement(textOf(piece, script).toByteArray()))) {
            if (std::ranges::find(all, one) == all.end())
                all.push_back(std::move(one));
        }
    }
    return all;
}

QString typableName(const QString &name)
{
    const bool ends = name.startsWith(u' ') || name.endsWith(u' ');
    if (!ends && std::ranges::none_of(name, isUnseen))
        return name;
    QString typable;
    for (qsizetype i = 0; i < name.size(); ++i) {
        const QChar c = name[i];
        const bool end = c == u' ' && (i == 0 || i + 1 == name.size());
        if (c == u'\\')
            typable += u"\\\\"_s;
        else if (end || isUnseen(c))
            typable += u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0'));
        else
            typable += c;
    }
    return typable;
}

bool isTyped(const QString &typed, const QString &name)
{
    const auto composed = [](const QString &text) { return text.normalized(QString::NormalizationForm_C); };
    return !name.isEmpty() && composed(typed) == composed(typableName(name));
}

} // namespace howdah::sql
