// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/decision.h"
#include "operations/promptexport.h"
#include "prompt/run/chatclient.h"
#include "prompt/storedprompt.h"
#include "prompt/test/pairedcomparison.h"
#include "prompt/test/junit.h"

#include <span>

namespace howdah::operations {

// One version over a dataset, or two to be compared.
struct PromptTestWish
{
    prompt::Dataset dataset;
    std::vector<prompt::TestCase> cases;
    prompt::StoredPrompt version;
    std::optional<prompt::StoredPrompt> baseline; // what it is compared with
    std::vector<prompt::StoredPrompt> prompts;    // all that there are, for judges
    prompt::Endpoint endpoint;
    QString model;             // empty: that of the endpoint, or else that of the version
    QString judgeModel;        // empty: that of the endpoint, of the judge, or else of the version
    bool isProduction = false; // the database is of that environment
    PromptOrigin origin;
};

// What is sent for a case.
struct PlannedCall
{
    prompt::ChatRequest request;
    QString question; // what the user says in it, for a judge
    QString problem;  // why there is nothing to send; the case fails with it
};

struct PlannedVersion
{
    prompt::StoredPrompt version;
    QString model;
    std::vector<PlannedCall> calls; // one for each case, in their order
};

struct PromptTestPlan
{
    prompt::Dataset dataset;
    std::vector<prompt::TestCase> cases;
    std::vector<PlannedVersion> versions; // the baseline first, where there is one
    std::vector<prompt::StoredPrompt> judges;
    QString judgeModel;   // empty: each judge's own, or else that of the version
    QStringList warnings; // as those of a single run: what is sent readably, left out or not evaluated
    prompt::Endpoint endpoint;
    qsizetype modelCalls = 0;              // how often a model is asked, judges included
    std::optional<NamesQuestion> question; // texts that are guarded would leave, or values of calls in production
    PromptOrigin origin;
};

// Asks nobody. ErrorKind::Usage for no cases, for a case without assertions, and for a version or a judge whose text
// cannot be read; ErrorKind::NotFound for a judge that is not there; ErrorKind::Invalid for assertions that are not
// understood. A case that lacks values fails when it is run.
[[nodiscard]] Result<PromptTestPlan> planPromptTest(const PromptTestWish &wish);

struct PromptTestReport
{
    std::vector<prompt::TestedVersion> versions; // in the order of the plan
    std::optional<prompt::PairedComparison> comparison;
    bool isCancelled = false;
    QString notKept;              // why results are not in the database; empty: they are
    std::optional<Error> failure; // what ended it before its end; what was done until then is here

    // Whether all cases of the version that is tested have passed. A baseline only shows what it is compared with.
    [[nodiscard]] bool havePassed() const;
};

// How many of how many cases are done, and what became of the last one, of the version of that number.
using PromptTestProgress =
    std::function<void(qsizetype done, qsizetype all, size_t version, const prompt::CaseResult &result)>;
// As prompt::chat() does it.
using AskModel = std::function<Result<prompt::ChatReply>(const prompt::ChatRequest &request, std::stop_token stop)>;

enum class Keeping { InTheDatabase, Nowhere };

// Asks the decision where the plan has a question, and leaves a line in the journal of this machine then: without that
// line nothing is sent. Runs case after case, of two versions first one and then the other in turn, so that neither has
// the better hour; each result is kept as it comes. Stopped, what is done by then is the report, and kept as cancelled.
// A model that cannot be reached at all ends it; what it refuses for one case is the result of that case. Blocks.
[[nodiscard]] Result<PromptTestReport> runPromptTest(
    connection::Session &session, const prompt::PromptTable &table, const PromptTestPlan &plan, Decision &decision,
    const QString &journal, Keeping keeping = Keeping::InTheDatabase, std::stop_token stop = {},
    const PromptTestProgress &progress = {}, const AskModel &ask = {});

} // namespace howdah::operations
