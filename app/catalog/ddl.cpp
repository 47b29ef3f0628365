// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/ddl.h"

#include "catalog/identifier.h"
#include "catalog/tableddl.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::catalog {

QString commentDdl(const QString &what, const QString &comment)
{
    return comment.isEmpty() ? QString() : u"COMMENT ON %1 IS %2;\n"_s.arg(what, sql::quoteLiteral(comment).trimmed());
}

QString nameOf(const Relation &relation) { return qualifiedName(relation.schema, relation.name); }

QString sequenceOptions(const Sequence &s)
{
    // What a sequence of that type and direction has anyway goes without saying.
    const bool down = s.increment < 0;
    const bool isSmall = s.type == u"smallint"_s;
    const qint64 most = isSmall ? 32767 : s.type == u"integer"_s ? 2147483647LL : 9223372036854775807LL;
    const qint64 lowest = -most - 1;
    const qint64 minimum = down ? lowest : 1;
    const qint64 maximum = down ? -1 : most;
    QString out;
    if (s.increment != 1)
        out += u" INCREMENT BY %1"_s.arg(s.increment);
    if (s.minimum != minimum)
        out += u" MINVALUE %1"_s.arg(s.minimum);
    if (s.maximum != maximum)
        out += u" MAXVALUE %1"_s.arg(s.maximum);
    if (s.start != (down ? s.maximum : s.minimum))
        out += u" START WITH %1"_s.arg(s.start);
    if (s.cache != 1)
        out += u" CACHE %1"_s.arg(s.cache);
    if (s.cycles)
        out += u" CYCLE"_s;
    return out;
}

QString sequenceDdl(const Relation &relation, const Sequence &s)
{
    QString out =
        relation.persistence == Persistence::Unlogged ? u"CREATE UNLOGGED SEQUENCE "_s : u"CREATE SEQUENCE "_s;
    out += nameOf(relation);
    if (s.type != u"bigint"_s)
        out += u" AS "_s + s.type;
    return out + sequenceOptions(s) + u";\n"_s + commentDdl(u"SEQUENCE "_s + nameOf(relation), relation.comment);
}

QString sequenceOwnerDdl(const Catalog &catalog, const Relation &relation, const Sequence &s)
{
    const Relation *owner = catalog.relation(s.ownerRelation);
    const Column *column = catalog.column(s.ownerRelation, s.ownerColumn);
    if (!owner || !column || s.isIdentity)
        return {};
    return u"ALTER SEQUENCE %1 OWNED BY %2.%3;\n"_s.arg(nameOf(relation), nameOf(*owner), quoteIfNeeded(column->name));
}

// A sequence that belongs to a column, asked for by itself: the owner is named when its table is there.
static QString sequenceDdlOf(const Catalog &catalog, const Relation &relation)
{
    const Sequence *s = catalog.sequence(relation.oid);
    return s ? sequenceDdl(relation, *s) + sequenceOwnerDdl(catalog, relation, *s) : QString();
}

static QString viewDdl(const Catalog &catalog, const Relation &view)
{
    QString columns;
    for (const Column &column : catalog.columnsOf(view.oid))
        columns += (columns.isEmpty() ? u""_s : u", "_s) + quoteIfNeeded(column.name);
    const bool materialized = view.kind == RelationKind::MaterializedView;
    QString out = u"CREATE %1 %2 (%3)"_s.arg(kindName(view.kind).toUpper(), nameOf(view), columns);
    if (materialized && view.accessMethod != u"heap"_s && !view.accessMethod.isEmpty())
        out += u" USING "_s + quoteIfNeeded(view.accessMethod);
    if (!view.options.isEmpty())
        out += u" WITH ("_s + view.options + u')';
    if (!view.tablespace.isEmpty())
        out += u" TABLESPACE "_s + quoteIfNeeded(view.tablespace);
    QString query = view.definition.trimmed();
    if (query.endsWith(u';'))
        query.chop(1);
    out += u" AS\n"_s + query + (materialized ? u"\nWITH NO DATA;\n"_s : u";\n"_s);
    for (const Column &column : catalog.columnsOf(view.oid))
        if (!materialized && !column.expression.isEmpty())
            out += u"ALTER VIEW %1 ALTER COLUMN %2 SET DEFAULT %3;\n"_s.arg(
                nameOf(view), quoteIfNeeded(column.name), column.expression);
    return out + attachmentsDdl(catalog, view);
}

static QString typeDdl(const Type &type)
{
    const QString name = qualifiedName(type.schema, type.name);
    const QString word = type.kind == TypeKind::Domain ? u"DOMAIN"_s : u"TYPE"_s;
    QString out = u"CREATE %1 %2"_s.arg(word, name);
    if (type.kind == TypeKind::Enum) {
        QStringList labels;
        for (const QString &label : type.labels)
            labels.append(sql::quoteLiteral(label).trimmed());
        out += u" AS ENUM ("_s + labels.join(u", "_s) + u')';
    } else if (!type.definition.isEmpty()) {
        out += u' ' + type.definition;
    }
    out += u";\n"_s + commentDdl(word + u' ' + name, type.comment);
    for (const auto &[constraint, comment] : type.constraintComments)
        out += commentDdl(u"CONSTRAINT %1 ON DOMAIN %2"_s.arg(quoteIfNeeded(constraint), name), comment);
    return out;
}

static QString functionDdl(const Function &function)
{
    if (function.definition.isEmpty())
        return {};
    const QString word = function.kind == FunctionKind::Aggregate ? u"AGGREGATE"_s
                       : function.kind == FunctionKind::Procedure ? u"PROCEDURE"_s
                                                                  : u"FUNCTION"_s;
    const QString arguments =
        function.kind == FunctionKind::Aggregate && function.arguments.isEmpty() ? u"*"_s : function.arguments;
    return function.definition.trimmed() + u";\n"_s
         + commentDdl(
               u"%1 %2(%3)"_s.arg(word, qualifiedName(function.schema, function.name), arguments), function.comment);
}

QString ddlOf(const Catalog &catalog, Oid oid, ForeignKeys foreignKeys)
{
    if (const Relation *relation = catalog.relation(oid)) {
        switch (relation->kind) {
        case RelationKind::Table:
        case RelationKind::PartitionedTable:
        case RelationKind::ForeignTable:
            return tableDdl(catalog, *relation, foreignKeys);
        case RelationKind::View:
        case RelationKind::MaterializedView:
            return viewDdl(catalog, *relation);
        case RelationKind::Sequence:
            return sequenceDdlOf(catalog, *relation);
        }
    }
    if (const Type *type = catalog.type(oid))
        return typeDdl(*type);
    if (const Function *function = catalog.function(oid))
        return functionDdl(*function);
    return {};
}

} // namespace howdah::catalog
