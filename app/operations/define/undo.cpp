// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/define/undo.h"

#include "catalog/ddl.h"
#include "catalog/identifier.h"
#include "operations/tr.h"
#include "sql/objectname.h"
#include "sql/quote.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using catalog::quoteIfNeeded;

namespace {

QString unknownBefore() { return tr("what it was before is not known"); }

// A type as SQL, its names quoted where they must be.
QString typeSql(const QJsonValue &type)
{
    QStringList names = sql::stringsOf(type["names"_L1]);
    if (names.size() > 1 && names.front() == "pg_catalog"_L1)
        return sql::typeText(type);
    for (QString &name : names)
        name = quoteIfNeeded(name);
    return names.join(u'.') + (type["arrayBounds"_L1].toArray().isEmpty() ? QString() : u"[]"_s);
}

QString argumentsSql(const QJsonArray &parameters)
{
    QStringList types;
    for (const QJsonValue one : parameters) {
        const QJsonObject parameter = one["FunctionParameter"_L1].toObject();
        const QString mode = parameter["mode"_L1].toString();
        if (mode != "FUNC_PARAM_OUT"_L1 && mode != "FUNC_PARAM_TABLE"_L1)
            types << typeSql(parameter["argType"_L1]);
    }
    return types.join(u", "_s);
}

qsizetype countArguments(const QString &arguments) { return arguments.isEmpty() ? 0 : arguments.count(u',') + 1; }

} // namespace

QString UndoWriter::Named::sql() const { return catalog::qualifiedName(schema, name); }

UndoWriter::Named UndoWriter::namedBy(const QJsonValue &range)
{
    return {range["schemaname"_L1].toString(), range["relname"_L1].toString()};
}

UndoWriter::Named UndoWriter::namedBy(const QStringList &parts)
{
    return {parts.size() > 1 ? parts[parts.size() - 2] : QString(), parts.isEmpty() ? QString() : parts.last()};
}

// Without a schema: the only one of that name, or that of public.
const catalog::Relation *UndoWriter::relation(const Named &named) const
{
    if (!m_before)
        return nullptr;
    if (!named.schema.isEmpty())
        return m_before->relation(named.schema, named.name);
    const catalog::Relation *found = nullptr;
    for (const catalog::Relation &one : m_before->relations) {
        if (one.name != named.name)
            continue;
        if (found)
            return m_before->relation(u"public"_s, named.name);
        found = &one;
    }
    return found;
}

Undo UndoWriter::undo(const sql::StatementTree &tree)
{
    if (!tree.isParsed())
        return {.unwritten = tr("it is not understood here")};
    if (tree.is("TransactionStmt"_L1) || tree.is("VariableSetStmt"_L1))
        return {};
    if (tree.is("AlterTableStmt"_L1))
        return alterTable(tree.body);
    if (tree.is("RenameStmt"_L1))
        return rename(tree.body);
    if (tree.is("CommentStmt"_L1))
        return comment(tree.body);
    if (tree.is("DropStmt"_L1))
        return drop(tree.body);
    if (tree.is("AlterEnumStmt"_L1))
        return alterEnum(tree.body);
    if (tree.is("AlterObjectSchemaStmt"_L1))
        return setSchema(tree.body);
    return create(tree);
}

// ---- what is made

Undo UndoWriter::made(const QString &kind, const Named &named, bool ifNotExists)
{
    if (ifNotExists && relation(named))
        return {.note = tr("%1 was there already and stays.").arg(named.sql())};
    m_made.insert(named.sql());
    return {.sql = u"DROP %1 %2;\n"_s.arg(kind, named.sql())};
}

Undo UndoWriter::create(const sql::StatementTree &tree)
{
    const QJsonObject &body = tree.body;
    const bool ifNotExists = body["if_not_exists"_L1].toBool();
    if (tree.is("CreateStmt"_L1))
        return made(u"TABLE"_s, namedBy(body["relation"_L1]), ifNotExists);
    if (tree.is("CreateForeignTableStmt"_L1))
        return made(u"FOREIGN TABLE"_s, namedBy(body["base"_L1]["relation"_L1]), ifNotExists);
    if (tree.is("CreateTableAsStmt"_L1))
        return made(
            body["objtype"_L1] == "OBJECT_MATVIEW"_L1 ? u"MATERIALIZED VIEW"_s : u"TABLE"_s,
            namedBy(body["into"_L1]["rel"_L1]), ifNotExists);
    if (tree.is("CreateSeqStmt"_L1))
        return made(u"SEQUENCE"_s, namedBy(body["sequence"_L1]), ifNotExists);
    if (tree.is("ViewStmt"_L1))
        return createView(body);
    if (tree.is("IndexStmt"_L1))
        return createIndex(body);
    if (tree.is("CreateFunctionStmt"_L1))
        return createFunction(body);
    if (tree.is("CreateEnumStmt"_L1) || tree.is("CreateRangeStmt"_L1))
        return made(u"TYPE"_s, namedBy(sql::stringsOf(body["typeName"_L1])));
    if (tree.is("CompositeTypeStmt"_L1))
        return made(u"TYPE"_s, namedBy(body["typevar"_L1]));
    if (tree.is("CreateDomainStmt"_L1))
        return made(u"DOMAIN"_s, namedBy(sql::stringsOf(body["domainname"_L1])));
    if (tree.is("CreateSchemaStmt"_L1)) {
        const Named schema{{}, body["schemaname"_L1].toString()};
        if (schema.name.isEmpty())
            return {.unwritten = tr("the schema is called as whoever runs it")};
        if (ifNotExists && m_before && m_before->schema(schema.name))
            return {.note = tr("%1 was there already and stays.").arg(schema.sql())};
        return {.sql = u"DROP SCHEMA %1;\n"_s.arg(schema.sql())};
    }
    if (tree.is("CreateExtensionStmt"_L1)) {
        const QString name = body["extname"_L1].toString();
        const bool isThere =
            m_before
            && std::ranges::find(m_before->extensions, name, &catalog::Extension::name) != m_before->extensions.end();
        if (ifNotExists && isThere)
            return {.note = tr("%1 was there already and stays.").arg(name)};
        return {.sql = u"DROP EXTENSION %1;\n"_s.arg(quoteIfNeeded(name))};
    }
    return createPart(tree);
}

Undo UndoWriter::createView(const QJsonObject &body)
{
    const Named named = namedBy(body["view"_L1]);
    const catalog::Relation *old = body["replace"_L1].toBool() ? relation(named) : nullptr;
    if (isMade(named))
        return {};
    if (!old)
        return made(u"VIEW"_s, named);
    // Its definition alone: what hangs on it stays where it is replaced.
    QStringList columns;
    for (const catalog::Column &column : m_before->columnsOf(old->oid))
        columns << quoteIfNeeded(column.name);
    QString query = old->definition.trimmed();
    if (query.endsWith(u';'))
        query.chop(1);
    if (query.isEmpty())
        return {.unwritten = unknownBefore()};
    const QString options = old->options.isEmpty() ? QString() : u" WITH (%1)"_s.arg(old->options);
    return {
        .sql = u"CREATE OR REPLACE VIEW %1 (%2)%3 AS\n%4;\n"_s.arg(
            catalog::qualifiedName(old->schema, old->name), columns.join(u", "_s), options, query),
        .note =
            tr("If the view gets more columns, PostgreSQL refuses to replace it by its former definition: then drop "
               "it first.")};
}

Undo UndoWriter::createIndex(const QJsonObject &body) const
{
    const Named table = namedBy(body["relation"_L1]);
    const QString name = body["idxname"_L1].toString();
    if (isMade(table))
        return {};
    if (name.isEmpty())
        return {.unwritten = tr("the index has no name of its own; give it one")};
    const Named index{table.schema, name};
    if (body["if_not_exists"_L1].toBool() && m_before
        && std::ranges::find(m_before->indexes, name, &catalog::Index::name) != m_before->indexes.end())
        return {.note = tr("%1 was there already and stays.").arg(index.sql())};
    return {
        .sql =
            u"DROP INDEX %1%2;\n"_s.arg(body["concurrent"_L1].toBool() ? u"CONCURRENTLY "_s : QString(), index.sql())};
}

Undo UndoWriter::createFunction(const QJsonObject &body) const
{
    const Named named = namedBy(sql::nameParts(body["funcname"_L1]));
    const QString arguments = argumentsSql(body["parameters"_L1].toArray());
    const QString word = body["is_procedure"_L1].toBool() ? u"PROCEDURE"_s : u"FUNCTION"_s;
    if (body["replace"_L1].toBool() && m_before) {
        std::vector<const catalog::Function *> old;
        for (const catalog::Function &one : m_before->functions) {
            if (one.name == named.name && (named.schema.isEmpty() || one.schema == named.schema)
                && countArguments(one.arguments) == countArguments(arguments))
                old.push_back(&one);
        }
        if (old.size() > 1)
            return {.unwritten = tr("there are several functions of this name, and one of them may be replaced")};
        if (!old.empty() && !old.front()->definition.isEmpty())
            return {.sql = old.front()->definition.trimmed() + u";\n"_s};
        if (!old.empty())
            return {.unwritten = unknownBefore()};
    }
    return {.sql = u"DROP %1 %2(%3);\n"_s.arg(word, named.sql(), arguments)};
}

// What belongs to a table, and what has a name of its own.
Undo UndoWriter::createPart(const sql::StatementTree &tree) const
{
    const QJsonObject &body = tree.body;
    const bool isTrigger = tree.is("CreateTrigStmt"_L1);
    const bool isPolicy = tree.is("CreatePolicyStmt"_L1);
    if (isTrigger || isPolicy || tree.is("RuleStmt"_L1)) {
        const Named table = namedBy(isPolicy ? body["table"_L1] : body["relation"_L1]);
        const QString name = body[isTrigger ? "trigname"_L1 : isPolicy ? "policy_name"_L1 : "rulename"_L1].toString();
        if (isMade(table))
            return {};
        if (body["replace"_L1].toBool()) {
            const catalog::Relation *on = relation(table);
            if (!on)
                return {.unwritten = unknownBefore()};
            for (const catalog::Trigger &old : m_before->triggersOf(on->oid)) {
                if (isTrigger && old.name == name)
                    return {.sql = QString(old.definition).replace(0, 6, u"CREATE OR REPLACE"_s).trimmed() + u";\n"_s};
            }
            for (const catalog::Rule &old : m_before->rulesOf(on->oid)) {
                if (!isTrigger && old.name == name)
                    return {.sql = QString(old.definition).replace(0, 6, u"CREATE OR REPLACE"_s).trimmed() + u'\n'};
            }
        }
        const QString word = isTrigger ? u"TRIGGER"_s : isPolicy ? u"POLICY"_s : u"RULE"_s;
        return {.sql = u"DROP %1 %2 ON %3;\n"_s.arg(word, quoteIfNeeded(name), table.sql())};
    }
    if (tree.is("CreateStatsStmt"_L1) && !sql::stringsOf(body["defnames"_L1]).isEmpty())
        return {.sql = u"DROP STATISTICS %1;\n"_s.arg(namedBy(sql::stringsOf(body["defnames"_L1])).sql())};
    return {.unwritten = tr("there is no rule for its way back")};
}

// ---- other changes

Undo UndoWriter::rename(const QJsonObject &body) const
{
    const QString type = body["renameType"_L1].toString();
    const QString to = body["newname"_L1].toString();
    const QString from = body["subname"_L1].toString();
    const Named named = namedBy(body["relation"_L1]);
    const QString word = sql::objectWord(body["relationType"_L1].toString()).toUpper();
    if (isMade(named))
        return {.unwritten = tr("it renames what the script itself has made")};
    if (type == "OBJECT_COLUMN"_L1)
        return {
            .sql = u"ALTER %1 %2 RENAME COLUMN %3 TO %4;\n"_s.arg(
                word.isEmpty() ? u"TABLE"_s : word, named.sql(), quoteIfNeeded(to), quoteIfNeeded(from))};
    if (type == "OBJECT_TABCONSTRAINT"_L1)
        return {
            .sql = u"ALTER TABLE %1 RENAME CONSTRAINT %2 TO %3;\n"_s.arg(
                named.sql(), quoteIfNeeded(to), quoteIfNeeded(from))};
    if (type == "OBJECT_TRIGGER"_L1 || type == "OBJECT_POLICY"_L1)
        return {
            .sql = u"ALTER %1 %2 ON %3 RENAME TO %4;\n"_s.arg(
                sql::objectWord(type).toUpper(), quoteIfNeeded(to), named.sql(), quoteIfNeeded(from))};
    if (type == "OBJECT_SCHEMA"_L1)
        return {.sql = u"ALTER SCHEMA %1 RENAME TO %2;\n"_s.arg(quoteIfNeeded(to), quoteIfNeeded(from))};
    static const QStringList Relations{u"OBJECT_TABLE"_s, u"OBJECT_VIEW"_s,     u"OBJECT_MATVIEW"_s,
                                       u"OBJECT_INDEX"_s, u"OBJECT_SEQUENCE"_s, u"OBJECT_FOREIGN_TABLE"_s};
    if (Relations.contains(type))
        return {
            .sql = u"ALTER %1 %2 RENAME TO %3;\n"_s.arg(
                sql::objectWord(type).toUpper(), Named{named.schema, to}.sql(), quoteIfNeeded(named.name))};
    if (type == "OBJECT_TYPE"_L1 || type == "OBJECT_DOMAIN"_L1) {
        const Named old = namedBy(sql::objectNameParts(body["object"_L1]));
        return {
            .sql = u"ALTER %1 %2 RENAME TO %3;\n"_s.arg(
                sql::objectWord(type).toUpper(), Named{old.schema, to}.sql(), quoteIfNeeded(old.name))};
    }
    return {.unwritten = tr("there is no rule for its way back")};
}

Undo UndoWriter::comment(const QJsonObject &body) const
{
    const QString type = body["objtype"_L1].toString();
    QStringList parts = sql::objectNameParts(body["object"_L1]);
    static const QStringList Relations{u"OBJECT_TABLE"_s, u"OBJECT_VIEW"_s, u"OBJECT_MATVIEW"_s, u"OBJECT_SEQUENCE"_s};
    const bool isColumn = type == "OBJECT_COLUMN"_L1;
    if (parts.isEmpty() || (!isColumn && !Relations.contains(type)))
        return {.unwritten = unknownBefore()};
    const QString column = isColumn ? parts.takeLast() : QString();
    const Named named = namedBy(parts);
    if (isMade(named))
        return {};
    const catalog::Relation *old = relation(named);
    const catalog::Column *oldColumn = old && isColumn ? m_before->column(old->oid, column) : nullptr;
    if (!old)
        return {.unwritten = unknownBefore()};
    const QString text = isColumn ? (oldColumn ? oldColumn->comment : QString()) : old->comment;
    return {
        .sql = u"COMMENT ON %1 %2 IS %3;\n"_s.arg(
            sql::objectWord(type).toUpper(), isColumn ? named.sql() + u'.' + quoteIfNeeded(column) : named.sql(),
            text.isEmpty() ? u"NULL"_s : sql::quoteLiteral(text).trimmed())};
}

Undo UndoWriter::drop(const QJsonObject &body) const
{
    Undo all;
    const QString type = body["removeType"_L1].toString();
    for (const QJsonValue object : body["objects"_L1].toArray()) {
        const Undo one = dropOne(type, object);
        if (one.sql.isEmpty() && one.unwritten.isEmpty() && body["missing_ok"_L1].toBool())
            continue;
        all.sql.prepend(one.sql);
        if (!one.unwritten.isEmpty())
            all.unwritten = one.unwritten;
        if (!one.note.isEmpty())
            all.note = one.note;
    }
    if (body["behavior"_L1] == "DROP_CASCADE"_L1)
        all.unwritten = tr("what CASCADE takes along is not created again");
    return all;
}

Undo UndoWriter::dropOne(const QString &type, const QJsonValue &object) const
{
    const QStringList parts = sql::objectNameParts(object);
    if (!m_before)
        return {.unwritten = unknownBefore()};
    static const QStringList Relations{
        u"OBJECT_TABLE"_s, u"OBJECT_VIEW"_s, u"OBJECT_MATVIEW"_s, u"OBJECT_SEQUENCE"_s, u"OBJECT_FOREIGN_TABLE"_s};
    if (Relations.contains(type)) {
        const catalog::Relation *old = relation(namedBy(parts));
        if (!old)
            return {.unwritten = unknownBefore()};
        return {
            .sql = catalog::ddlOf(*m_before, old->oid),
            .note = tr("Owners and privileges do not come back, nor do rows of %1.").arg(namedBy(parts).sql())};
    }
    if (type == "OBJECT_INDEX"_L1) {
        const Named named = namedBy(parts);
        for (const catalog::Index &index : m_before->indexes) {
            const catalog::Relation *on = m_before->relation(index.relation);
            if (index.name == named.name && on && (named.schema.isEmpty() || on->schema == named.schema))
                return {.sql = catalog::indexDdl(*on, index)};
        }
        return {.unwritten = unknownBefore()};
    }
    if (type == "OBJECT_FUNCTION"_L1 || type == "OBJECT_PROCEDURE"_L1) {
        const Named named = namedBy(parts);
        std::vector<const catalog::Function *> old;
        for (const catalog::Function &one : m_before->functions) {
            if (one.name == named.name && (named.schema.isEmpty() || one.schema == named.schema))
                old.push_back(&one);
        }
        return old.size() == 1 && !old.front()->definition.isEmpty()
                 ? Undo{.sql = catalog::ddlOf(*m_before, old.front()->oid)}
                 : Undo{.unwritten = unknownBefore()};
    }
    if (type == "OBJECT_TRIGGER"_L1 && parts.size() >= 2) {
        const catalog::Relation *on = relation(namedBy(parts.mid(0, parts.size() - 1)));
        for (const catalog::Trigger &old : on ? m_before->triggersOf(on->oid) : std::span<const catalog::Trigger>()) {
            if (old.name == parts.last())
                return {.sql = old.definition.trimmed() + u";\n"_s};
        }
    }
    return {.unwritten = unknownBefore()};
}

Undo UndoWriter::setSchema(const QJsonObject &body) const
{
    const QString type = body["objectType"_L1].toString();
    const Named named = namedBy(body["relation"_L1]);
    static const QStringList Relations{u"OBJECT_TABLE"_s, u"OBJECT_VIEW"_s, u"OBJECT_MATVIEW"_s, u"OBJECT_SEQUENCE"_s};
    const catalog::Relation *old = relation(named);
    const QString from = !named.schema.isEmpty() ? named.schema : old ? old->schema : QString();
    if (!Relations.contains(type) || from.isEmpty())
        return {.unwritten = unknownBefore()};
    return {
        .sql = u"ALTER %1 %2 SET SCHEMA %3;\n"_s.arg(
            sql::objectWord(type).toUpper(), Named{body["newschema"_L1].toString(), named.name}.sql(),
            quoteIfNeeded(from))};
}

Undo UndoWriter::alterEnum(const QJsonObject &body)
{
    const QString from = body["oldVal"_L1].toString();
    if (from.isEmpty())
        return {.unwritten = tr("PostgreSQL cannot remove a value of an enumeration")};
    return {
        .sql = u"ALTER TYPE %1 RENAME VALUE %2 TO %3;\n"_s.arg(
            namedBy(sql::stringsOf(body["typeName"_L1])).sql(),
            sql::quoteLiteral(body["newVal"_L1].toString()).trimmed(), sql::quoteLiteral(from).trimmed())};
}

} // namespace howdah::operations
