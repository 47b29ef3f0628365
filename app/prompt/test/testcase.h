// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/interactions.h"
#include "prompt/test/assertion.h"

namespace howdah::prompt {

struct Dataset
{
    QString id;
    QString name;
    QString description;
    QString createdBy;
    QString createdAt; // as the server writes it
    qint64 cases = 0;
    bool operator==(const Dataset &) const = default;
};

// What a version of a prompt is tested with.
struct TestCase
{
    QString id; // empty: it is not in the database yet
    QString name;
    QMap<QString, QString> variables;
    std::optional<QString> expected;
    std::vector<Assertion> assertions;
    QString interactionId; // the call that it was made from; empty: none
    QString problem;       // why its assertions cannot be understood; then there are none
    bool operator==(const TestCase &) const = default;
};

// With the values that the call's version must have been filled with, and its answer as the expected one where it
// succeeded, to which a judge holds the new ones. What could not be recovered is named.
struct CaseFromCall
{
    TestCase testCase;
    QStringList unrecovered;
};
[[nodiscard]] CaseFromCall caseFromCall(const Prompt &used, const Interaction &call);

// What became of a case.
struct CaseResult
{
    QString caseId;
    QString caseName;
    std::optional<QString> answer;
    QString error; // why there is no answer, or why it could not be judged: it says nothing of the version
    bool passed = false;
    double score = 0; // the mean of those of its checks; without any: whether there is an answer
    std::vector<CheckResult> checks;
    std::optional<qint64> inputTokens;
    std::optional<qint64> outputTokens;
    std::optional<qint64> milliseconds;
    std::optional<double> cost;
    bool operator==(const CaseResult &) const = default;
};

enum class RunState { Running, Finished, Cancelled, Failed };
[[nodiscard]] QString runStateName(RunState state); // running, finished, cancelled, failed
[[nodiscard]] std::optional<RunState> runStateFrom(QStringView name);
[[nodiscard]] QString runStateText(RunState state); // for people

// One version of a prompt over one dataset.
struct TestRun
{
    QString id;
    QString experimentId; // the same in the runs that were made to be compared
    QString datasetId;
    QString datasetName;
    QString rowId;   // of the version
    QString version; // its promptId
    QString model;
    RunState state = RunState::Running;
    QString startedBy;
    QString startedAt;      // as the server writes it
    bool isSameText = true; // the version has the texts still that were tested
    qint64 cases = 0;
    qint64 passed = 0;
    double score = 0; // their mean
    bool operator==(const TestRun &) const = default;
};

} // namespace howdah::prompt
