// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace howdah::plan {

// What an index is asked for: a column, or an expression of columns of one relation.
struct Operand
{
    QString alias;  // as the plan names the relation; empty where it does not say
    QString column; // its name; empty for an expression
    QString sql;    // without the alias; of a column quoted where it must be
    bool operator==(const Operand &) const = default;
};

enum class TermKind {
    Equal,    // also = ANY (...)
    Range,    // <, <=, >, >=
    Contains, // @>, <@, &&, ?, ?|, ?&, @@: of what GIN knows
    IsNull,
    IsNotNull,
    IsTrue, // a condition that is a column
    IsFalse,
};

// One part of a condition that must hold together with all others.
struct Term
{
    TermKind kind = TermKind::Equal;
    Operand left;
    Operand right; // of a join; else empty
    bool isJoin = false;
    QString sql; // the whole of it, without aliases; empty for a join
    bool operator==(const Term &) const = default;
};

// Of what EXPLAIN writes as Filter, Index Cond, Hash Cond and so on, read by PostgreSQL's grammar. What no index can
// answer (OR, functions that it does not know how to ask, subplans) is left out. Any thread.
[[nodiscard]] std::vector<Term> termsOf(const QString &condition);

struct SortTerm
{
    Operand operand;
    bool descending = false;
    bool nullsFirst = false; // what holds, said or not
    bool operator==(const SortTerm &) const = default;
};

// Of a "Sort Key"; empty where a part of it is no column and no expression of one relation.
[[nodiscard]] std::vector<SortTerm> sortTermsOf(const QString &sortKey);

// The columns of an "Output"; empty where there is anything else in it.
[[nodiscard]] std::vector<Operand> columnsOf(const QString &output);

} // namespace howdah::plan
