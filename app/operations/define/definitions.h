// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/session.h"

#include <QByteArray>
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
    QString arguments; // types of a function's, as pg_get_function_identity_arguments() has them
    QString relation;  // of a trigger
    bool operator==(const DefinitionName &) const = default;

    // "function public.add(a integer, b integer)", for people.
    [[nodiscard]] QString label() const;
};

// "function", "materialized view" ...
[[nodiscard]] QString kindWord(DefinitionKind kind);

// For Page::placeWanted("query", ...): "definition:" and what follows is read by definitionOfPlace().
[[nodiscard]] QString placeOf(const DefinitionName &name);
[[nodiscard]] std::optional<DefinitionName> definitionOfPlace(const QString &place);

// All that a snapshot has of them, but for members of extensions, triggers of the system and aggregates: by schema and
// name. Pure.
[[nodiscard]] QList<DefinitionName> definitionsIn(const catalog::Catalog &catalog);

// The text of one, as the server has it now.
struct Definition
{
    DefinitionName name;
    int serverVersion = 0;
    // "CREATE OR REPLACE ...;", all that it needs to be the same again; what cannot be replaced is dropped and made
    // again, in one transaction. Ends with a line break.
    QString text;
    QStringList notes; // what is to be known before it is run, a sentence each
    bool replaces = true;
    bool operator==(const Definition &) const = default;
};

// ErrorKind::NotFound where it is not there (any more). `session`: ours, with PostgreSQL's names. Blocks.
[[nodiscard]] Result<Definition> readDefinition(connection::Session &session, const DefinitionName &name);

// Which of them a statement makes or replaces: a name without a schema is looked up by the session, along its path.
// Nothing: it makes none of them. Blocks.
[[nodiscard]] Result<std::optional<DefinitionName>>
definitionMadeBy(connection::Session &session, const QByteArray &statement);

// The texts that are compared before it runs.
struct DefinitionChange
{
    DefinitionName name;
    QString before;            // in the database now; empty: it is not there
    QString after;             // what will run
    bool changedSince = false; // `before` is not what was opened
    bool isGone = false;       // it was opened, and is not there any more
    QStringList notes;
};
// `opened`: what the text began with, where it is known. Blocks.
[[nodiscard]] Result<DefinitionChange> compareDefinition(
    connection::Session &session, const DefinitionName &name, const QString &text,
    const std::optional<Definition> &opened);

// What to do about the server's refusal of a statement that replaces a definition ("cannot drop columns from view"), in
// a sentence; "" where there is nothing to say.
[[nodiscard]] QString adviceFor(const Error &error, const DefinitionName &name);

} // namespace howdah::operations
