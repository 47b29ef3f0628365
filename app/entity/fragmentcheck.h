// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/textposition.h"
#include "sql/namedquery.h"

#include <optional>

namespace howdah::entity {

// What a fragment of SQL in a model has to be.
enum class FragmentKind : quint8 {
    Label,     // an expression over the columns of one row that changes nothing and depends on nothing else
    Condition, // an expression
    Query,     // one SELECT that only reads
    Change,    // one INSERT, or an UPDATE or DELETE that says of which rows
};

struct FragmentProblem
{
    QString message;
    QString hint;
    std::optional<TextPosition> at; // in the fragment; the column in characters
};

// By PostgreSQL's grammar, with the names out of the way. Nothing where it is what it has to be. Pure.
[[nodiscard]] std::optional<FragmentProblem> problemWith(const sql::NamedQuery &fragment, FragmentKind kind);

} // namespace howdah::entity
