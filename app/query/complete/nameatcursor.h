// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/completionrequest.h"
#include "query/complete/proposal.h"

#include <optional>

namespace howdah::query::complete {

// What the name at the cursor means.
struct NameMeaning
{
    ProposalKind kind = ProposalKind::Column;
    QString name;         // qualified as SQL has it: public.orders, orders.total
    QString type;         // of a column; what a function gives
    QString comment;      // as the database has it; plain text
    QString definition;   // of a view or function, the default of a column; may be empty
    catalog::Oid oid = 0; // of the relation or function; 0: it is of the statement itself
    qint16 column = 0;    // attribute number
    qsizetype begin = 0;  // of the name, bytes of the text
    qsizetype end = 0;
    // Where the statement itself defines it: a WITH query, an alias, an item of the select list; -1: it does not.
    qsizetype definedAt = -1;
    bool operator==(const NameMeaning &) const = default;
};

// The name that the cursor stands in or behind; nothing, where it is no name that is known. Any thread.
[[nodiscard]] std::optional<NameMeaning> nameAt(const CompletionIndex &index, const CompletionRequest &request);

// A place that names a relation or one of its columns: in a view, a function or a trigger.
struct NameUse
{
    QString kind;         // "view", "function", "trigger"
    QString name;         // qualified
    qsizetype offset = 0; // characters in its definition
    bool operator==(const NameUse &) const = default;
};

// Where views, functions and triggers of the catalog name `name`, by their texts: a word that happens to be the same is
// among them. Sorted by kind and name. Reads all definitions: on a pool thread.
[[nodiscard]] std::vector<NameUse> usesOf(const catalog::Catalog &catalog, const QString &name);

} // namespace howdah::query::complete
