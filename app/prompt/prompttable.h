// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

#include <QStringList>

namespace howdah::prompt {

// The calls that were made with prompts, by the names that the database gives table and columns. The answer, the model
// and the errors may be missing.
struct InteractionTable
{
    QString name; // in the schema of the prompts; empty: there is none
    QString id;
    QString prompt; // refers to the row of the prompt
    QString input;
    QString answer;
    QString model;
    QString tokens;
    QString milliseconds;
    QString success;
    QString error;
    QString at;
    QString session;        // whose calls resemble one another
    bool atHasZone = false; // else it is UTC

    bool operator==(const InteractionTable &) const = default;
};

// What people thought of answers, from 1 to 5.
struct RatingTable
{
    QString name; // in the schema of the prompts; empty: there is none
    QString interaction;
    QString score;

    bool operator==(const RatingTable &) const = default;
};

// A table of prompts and those beside it, by the names that the database gives them. Empty: it has none.
struct PromptTable
{
    QString schema;
    QString name;
    QString id;
    QString promptId;
    QString agent; // the prompt's name, the same in all its versions
    QString systemPrompt;
    QString userPrompt;
    QString version;
    QString model;
    QString active;
    QString metadata;
    QString keyId;
    bool mayWrite = false;

    QString activations; // table of the same schema, as ai_prompt_activations
    InteractionTable interactions;
    RatingTable ratings;

    bool operator==(const PromptTable &) const = default;
};

struct TableColumns
{
    QString schema;
    QString name;
    QStringList columns;
    QStringList zoned;     // those that are moments with a time zone
    bool mayWrite = false; // insert and update
};

// The tables with the columns of prompts: promptId, name, systemPrompt, userPromptTemplate, version, modelPreference,
// isActive, metadata and id, in any spelling (prompt_id). Pure.
[[nodiscard]] std::vector<PromptTable> promptTablesAmong(const std::vector<TableColumns> &tables);

// A mapping file for tables with other names: YAML with `table: schema.name` and `columns:` (ours: theirs), and perhaps
// `activations:` (a table like ours), `interactions:` and `ratings:` (each the name of a table with columns as ours, or
// `{table: name, columns: {ours: theirs}}`). All of them stand in the one schema.
[[nodiscard]] Result<PromptTable> parseTableMapping(const QByteArray &yaml, const QString &fileName);

// The tables of the database and what one may do with them, in one query; `mapping` instead of a search, where given.
// ErrorKind::NotFound when there is none. Blocks.
[[nodiscard]] Result<std::vector<PromptTable>>
findPromptTables(connection::Session &session, const std::optional<PromptTable> &mapping = {});

// "schema.name" unquoted, as encrypted texts are bound to it.
[[nodiscard]] QString qualifiedName(const PromptTable &table);

} // namespace howdah::prompt
