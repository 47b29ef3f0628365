// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "querycomplete/schematext.h"

#include "query/complete/scopewords.h"
#include "sql/lexer.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::test {

using catalog::Catalog;
using catalog::ConstraintKind;
using query::complete::Piece;
using query::complete::StatementText;
using query::complete::Word;

namespace {

class SchemaReader final
{
public:
    void read(QByteArrayView ddl);
    void addTables(int count);
    [[nodiscard]] catalog::Snapshot take();

private:
    void readStatement(QByteArrayView sql);
    void readCreate();
    void readTable(int i);
    void readColumn(catalog::Oid table, int i, int end);
    int readConstraint(catalog::Oid table, int i);
    void readEnum(int i);
    void readView(int i);
    void readFunction(int i, catalog::FunctionKind kind);
    void readAlter();
    [[nodiscard]] const Piece &at(int i) const { return m_text.at(i); }
    [[nodiscard]] std::pair<QString, QString> name(int &i) const; // schema and name; i goes behind
    [[nodiscard]] catalog::Relation *relation(const QString &name);
    [[nodiscard]] QList<qint16> numbers(catalog::Oid table, int &i) const; // of (a, b); i goes behind
    [[nodiscard]] QString sqlOf(int begin, int end) const;

    Catalog m_catalog;
    QByteArrayView m_sql;
    StatementText m_text;
    catalog::Oid m_next = 1000;
};

} // namespace

void SchemaReader::read(QByteArrayView ddl)
{
    m_catalog.schemas.append({.oid = ++m_next, .name = u"public"_s});
    sql::Lexer lexer;
    lexer.setInput(ddl, 0, true);
    qsizetype begin = 0;
    for (;;) {
        const sql::Token token = lexer.next();
        if (token.type == sql::TokenType::Symbol && token.symbol == ';') {
            readStatement(ddl.sliced(begin, token.begin - begin));
            begin = token.end;
        } else if (token.type == sql::TokenType::Backslash) {
            lexer.skip(1);
        } else if (token.type == sql::TokenType::End) {
            readStatement(ddl.sliced(begin));
            return;
        }
    }
}

void SchemaReader::readStatement(QByteArrayView sql)
{
    m_sql = sql;
    m_text = query::complete::readWhole(sql);
    if (at(0).is(Word::Create))
        readCreate();
    else if (at(0).is(Word::Alter) && at(1).is(Word::Table))
        readAlter();
}

QString SchemaReader::sqlOf(int begin, int end) const
{
    const qsizetype from = at(begin).begin;
    const qsizetype to = end < m_text.size() ? at(end).begin : m_sql.size();
    return begin < m_text.size() ? QString::fromUtf8(m_sql.sliced(from, to - from)).simplified() : QString();
}

std::pair<QString, QString> SchemaReader::name(int &i) const
{
    QString schema = u"public"_s;
    QString name = at(i++).name;
    while (at(i).is('.')) {
        const bool known =
            std::ranges::any_of(m_catalog.schemas, [&](const catalog::Schema &one) { return one.name == name; });
        schema = known ? name : u"public"_s;
        name = at(i + 1).name;
        i += 2;
    }
    return {schema, name};
}

catalog::Relation *SchemaReader::relation(const QString &name)
{
    for (catalog::Relation &one : m_catalog.relations) {
        if (one.name == name)
            return &one;
    }
    return nullptr;
}

void SchemaReader::readCreate()
{
    int i = 1;
    while (at(i).is(Word::Or) || at(i).is(Word::Replace) || at(i).is(Word::Unique) || at(i).is(Word::Materialized))
        ++i;
    const Piece &kind = at(i++);
    while (at(i).is(Word::If) || at(i).is(Word::Not) || at(i).is(Word::Exists))
        ++i;
    if (kind.is(Word::Schema)) {
        m_catalog.schemas.append({.oid = ++m_next, .name = at(i).name});
    } else if (kind.is(Word::Table)) {
        readTable(i);
    } else if (kind.is(Word::Type)) {
        readEnum(i);
    } else if (kind.is(Word::View)) {
        readView(i);
    } else if (kind.is(Word::Function)) {
        readFunction(i, catalog::FunctionKind::Function);
    } else if (kind.is(Word::Procedure)) {
        readFunction(i, catalog::FunctionKind::Procedure);
    } else if (kind.is(Word::Index) && at(i + 1).is(Word::On)) {
        if (const auto *table = relation(at(i + 2).name))
            m_catalog.indexes.append({.oid = ++m_next, .relation = table->oid, .name = at(i).name});
    }
}

void SchemaReader::readTable(int i)
{
    const auto [schema, table] = name(i);
    const catalog::Oid oid = ++m_next;
    m_catalog.relations.append({.oid = oid, .schema = schema, .name = table});
    const int close = m_text.closing(i);
    int begin = i + 1;
    for (int p = begin; p <= close; ++p) {
        if (at(p).is('(') && at(p).match > p) {
            p = at(p).match;
            continue;
        }
        if (p != close && !at(p).is(','))
            continue;
        const Piece &first = at(begin);
        if (first.is(Word::Primary) || first.is(Word::Foreign) || first.is(Word::Constraint) || first.is(Word::Unique))
            readConstraint(oid, begin);
        else if (first.isName() && !first.is(Word::Check))
            readColumn(oid, begin, p);
        begin = p + 1;
    }
}

static char categoryOf(const QString &type)
{
    static const QStringList Numbers{u"int"_s,     u"integer"_s, u"bigint"_s, u"smallint"_s, u"decimal"_s,
                                     u"numeric"_s, u"real"_s,    u"double"_s, u"serial"_s,   u"bigserial"_s};
    static const QStringList Texts{u"text"_s, u"varchar"_s, u"char"_s, u"character"_s};
    if (Numbers.contains(type))
        return 'N';
    if (Texts.contains(type))
        return 'S';
    if (type.startsWith("date"_L1) || type.startsWith("time"_L1))
        return 'D';
    return type.startsWith("bool"_L1) ? 'B' : 'U';
}

void SchemaReader::readColumn(catalog::Oid table, int i, int end)
{
    catalog::Column column{.relation = table, .name = at(i).name};
    column.number = qint16(1 + std::ranges::count(m_catalog.columns, table, &catalog::Column::relation));
    int typeEnd = i + 2;
    while (typeEnd < end && !at(typeEnd).is(Word::Not) && !at(typeEnd).is(Word::Primary)
           && !at(typeEnd).is(Word::References) && !at(typeEnd).is(Word::Default) && !at(typeEnd).is(Word::Null)
           && !at(typeEnd).is(Word::Unique) && !at(typeEnd).is(Word::Constraint) && at(typeEnd).name != "generated"_L1)
        ++typeEnd;
    column.type = sqlOf(i + 1, typeEnd);
    column.typeCategory = categoryOf(at(i + 1).name);
    for (const catalog::Type &type : m_catalog.types) {
        if (type.name == at(i + 1).name) {
            column.typeOid = type.oid;
            column.typeKind = 'e';
            column.typeCategory = 'E';
        }
    }
    for (int p = typeEnd; p < end; ++p)
        column.identity = at(p).name == "always"_L1 ? 'a' : column.identity;
    m_catalog.columns.append(column);
    for (int p = typeEnd; p < end; ++p) {
        catalog::Constraint constraint{.oid = ++m_next, .relation = table, .columns = {column.number}};
        if (at(p).is(Word::Primary)) {
            constraint.kind = ConstraintKind::PrimaryKey;
            m_catalog.constraints.append(constraint);
        } else if (at(p).is(Word::References)) {
            constraint.kind = ConstraintKind::ForeignKey;
            ++p;
            const catalog::Relation *target = relation(name(p).second);
            constraint.referencedRelation = target ? target->oid : 0;
            constraint.referencedColumns = at(p).is('(') ? numbers(constraint.referencedRelation, p) : QList<qint16>{1};
            m_catalog.constraints.append(constraint);
        }
    }
}

QList<qint16> SchemaReader::numbers(catalog::Oid table, int &i) const
{
    QList<qint16> list;
    const int close = m_text.closing(i);
    for (int p = i + 1; p < close; ++p) {
        for (const catalog::Column &column : m_catalog.columns) {
            if (column.relation == table && column.name == at(p).name)
                list.append(column.number);
        }
    }
    i = close + 1;
    return list;
}

int SchemaReader::readConstraint(catalog::Oid table, int i)
{
    catalog::Constraint constraint{.oid = ++m_next, .relation = table};
    if (at(i).is(Word::Constraint)) {
        constraint.name = at(i + 1).name;
        i += 2;
    }
    const bool isForeign = at(i).is(Word::Foreign);
    constraint.kind = isForeign              ? ConstraintKind::ForeignKey
                    : at(i).is(Word::Unique) ? ConstraintKind::Unique
                                             : ConstraintKind::PrimaryKey;
    while (i < m_text.size() && !at(i).is('('))
        ++i;
    constraint.columns = numbers(table, i);
    if (isForeign && at(i).is(Word::References)) {
        ++i;
        const catalog::Relation *target = relation(name(i).second);
        constraint.referencedRelation = target ? target->oid : 0;
        if (at(i).is('('))
            constraint.referencedColumns = numbers(constraint.referencedRelation, i);
        for (const catalog::Constraint &other : m_catalog.constraints) {
            if (constraint.referencedColumns.isEmpty() && other.relation == constraint.referencedRelation
                && other.kind == ConstraintKind::PrimaryKey)
                constraint.referencedColumns = other.columns;
        }
    }
    m_catalog.constraints.append(constraint);
    return i;
}

void SchemaReader::readEnum(int i)
{
    catalog::Type type{.oid = ++m_next, .kind = catalog::TypeKind::Enum};
    std::tie(type.schema, type.name) = name(i);
    for (; i < m_text.size(); ++i) {
        if (at(i).kind == Piece::Kind::String)
            type.labels.append(at(i).name);
    }
    m_catalog.types.append(type);
}

void SchemaReader::readView(int i)
{
    catalog::Relation view{.oid = ++m_next, .kind = catalog::RelationKind::View};
    std::tie(view.schema, view.name) = name(i);
    if (at(i).is('(')) {
        for (++i; i < m_text.size() && !at(i).is(')'); ++i) {
            if (at(i).isName())
                m_catalog.columns.append(
                    {.relation = view.oid, .number = qint16(i), .name = at(i).name, .type = u"text"_s});
        }
        ++i;
    }
    view.definition = sqlOf(i + 1, m_text.size());
    m_catalog.relations.append(view);
}

void SchemaReader::readFunction(int i, catalog::FunctionKind kind)
{
    catalog::Function function{.oid = ++m_next, .kind = kind};
    std::tie(function.schema, function.name) = name(i);
    function.arguments = sqlOf(i + 1, m_text.closing(i));
    i = m_text.closing(i) + 1;
    if (at(i).is(Word::Returns)) {
        int end = i + 1;
        while (end < m_text.size() && at(end).name != "language"_L1 && !at(end).is(Word::As))
            ++end;
        function.result = sqlOf(i + 1, end);
    }
    m_catalog.functions.append(function);
}

void SchemaReader::readAlter()
{
    int i = 2;
    const catalog::Relation *table = relation(name(i).second);
    if (table && at(i).name == "add"_L1)
        readConstraint(table->oid, i + 1);
}

void SchemaReader::addTables(int count)
{
    static const QStringList Columns{u"id"_s,     u"tenant_id"_s, u"name"_s,  u"created_at"_s, u"updated_at"_s,
                                     u"status"_s, u"amount"_s,    u"code"_s,  u"owner_id"_s,   u"notes"_s,
                                     u"total"_s,  u"position"_s,  u"label"_s, u"kind"_s};
    for (int n = 0; n < count; ++n) {
        const catalog::Oid oid = ++m_next;
        const QString name = QString(QChar(u'a' + n % 26)) + u"rea_"_s + QString(QChar(u'a' + n / 26 % 26)) + u"part_"_s
                           + QString::number(n);
        m_catalog.relations.append({.oid = oid, .schema = u"public"_s, .name = name});
        for (qsizetype c = 0; c < Columns.size(); ++c)
            m_catalog.columns.append(
                {.relation = oid,
                 .number = qint16(c + 1),
                 .typeCategory = c == 2 || c == 7 ? 'S' : 'N',
                 .name = c < 3 ? Columns.at(c) : Columns.at(c) + u'_' + QString::number(n % 500),
                 .type = u"integer"_s});
        m_catalog.constraints.append(
            {.oid = ++m_next, .relation = oid, .kind = ConstraintKind::PrimaryKey, .columns = {1}});
        if (n > 0)
            m_catalog.constraints.append(
                {.oid = ++m_next,
                 .relation = oid,
                 .kind = ConstraintKind::ForeignKey,
                 .referencedRelation = m_catalog.relations.at(m_catalog.relations.size() - 2).oid,
                 .columns = {9},
                 .referencedColumns = {1}});
    }
}

catalog::Snapshot SchemaReader::take()
{
    m_catalog.stage = catalog::Stage::Complete;
    std::ranges::stable_sort(m_catalog.schemas, {}, &catalog::Schema::name);
    std::ranges::stable_sort(m_catalog.relations, [](const auto &a, const auto &b) {
        return std::tie(a.schema, a.name) < std::tie(b.schema, b.name);
    });
    std::ranges::stable_sort(m_catalog.columns, {}, &catalog::Column::relation);
    std::ranges::stable_sort(m_catalog.constraints, {}, &catalog::Constraint::relation);
    std::ranges::stable_sort(m_catalog.indexes, {}, &catalog::Index::relation);
    m_catalog.index();
    return std::make_shared<const Catalog>(std::move(m_catalog));
}

catalog::Snapshot catalogFromText(QByteArrayView ddl) { return catalogFromText(ddl, 0); }

catalog::Snapshot catalogFromText(QByteArrayView ddl, int tables)
{
    SchemaReader reader;
    reader.read(ddl);
    reader.addTables(tables);
    return reader.take();
}

} // namespace howdah::test
