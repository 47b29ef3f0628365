// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "plan/plan.h"

namespace howdah::plan {

struct IndexKey
{
    QString sql; // a column, quoted where it must be, or an expression
    bool isExpression = false;
    bool descending = false;
    bool nullsFirst = false;
    bool operator==(const IndexKey &) const = default;
};

// An index that the plan would have used had it been there, perhaps. Only a measurement says whether it helps.
struct IndexCandidate
{
    catalog::Oid relation = 0;
    QString schema;
    QString table;
    QString method = QStringLiteral("btree");
    std::vector<IndexKey> keys;
    QStringList included;   // columns, as SQL
    QString predicate;      // of a partial index
    QString extends;        // an index that has the first of these keys, and would be superfluous perhaps
    QString reason;         // one sentence
    std::vector<int> nodes; // of the plan, that it is for
    bool operator==(const IndexCandidate &) const = default;

    [[nodiscard]] QString name() const; // at most 63 bytes
    // "CREATE INDEX ..." without semicolon.
    [[nodiscard]] QString createSql(bool concurrently, const QString &name = {}) const;
};

inline constexpr size_t MostCandidates = 24;

// From what the plan filters, joins and sorts by: keys that are compared for equality first, then what is sorted by or
// the one range. None where a valid index begins with the same keys already, or a unique one finds one row. Columns and
// relations are looked up in the catalog; a relation whose schema the plan does not say (EXPLAIN without VERBOSE) must
// be the only one of its name. Pure; any thread.
[[nodiscard]] std::vector<IndexCandidate> indexCandidates(const Plan &plan, const catalog::Catalog &catalog);

} // namespace howdah::plan
