// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/saveproblems.h"

#include "data/edit/changesql.h"
#include "data/page/tr.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::RowBatch;
using connection::Session;
using connection::Statement;

// A check that names no row is tried again this many rows at most, since each takes a few round trips.
static constexpr size_t mostTriedRows = 1000;

// ---- rows that were not changed

static std::vector<int> editedColumns(const StagedRow &row)
{
    std::vector<int> columns;
    for (const auto &[column, value] : row.cells)
        columns.push_back(column);
    return columns;
}

// What is whole in the basis is compared whole.
static std::vector<int> comparedColumns(const StagedRow &row)
{
    if (row.kind == ChangeKind::Update)
        return editedColumns(row);
    std::vector<int> columns;
    for (int column = 0; column < int(row.basis.cut.size()); ++column) {
        if (!row.basis.cut[size_t(column)])
            columns.push_back(column);
    }
    return columns;
}

RowProblem goneProblem(const EditTarget &target, const StagedRow &row)
{
    const bool keyed = target.identification == Identification::Key;
    return {
        .key = row.key,
        .kind = RowProblem::Kind::Gone,
        .error = makeError(
            ErrorKind::Conflict,
            keyed ? tr("The row no longer exists, or is hidden from you")
                  : tr("The row was changed or deleted after it was read"),
            tr("Nothing was changed. Refresh to see the current rows."))};
}

static RowProblem problem(const StagedRow &row, RowProblem::Kind kind, const QString &message, const QString &hint)
{
    return {.key = row.key, .kind = kind, .error = makeError(ErrorKind::Conflict, message, hint)};
}

std::optional<RowProblem> problemIn(const EditTarget &target, const StagedRow &row, const RowAnswers &answers)
{
    if (answers.changed > 1 || (row.kind != ChangeKind::Insert && answers.before > 1))
        return problem(
            row, RowProblem::Kind::Several, tr("The change would have affected more than this row"),
            tr("Nothing was changed. The rows cannot be distinguished by the values that were read."));
    if (answers.changed != 1 && answers.before == 0 && row.kind != ChangeKind::Insert
        && target.identification == Identification::Values)
        return goneProblem(target, row);
    if (answers.changed != 1)
        return problem(
            row, RowProblem::Kind::Refused, tr("The server did not change any row"),
            tr("Nothing was changed. A row security policy, a rule or a trigger prevented it."));
    if (!target.verifies)
        return std::nullopt;
    const bool inserts = row.kind == ChangeKind::Insert;
    const bool done = inserts ? answers.again == answers.before + 1 : answers.before == 1 && answers.again == 0;
    if (done && (row.kind != ChangeKind::Update || answers.after >= 1))
        return std::nullopt;
    return problem(
        row, RowProblem::Kind::Refused, tr("The server reports that it changed the row, but not as requested"),
        tr("Nothing was changed. A rule or a trigger does something else instead."));
}

// Nothing when the row is as it was read.
static std::optional<RowProblem> differenceIn(const EditTarget &target, const StagedRow &row, const RowBatch &rows)
{
    if (rows.rowCount() == 0)
        return goneProblem(target, row);
    RowBasis now = basisIn(target, rows, 0, comparedColumns(row));
    std::vector<CellConflict> conflicts = conflictsOf(target, row, now);
    if (conflicts.empty())
        return std::nullopt;
    return RowProblem{
        .key = row.key,
        .kind = RowProblem::Kind::Changed,
        .conflicts = std::move(conflicts),
        .now = std::move(now),
        .error = makeError(
            ErrorKind::Conflict, tr("Somebody else changed the row after it was read"),
            tr("Nothing was changed. Choose the value of each cell."))};
}

static const StagedRow *rowOf(const std::vector<StagedRow> &rows, const RowKey &key)
{
    const auto found = std::ranges::find(rows, key, &StagedRow::key);
    return found == rows.end() ? nullptr : &*found;
}

void explainProblems(
    Session &session, const EditTarget &target, const std::vector<StagedRow> &rows, std::vector<RowProblem> &problems)
{
    std::vector<Statement> statements;
    std::vector<RowProblem *> about;
    for (RowProblem &problem : problems) {
        const StagedRow *row = rowOf(rows, problem.key);
        if (!row || row->kind == ChangeKind::Insert || problem.kind != RowProblem::Kind::Refused)
            continue;
        if (auto statement = currentRowStatement(target, row->basis, comparedColumns(*row))) {
            statements.push_back(std::move(*statement));
            about.push_back(&problem);
        }
    }
    if (statements.empty())
        return;
    const auto answer = session.pipeline(std::move(statements)).result();
    if (!answer)
        return;
    for (size_t i = 0; i < answer->answers.size(); ++i) {
        if (auto found = differenceIn(target, *rowOf(rows, about[i]->key), answer->answers[i].rows))
            *about[i] = std::move(*found);
    }
}

Result<std::vector<RowProblem>>
findConflicts(Session &session, const EditTarget &target, const std::vector<StagedRow> &rows)
{
    std::vector<Statement> statements;
    std::vector<const StagedRow *> about;
    for (const StagedRow &row : rows) {
        if (row.kind == ChangeKind::Insert)
            continue;
        auto statement = currentRowStatement(target, row.basis, comparedColumns(row));
        statements.push_back(statement ? std::move(*statement) : rowStatement(target, row.basis));
        about.push_back(&row);
    }
    std::vector<RowProblem> problems;
    if (statements.empty())
        return problems;
    const auto answer = session.pipeline(std::move(statements)).result();
    if (const Error *error = failureOf(answer))
        return fail(*error);
    for (size_t i = 0; i < about.size(); ++i) {
        const RowBatch &found = answer->answers[i].rows;
        // A row of a view is found by all that was read of it, so it is there or not.
        if (target.identification == Identification::Values) {
            if (found.rowCount() == 0)
                problems.push_back(goneProblem(target, *about[i]));
        } else if (auto problem = differenceIn(target, *about[i], found)) {
            problems.push_back(std::move(*problem));
        }
    }
    return problems;
}

// ---- what an error is about

static bool isNamePart(QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'$'; }

// The name stands in the message by itself; messages are translated, so the words around it are not known.
static bool names(const QString &message, const QString &name)
{
    for (qsizetype at = message.indexOf(name); at >= 0; at = message.indexOf(name, at + 1)) {
        const qsizetype end = at + name.size();
        const bool begins = at == 0 || !isNamePart(message[at - 1]);
        if (begins && (end == message.size() || !isNamePart(message[end])))
            return true;
    }
    return false;
}

const EditConstraint *constraintOfError(const EditTarget &target, const Error &error)
{
    const EditConstraint *best = nullptr;
    for (const EditConstraint &constraint : target.constraints) {
        if (names(error.message, constraint.name) && (!best || constraint.name.size() > best->name.size()))
            best = &constraint;
    }
    return best;
}

static std::vector<int> missingValues(const EditTarget &target, const StagedRow &row, const Error &error)
{
    std::vector<int> missing;
    for (int column = 0; column < int(target.columns.size()); ++column) {
        const EditColumn &shape = target.columns[size_t(column)];
        const auto set = row.cells.find(column);
        const bool isNull = set == row.cells.end() ? row.kind == ChangeKind::Insert && !shape.hasDefault()
                                                   : set->second.isNull() || set->second.isDefault();
        if (shape.notNull && isNull)
            missing.push_back(column);
    }
    std::vector<int> named = missing;
    std::erase_if(named, [&](int column) { return !names(error.message, target.columns[size_t(column)].name); });
    return named.empty() ? missing : named;
}

// The column whose value the server was reading: "... parameter $2" stands in the context, in any language.
static std::optional<int> columnOfParameter(const StagedRow &row, const Error &error)
{
    static const QRegularExpression parameter(u"\\$(\\d+)"_s);
    const auto match = parameter.match(error.detail);
    if (!match.hasMatch())
        return std::nullopt;
    int number = match.captured(1).toInt();
    for (const auto &[column, value] : row.cells) {
        if (value.isText() && --number == 0)
            return column;
    }
    return std::nullopt;
}

std::vector<int> columnsOfError(const EditTarget &target, const StagedRow &row, const Error &error)
{
    if (error.sqlState == "23502"_L1)
        return missingValues(target, row, error);
    if (error.sqlState.startsWith("23"_L1) || error.sqlState == "P0001"_L1) {
        if (const EditConstraint *constraint = constraintOfError(target, error))
            return constraint->columns;
    }
    if (const auto column = columnOfParameter(row, error); column && error.sqlState.startsWith("22"_L1))
        return {*column};
    std::vector<int> found;
    for (const auto &[column, value] : row.cells) {
        const EditColumn &shape = target.columns[size_t(column)];
        // "value too long for type character varying(3)"
        if (names(error.message, u'"' + shape.name + u'"') || error.message.contains(shape.declared))
            found.push_back(column);
    }
    if (found.empty() && error.sqlState.startsWith("22"_L1)) {
        for (const auto &[column, value] : row.cells) {
            if (value.isText() && (row.cells.size() == 1 || target.columns[size_t(column)].baseTypeOid == 1700))
                found.push_back(column);
        }
    }
    return found;
}

// ---- checks at the end of the transaction

// "(a, b)=(1, 2)", as the server's details name a key, with these values.
static QString keyText(const EditTarget &target, const std::vector<int> &columns, const RowBasis &row)
{
    QStringList columnNames;
    QStringList values;
    for (const int column : columns) {
        columnNames << target.columns[size_t(column)].name;
        const auto &value = row.values[size_t(column)];
        values << (value ? QString::fromUtf8(*value) : u"null"_s);
    }
    return u'(' + columnNames.join(u", "_s) + u")=("_s + values.join(u", "_s) + u')';
}

std::vector<RowProblem> problemsOfLateCheck(
    const EditTarget &target, const std::vector<StagedRow> &rows, const std::vector<RowAnswers> &now,
    const Error &error)
{
    std::vector<RowProblem> problems;
    const EditConstraint *constraint = constraintOfError(target, error);
    if (!constraint || constraint->columns.empty())
        return problems;
    for (size_t i = 0; i < rows.size(); ++i) {
        const StagedRow &row = rows[i];
        bool meant = false;
        // A key that others point at is named as it was before it was changed.
        if (constraint->kind == 'r' && row.kind != ChangeKind::Insert)
            meant = error.detail.contains(keyText(target, constraint->columns, row.basis));
        else if (now[i].now)
            meant = error.detail.contains(keyText(target, constraint->columns, *now[i].now));
        if (meant)
            problems.push_back(
                {.key = row.key, .kind = RowProblem::Kind::Error, .error = error, .columns = constraint->columns});
    }
    return problems;
}

std::optional<RowProblem>
tryLateCheck(Session &session, const EditTarget &target, const std::vector<StagedRow> &rows, const Error &error)
{
    if (rows.size() > mostTriedRows)
        return std::nullopt;
    const auto run = [&session](const QString &sql) { return session.query({sql, {}}).result(); };
    if (!run(u"BEGIN ISOLATION LEVEL READ COMMITTED"_s))
        return std::nullopt;
    // The last row after which the check went through is followed by the one that breaks it.
    std::optional<size_t> culprit;
    for (size_t i = 0; i < rows.size(); ++i) {
        if (!session.query(changeStatement(target, rows[i])).result() || !run(u"SAVEPOINT howdah_check"_s))
            break;
        const auto checked = run(u"SET CONSTRAINTS ALL IMMEDIATE"_s);
        if (checked)
            culprit.reset();
        else if (!culprit && checked.error().sqlState == error.sqlState)
            culprit = i;
        if (!run(u"ROLLBACK TO SAVEPOINT howdah_check"_s))
            break;
    }
    if (session.isOpen())
        (void)run(u"ROLLBACK"_s);
    if (!culprit)
        return std::nullopt;
    const StagedRow &row = rows[*culprit];
    return RowProblem{
        .key = row.key, .kind = RowProblem::Kind::Error, .error = error, .columns = columnsOfError(target, row, error)};
}

} // namespace howdah::data
