// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/panelquery.h"

namespace howdah::metrics {

// What may be spent on one panel.
struct PanelLimits
{
    int timeoutMs = 30'000; // statement_timeout of the query
    // In the planner's units. Beyond rollupCost (a moment, but a dashboard has a dozen panels) a rollup is taken that
    // costs less than half; beyond mostCost (seconds) a sample is, or it is asked.
    double rollupCost = 25'000;
    double mostCost = 400'000;
    double sampleShare = 0.01; // of the table's blocks
    bool evenIfDear = false;   // the operator has agreed to the exact answer
    int mostRows = 200'000;    // that are read of an answer, unless the panel says: a point costs about a kilobyte
};

struct PanelOutcome
{
    enum class State {
        Shown,       // `data` holds
        NeedsTables, // `missing` names them
        TooDear,     // nothing cheaper is available, data.remarks may say why: ask, then again with evenIfDear
        Failed,      // `error`
    };
    State state = State::Failed;
    PanelData data;
    QStringList missing;
    double cost = 0; // what the planner expects of the exact query
    Error error;
    int line = 0; // of Failed, in the dashboard's file: where the error is, or where the query begins
    int column = 0;
};

// Asks for one panel: in a read-only transaction with a timeout, after EXPLAIN has said what it would cost. Over the
// limits the rollup is asked where the panel has one and its table is there, else a sample where the query can be
// sampled. Blocks, for worker threads; Session::cancel() ends it. The session is left in no transaction, and with the
// settings that it had.
[[nodiscard]] PanelOutcome
runPanel(connection::Session &session, const PanelRequest &request, const PanelLimits &limits = {});

// The tables of the dashboard, or of one panel, that this database does not have, or that we may not read.
[[nodiscard]] Result<QStringList> missingTables(connection::Session &session, const QStringList &tables);

// The rows behind a mark, as they can be opened anywhere: the relation's schema, where none is given that which the
// search path of the database leads to (ErrorKind::NotFound when it leads to none), and the condition with the schemas
// of what it names. ErrorKind::Permission and Invalid when the condition does more than read.
struct OpenedRows
{
    QString schema;
    QString condition;
};
[[nodiscard]] Result<OpenedRows>
openRows(connection::Session &session, const QString &schema, const QString &relation, const QString &condition);

// The choices of a filter.
[[nodiscard]] Result<FilterValues>
readFilterValues(connection::Session &session, const FilterDefinition &filter, int timeoutMs = 10'000);
// Of a filter that may depend on what is chosen of others. An error names the line of the file.
[[nodiscard]] Result<FilterValues> readFilterValues(
    connection::Session &session, const DashboardDefinition &dashboard, const FilterDefinition &filter,
    const FilterChoice &chosen, int timeoutMs = 10'000);

} // namespace howdah::metrics
