// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/test/teststore.h"

#include "base/propagate.h"
#include "prompt/tr.h"
#include "sql/quote.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using connection::Answer;
using connection::RowBatch;
using connection::Session;

namespace {

using Parameters = std::vector<std::optional<QByteArray>>;

QString datasets(const PromptTable &table) { return sql::quoteQualified(table.schema, u"ai_prompt_datasets"_s); }
QString caseTable(const PromptTable &table) { return sql::quoteQualified(table.schema, u"ai_prompt_dataset_cases"_s); }
QString runTable(const PromptTable &table) { return sql::quoteQualified(table.schema, u"ai_prompt_test_runs"_s); }
QString resultTable(const PromptTable &table) { return sql::quoteQualified(table.schema, u"ai_prompt_test_results"_s); }

Result<Answer> ask(Session &session, const QString &sql, Parameters parameters = {})
{
    Result<Answer> answer = session.query({sql, std::move(parameters)}).result();
    if (answer)
        return answer;
    Error error = answer.error();
    if (error.sqlState == "23505"_L1) {
        error.kind = ErrorKind::Conflict;
        error.message = tr("The name is already taken");
    }
    return fail(error);
}

// One row, or it is a conflict.
Result<void> change(Session &session, const QString &sql, Parameters parameters)
{
    ASSIGN_OR_RETURN(const Answer answer, ask(session, sql, std::move(parameters)));
    if (answer.affectedRows != 1)
        return fail(ErrorKind::Conflict, tr("Somebody else has removed it in the meantime"), tr("Refresh."));
    return {};
}

std::optional<QByteArray> ifSet(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text.toUtf8());
}

template <typename Number>
std::optional<QByteArray> ifSet(const std::optional<Number> &value)
{
    return value ? std::optional(QByteArray::number(*value)) : std::nullopt;
}

QByteArray compact(const QJsonObject &object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }
QByteArray compact(const QJsonArray &list) { return QJsonDocument(list).toJson(QJsonDocument::Compact); }

QString newId() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

// What was changed by a transaction of several statements, or nothing.
Result<void> together(Session &session, const std::function<Result<void>()> &steps)
{
    RETURN_IF_ERROR(ask(session, u"BEGIN"_s));
    Result<void> done = steps();
    if (done) {
        const Result<Answer> committed = ask(session, u"COMMIT"_s);
        done = committed ? Result<void>() : fail(committed.error());
    }
    if (!done)
        (void)session.query({u"ROLLBACK"_s, {}}).result();
    return done;
}

} // namespace

Result<void> findDatasetTables(Session &session, const PromptTable &table)
{
    ASSIGN_OR_RETURN(
        const Answer answer,
        ask(session,
            u"SELECT pg_catalog.count(*) FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n "
            "ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE n.nspname OPERATOR(pg_catalog.=) $1 "
            "AND c.relname OPERATOR(pg_catalog.=) ANY ('{ai_prompt_datasets,ai_prompt_dataset_cases,"
            "ai_prompt_test_runs,ai_prompt_test_results}'::pg_catalog.name[]) "
            "AND c.relkind OPERATOR(pg_catalog.=) 'r'"_s,
            {table.schema.toUtf8()}));
    if (answer.rows.integer(0, 0) == 4)
        return {};
    return fail(
        ErrorKind::NotFound, tr("The database has no tables of datasets"),
        tr("Apply the migration PromptDatasets of the deepref pack."));
}

// ---- datasets

Result<std::vector<Dataset>> readDatasets(Session &session, const PromptTable &table)
{
    RETURN_IF_ERROR(findDatasetTables(session, table));
    ASSIGN_OR_RETURN(
        const Answer answer,
        ask(session, u"SELECT d.\"id\"::pg_catalog.text, d.\"name\", d.\"description\", d.\"createdBy\", "
                     "d.\"createdAt\"::pg_catalog.text, (SELECT pg_catalog.count(*) FROM %2 AS c WHERE c.\"datasetId\" "
                     "OPERATOR(pg_catalog.=) d.\"id\") FROM %1 AS d ORDER BY d.\"name\""_s.arg(
                         datasets(table), caseTable(table))));
    std::vector<Dataset> list;
    list.reserve(size_t(answer.rows.rowCount()));
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        list.push_back(
            {answer.rows.text(row, 0), answer.rows.text(row, 1), answer.rows.text(row, 2), answer.rows.text(row, 3),
             answer.rows.text(row, 4), answer.rows.integer(row, 5)});
    return list;
}

Result<Dataset> findDataset(Session &session, const PromptTable &table, const QString &name)
{
    ASSIGN_OR_RETURN(const std::vector<Dataset> all, readDatasets(session, table));
    QStringList names;
    for (const Dataset &one : all) {
        if (one.name == name)
            return one;
        names << one.name;
    }
    return fail(
        ErrorKind::NotFound, tr("There is no dataset %1").arg(name),
        names.isEmpty() ? tr("There are none yet: make one on the page of prompts.")
                        : tr("There are %1.").arg(names.join(u", "_s)));
}

static Result<void> checkName(const QString &name)
{
    return name.trimmed().isEmpty() ? fail(ErrorKind::Invalid, tr("The name is missing")) : Result<void>();
}

Result<QString>
createDataset(Session &session, const PromptTable &table, const QString &name, const QString &description)
{
    RETURN_IF_ERROR(checkName(name));
    QString id = newId();
    RETURN_IF_ERROR(change(
        session, u"INSERT INTO %1 (\"id\", \"name\", \"description\") VALUES ($1, $2, $3)"_s.arg(datasets(table)),
        {id.toUtf8(), name.trimmed().toUtf8(), description.toUtf8()}));
    return id;
}

Result<void> renameDataset(Session &session, const PromptTable &table, const QString &id, const QString &name)
{
    RETURN_IF_ERROR(checkName(name));
    return change(
        session, u"UPDATE %1 SET \"name\" = $2 WHERE \"id\" OPERATOR(pg_catalog.=) $1"_s.arg(datasets(table)),
        {id.toUtf8(), name.trimmed().toUtf8()});
}

Result<void> removeDataset(Session &session, const PromptTable &table, const QString &id)
{
    return change(
        session, u"DELETE FROM %1 WHERE \"id\" OPERATOR(pg_catalog.=) $1"_s.arg(datasets(table)), {id.toUtf8()});
}

// ---- cases

static TestCase testCase(const RowBatch &rows, qsizetype row)
{
    TestCase one{
        .id = rows.text(row, 0),
        .name = rows.text(row, 1),
        .variables = {},
        .expected = rows.isNull(row, 3) ? std::nullopt : std::optional(exactText(rows.bytes(row, 3))),
        .assertions = {},
        .interactionId = rows.text(row, 5),
        .problem = {}};
    const QJsonObject variables = QJsonDocument::fromJson(rows.bytes(row, 2).toByteArray()).object();
    for (auto it = variables.begin(); it != variables.end(); ++it)
        one.variables.insert(it.key(), it->isString() ? it->toString() : templateValue(it.value()).toJson());
    Result<std::vector<Assertion>> assertions =
        assertionsOf(QJsonDocument::fromJson(rows.bytes(row, 4).toByteArray()).array());
    if (assertions)
        one.assertions = *std::move(assertions);
    else
        one.problem = assertions.error().message;
    return one;
}

Result<std::vector<TestCase>> readCases(Session &session, const PromptTable &table, const QString &datasetId)
{
    ASSIGN_OR_RETURN(
        const Answer answer,
        ask(session,
            u"SELECT \"id\"::pg_catalog.text, \"name\", \"variables\"::pg_catalog.text, \"expected\", "
            "\"assertions\"::pg_catalog.text, \"interactionId\"::pg_catalog.text FROM %1 "
            "WHERE \"datasetId\" OPERATOR(pg_catalog.=) $1 ORDER BY \"createdAt\", \"name\""_s.arg(caseTable(table)),
            {datasetId.toUtf8()}));
    std::vector<TestCase> list;
    list.reserve(size_t(answer.rows.rowCount()));
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        list.push_back(testCase(answer.rows, row));
    return list;
}

static Result<void> checkCase(const TestCase &one)
{
    RETURN_IF_ERROR(checkName(one.name));
    for (const Assertion &assertion : one.assertions)
        if (const Result<void> fit = checkAssertion(assertion); !fit)
            return fail(fit.error().kind, tr("%1: %2").arg(one.name, fit.error().message), fit.error().hint);
    return {};
}

static Result<void> writeCase(Session &session, const PromptTable &table, const QString &datasetId, const TestCase &one)
{
    QJsonObject variables;
    for (auto it = one.variables.begin(); it != one.variables.end(); ++it)
        variables.insert(it.key(), it.value());
    const Parameters values{
        datasetId.toUtf8(),
        one.name.trimmed().toUtf8(),
        compact(variables),
        one.expected ? std::optional(one.expected->toUtf8()) : std::nullopt,
        compact(assertionsJson(one.assertions)),
        ifSet(one.interactionId),
        one.id.isEmpty() ? newId().toUtf8() : one.id.toUtf8()};
    if (one.id.isEmpty())
        // Several that are made at once stay in their order.
        return change(
            session,
            u"INSERT INTO %1 (\"datasetId\", \"name\", \"variables\", \"expected\", \"assertions\", \"interactionId\", "
            "\"id\", \"createdAt\") VALUES ($1, $2, $3, $4, $5, $6, $7, pg_catalog.clock_timestamp())"_s.arg(
                caseTable(table)),
            values);
    return change(
        session,
        u"UPDATE %1 SET \"name\" = $2, \"variables\" = $3, \"expected\" = $4, \"assertions\" = $5, "
        "\"interactionId\" = $6 WHERE \"datasetId\" OPERATOR(pg_catalog.=) $1 AND \"id\" OPERATOR(pg_catalog.=) $7"_s
            .arg(caseTable(table)),
        values);
}

Result<void>
saveCases(Session &session, const PromptTable &table, const QString &datasetId, std::vector<TestCase> cases)
{
    for (const TestCase &one : cases)
        RETURN_IF_ERROR(checkCase(one));
    return together(session, [&]() -> Result<void> {
        ASSIGN_OR_RETURN(const std::vector<TestCase> there, readCases(session, table, datasetId));
        QSet<QString> taken;
        for (const TestCase &one : there)
            taken.insert(one.name);
        for (TestCase &one : cases) {
            const QString name = one.name.trimmed();
            for (int next = 2; one.id.isEmpty() && taken.contains(one.name.trimmed()); ++next)
                one.name = name + u' ' + QString::number(next);
            taken.insert(one.name.trimmed());
            RETURN_IF_ERROR(writeCase(session, table, datasetId, one));
        }
        return {};
    });
}

Result<void> removeCases(Session &session, const PromptTable &table, const QStringList &ids)
{
    const Result<Answer> answer =
        ask(session,
            u"DELETE FROM %1 WHERE \"id\" OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.uuid[])"_s.arg(caseTable(table)),
            {QByteArray("{" + ids.join(u',').toUtf8() + "}")});
    return answer ? Result<void>() : fail(answer.error());
}

// ---- runs

// SHA-256 of what the table holds: of an encrypted text it says nothing.
static QString digestOf(const PromptTable &table, const QString &alias)
{
    const auto column = [&alias](const QString &name) {
        return u"%1.%2::pg_catalog.text"_s.arg(alias, sql::quoteIdentifier(name));
    };
    return u"pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(pg_catalog.concat(pg_catalog.length(%1), ' ', "
           "%1, %2), 'UTF8')), 'hex')"_s.arg(column(table.systemPrompt), column(table.userPrompt));
}

Result<QString> beginRun(Session &session, const PromptTable &table, const TestRun &run)
{
    QString id = newId();
    RETURN_IF_ERROR(change(
        session,
        u"INSERT INTO %1 (\"id\", \"experimentId\", \"datasetId\", \"promptId\", \"textDigest\", \"model\") "
        "SELECT $1, $2, $3, p.%4, %3, $5 FROM %2 AS p WHERE p.%4 OPERATOR(pg_catalog.=) $4"_s.arg(
            runTable(table), sql::quoteQualified(table.schema, table.name), digestOf(table, u"p"_s),
            sql::quoteIdentifier(table.id)),
        {id.toUtf8(), run.experimentId.toUtf8(), run.datasetId.toUtf8(), run.rowId.toUtf8(), run.model.toUtf8()}));
    return id;
}

static QJsonArray checksJson(const std::vector<CheckResult> &checks)
{
    QJsonArray list;
    for (const CheckResult &one : checks)
        list.append(QJsonObject{
            {u"type"_s, assertionName(one.kind)},
            {u"passed"_s, one.passed},
            {u"score"_s, one.score},
            {u"detail"_s, QString(one.detail).remove(QChar(u'\0'))}}); // jsonb holds no zero characters either
    return list;
}

Result<void> saveResult(Session &session, const PromptTable &table, const QString &runId, const CaseResult &result)
{
    // PostgreSQL holds no zero characters.
    const auto storable = [](QString text) { return text.remove(QChar(u'\0')).toUtf8(); };
    return change(
        session,
        u"INSERT INTO %1 (\"runId\", \"caseId\", \"caseName\", \"answer\", \"error\", \"passed\", \"score\", "
        "\"checks\", \"inputTokens\", \"outputTokens\", \"milliseconds\", \"cost\") SELECT $1, (SELECT c.\"id\" FROM "
        "%2 AS c WHERE c.\"id\" OPERATOR(pg_catalog.=) $2), $3, $4, $5, $6, $7, $8, $9, $10, $11, $12"_s.arg(
            resultTable(table), caseTable(table)),
        {runId.toUtf8(), ifSet(result.caseId), result.caseName.toUtf8(),
         result.answer ? std::optional(storable(*result.answer)) : std::nullopt,
         result.error.isEmpty() ? std::nullopt : std::optional(storable(result.error)),
         QByteArray(result.passed ? "true" : "false"), QByteArray::number(result.score, 'g', 17),
         compact(checksJson(result.checks)), ifSet(result.inputTokens), ifSet(result.outputTokens),
         ifSet(result.milliseconds), ifSet(result.cost)});
}

Result<void> endRun(Session &session, const PromptTable &table, const QString &runId, RunState state)
{
    return change(
        session,
        u"UPDATE %1 SET \"state\" = $2, \"finishedAt\" = pg_catalog.clock_timestamp() WHERE \"id\" "
        "OPERATOR(pg_catalog.=) $1"_s.arg(runTable(table)),
        {runId.toUtf8(), runStateName(state).toUtf8()});
}

Result<std::vector<TestRun>> readRuns(Session &session, const PromptTable &table, const RunFilter &filter)
{
    ASSIGN_OR_RETURN(
        const Answer answer,
        ask(session,
            u"SELECT r.\"id\"::pg_catalog.text, r.\"experimentId\"::pg_catalog.text, r.\"datasetId\"::pg_catalog.text, "
            "d.\"name\", r.\"promptId\"::pg_catalog.text, p.%6::pg_catalog.text, r.\"model\", r.\"state\", "
            "r.\"startedBy\", r.\"startedAt\"::pg_catalog.text, r.\"textDigest\" OPERATOR(pg_catalog.=) %5, "
            "s.cases, s.passed, s.score FROM %1 AS r JOIN %2 AS d ON d.\"id\" OPERATOR(pg_catalog.=) r.\"datasetId\" "
            "JOIN %3 AS p ON p.%7 OPERATOR(pg_catalog.=) r.\"promptId\" CROSS JOIN LATERAL (SELECT pg_catalog.count(*) "
            "AS cases, pg_catalog.count(*) FILTER (WHERE t.\"passed\") AS passed, "
            "coalesce(pg_catalog.avg(t.\"score\"), "
            "0) AS score FROM %4 AS t WHERE t.\"runId\" OPERATOR(pg_catalog.=) r.\"id\") AS s "
            "WHERE ($1::pg_catalog.uuid IS NULL OR r.\"datasetId\" OPERATOR(pg_catalog.=) $1) AND "
            "($2::pg_catalog.uuid IS NULL OR r.\"promptId\" OPERATOR(pg_catalog.=) $2) "
            "ORDER BY r.\"startedAt\" DESC, r.\"id\" LIMIT $3"_s.arg(
                runTable(table), datasets(table), sql::quoteQualified(table.schema, table.name), resultTable(table),
                digestOf(table, u"p"_s), sql::quoteIdentifier(table.promptId), sql::quoteIdentifier(table.id)),
            {ifSet(filter.datasetId), ifSet(filter.rowId), QByteArray::number(filter.limit)}));
    std::vector<TestRun> list;
    list.reserve(size_t(answer.rows.rowCount()));
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        list.push_back(
            {.id = answer.rows.text(row, 0),
             .experimentId = answer.rows.text(row, 1),
             .datasetId = answer.rows.text(row, 2),
             .datasetName = answer.rows.text(row, 3),
             .rowId = answer.rows.text(row, 4),
             .version = answer.rows.text(row, 5),
             .model = answer.rows.text(row, 6),
             .state = runStateFrom(answer.rows.text(row, 7)).value_or(RunState::Failed),
             .startedBy = answer.rows.text(row, 8),
             .startedAt = answer.rows.text(row, 9),
             .isSameText = answer.rows.boolean(row, 10),
             .cases = answer.rows.integer(row, 11),
             .passed = answer.rows.integer(row, 12),
             .score = answer.rows.real(row, 13)});
    return list;
}

static CaseResult caseResult(const RowBatch &rows, qsizetype row)
{
    const auto number = [&](qsizetype column) {
        return rows.isNull(row, column) ? std::nullopt : std::optional(rows.integer(row, column));
    };
    CaseResult one{
        .caseId = rows.text(row, 0),
        .caseName = rows.text(row, 1),
        .answer = rows.isNull(row, 2) ? std::nullopt : std::optional(exactText(rows.bytes(row, 2))),
        .error = rows.text(row, 3),
        .passed = rows.boolean(row, 4),
        .score = rows.real(row, 5),
        .checks = {},
        .inputTokens = number(7),
        .outputTokens = number(8),
        .milliseconds = number(9),
        .cost = rows.isNull(row, 10) ? std::nullopt : std::optional(rows.real(row, 10))};
    const QJsonArray checks = QJsonDocument::fromJson(rows.bytes(row, 6).toByteArray()).array();
    for (const auto check : checks)
        one.checks.push_back(
            {assertionKind(check["type"_L1].toString()).value_or(Assertion::Kind::Contains),
             check["passed"_L1].toBool(), check["score"_L1].toDouble(), check["detail"_L1].toString()});
    return one;
}

Result<std::vector<CaseResult>> readResults(Session &session, const PromptTable &table, const QString &runId)
{
    ASSIGN_OR_RETURN(
        const Answer answer,
        ask(session,
            u"SELECT \"caseId\"::pg_catalog.text, \"caseName\", \"answer\", \"error\", \"passed\", \"score\", "
            "\"checks\"::pg_catalog.text, \"inputTokens\", \"outputTokens\", \"milliseconds\", \"cost\" FROM %1 "
            "WHERE \"runId\" OPERATOR(pg_catalog.=) $1 ORDER BY \"createdAt\", \"caseName\""_s.arg(resultTable(table)),
            {runId.toUtf8()}));
    std::vector<CaseResult> list;
    list.reserve(size_t(answer.rows.rowCount()));
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        list.push_back(caseResult(answer.rows, row));
    return list;
}

} // namespace howdah::prompt
