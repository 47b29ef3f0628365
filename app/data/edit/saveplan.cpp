// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/saveplan.h"

#include "data/edit/changesql.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::RowBatch;
using connection::Statement;

static Statement identifyStatement(const EditTarget &target, const SaveOptions &options)
{
    Parameters parameters;
    QString sql = u"SELECT pg_catalog.txid_current(), "_s + clusterSql(target.namesCluster);
    if (options.lockTimeoutMs > 0)
        sql += u",\n       pg_catalog.set_config('lock_timeout', "_s
             + parameters.bind(QByteArray::number(options.lockTimeoutMs), u"text") + u", true)"_s;
    return {sql, parameters.values()};
}

QString clusterSql(bool mayKnow)
{
    return mayKnow ? u"(SELECT system_identifier FROM pg_catalog.pg_control_system()),\n"
                     "       (SELECT timeline_id FROM pg_catalog.pg_control_checkpoint())"_s
                   : u"''::pg_catalog.text, ''::pg_catalog.text"_s;
}

TransactionId transactionIn(const RowBatch &answer)
{
    if (answer.rowCount() != 1)
        return {};
    return {answer.bytes(0, 0).toByteArray(), answer.bytes(0, 1).toByteArray(), answer.bytes(0, 2).toByteArray()};
}

std::vector<SaveStatement>
saveStatements(const EditTarget &target, const std::vector<StagedRow> &rows, const SaveOptions &options)
{
    std::vector<SaveStatement> out;
    // A row that was changed by a transaction that ended meanwhile is seen as it is now, whatever the session's
    // default.
    out.push_back({SaveRole::Begin, 0, {u"BEGIN ISOLATION LEVEL READ COMMITTED"_s, {}}});
    out.push_back({SaveRole::Identify, 0, identifyStatement(target, options)});
    for (size_t i = 0; i < rows.size(); ++i) {
        const StagedRow &row = rows[i];
        if (target.verifies)
            out.push_back({SaveRole::CountBefore, i, countBefore(target, row)});
        out.push_back({SaveRole::Change, i, changeStatement(target, row)});
        if (target.verifies) {
            out.push_back({SaveRole::CountAgain, i, countBefore(target, row)});
            if (row.kind == ChangeKind::Update)
                out.push_back({SaveRole::CountAfter, i, countAfter(target, row)});
        }
    }
    // What would be checked at COMMIT is checked while it can still be told from a lost line.
    out.push_back({SaveRole::Constraints, 0, {u"SET CONSTRAINTS ALL IMMEDIATE"_s, {}}});
    return out;
}

std::vector<int> alteredColumns(const StagedRow &row, const RowBasis &now)
{
    std::vector<int> altered;
    for (const auto &[column, value] : row.cells) {
        const auto &is = now.values[size_t(column)];
        const bool same =
            value.isDefault() || value.is(is) || (now.cut[size_t(column)] && is && value.bytes().startsWith(*is));
        if (!same)
            altered.push_back(column);
    }
    return altered;
}

} // namespace howdah::data
