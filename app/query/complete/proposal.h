// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace howdah::query::complete {

enum class ProposalKind : unsigned char {
    Keyword,
    Schema,
    Table,
    View,
    Sequence,
    CommonTable, // of WITH
    Alias,       // of a table, as a qualifier
    NewAlias,    // one that is free, for the table before the cursor
    Column,
    Columns, // several, for *, INSERT and the like
    Join,    // a table with its condition, or a condition
    Function,
    Procedure,
    Type,
    Label, // of an enum
    JsonKey,
    Window,
    Role,
    Setting,
    Extension,
    Index,
    Constraint,
    Trigger,
    Policy,
    Database,
};

// What may be inserted at the cursor. Values; any thread.
struct Proposal
{
    QString text;        // what is inserted, quoted where it must be
    qsizetype begin = 0; // what it replaces: bytes of the whole text
    qsizetype end = 0;
    ProposalKind kind = ProposalKind::Keyword;
    QString label;  // what the list shows
    QString detail; // its type, table or signature
    double score = 0;
    QString why; // what brought it up, for a person; may be empty
    bool operator==(const Proposal &) const = default;
};

using Proposals = std::vector<Proposal>;

} // namespace howdah::query::complete
