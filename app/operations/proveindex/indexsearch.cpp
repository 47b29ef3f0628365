// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/proveindex/indexsearch.h"

#include "base/propagate.h"
#include "catalog/catalogreader.h"
#include "operations/proveindex/provable.h"
#include "plan/read/planreader.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

Result<FoundIndexes>
findIndexes(const connection::ConnInfo &target, const QString &statement, const std::stop_token &stop)
{
    RETURN_IF_ERROR(checkProvable(statement));
    connection::SessionOptions options;
    options.name = u"index search"_s;
    options.readOnly = true;
    connection::Session ours(options);
    options.names = connection::Names::OfDatabase;
    connection::Session theirs(options);
    const std::stop_callback cancel(stop, [&] {
        ours.cancel();
        theirs.cancel();
    });
    RETURN_IF_ERROR(ours.open(target).result());
    FoundIndexes found;
    ASSIGN_OR_RETURN(found.catalog, catalog::CatalogReader(ours).readNow());
    RETURN_IF_ERROR(theirs.open(target).result());
    ASSIGN_OR_RETURN(const auto answer, theirs.query({u"EXPLAIN (VERBOSE, FORMAT JSON) "_s + statement, {}}).result());
    ASSIGN_OR_RETURN(const auto reading, plan::readPlans(answer.rows.text(0, 0).toUtf8()));
    found.candidates = plan::indexCandidates(reading.plans.front(), *found.catalog);
    if (!found.candidates.empty()) {
        ASSIGN_OR_RETURN(found.estimates, estimateIndexes(target, statement, found.candidates, stop));
    }
    return found;
}

} // namespace howdah::operations
