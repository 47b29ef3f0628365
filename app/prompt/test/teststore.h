// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/test/testcase.h"

namespace howdah::prompt {

// Datasets, their cases, runs and results in the platform's own database, in the schema of its prompts: tables of the
// migration PromptDatasets of the pack deepref. All of these block.

// ErrorKind::NotFound, with what to do, where the database has no such tables.
[[nodiscard]] Result<void> findDatasetTables(connection::Session &session, const PromptTable &table);

[[nodiscard]] Result<std::vector<Dataset>> readDatasets(connection::Session &session, const PromptTable &table);
// By its name. ErrorKind::NotFound names those that there are.
[[nodiscard]] Result<Dataset> findDataset(connection::Session &session, const PromptTable &table, const QString &name);
// Answers the id. ErrorKind::Conflict where the name is taken; ErrorKind::Invalid for an empty one.
[[nodiscard]] Result<QString> createDataset(
    connection::Session &session, const PromptTable &table, const QString &name, const QString &description = {});
[[nodiscard]] Result<void>
renameDataset(connection::Session &session, const PromptTable &table, const QString &id, const QString &name);
// With its cases, runs and results.
[[nodiscard]] Result<void> removeDataset(connection::Session &session, const PromptTable &table, const QString &id);

[[nodiscard]] Result<std::vector<TestCase>>
readCases(connection::Session &session, const PromptTable &table, const QString &datasetId);
// Inserts those without an id and changes the others, all of them or none. A name that is taken gets a number behind
// it where the case is new. ErrorKind::Invalid for a case without a name or with an assertion that cannot be checked;
// ErrorKind::Conflict where a case is gone, or its name is that of another.
[[nodiscard]] Result<void> saveCases(
    connection::Session &session, const PromptTable &table, const QString &datasetId, std::vector<TestCase> cases);
// Results of earlier runs stay.
[[nodiscard]] Result<void> removeCases(connection::Session &session, const PromptTable &table, const QStringList &ids);

// Answers the id of a run that begins now.
[[nodiscard]] Result<QString> beginRun(connection::Session &session, const PromptTable &table, const TestRun &run);
[[nodiscard]] Result<void>
saveResult(connection::Session &session, const PromptTable &table, const QString &runId, const CaseResult &result);
[[nodiscard]] Result<void>
endRun(connection::Session &session, const PromptTable &table, const QString &runId, RunState state);

// The last runs, newest first; of a dataset, of a version, or of both where they are named.
struct RunFilter
{
    QString datasetId;
    QString rowId;
    int limit = 50;
};
[[nodiscard]] Result<std::vector<TestRun>>
readRuns(connection::Session &session, const PromptTable &table, const RunFilter &filter);
// By name.
[[nodiscard]] Result<std::vector<CaseResult>>
readResults(connection::Session &session, const PromptTable &table, const QString &runId);

} // namespace howdah::prompt
