// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/interactions.h"

#include "base/propagate.h"
#include "prompt/tr.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using connection::RowBatch;
using sql::quoteIdentifier;

// How many of the last calls say enough of how estimates fare.
static constexpr int CalibrationCalls = 500;

static QString selection(const PromptTable &table)
{
    const InteractionTable &calls = table.interactions;
    const auto column = [](const QString &name) { return name.isEmpty() ? u"NULL"_s : quoteIdentifier(name); };
    return u"SELECT %1::pg_catalog.text, %2::pg_catalog.text, %3::pg_catalog.text, %4, %5, %6, %7, %8 IS TRUE, "_s.arg(
               column(calls.id), column(calls.prompt), column(calls.at), column(calls.model), column(calls.input),
               column(calls.answer), column(calls.error), column(calls.success))
         + u"%1, %2 FROM %3"_s.arg(
             column(calls.tokens), column(calls.milliseconds), sql::quoteQualified(table.schema, calls.name));
}

static Interaction interaction(const RowBatch &rows, qsizetype row)
{
    const auto number = [&](qsizetype column) {
        return rows.isNull(row, column) ? std::nullopt : std::optional(rows.integer(row, column));
    };
    return {
        .id = rows.text(row, 0),
        .rowId = rows.text(row, 1),
        .at = rows.text(row, 2),
        .model = rows.text(row, 3),
        .input = exactText(rows.bytes(row, 4)),
        .answer = exactText(rows.bytes(row, 5)),
        .error = rows.text(row, 6),
        .success = rows.boolean(row, 7),
        .tokens = number(8),
        .milliseconds = number(9)};
}

Result<std::vector<Interaction>>
readInteractions(connection::Session &session, const PromptTable &table, const QString &rowId, int limit)
{
    std::vector<Interaction> list;
    const InteractionTable &calls = table.interactions;
    if (calls.name.isEmpty())
        return list;
    ASSIGN_OR_RETURN(
        const auto answer,
        session
            .query(
                {selection(table)
                     + u" WHERE %1 OPERATOR(pg_catalog.=) $1 ORDER BY %2 DESC, %3 LIMIT $2"_s.arg(
                         quoteIdentifier(calls.prompt), quoteIdentifier(calls.at), quoteIdentifier(calls.id)),
                 {rowId.toUtf8(), QByteArray::number(limit)}})
            .result());
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        list.push_back(interaction(answer.rows, row));
    return list;
}

Result<Interaction> readInteraction(connection::Session &session, const PromptTable &table, const QString &id)
{
    const InteractionTable &calls = table.interactions;
    if (calls.name.isEmpty())
        return fail(ErrorKind::NotFound, tr("The database contains no prompt calls"));
    ASSIGN_OR_RETURN(
        const auto answer,
        session
            .query(
                {selection(table) + u" WHERE %1 OPERATOR(pg_catalog.=) $1"_s.arg(quoteIdentifier(calls.id)),
                 {id.toUtf8()}})
            .result());
    if (answer.rows.rowCount() == 0)
        return fail(ErrorKind::NotFound, tr("There is no call %1").arg(id));
    return interaction(answer.rows, 0);
}

DrillDown drillToCall(const PromptTable &table, const QString &id, CallReach reach)
{
    const InteractionTable &calls = table.interactions;
    const QString row = u"%1 OPERATOR(pg_catalog.=) %2"_s.arg(quoteIdentifier(calls.id), sql::quoteLiteral(id));
    if (reach == CallReach::Call || calls.session.isEmpty())
        return {table.schema, calls.name, row};
    return {
        table.schema, calls.name,
        u"%1 OPERATOR(pg_catalog.=) (SELECT %1 FROM %2 WHERE %3)"_s.arg(
            quoteIdentifier(calls.session), sql::quoteQualified(table.schema, calls.name), row)};
}

Replay replay(const Prompt &used, const Prompt &candidate, const Interaction &call)
{
    Replay reported;
    reported.values = recoverValues(used.userPrompt, call.input);
    for (const Input &input : inputsOf(candidate))
        if ((input.inSystem || input.inUser) && !reported.values.contains(input.name) && !input.byDefault)
            reported.unrecovered << input.name;
    reported.before = renderPrompt(used, reported.values);
    // What was sent is known better than what can be put together again.
    std::erase_if(reported.before.messages, [](const Message &message) { return message.role == "user"_L1; });
    reported.before.messages.push_back({u"user"_s, call.input});
    reported.after = renderPrompt(candidate, reported.values);
    return reported;
}

Result<std::optional<TokenCalibration>>
readCalibration(connection::Session &session, const PromptTable &table, const StoredPrompt &stored)
{
    const bool open = stored.state == CellState::Open || stored.state == CellState::Plain;
    if (!open || table.interactions.input.isEmpty() || table.interactions.answer.isEmpty())
        return std::optional<TokenCalibration>();
    ASSIGN_OR_RETURN(const auto calls, readInteractions(session, table, stored.id, CalibrationCalls));
    const double system = double(estimateTokens(stored.prompt.systemPrompt).likely);
    std::vector<TokenSample> samples;
    for (const Interaction &call : calls)
        if (call.success && call.tokens.value_or(0) > 0)
            samples.push_back(
                {system + double(estimateTokens(call.input).likely + estimateTokens(call.answer).likely),
                 double(*call.tokens)});
    return calibrateTokens(samples);
}

} // namespace howdah::prompt
