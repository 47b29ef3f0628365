// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "operations/decision.h"
#include "operations/explain/explainoptions.h"
#include "operations/explain/explainrisk.h"
#include "query/script/parameters.h"

namespace howdah::operations {

struct ExplainRequest
{
    QByteArray statement; // as it was written, with its parameters; UTF-8
    query::ParameterValues values;
    ExplainOptions options;
    bool isLocked = false;  // production that may not be written: nothing is run that changes something
    bool isGuarded = false; // production that may: what is changed is called by its name first
    // Asked before it is sent, with the text that would be; an error keeps it from being sent. On the thread that
    // explains.
    std::function<Result<void>(const QString &sql)> gate;
};

struct Explained
{
    QByteArray json; // as the server answered
    QString sql;     // as it was sent
    std::vector<std::optional<QByteArray>> parameters;
    QStringList parameterNames;
    bool wasRun = false;
    ExplainJudgement judgement;
    QStringList remarks; // what is to be known of it, in words for people
    std::vector<connection::Notice> notices;
    double milliseconds = 0;
};

// server_version_num by what the session reports: 150018.
[[nodiscard]] int versionOf(const connection::Session &session);

// Runs EXPLAIN of one statement. What is measured (ANALYZE) is run in a transaction that is rolled back, or in a
// savepoint where one is open, so that nothing of it stays but what whatRollbackLeaves() says; the transaction of
// whoever asks is left as it was, also after an error, and a cancel. What changes something is asked of `decision`
// before: without names to type, outside of production. Blocks; Session::cancel() ends it with ErrorKind::Cancelled.
// Errors: ErrorKind::Usage (no plan, options that this server has not, a parameter without a value), ::Permission
// (locked), ::Conflict (a failed transaction; it was not confirmed), those of the server. Error::position is a byte of
// ExplainRequest::statement, from 1; 0: unknown.
[[nodiscard]] Result<Explained>
explain(connection::Session &session, const ExplainRequest &request, Decision &decision);

} // namespace howdah::operations
