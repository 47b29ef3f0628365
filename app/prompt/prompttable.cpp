// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/prompttable.h"

#include "base/propagate.h"
#include "prompt/tr.h"
#include "prompt/yamltext.h"

using namespace Qt::StringLiterals;

namespace howdah::prompt {

namespace {

template <typename Table>
struct Role
{
    QString Table::*column;
    QStringList spellings; // in lower case, without underscores; the first one is ours in mapping files
    bool needed = true;
};
template <typename Table>
using Roles = std::vector<Role<Table>>;

const Roles<PromptTable> &promptRoles()
{
    static const Roles<PromptTable> all{
        {&PromptTable::id, {u"id"_s}},
        {&PromptTable::promptId, {u"promptid"_s, u"promptkey"_s}},
        {&PromptTable::agent, {u"name"_s, u"promptname"_s, u"agentname"_s}},
        {&PromptTable::systemPrompt, {u"systemprompt"_s}},
        {&PromptTable::userPrompt, {u"userprompttemplate"_s, u"userprompt"_s}},
        {&PromptTable::version, {u"version"_s, u"promptversion"_s}},
        {&PromptTable::model, {u"modelpreference"_s, u"model"_s}},
        {&PromptTable::active, {u"isactive"_s, u"active"_s}},
        {&PromptTable::metadata, {u"metadata"_s}},
        {&PromptTable::keyId, {u"keyid"_s, u"encryptionkeyid"_s}, false},
    };
    return all;
}

const Roles<InteractionTable> &interactionRoles()
{
    using Table = InteractionTable;
    static const Roles<Table> all{
        {&Table::id, {u"id"_s}},
        {&Table::prompt, {u"promptid"_s}},
        {&Table::input, {u"userinput"_s, u"input"_s}, false},
        {&Table::answer, {u"airesponse"_s, u"response"_s, u"answer"_s, u"output"_s}, false},
        {&Table::model, {u"modelused"_s, u"model"_s}, false},
        {&Table::tokens, {u"tokensused"_s, u"totaltokens"_s}},
        {&Table::milliseconds, {u"responsetimems"_s, u"latencyms"_s, u"durationms"_s}},
        {&Table::success, {u"success"_s, u"succeeded"_s}},
        {&Table::error, {u"errormessage"_s, u"error"_s}, false},
        {&Table::at, {u"createdat"_s}},
        {&Table::session, {u"sessionid"_s, u"conversationid"_s, u"threadid"_s}, false},
    };
    return all;
}

const Roles<RatingTable> &ratingRoles()
{
    static const Roles<RatingTable> all{
        {&RatingTable::interaction, {u"interactionid"_s}},
        {&RatingTable::score, {u"qualityscore"_s, u"score"_s}},
    };
    return all;
}

QString plain(QString name) { return name.toLower().remove(u'_'); }

// Whether all columns that are needed were found; those that the table names already are kept.
template <typename Table>
bool findColumns(Table &found, const Roles<Table> &roles, const QStringList &columns)
{
    for (const Role<Table> &role : roles) {
        QString &target = found.*role.column;
        for (const QString &spelling : role.spellings)
            for (const QString &column : columns)
                if (target.isEmpty() && plain(column) == spelling)
                    target = column;
        if (role.needed && target.isEmpty())
            return false;
    }
    return true;
}

bool hasColumns(const TableColumns &table, const QStringList &wanted)
{
    return std::all_of(
        wanted.begin(), wanted.end(), [&table](const QString &name) { return table.columns.contains(name); });
}

// The tables beside it are ours or the platform's, in any spelling. What a mapping names stays.
void findBeside(PromptTable &found, const std::vector<TableColumns> &tables)
{
    const bool knowsActivations = !found.activations.isEmpty();
    const bool knowsInteractions = !found.interactions.name.isEmpty();
    const bool knowsRatings = !found.ratings.name.isEmpty();
    for (const TableColumns &table : tables) {
        if (table.schema != found.schema || table.name == found.name)
            continue;
        InteractionTable interactions;
        RatingTable ratings;
        if (hasColumns(
                table, {u"name"_s, u"promptId"_s, u"replacedPromptId"_s, u"action"_s, u"reason"_s, u"activatedBy"_s})) {
            if (!knowsActivations)
                found.activations = table.name;
        } else if (!knowsInteractions && findColumns(interactions, interactionRoles(), table.columns)) {
            interactions.name = table.name;
            interactions.atHasZone = table.zoned.contains(interactions.at);
            found.interactions = interactions;
        } else if (!knowsRatings && findColumns(ratings, ratingRoles(), table.columns)) {
            ratings.name = table.name;
            found.ratings = ratings;
        }
    }
    if (found.interactions.name.isEmpty())
        found.ratings = {};
}

} // namespace

QString qualifiedName(const PromptTable &table) { return table.schema + u'.' + table.name; }

std::vector<PromptTable> promptTablesAmong(const std::vector<TableColumns> &tables)
{
    std::vector<PromptTable> all;
    for (const TableColumns &table : tables) {
        PromptTable found;
        found.schema = table.schema;
        found.name = table.name;
        found.mayWrite = table.mayWrite;
        if (!findColumns(found, promptRoles(), table.columns))
            continue;
        findBeside(found, tables);
        all.push_back(found);
    }
    return all;
}

namespace {

// Reads a mapping file.
class MappingReader final
{
public:
    explicit MappingReader(const YamlPlace &place)
        : m_place(place)
    {
    }

    Result<PromptTable> read(const YAML::Node &root)
    {
        for (const auto &item : root)
            if (const Result<void> done = readKey(yamlString(item.first), item.first, item.second); !done)
                return fail(done.error());
        if (m_table.name.isEmpty())
            return fail(yamlError(m_place, root.Mark(), tr("The mapping does not specify the table")));
        return m_table;
    }

private:
    Result<void> readKey(const QString &key, const YAML::Node &at, const YAML::Node &value)
    {
        const QString text = yamlString(value);
        if (key == "table"_L1) {
            m_table.schema = text.contains(u'.') ? text.section(u'.', 0, 0) : u"public"_s;
            m_table.name = text.section(u'.', -1);
            return {};
        }
        if (key == "activations"_L1) {
            m_table.activations = text;
            return {};
        }
        if (key == "columns"_L1 && value.IsMap())
            return readColumns(m_table, promptRoles(), value);
        if (key == "interactions"_L1)
            return readBeside(m_table.interactions, interactionRoles(), value);
        if (key == "ratings"_L1)
            return readBeside(m_table.ratings, ratingRoles(), value);
        return fail(yamlError(
            m_place, at.Mark(),
            tr("Unknown key %1; known keys are table, columns, activations, interactions and ratings").arg(key)));
    }

    template <typename Table>
    Result<void> readColumns(Table &table, const Roles<Table> &roles, const YAML::Node &columns) const
    {
        for (const auto &column : columns) {
            const QString ours = plain(yamlString(column.first));
            const auto role = std::find_if(
                roles.begin(), roles.end(), [&ours](const Role<Table> &r) { return r.spellings.contains(ours); });
            if (role == roles.end())
                return fail(
                    yamlError(m_place, column.first.Mark(), tr("Unknown column %1").arg(yamlString(column.first))));
            table.*role->column = yamlString(column.second);
        }
        return {};
    }

    template <typename Table>
    Result<void> readBeside(Table &table, const Roles<Table> &roles, const YAML::Node &value) const
    {
        table.name = value.IsMap() ? yamlString(value["table"]) : yamlString(value);
        if (table.name.isEmpty())
            return fail(
                yamlError(m_place, value.Mark(), tr("The name of a table, or table and columns, is expected here")));
        if (value.IsMap() && value["columns"].IsMap())
            return readColumns(table, roles, value["columns"]);
        return {};
    }

    const YamlPlace &m_place;
    PromptTable m_table;
};

// Fills in what the mapping leaves to the database, and holds it to what is there.
class MappingCheck final
{
public:
    MappingCheck(PromptTable &table, const std::vector<TableColumns> &tables)
        : m_table(table)
        , m_tables(tables)
    {
    }

    Result<void> run()
    {
        const TableColumns *own = find(m_table.name);
        if (!own)
            return fail(ErrorKind::NotFound, tr("There is no readable table %1").arg(qualifiedName(m_table)));
        m_table.mayWrite = own->mayWrite;
        Result<void> done = check(m_table, promptRoles(), *own);
        if (done)
            done = findOwn(*own);
        if (done && !m_table.activations.isEmpty() && !find(m_table.activations))
            done = fail(ErrorKind::NotFound, tr("There is no readable table %1").arg(m_table.activations));
        if (done)
            done = checkBeside(m_table.interactions, interactionRoles());
        if (done)
            done = checkBeside(m_table.ratings, ratingRoles());
        findBeside(m_table, m_tables);
        if (const TableColumns *calls = find(m_table.interactions.name))
            m_table.interactions.atHasZone = calls->zoned.contains(m_table.interactions.at);
        return done;
    }

private:
    [[nodiscard]] const TableColumns *find(const QString &name) const
    {
        const auto found = std::find_if(m_tables.begin(), m_tables.end(), [&](const TableColumns &table) {
            return table.schema == m_table.schema && table.name == name;
        });
        return found == m_tables.end() ? nullptr : &*found;
    }

    // A mapping names what has another name there; the rest is found as it is without one.
    Result<void> findOwn(const TableColumns &own)
    {
        if (findColumns(m_table, promptRoles(), own.columns))
            return {};
        const auto missing = std::ranges::find_if(promptRoles(), [this](const Role<PromptTable> &role) {
            return role.needed && (m_table.*role.column).isEmpty();
        });
        return fail(
            ErrorKind::NotFound, tr("%1 has no column %2, and the mapping specifies no other for it")
                                     .arg(qualifiedName(m_table), missing->spellings[0]));
    }

    template <typename Table>
    Result<void> check(const Table &table, const Roles<Table> &roles, const TableColumns &there) const
    {
        for (const Role<Table> &role : roles)
            if (const QString &column = table.*role.column; !column.isEmpty() && !there.columns.contains(column))
                return fail(ErrorKind::NotFound, tr("%1 has no column %2").arg(there.name, column));
        return {};
    }

    template <typename Table>
    Result<void> checkBeside(Table &table, const Roles<Table> &roles) const
    {
        if (table.name.isEmpty())
            return {};
        const TableColumns *there = find(table.name);
        if (!there)
            return fail(ErrorKind::NotFound, tr("There is no readable table %1").arg(table.name));
        if (!findColumns(table, roles, there->columns))
            return fail(
                ErrorKind::NotFound, tr("The columns of %1 are not recognized").arg(table.name),
                tr("Specify them in the mapping file."));
        return check(table, roles, *there);
    }

    PromptTable &m_table;
    const std::vector<TableColumns> &m_tables;
};

} // namespace

Result<PromptTable> parseTableMapping(const QByteArray &yaml, const QString &fileName)
{
    const YamlPlace place{fileName, 0};
    ASSIGN_OR_RETURN(const YAML::Node root, loadYamlMap(yaml, place));
    return MappingReader(place).read(root);
}

// The columns of all tables, without those whose type its owner has given a cast to text: what we read as text would
// run his function. Whether one may write is asked for the role that would: that of the private server that reads is
// not the one.
static Result<std::vector<TableColumns>> readTables(connection::Session &session)
{
    ASSIGN_OR_RETURN(
        const auto answer,
        session
            .query(
                {u"SELECT n.nspname, c.relname, a.attname, pg_catalog.has_table_privilege(w.name, c.oid, 'INSERT') "
                 "AND pg_catalog.has_table_privilege(w.name, c.oid, 'UPDATE'), a.atttypid OPERATOR(pg_catalog.=) "
                 "'pg_catalog.timestamptz'::pg_catalog.regtype "
                 "FROM (SELECT CASE WHEN current_user OPERATOR(pg_catalog.=) 'howdah_reader' "
                 "THEN 'howdah'::pg_catalog.name ELSE current_user END) AS w(name) "
                 "CROSS JOIN pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
                 "ON n.oid OPERATOR(pg_catalog.=) c.relnamespace JOIN pg_catalog.pg_attribute a "
                 "ON a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attnum OPERATOR(pg_catalog.>) 0 "
                 "AND NOT a.attisdropped WHERE c.relkind OPERATOR(pg_catalog.=) "
                 "ANY ('{r,p}'::pg_catalog.\"char\"[]) AND n.nspname OPERATOR(pg_catalog.!~) '^pg_' "
                 "AND n.nspname OPERATOR(pg_catalog.<>) 'information_schema' "
                 "AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
                 "AND pg_catalog.has_table_privilege(c.oid, 'SELECT') "
                 "AND NOT EXISTS (SELECT FROM pg_catalog.pg_cast k WHERE k.castsource OPERATOR(pg_catalog.=) "
                 "a.atttypid "
                 "AND k.casttarget OPERATOR(pg_catalog.=) 25::pg_catalog.oid "
                 "AND k.castfunc OPERATOR(pg_catalog.>=) 16384::pg_catalog.oid) "
                 "ORDER BY n.nspname, c.relname, a.attnum"_s,
                 {}})
            .result());
    std::vector<TableColumns> tables;
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        const QString schema = answer.rows.text(row, 0);
        const QString name = answer.rows.text(row, 1);
        if (tables.empty() || tables.back().schema != schema || tables.back().name != name)
            tables.push_back({schema, name, {}, {}, answer.rows.boolean(row, 3)});
        tables.back().columns << answer.rows.text(row, 2);
        if (answer.rows.boolean(row, 4))
            tables.back().zoned << answer.rows.text(row, 2);
    }
    return tables;
}

Result<std::vector<PromptTable>>
findPromptTables(connection::Session &session, const std::optional<PromptTable> &mapping)
{
    ASSIGN_OR_RETURN(const std::vector<TableColumns> tables, readTables(session));
    if (mapping) {
        PromptTable found = *mapping;
        RETURN_IF_ERROR(MappingCheck(found, tables).run());
        return std::vector{found};
    }
    std::vector<PromptTable> found = promptTablesAmong(tables);
    if (found.empty())
        return fail(
            ErrorKind::NotFound, tr("The database has no readable prompt table"),
            tr("Apply the migrations of its pack, or specify the table and columns in a mapping file."));
    return found;
}

} // namespace howdah::prompt
