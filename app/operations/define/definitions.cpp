// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/define/definitions.h"

#include "base/propagate.h"
#include "catalog/identifier.h"
#include "operations/tr.h"
#include "sql/objectname.h"
#include "sql/quote.h"
#include "sql/splitter.h"
#include "sql/statementtree.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using catalog::qualifiedName;
using catalog::quoteIfNeeded;

static const QLatin1StringView PlacePrefix("definition:");
static constexpr int ReplacesTriggers = 140000;

QString kindWord(DefinitionKind kind)
{
    switch (kind) {
    case DefinitionKind::Function:
        return tr("function");
    case DefinitionKind::Procedure:
        return tr("procedure");
    case DefinitionKind::View:
        return tr("view");
    case DefinitionKind::MaterializedView:
        return tr("materialized view");
    case DefinitionKind::Trigger:
        return tr("trigger");
    }
    return {};
}

QString DefinitionName::label() const
{
    switch (kind) {
    case DefinitionKind::Function:
    case DefinitionKind::Procedure:
        return u"%1(%2)"_s.arg(qualifiedName(schema, name), arguments);
    case DefinitionKind::View:
    case DefinitionKind::MaterializedView:
        break;
    case DefinitionKind::Trigger:
        return tr("%1 on %2").arg(quoteIfNeeded(name), qualifiedName(schema, relation));
    }
    return qualifiedName(schema, name);
}

// ---- places

QString placeOf(const DefinitionName &name)
{
    const QJsonArray parts{int(name.kind), name.schema, name.name, name.arguments, name.relation};
    return PlacePrefix + QString::fromUtf8(QJsonDocument(parts).toJson(QJsonDocument::Compact));
}

std::optional<DefinitionName> definitionOfPlace(const QString &place)
{
    if (!place.startsWith(PlacePrefix))
        return std::nullopt;
    const QJsonArray parts = QJsonDocument::fromJson(place.mid(PlacePrefix.size()).toUtf8()).array();
    const int kind = parts.at(0).toInt(-1);
    if (parts.size() != 5 || kind < 0 || kind > int(DefinitionKind::Trigger))
        return std::nullopt;
    return DefinitionName{
        DefinitionKind(kind), parts[1].toString(), parts[2].toString(), parts[3].toString(), parts[4].toString()};
}

QList<DefinitionName> definitionsIn(const catalog::Catalog &catalog)
{
    QList<DefinitionName> names;
    for (const catalog::Function &function : catalog.functions) {
        if (function.extension.isEmpty() && function.kind != catalog::FunctionKind::Aggregate)
            names.push_back(
                {function.kind == catalog::FunctionKind::Procedure ? DefinitionKind::Procedure
                                                                   : DefinitionKind::Function,
                 function.schema,
                 function.name,
                 function.arguments,
                 {}});
    }
    for (const catalog::Relation &relation : catalog.relations) {
        if (relation.isInternal())
            continue;
        if (relation.kind == catalog::RelationKind::View)
            names.push_back({DefinitionKind::View, relation.schema, relation.name, {}, {}});
        else if (relation.kind == catalog::RelationKind::MaterializedView)
            names.push_back({DefinitionKind::MaterializedView, relation.schema, relation.name, {}, {}});
    }
    for (const catalog::Trigger &trigger : catalog.triggers) {
        if (const catalog::Relation *on = catalog.relation(trigger.relation))
            names.push_back({DefinitionKind::Trigger, on->schema, trigger.name, {}, on->name});
    }
    return names;
}

// ---- reading

namespace {

QString withSemicolon(QString text)
{
    text = text.trimmed();
    return text.endsWith(u';') ? text + u'\n' : text + u";\n"_s;
}

QString inTransaction(const QString &text) { return u"BEGIN;\n\n"_s + text + u"\nCOMMIT;\n"_s; }

// One definition by the server's own functions.
class DefinitionReader final
{
public:
    DefinitionReader(connection::Session &session, const DefinitionName &name)
        : m_session(session)
        , m_definition{.name = name}
    {
    }

    Result<Definition> read()
    {
        switch (m_definition.name.kind) {
        case DefinitionKind::Function:
        case DefinitionKind::Procedure:
            return readFunction();
        case DefinitionKind::View:
        case DefinitionKind::MaterializedView:
            return readView();
        case DefinitionKind::Trigger:
            return readTrigger();
        }
        return notThere();
    }

private:
    [[nodiscard]] std::unexpected<Error> notThere() const
    {
        return fail(
            ErrorKind::NotFound,
            tr("There is no %1 %2").arg(kindWord(m_definition.name.kind), m_definition.name.label()),
            tr("It may have been renamed, dropped or given other arguments."));
    }
    [[nodiscard]] Result<connection::RowBatch> ask(const QString &sql, const QStringList &values) const
    {
        connection::Statement statement{.sql = sql};
        for (const QString &value : values)
            statement.parameters.emplace_back(value.isNull() ? QByteArray("") : value.toUtf8());
        ASSIGN_OR_RETURN(connection::Answer answer, m_session.query(statement).result());
        return answer.rows;
    }

    Result<Definition> readFunction()
    {
        const DefinitionName &name = m_definition.name;
        ASSIGN_OR_RETURN(
            const connection::RowBatch rows,
            ask(u"SELECT pg_catalog.pg_get_functiondef(p.oid), p.prosecdef, l.lanname"
                " FROM pg_catalog.pg_proc p"
                " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace"
                " JOIN pg_catalog.pg_language l ON l.oid OPERATOR(pg_catalog.=) p.prolang"
                " WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name"
                " AND p.proname OPERATOR(pg_catalog.=) $2::pg_catalog.name"
                " AND pg_catalog.pg_get_function_identity_arguments(p.oid) OPERATOR(pg_catalog.=) $3::pg_catalog.text"
                " AND p.prokind OPERATOR(pg_catalog.<>) 'a'::pg_catalog.\"char\""_s,
                {name.schema, name.name, name.arguments}));
        if (rows.rowCount() == 0)
            return notThere();
        m_definition.text = withSemicolon(rows.text(0, 0));
        if (rows.text(0, 1) == "t"_L1)
            m_definition.notes << tr("It runs with the rights of its owner (SECURITY DEFINER).");
        if (rows.text(0, 2) == "c"_L1 || rows.text(0, 2) == "internal"_L1)
            m_definition.notes << tr("It is compiled code: only a superuser may replace it.");
        return m_definition;
    }

    Result<Definition> readView()
    {
        const DefinitionName &name = m_definition.name;
        const bool isStored = name.kind == DefinitionKind::MaterializedView;
        ASSIGN_OR_RETURN(
            const connection::RowBatch rows,
            ask(u"SELECT pg_catalog.pg_get_viewdef(c.oid, true),"
                " (SELECT pg_catalog.string_agg(pg_catalog.quote_ident(a.attname::pg_catalog.text), ', '"
                " ORDER BY a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid"
                " AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped),"
                " (SELECT pg_catalog.string_agg(pg_catalog.concat(pg_catalog.quote_ident(o.option_name), '=',"
                " pg_catalog.quote_literal(o.option_value)), ', ') FROM pg_catalog.pg_options_to_table(c.reloptions) "
                "o),"
                " c.oid, c.relispopulated, m.amname, t.spcname"
                " FROM pg_catalog.pg_class c"
                " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
                " LEFT JOIN pg_catalog.pg_am m ON m.oid OPERATOR(pg_catalog.=) c.relam"
                " LEFT JOIN pg_catalog.pg_tablespace t ON t.oid OPERATOR(pg_catalog.=) c.reltablespace"
                " WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name"
                " AND c.relname OPERATOR(pg_catalog.=) $2::pg_catalog.name"
                " AND c.relkind OPERATOR(pg_catalog.=) $3::pg_catalog.\"char\""_s,
                {name.schema, name.name, isStored ? u"m"_s : u"v"_s}));
        if (rows.rowCount() == 0)
            return notThere();
        const QString full = qualifiedName(name.schema, name.name);
        QString query = rows.text(0, 0).trimmed();
        if (query.endsWith(u';'))
            query.chop(1);
        const QString options = rows.text(0, 2).isEmpty() ? QString() : u"\nWITH (%1)"_s.arg(rows.text(0, 2));
        if (!isStored) {
            m_definition.text =
                u"CREATE OR REPLACE VIEW %1 (%2)%3 AS\n%4;\n"_s.arg(full, rows.text(0, 1), options, query);
            return m_definition;
        }
        QString text = u"DROP MATERIALIZED VIEW %1;\n\nCREATE MATERIALIZED VIEW %1 (%2)"_s.arg(full, rows.text(0, 1));
        if (!rows.text(0, 5).isEmpty() && rows.text(0, 5) != "heap"_L1)
            text += u" USING "_s + quoteIfNeeded(rows.text(0, 5));
        text += options;
        if (!rows.text(0, 6).isEmpty())
            text += u"\nTABLESPACE "_s + quoteIfNeeded(rows.text(0, 6));
        text += u" AS\n"_s + query + (rows.text(0, 4) == "t"_L1 ? u";\n"_s : u"\nWITH NO DATA;\n"_s);
        return withAttachments(text, rows.text(0, 3));
    }

    // What is lost with a materialized view, and stands in the way of its DROP.
    Result<Definition> withAttachments(QString text, const QString &oid)
    {
        ASSIGN_OR_RETURN(
            const connection::RowBatch indexes,
            ask(u"SELECT pg_catalog.pg_get_indexdef(i.indexrelid) FROM pg_catalog.pg_index i"
                " WHERE i.indrelid OPERATOR(pg_catalog.=) $1::pg_catalog.oid ORDER BY i.indexrelid"_s,
                {oid}));
        for (qsizetype row = 0; row < indexes.rowCount(); ++row)
            text += withSemicolon(indexes.text(row, 0));
        ASSIGN_OR_RETURN(
            const connection::RowBatch rest,
            ask(u"SELECT pg_catalog.obj_description($1::pg_catalog.oid, 'pg_class'),"
                " (SELECT pg_catalog.string_agg(DISTINCT r.ev_class::pg_catalog.regclass::pg_catalog.text, ', ')"
                " FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid OPERATOR(pg_catalog.=) d.objid"
                " WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass"
                " AND d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass"
                " AND d.refobjid OPERATOR(pg_catalog.=) $1::pg_catalog.oid"
                " AND r.ev_class OPERATOR(pg_catalog.<>) $1::pg_catalog.oid),"
                " (SELECT pg_catalog.pg_get_userbyid(c.relowner) FROM pg_catalog.pg_class c"
                " WHERE c.oid OPERATOR(pg_catalog.=) $1::pg_catalog.oid),"
                " (SELECT c.relacl IS NOT NULL FROM pg_catalog.pg_class c"
                " WHERE c.oid OPERATOR(pg_catalog.=) $1::pg_catalog.oid)"_s,
                {oid}));
        const QString full = qualifiedName(m_definition.name.schema, m_definition.name.name);
        if (!rest.text(0, 0).isEmpty())
            text +=
                u"COMMENT ON MATERIALIZED VIEW %1 IS %2;\n"_s.arg(full, sql::quoteLiteral(rest.text(0, 0)).trimmed());
        text += u"ALTER MATERIALIZED VIEW %1 OWNER TO %2;\n"_s.arg(full, quoteIfNeeded(rest.text(0, 2)));
        m_definition.replaces = false;
        m_definition.notes << tr("A materialized view cannot be replaced: it is dropped and made again, with its "
                                 "indexes, in one transaction, which fills it again.");
        if (rest.text(0, 3) == "t"_L1)
            m_definition.notes << tr("Its privileges are lost with it: grant them again.");
        if (!rest.text(0, 1).isEmpty())
            m_definition.notes << tr("These depend on it and have to be dropped before: %1").arg(rest.text(0, 1));
        m_definition.text = inTransaction(text);
        return m_definition;
    }

    Result<Definition> readTrigger()
    {
        const DefinitionName &name = m_definition.name;
        ASSIGN_OR_RETURN(
            const connection::RowBatch rows,
            ask(u"SELECT pg_catalog.pg_get_triggerdef(t.oid), t.tgenabled,"
                " t.tgconstraint OPERATOR(pg_catalog.<>) 0::pg_catalog.oid,"
                " pg_catalog.obj_description(t.oid, 'pg_trigger'),"
                " pg_catalog.current_setting('server_version_num')"
                " FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) t.tgrelid"
                " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace"
                " WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name"
                " AND c.relname OPERATOR(pg_catalog.=) $2::pg_catalog.name"
                " AND t.tgname OPERATOR(pg_catalog.=) $3::pg_catalog.name AND NOT t.tgisinternal"_s,
                {name.schema, name.relation, name.name}));
        if (rows.rowCount() == 0)
            return notThere();
        const QString table = qualifiedName(name.schema, name.relation);
        const QString trigger = quoteIfNeeded(name.name);
        QString text = withSemicolon(rows.text(0, 0));
        const bool isConstraint = rows.text(0, 2) == "t"_L1;
        m_definition.replaces = !isConstraint && rows.text(0, 4).toInt() >= ReplacesTriggers;
        if (m_definition.replaces) {
            text.replace(0, qsizetype(sizeof("CREATE TRIGGER") - 1), u"CREATE OR REPLACE TRIGGER"_s);
        } else {
            text = u"DROP TRIGGER %1 ON %2;\n"_s.arg(trigger, table) + text;
            if (!rows.text(0, 3).isEmpty())
                text += u"COMMENT ON TRIGGER %1 ON %2 IS %3;\n"_s.arg(
                    trigger, table, sql::quoteLiteral(rows.text(0, 3)).trimmed());
            m_definition.notes
                << (isConstraint ? tr("A constraint trigger cannot be replaced: it is dropped and made again, in "
                                      "one transaction.")
                                 : tr("This server cannot replace triggers (PostgreSQL 14 and newer can): it is "
                                      "dropped and made again, in one transaction."));
        }
        // Made anew it fires as usual.
        const QString state = rows.text(0, 1);
        if (state != "O"_L1) {
            const QString word = state == "D"_L1 ? u"DISABLE TRIGGER"_s
                               : state == "R"_L1 ? u"ENABLE REPLICA TRIGGER"_s
                                                 : u"ENABLE ALWAYS TRIGGER"_s;
            text += u"ALTER TABLE %1 %2 %3;\n"_s.arg(table, word, trigger);
            m_definition.notes << tr("It does not fire as usual (%1): that is set again behind it.").arg(word);
        }
        const bool isOne = m_definition.replaces && state == "O"_L1;
        m_definition.text = isOne ? text : inTransaction(text);
        return m_definition;
    }

    connection::Session &m_session;
    Definition m_definition;
};

} // namespace

Result<Definition> readDefinition(connection::Session &session, const DefinitionName &name)
{
    return DefinitionReader(session, name).read();
}

// ---- what a text makes

namespace {

std::vector<QByteArray> statementsOf(const QByteArray &sql)
{
    sql::Splitter splitter;
    std::vector<QByteArray> statements;
    const auto take = [&](const Result<std::vector<sql::Piece>> &pieces) {
        for (const sql::Piece &piece : pieces.value_or(std::vector<sql::Piece>())) {
            if (piece.kind == sql::PieceKind::Statement)
                statements.push_back(sql::textOf(piece, sql).toByteArray());
        }
    };
    take(splitter.feed(sql));
    take(splitter.finish());
    return statements;
}

// CREATE, perhaps OR REPLACE, and one of these.
bool makesDefinition(const sql::StatementTree &tree)
{
    static const QList<QByteArray> Kinds{"FUNCTION",     "PROCEDURE",  "VIEW",     "TRIGGER",
                                         "MATERIALIZED", "CONSTRAINT", "RECURSIVE"};
    return !tree.words.empty() && tree.words.front() == "CREATE"
        && std::ranges::any_of(tree.words, [](const QByteArray &word) { return Kinds.contains(word); });
}

QString quotedPath(const QString &schema, const QString &name)
{
    return sql::quoteIdentifier(schema) + u'.' + sql::quoteIdentifier(name);
}

// Types of the arguments by which it is called.
QStringList argumentTypes(const QJsonObject &function)
{
    QStringList types;
    for (const QJsonValue one : function["parameters"_L1].toArray()) {
        const QJsonObject parameter = one["FunctionParameter"_L1].toObject();
        const QString mode = parameter["mode"_L1].toString();
        if (mode != "FUNC_PARAM_OUT"_L1 && mode != "FUNC_PARAM_TABLE"_L1)
            types << sql::typeText(parameter["argType"_L1]);
    }
    return types;
}

// Its identity arguments. Types of other schemas that the text names without theirs are not found by their names here:
// then the only function of that name and number of arguments is meant.
Result<DefinitionName> functionNamed(connection::Session &session, const QJsonObject &function, const QString &schema)
{
    QStringList parts = sql::nameParts(function["funcname"_L1]);
    DefinitionName name{.name = parts.isEmpty() ? QString() : parts.takeLast()};
    name.kind = function["is_procedure"_L1].toBool() ? DefinitionKind::Procedure : DefinitionKind::Function;
    name.schema = parts.isEmpty() ? schema : parts.last();
    const QStringList types = argumentTypes(function);
    connection::Statement asked{
        .sql = {},
        .parameters = {
            name.schema.toUtf8(), name.name.toUtf8(),
            QString(quotedPath(name.schema, name.name) + u'(' + types.join(u", "_s) + u')').toUtf8(),
            QByteArray::number(types.size())}};
    QStringList known{u"true"_s};
    for (const QString &type : types) {
        asked.parameters.emplace_back(type.toUtf8());
        known << u"pg_catalog.to_regtype($%1::pg_catalog.text) IS NOT NULL"_s.arg(asked.parameters.size());
    }
    asked.sql = u"SELECT pg_catalog.pg_get_function_identity_arguments(p.oid),"
                " p.oid OPERATOR(pg_catalog.=) s.oid, true, %1"
                " FROM pg_catalog.pg_proc p"
                " JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace"
                // Older servers refuse a signature with a type that they do not find.
                " CROSS JOIN (SELECT CASE WHEN %1 THEN"
                " pg_catalog.to_regprocedure($3::pg_catalog.text)::pg_catalog.oid END AS oid) s"
                " WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name"
                " AND p.proname OPERATOR(pg_catalog.=) $2::pg_catalog.name"
                " AND p.pronargs OPERATOR(pg_catalog.=) $4::pg_catalog.int2"
                " ORDER BY (p.oid OPERATOR(pg_catalog.=) s.oid) DESC NULLS LAST"_s.arg(known.join(u" AND "_s));
    ASSIGN_OR_RETURN(const connection::Answer found, session.query(asked).result());
    const bool isOnly = found.rows.rowCount() == 1 && found.rows.text(0, 3) == "f"_L1;
    const bool isFound = isOnly || (found.rows.rowCount() > 0 && found.rows.text(0, 1) == "t"_L1);
    // One that is not there has the arguments that are written, which no function has that is.
    name.arguments = isFound ? found.rows.text(0, 0) : types.join(u", "_s);
    return name;
}

} // namespace

bool makesDefinition(const QByteArray &sql)
{
    if (sql.size() > 1024 * 1024)
        return false;
    return std::ranges::any_of(
        statementsOf(sql), [](const QByteArray &one) { return makesDefinition(sql::readStatement(one)); });
}

Result<std::optional<DefinitionName>>
definitionMadeBy(connection::Session &session, const QByteArray &sql, const QString &schema)
{
    for (const QByteArray &statement : statementsOf(sql)) {
        const sql::StatementTree tree = sql::readStatement(statement);
        const auto relation = [&](const QJsonValue &range) {
            const QString given = range["schemaname"_L1].toString();
            return std::pair(given.isEmpty() ? schema : given, range["relname"_L1].toString());
        };
        if (tree.is("CreateFunctionStmt"_L1)) {
            ASSIGN_OR_RETURN(const DefinitionName name, functionNamed(session, tree.body, schema));
            return name;
        }
        if (tree.is("ViewStmt"_L1)) {
            const auto [in, name] = relation(tree.body["view"_L1]);
            return DefinitionName{.kind = DefinitionKind::View, .schema = in, .name = name};
        }
        if (tree.is("CreateTableAsStmt"_L1) && tree.body["objtype"_L1] == "OBJECT_MATVIEW"_L1) {
            const auto [in, name] = relation(tree.body["into"_L1]["rel"_L1]);
            return DefinitionName{.kind = DefinitionKind::MaterializedView, .schema = in, .name = name};
        }
        if (tree.is("CreateTrigStmt"_L1)) {
            const auto [in, on] = relation(tree.body["relation"_L1]);
            return DefinitionName{
                .kind = DefinitionKind::Trigger,
                .schema = in,
                .name = tree.body["trigname"_L1].toString(),
                .relation = on};
        }
    }
    return std::nullopt;
}

Result<DefinitionChange> compareDefinition(
    connection::Session &session, const DefinitionName &name, const QString &text,
    const std::optional<Definition> &opened)
{
    DefinitionChange change{.name = name, .after = text};
    const Result<Definition> now = readDefinition(session, name);
    if (!now && now.error().kind != ErrorKind::NotFound)
        return fail(now.error());
    if (now)
        change.now = *now;
    const bool isSame = opened && opened->name == name;
    change.isGone = isSame && !now;
    change.changedSince = isSame && now && now->text != opened->text;
    DefinitionName withThese = name;
    if (opened)
        withThese.arguments = opened->name.arguments;
    if (!isSame && !now && opened && withThese == opened->name) {
        const Result<Definition> former = readDefinition(session, opened->name);
        if (!former && former.error().kind != ErrorKind::NotFound)
            return fail(former.error());
        change.isAnother = former.has_value();
        change.isGone = !former;
    }
    return change;
}

QString adviceFor(const Error &error, const QByteArray &statement)
{
    const sql::StatementTree tree = sql::readStatement(statement);
    if (tree.is("ViewStmt"_L1) && error.sqlState == "42P16"_L1)
        return tr("A view that is replaced keeps its columns, with their names, types and order; new ones come at the "
                  "end. To rename one: ALTER VIEW ... RENAME COLUMN. For anything else drop the view and create it "
                  "again in one transaction; what depends on it, and its privileges, have to be made again, too.");
    if (tree.is("ViewStmt"_L1) && error.sqlState == "42809"_L1)
        return tr("Something else has this name: a table or a materialized view cannot be replaced by a view.");
    if (tree.is("CreateFunctionStmt"_L1) && error.sqlState == "42P13"_L1)
        return tr(
            "A function that is replaced keeps its result, the names of its arguments and their defaults. Drop it "
            "and create it again in one transaction; what depends on it, and its privileges, have to be made "
            "again, too.");
    if (tree.is("CreateTrigStmt"_L1) && error.sqlState == "42710"_L1)
        return tr("The trigger already exists: CREATE OR REPLACE TRIGGER replaces it from PostgreSQL 14 on; else drop "
                  "it and create it again in one transaction.");
    if (error.sqlState == "42501"_L1)
        return tr("Only the owner may replace it, who needs CREATE in its schema.");
    return {};
}

} // namespace howdah::operations
