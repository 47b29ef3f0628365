// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/collector.h"
#include "query/complete/columnranking.h"
#include "query/complete/completionrequest.h"

namespace howdah::query::complete {

// All that those know who propose something.
struct Situation
{
    const CompletionRequest &request;
    const CompletionIndex &index;
    const StatementText &text;
    const Scope &scope;
    const Place &place;
    ScopeColumns &columns;
    const StatementFacts &facts;
    const Echo &echo;
    const ColumnRanking &ranking;

    [[nodiscard]] const Block *block() const
    {
        return place.block < 0 ? nullptr : &scope.blocks[std::size_t(place.block)];
    }
};

void proposeColumns(const Situation &at, Collector &collector);
void proposeColumnNames(const Situation &at, Collector &collector); // of one table: INSERT, SET, USING ...
void proposeJoinConditions(const Situation &at, Collector &collector);
void proposeRelations(const Situation &at, Collector &collector);
void proposeAliases(const Situation &at, Collector &collector); // free ones, behind a table
void proposeFunctions(const Situation &at, Collector &collector);
void proposeTypes(const Situation &at, Collector &collector);
void proposeLiterals(const Situation &at, Collector &collector); // labels of enums, keys of JSON
void proposeKeywords(const Situation &at, Collector &collector);
void proposeObjects(const Situation &at, Collector &collector); // of Place::kinds

// An alias for a relation that `taken` does not hold: company_type becomes ct, then ct2.
[[nodiscard]] QString freeAlias(const QString &relation, const QStringList &taken);

} // namespace howdah::query::complete
