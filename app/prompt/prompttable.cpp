// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/prompttable.h"

#include "prompt/yamltext.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

static QString tr(const char *text) { return QCoreApplication::translate("Prompt", text); }

namespace {

struct Role
{
    QString PromptTable::*column;
    QStringList spellings; // in lower case, without underscores; the first one is ours in mapping files
    bool needed = true;
};

const std::vector<Role> &roles()
{
    static const std::vector<Role> all{
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

QString plain(QString name) { return name.toLower().remove(u'_'); }

QString columnFor(const Role &role, const QStringList &columns)
{
    for (const QString &spelling : role.spellings)
        for (const QString &column : columns)
            if (plain(column) == spelling)
                return column;
    return {};
}

bool hasColumns(const TableColumns &table, const QStringList &wanted)
{
    return std::all_of(
        wanted.begin(), wanted.end(), [&table](const QString &name) { return table.columns.contains(name); });
}

// The tables beside it are ours or the platform's, with known columns.
void findBeside(PromptTable &found, const std::vector<TableColumns> &tables)
{
    for (const TableColumns &table : tables) {
        if (table.schema != found.schema)
            continue;
        if (hasColumns(
                table, {u"name"_s, u"promptId"_s, u"replacedPromptId"_s, u"action"_s, u"reason"_s, u"activatedBy"_s}))
            found.activations = table.name;
        else if (hasColumns(table, {u"promptId"_s, u"tokensUsed"_s, u"responseTimeMs"_s, u"success"_s, u"createdAt"_s}))
            found.interactions = table.name;
    }
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
        const bool complete = std::all_of(roles().begin(), roles().end(), [&](const Role &role) {
            found.*role.column = columnFor(role, table.columns);
            return !role.needed || !(found.*role.column).isEmpty();
        });
        if (!complete)
            continue;
        findBeside(found, tables);
        all.push_back(found);
    }
    return all;
}

Result<PromptTable> parseTableMapping(const QByteArray &yaml, const QString &fileName)
{
    const YamlPlace place{fileName, 0};
    const Result<YAML::Node> root = loadYamlMap(yaml, place);
    if (!root)
        return fail(root.error());
    PromptTable table;
    for (const auto &item : *root) {
        const QString key = yamlString(item.first);
        const QString value = yamlString(item.second);
        if (key == "table"_L1) {
            table.schema = value.contains(u'.') ? value.section(u'.', 0, 0) : u"public"_s;
            table.name = value.section(u'.', -1);
        } else if (key == "activations"_L1) {
            table.activations = value;
        } else if (key == "interactions"_L1) {
            table.interactions = value;
        } else if (key == "columns"_L1 && item.second.IsMap()) {
            for (const auto &column : item.second) {
                const QString ours = plain(yamlString(column.first));
                const auto role = std::find_if(
                    roles().begin(), roles().end(), [&ours](const Role &r) { return r.spellings.contains(ours); });
                if (role == roles().end())
                    return fail(yamlError(
                        place, column.first.Mark(), tr("The column %1 is unknown").arg(yamlString(column.first))));
                table.*role->column = yamlString(column.second);
            }
        } else {
            return fail(yamlError(
                place, item.first.Mark(),
                tr("The key %1 is unknown; known are table, columns, activations and interactions").arg(key)));
        }
    }
    if (table.name.isEmpty())
        return fail(yamlError(place, root->Mark(), tr("The mapping does not name the table")));
    for (const Role &role : roles())
        if (role.needed && (table.*role.column).isEmpty())
            return fail(
                yamlError(place, root->Mark(), tr("The mapping does not name the column %1").arg(role.spellings[0])));
    return table;
}

Result<std::vector<PromptTable>>
findPromptTables(connection::Session &session, const std::optional<PromptTable> &mapping)
{
    const auto answer = session
                            .query(
                                {u"SELECT n.nspname, c.relname, a.attname, "
                                 "has_table_privilege(c.oid, 'INSERT') AND has_table_privilege(c.oid, 'UPDATE') "
                                 "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
                                 "JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 "
                                 "AND NOT a.attisdropped WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' "
                                 "AND n.nspname <> 'information_schema' "
                                 "AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT') "
                                 "ORDER BY n.nspname, c.relname, a.attnum"_s,
                                 {}})
                            .result();
    if (!answer)
        return fail(answer.error());
    std::vector<TableColumns> tables;
    for (qsizetype row = 0; row < answer->rows.rowCount(); ++row) {
        const QString schema = answer->rows.text(row, 0);
        const QString name = answer->rows.text(row, 1);
        if (tables.empty() || tables.back().schema != schema || tables.back().name != name)
            tables.push_back({schema, name, {}, answer->rows.boolean(row, 3)});
        tables.back().columns << answer->rows.text(row, 2);
    }
    if (!mapping) {
        std::vector<PromptTable> found = promptTablesAmong(tables);
        if (found.empty())
            return fail(
                ErrorKind::NotFound, tr("The database has no table of prompts that can be read"),
                tr("Apply the migrations of its pack, or name table and columns in a mapping file."));
        return found;
    }
    for (const TableColumns &table : tables) {
        if (table.schema != mapping->schema || table.name != mapping->name)
            continue;
        PromptTable found = *mapping;
        found.mayWrite = table.mayWrite;
        for (const Role &role : roles())
            if (const QString &column = found.*role.column; !column.isEmpty() && !table.columns.contains(column))
                return fail(ErrorKind::NotFound, tr("%1 has no column %2").arg(qualifiedName(found), column));
        return std::vector{found};
    }
    return fail(ErrorKind::NotFound, tr("There is no table %1 that can be read").arg(qualifiedName(*mapping)));
}

} // namespace howdah::prompt
