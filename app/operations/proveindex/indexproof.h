// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/estimate.h"
#include "migration/rehearse/rehearsalrequest.h"
#include "plan/candidates/indexcandidates.h"

#include <chrono>
#include <stop_token>

namespace howdah::operations {

enum class IndexVerdict {
    Believed,     // what it saves is at least LeastSaving, at the lower end of the interval
    NotProved,    // it may be so, and may not
    WouldNotHelp, // the planner does not use it, or it saves less at the upper end of the interval
};
[[nodiscard]] QString verdictText(IndexVerdict verdict);
[[nodiscard]] QString verdictName(IndexVerdict verdict); // stable, for JSON

inline constexpr double LeastSaving = 0.2;

// One run without and one with it, ms of planning and execution as the server says.
struct TimedPair
{
    double without = 0;
    double with = 0;
    bool operator==(const TimedPair &) const = default;
};

// The share of time that is saved, from the mean of the logarithms of with/without and Student's interval of it.
// Nothing is saved by what takes as long; negative where it takes longer. Infinite ends under two pairs. Pure.
[[nodiscard]] Estimate savingOf(const std::vector<TimedPair> &pairs);
[[nodiscard]] IndexVerdict verdictOf(const Estimate &saving, bool used);

struct IndexProof
{
    IndexVerdict verdict = IndexVerdict::NotProved;
    bool used = false; // by the planner, on the sample
    Estimate saving;
    std::vector<TimedPair> reads;
    std::vector<TimedPair> inserts; // of the rows of the sample into an empty copy of the table with all its indexes
    std::vector<TimedPair> updates; // of these rows
    qint64 sampleRows = 0;
    qint64 sampleBytes = 0;          // of the index
    std::optional<double> fullRows;  // that the statistics of the database tell; nothing: never analysed
    std::optional<double> fullBytes; // of the index there; an estimate
    QStringList notes;               // how what was measured differs from the database
    bool operator==(const IndexProof &) const = default;
};

struct IndexProofRequest
{
    connection::ConnInfo target; // only read
    QString statement;
    plan::IndexCandidate candidate;
    int sampleRows = 50'000; // of each table
    int pairs = 12;
    std::chrono::milliseconds statementTimeout{30'000};
    connection::LocalServer server = migration::scratchServer();
    std::shared_ptr<connection::SessionContext> context = {}; // of the sessions there
};

class IndexProofObserver : public migration::RehearsalObserver
{
public:
    virtual void pairMeasured(int /* index */, int /* of */) {}
};

// Copies the schema and a sample of rows that keeps foreign keys into a database of the scratch server, makes the index
// there, and runs the statement by turns with and without it, warm, each run rolled back. The rows are nowhere else,
// and gone with that database, which is dropped at the end, or by the next who uses the server where this program was
// killed. ErrorKind::Usage for a statement that cannot be proved, Timeout for one that takes longer. Blocks.
[[nodiscard]] Result<IndexProof>
proveIndex(const IndexProofRequest &request, IndexProofObserver *observer = nullptr, const std::stop_token &stop = {});

} // namespace howdah::operations
