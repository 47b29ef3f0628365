// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "catalog/ddl.h"

#include "catalog/ddlparts.h"
#include "catalog/identifier.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::catalog {

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
