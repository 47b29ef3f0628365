// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/placedsql.h"

#include "sql/parser.h"
#include "sql/querynames.h"
#include "sql/quote.h"

#include <QMap>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::entity {

using catalog::Catalog;

static bool hasType(const Catalog &catalog, const QString &schema, const QString &name)
{
    return std::ranges::any_of(
        catalog.types, [&](const catalog::Type &type) { return type.schema == schema && type.name == name; });
}

QString placedSql(const QString &sql, const Catalog &catalog, const QString &schema, bool isExpression)
{
    const QByteArray before = isExpression ? "SELECT " : "";
    QByteArray text = before + sql.toUtf8();
    const auto tree = sql::parseTree(text);
    if (!tree)
        return sql; // the server says what is wrong with it
    const sql::QueryNames names = sql::namesOfQuery(*tree);
    const QByteArray own = sql::quoteIdentifier(schema).toUtf8() + '.';
    QMap<qsizetype, QByteArray> places; // where what is to be written
    for (const sql::NamePlace &place : names.relations) {
        if (place.schema.isEmpty() && catalog.relation(schema, place.name))
            places.insert(place.byte, own);
    }
    for (const sql::NamePlace &place : names.types) {
        if (place.schema.isEmpty() && hasType(catalog, schema, place.name))
            places.insert(place.byte, own);
    }
    for (const sql::NamePlace &place : names.functions) {
        if (place.schema.isEmpty())
            places.insert(place.byte, "pg_catalog.");
    }
    // From the end, so that the places before stay what they are.
    const QList<qsizetype> all = places.keys();
    for (auto it = all.crbegin(); it != all.crend(); ++it)
        text.insert(*it, places.value(*it));
    return QString::fromUtf8(text.sliced(before.size()));
}

// Types that have a rule of their own in the grammar, which makes them pg_catalog's, or that say whose they are.
static bool isPlaced(const QString &type)
{
    static const QRegularExpression grammar(u"^(bigint|bit|boolean|character varying|decimal|double|integer|interval"
                                            "|numeric|real|smallint|time|timestamp)\\b"_s);
    return type.contains(u'.') || type.contains(u'"') || grammar.match(type).hasMatch();
}

QString placedType(const QString &type, const Catalog &catalog, const QString &schema)
{
    const bool isArray = type.endsWith("[]"_L1);
    const QString element = isArray ? type.chopped(2) : type;
    if (hasType(catalog, schema, element))
        return sql::quoteQualified(schema, element) + (isArray ? u"[]"_s : QString());
    static const QStringList bare{u"int"_s, u"char"_s, u"dec"_s, u"float"_s, u"varchar"_s};
    return isPlaced(type) || bare.contains(element) ? type : u"pg_catalog."_s + type;
}

QString parameterType(const catalog::Column &column)
{
    static const QRegularExpression modifiers(u"\\([^)]*\\)"_s);
    QString type = column.type;
    if (!type.contains(u'"'))
        type.remove(modifiers);
    // Alone these two are one character long.
    if (type == "character"_L1)
        return u"pg_catalog.bpchar"_s;
    if (type == "bit"_L1)
        return u"bit varying"_s;
    return isPlaced(type) ? type : u"pg_catalog."_s + type;
}

QString equalSql(const QString &table, const catalog::Column &column, const QString &value)
{
    const bool isArray = column.typeCategory == 'A';
    const QString schema =
        column.operatorSchema.isEmpty() || isArray ? u"pg_catalog"_s : sql::quoteIdentifier(column.operatorSchema);
    return sql::quoteIdentifier(table) + u'.' + sql::quoteIdentifier(column.name) + u" OPERATOR("_s + schema + u".=) "_s
         + value;
}

QString StatementWriter::add(const std::optional<QByteArray> &value, const QString &type)
{
    m_parameters.push_back(value);
    return u'$' + QString::number(m_parameters.size()) + u"::"_s + type;
}

QString StatementWriter::write(const Fragment &fragment, bool isExpression)
{
    const QString sql = fragment.query.written([this](const sql::NamedUse &use) {
        if (use.name == "this"_L1) {
            // As it is written there: in quotes, or folded.
            const QString name =
                use.argument.startsWith(u'"') ? use.argument.mid(1).chopped(1) : use.argument.toLower();
            const catalog::Column *column = m_catalog.column(m_relation, name);
            return u'(' + add(m_row.value(name), column ? parameterType(*column) : u"pg_catalog.text"_s) + u')';
        }
        const ParameterDefinition *parameter = m_action ? m_action->parameter(use.name) : nullptr;
        const QString type = parameter && parameter->hash == PasswordHash::None ? parameter->type : u"text"_s;
        return u'(' + add(m_given ? m_given->value(use.name) : std::nullopt, placedType(type, m_catalog, m_schema))
             + u')';
    });
    return placedSql(sql, m_catalog, m_schema, isExpression);
}

QString StatementWriter::isRow(const QString &table, const QStringList &key)
{
    QStringList conditions;
    for (const QString &name : key) {
        if (const catalog::Column *column = m_catalog.column(m_relation, name))
            conditions << equalSql(table, *column, add(m_row.value(name), parameterType(*column)));
    }
    return conditions.isEmpty() ? u"false"_s : conditions.join(u" AND "_s);
}

} // namespace howdah::entity
