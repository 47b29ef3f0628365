// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/session.h"

#include <QByteArray>
#include <QMetaType>
#include <QStringList>

#include <optional>

namespace howdah::operations {

enum class DefinitionKind { Function, Procedure, View, MaterializedView, Trigger };

// Something that is made by a text: what it is, and how it is found again. Names are as they are.
struct DefinitionName
{
    DefinitionKind kind = DefinitionKind::Function;
    QString schema;
    QString name;
    QString arguments; // of a function, as pg_get_function_identity_arguments() has them, with PostgreSQL's names
    QString relation;  // of a trigger
    bool operator==(const DefinitionName &) const = default;

    // "public.add(a integer, b integer)", "check_it on public.users", for people; quoted where it must be.
    [[nodiscard]] QString label() const;
};

// "function", "materialized view" ...
[[nodiscard]] QString kindWord(DefinitionKind kind);

// For Page::placeWanted("query", ...); read by definitionOfPlace().
[[nodiscard]] QString placeOf(const DefinitionName &name);
[[nodiscard]] std::optional<DefinitionName> definitionOfPlace(const QString &place);

// All that a snapshot has of them, but for members of extensions and aggregates: by kind, schema and name. Pure.
[[nodiscard]] QList<DefinitionName> definitionsIn(const catalog::Catalog &catalog);

// The text of one, as the server has it now.
struct Definition
{
    DefinitionName name;
    // "CREATE OR REPLACE ...;", with all that it needs to be the same again; what cannot be replaced is dropped and
    // made again, in one transaction. Ends with a line break.
    QString text;
    QStringList notes; // what is to be known before it is run, a sentence each
    bool replaces = true;
    bool operator==(const Definition &) const = default;
};

// ErrorKind::NotFound where it is not there (any more). `session`: ours, with PostgreSQL's names. Blocks.
[[nodiscard]] Result<Definition> readDefinition(connection::Session &session, const DefinitionName &name);

// Whether a text may make one of them, by its first words. Pure.
[[nodiscard]] bool makesDefinition(const QByteArray &sql);
// The first definition that a text makes or replaces. A name without a schema is one of `schema`, the first of the
// search path of whoever runs it. Nothing: it makes none, or is not understood here. Blocks.
[[nodiscard]] Result<std::optional<DefinitionName>>
definitionMadeBy(connection::Session &session, const QByteArray &sql, const QString &schema);

// The texts that are compared before it runs.
struct DefinitionChange
{
    DefinitionName name;
    std::optional<Definition> now; // in the database; nothing: it is not there
    QString after;                 // what will run
    bool changedSince = false;     // it is not what was opened
    bool isGone = false;           // it was opened, and is not there any more
    bool isAnother = false;        // it was opened with other arguments, and stays beside this one
    [[nodiscard]] QString before() const { return now ? now->text : QString(); }
};
// `opened`: what the text began with, where it is known. Blocks.
[[nodiscard]] Result<DefinitionChange> compareDefinition(
    connection::Session &session, const DefinitionName &name, const QString &text,
    const std::optional<Definition> &opened);

// What to do about the server's refusal of a statement that replaces a definition ("cannot drop columns from view"), in
// a sentence; "" where there is nothing to say. Pure.
[[nodiscard]] QString adviceFor(const Error &error, const QByteArray &statement);

} // namespace howdah::operations

Q_DECLARE_METATYPE(howdah::operations::Definition)
