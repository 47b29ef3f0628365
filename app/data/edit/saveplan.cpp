// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/saveplan.h"

#include "data/edit/changesql.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::RowBatch;
using connection::Statement;

static QString tr(const char *text) { return QCoreApplication::translate("Data", text); }

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

static RowProblem problem(const StagedRow &row, RowProblem::Kind kind, const QString &message, const QString &hint)
{
    return {.key = row.key, .kind = kind, .error = makeError(ErrorKind::Conflict, message, hint)};
}

std::optional<RowProblem> problemIn(const EditTarget &target, const StagedRow &row, const RowAnswers &answers)
{
    if (answers.changed > 1 || (row.kind != ChangeKind::Insert && answers.before > 1))
        return problem(
            row, RowProblem::Kind::Several, tr("The change would have met more rows than this one"),
            tr("Nothing was changed. The rows cannot be told apart by what was read of them."));
    if (answers.changed != 1 && answers.before == 0 && row.kind != ChangeKind::Insert
        && target.identification == Identification::Values)
        return goneProblem(target, row);
    if (answers.changed != 1)
        return problem(
            row, RowProblem::Kind::Refused, tr("The server changed no row"),
            tr("Nothing was changed. A row security policy, a rule or a trigger prevented it."));
    if (!target.verifies)
        return std::nullopt;
    const bool inserts = row.kind == ChangeKind::Insert;
    const bool done = inserts ? answers.again == answers.before + 1 : answers.before == 1 && answers.again == 0;
    if (done && (row.kind != ChangeKind::Update || answers.after >= 1))
        return std::nullopt;
    return problem(
        row, RowProblem::Kind::Refused, tr("The server says that it changed the row, but it did not do as told"),
        tr("Nothing was changed. A rule or a trigger does something else instead."));
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
