// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/change/sqlparts.h"

#include "catalog/change/structurescript.h"
#include "catalog/change/tr.h"
#include "catalog/identifier.h"
#include "sql/lexer.h"
#include "sql/statementtree.h"

#include <QRegularExpression>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::catalog {

namespace {

// Its name in a statement; PostgreSQL cuts longer ones without asking.
constexpr qsizetype LongestName = 63;

struct TypeAlias
{
    QLatin1StringView alias;
    QLatin1StringView name;
};

constexpr std::array typeAliases{
    TypeAlias{"int"_L1, "integer"_L1},
    TypeAlias{"int4"_L1, "integer"_L1},
    TypeAlias{"int8"_L1, "bigint"_L1},
    TypeAlias{"int2"_L1, "smallint"_L1},
    TypeAlias{"bool"_L1, "boolean"_L1},
    TypeAlias{"varchar"_L1, "character varying"_L1},
    TypeAlias{"char varying"_L1, "character varying"_L1},
    TypeAlias{"char"_L1, "character"_L1},
    TypeAlias{"bpchar"_L1, "character"_L1},
    TypeAlias{"decimal"_L1, "numeric"_L1},
    TypeAlias{"dec"_L1, "numeric"_L1},
    TypeAlias{"float4"_L1, "real"_L1},
    TypeAlias{"float"_L1, "double precision"_L1},
    TypeAlias{"float8"_L1, "double precision"_L1},
    TypeAlias{"timestamp"_L1, "timestamp without time zone"_L1},
    TypeAlias{"timestamptz"_L1, "timestamp with time zone"_L1},
    TypeAlias{"time"_L1, "time without time zone"_L1},
    TypeAlias{"timetz"_L1, "time with time zone"_L1},
    TypeAlias{"varbit"_L1, "bit varying"_L1},
};

constexpr std::array usualTypes{
    "bigint"_L1,      "integer"_L1, "smallint"_L1, "text"_L1,
    "boolean"_L1,     "uuid"_L1,    "jsonb"_L1,    "timestamp with time zone"_L1,
    "date"_L1,        "numeric"_L1, "numeric(12, 2)"_L1, "double precision"_L1,
    "real"_L1,        "bytea"_L1,   "json"_L1,     "character varying(255)"_L1,
    "character(1)"_L1, "interval"_L1, "timestamp without time zone"_L1, "time without time zone"_L1,
    "time with time zone"_L1, "inet"_L1, "cidr"_L1, "macaddr"_L1,
    "text[]"_L1,      "integer[]"_L1, "uuid[]"_L1, "int4range"_L1,
    "int8range"_L1,   "numrange"_L1, "daterange"_L1, "tstzrange"_L1,
    "tsvector"_L1,    "xml"_L1,     "point"_L1,    "bit varying"_L1,
};

// The name of a type without what is behind it: "numeric(12,2)[]" is an array and not numeric.
QString plainType(const QString &type)
{
    QString name = canonicalType(type);
    if (name.endsWith(u"[]"_s))
        return name;
    static const QRegularExpression modifier(u"\\([^)]*\\)"_s);
    return name.remove(modifier).simplified();
}

// Alone in "SELECT ...".
QJsonObject onlyTarget(const QString &text)
{
    const sql::StatementTree tree = sql::readStatement(text.toUtf8());
    if (!tree.is("SelectStmt"_L1))
        return {};
    for (auto field = tree.body.begin(); field != tree.body.end(); ++field) {
        if (field.key() != "targetList"_L1 && field.key() != "limitOption"_L1 && field.key() != "op"_L1)
            return {};
    }
    const QJsonArray targets = tree.body.value("targetList"_L1).toArray();
    const QJsonObject target = targets.at(0).toObject().value("ResTarget"_L1).toObject();
    if (targets.size() != 1 || target.contains("name"_L1))
        return {};
    return target.value("val"_L1).toObject();
}

} // namespace

bool isType(const QString &text)
{
    for (const QString &end : {QString(), u"\n"_s}) {
        const QJsonObject cast = onlyTarget(u"SELECT NULL::"_s + text + end).value("TypeCast"_L1).toObject();
        if (!cast.value("arg"_L1).toObject().contains("A_Const"_L1))
            return false;
    }
    // A comment would swallow what follows the type.
    return !onlyTarget(u"SELECT (NULL::"_s + text + u')').isEmpty();
}

bool isExpression(const QString &text)
{
    return !onlyTarget(u"SELECT ("_s + text + u')').isEmpty() && !onlyTarget(u"SELECT ("_s + text + u"\n)"_s).isEmpty();
}

QString defaultText(const QString &expression)
{
    const QByteArray probe = u"CREATE TABLE t (c int DEFAULT %1 NOT NULL)"_s.arg(expression).toUtf8();
    return sql::syntaxFailure(probe) ? u'(' + expression + u')' : expression;
}

QString canonicalType(const QString &type)
{
    static const QRegularExpression shape(u"^([a-z][a-z0-9_ ]*?) ?(\\([^)]*\\))?((?: ?\\[\\d*\\])*)$"_s);
    const QString simple = type.simplified();
    const QRegularExpressionMatch found = shape.match(simple.toLower());
    if (!found.hasMatch())
        return simple;
    QString name = found.captured(1).trimmed();
    QString modifier = found.captured(2).remove(u' ');
    const auto alias = std::ranges::find(typeAliases, name, &TypeAlias::alias);
    if (alias != typeAliases.end())
        name = alias->name;
    if (name == "character"_L1 && modifier.isEmpty())
        modifier = u"(1)"_s;
    if (name == "numeric"_L1 && !modifier.isEmpty() && !modifier.contains(u','))
        modifier.insert(modifier.size() - 1, u",0"_s);
    QString out = name;
    if (!modifier.isEmpty()) {
        // "timestamp(3) with time zone"
        const qsizetype blank = name.startsWith("time"_L1) ? name.indexOf(u' ') : -1;
        out.insert(blank < 0 ? out.size() : blank, modifier);
    }
    return found.captured(3).isEmpty() ? out : out + u"[]"_s;
}

bool isInteger(const QString &type)
{
    const QString plain = plainType(type);
    return plain == "integer"_L1 || plain == "bigint"_L1 || plain == "smallint"_L1;
}

bool isText(const QString &type)
{
    const QString plain = plainType(type);
    return plain == "text"_L1 || plain == "character varying"_L1 || plain == "character"_L1;
}

bool isAssignable(const QString &from, const QString &to)
{
    const QString before = plainType(from);
    const QString after = plainType(to);
    if (before == after || isText(to))
        return true;
    static const QList<QStringList> groups{
        {u"smallint"_s, u"integer"_s, u"bigint"_s, u"numeric"_s, u"real"_s, u"double precision"_s},
        {u"date"_s, u"timestamp without time zone"_s, u"timestamp with time zone"_s},
        {u"json"_s, u"jsonb"_s}};
    return std::ranges::any_of(
        groups, [&](const QStringList &group) { return group.contains(before) && group.contains(after); });
}

bool mentions(const QString &expression, const QString &name)
{
    sql::Lexer lexer;
    const QByteArray text = expression.toUtf8();
    lexer.setInput(text, 0, true);
    while (true) {
        const sql::Token token = lexer.next();
        if (token.type == sql::TokenType::End || token.type == sql::TokenType::NeedMore)
            return false;
        if (token.type == sql::TokenType::Backslash)
            lexer.skip(1);
        const QString word = QString::fromUtf8(QByteArrayView(text).sliced(token.begin, token.end - token.begin));
        if (token.type == sql::TokenType::Word && word.toLower() == name)
            return true;
        if (token.type == sql::TokenType::QuotedName && word.mid(1).chopped(1).replace(u"\"\""_s, u"\""_s) == name)
            return true;
    }
}

QString nameProblem(const QString &name)
{
    if (name.isEmpty())
        return tr("Enter a name.");
    if (name.contains(QChar(0)))
        return tr("A name cannot hold a null character.");
    const qsizetype bytes = name.toUtf8().size();
    return bytes > LongestName ? tr("The name %1 is too long: %2 bytes of at most %3.").arg(name).arg(bytes).arg(LongestName)
                               : QString();
}

QString quotedList(const QStringList &names)
{
    QStringList out;
    for (const QString &name : names)
        out << quoteIfNeeded(name);
    return out.join(u", "_s);
}

bool isNameTaken(const Catalog &catalog, const QString &schema, const QString &name)
{
    if (catalog.relation(schema, name))
        return true;
    return std::ranges::any_of(catalog.indexes, [&](const Index &index) {
        const Relation *owner = index.name == name ? catalog.relation(index.relation) : nullptr;
        return owner && owner->schema == schema;
    });
}

QStringList typesFor(const Catalog &catalog)
{
    QStringList types;
    for (const QLatin1StringView usual : usualTypes)
        types << usual;
    for (const Type &type : catalog.types) {
        const QString name = qualifiedName(type.schema, type.name);
        if (type.schema != "pg_catalog"_L1 && type.schema != "information_schema"_L1 && !types.contains(name))
            types << name;
    }
    return types;
}

void StatementList::add(const QString &text, bool isAction)
{
    if (text.isEmpty())
        return;
    if (isAction) {
        m_actions << text;
        return;
    }
    flush();
    m_text += text;
}

void StatementList::flush()
{
    if (m_actions.isEmpty())
        return;
    m_text += m_actions.size() == 1 ? u"ALTER TABLE %1 %2;\n"_s.arg(m_table, m_actions.first())
                                    : u"ALTER TABLE %1\n    %2;\n"_s.arg(m_table, m_actions.join(u",\n    "_s));
    m_actions.clear();
}

QString StatementList::take()
{
    flush();
    return std::exchange(m_text, {});
}

} // namespace howdah::catalog
