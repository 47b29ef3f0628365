// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clusterestimate.h"
#include "base/decision.h"
#include "prompt/prompttable.h"

#include <QDateTime>

namespace howdah::prompt {

// Moments from `from` on and before `to`; an invalid one leaves its side open.
struct TimeWindow
{
    QDateTime from;
    QDateTime to;

    // The days up to `now`.
    [[nodiscard]] static TimeWindow lastDays(int days, const QDateTime &now = QDateTime::currentDateTimeUtc());
    bool operator==(const TimeWindow &) const = default;
};

// A name, and how many calls it has; of errors and models. Of those that are not named: how many they are.
struct CallShare
{
    QString name;
    qint64 calls = 0;
    bool operator==(const CallShare &) const = default;
};

// How one version of a prompt fares, by its calls in a window of time. A figure is there when there is something to
// count; whether that is enough to say anything is another matter: see enough().
struct Scorecard
{
    // Below this many calls a figure says more of chance than of the prompt.
    static constexpr qint64 Enough = 30;

    QString id; // of the version's row
    TimeWindow window;
    qint64 calls = 0;
    qint64 successes = 0;
    qint64 timed = 0; // calls with a time
    std::optional<Estimate> p50Ms;
    std::optional<Estimate> p95Ms;
    qint64 counted = 0; // calls that say their tokens
    std::optional<Estimate> p50Tokens;
    std::optional<Estimate> p95Tokens;
    SampleMean tokens;
    SampleMean quality;            // its count is that of the rated calls
    std::vector<CallShare> errors; // classes of failures, the most frequent first
    std::vector<CallShare> models; // that answered
    // Of both only the most frequent are named: how many others there are, and their calls.
    CallShare otherErrors;
    CallShare otherModels;
    QString firstUsed; // as the server writes it
    QString lastUsed;
    // When all but the first and the last twentieth of the calls were.
    QString mostlyFrom;
    QString mostlyTo;
    // By session, where calls have one: calls of one session resemble one another.
    ClusterSums successSessions;
    ClusterSums timedSessions; // of the calls with a time
    ClusterSums tokenSessions;
    ClusterSums qualitySessions;

    [[nodiscard]] Estimate success() const;
    [[nodiscard]] Estimate meanTokens() const;
    [[nodiscard]] Estimate meanQuality() const;
    [[nodiscard]] static bool enough(qint64 count) { return count >= Enough; }
    // Whether so few sessions have the calls that their variance cannot be told.
    [[nodiscard]] static bool enough(const ClusterSums &sessions)
    {
        return !sessions.isClustered() || sessions.clusters >= EnoughSessions;
    }
    static constexpr qint64 EnoughSessions = 10;
};

// From one snapshot. ErrorKind::NotFound when the database holds no calls of prompts. Blocks.
[[nodiscard]] Result<Scorecard>
readScorecard(connection::Session &session, const PromptTable &table, const QString &rowId, const TimeWindow &window);
// Of a version and one that it is held against; without an id for that there is none of it.
using Scorecards = std::pair<Scorecard, std::optional<Scorecard>>;
[[nodiscard]] Result<Scorecards> readScorecards(
    connection::Session &session, const PromptTable &table, const QString &rowId, const QString &otherId,
    const TimeWindow &window);

enum class Verdict {
    NotEnough,    // of one of both
    Inconclusive, // the interval of the difference holds zero, or chance is not ruled out for all that is compared
    Apart,        // they differ, but were not used at the same time: nothing says that the prompt is why
    Better,
    Worse,
    Higher, // where neither is better by itself
    Lower,
};

struct MetricComparison
{
    QString key;     // success, p50Ms, p95Ms, tokens, quality
    qint64 from = 0; // how many calls the figures are of, on each side
    qint64 to = 0;
    std::optional<Estimate> before;
    std::optional<Estimate> after;
    std::optional<Estimate> change; // after - before
    double chance = 1;              // that chance shows such a change, at most; of all but the primary one Holm's
    bool isPrimary = false;
    bool hasFewSessions = false; // too few to tell how they vary
    Verdict verdict = Verdict::NotEnough;
};

struct ScoreComparison
{
    std::vector<MetricComparison> metrics;
    QStringList cautions; // why the two may differ for other reasons than the prompt
    QString method;       // how intervals and verdicts came about, with sources
};

// How two versions are compared.
struct ComparisonRule
{
    QString primary = QStringLiteral("success"); // the metric that decides; the others share one error by Holm's method
    Looks looks = Looks::Once;
};
// The metrics that can be the primary one.
[[nodiscard]] QStringList comparedMetrics();

// The second against the first. Pure.
[[nodiscard]] ScoreComparison
compareScorecards(const Scorecard &before, const Scorecard &after, const ComparisonRule &rule = {});

// A line for people; `enough` is false when the text only says that there is too little to tell.
struct ScoreLine
{
    QString label;
    QString text;
    bool enough = true;
};
[[nodiscard]] std::vector<ScoreLine> scoreLines(const Scorecard &card);
[[nodiscard]] std::vector<ScoreLine> scoreLines(const ScoreComparison &comparison);
[[nodiscard]] QString metricLabel(const QString &key);
[[nodiscard]] QString verdictText(Verdict verdict);
// The stable name, for JSON.
[[nodiscard]] QString verdictName(Verdict verdict);

// The rows behind a figure.
enum class DrillKind {
    Calls,
    Successes,
    Failures,
    ErrorClass, // the class is the value
    Model,      // the model is the value
    Timed,
    Counted,
    Rated,
};

struct DrillDown
{
    QString schema;
    QString table;
    QString condition; // SQL, as after WHERE; selects exactly what the figure counted
};
[[nodiscard]] DrillDown drillTo(
    const PromptTable &table, const QString &rowId, const TimeWindow &window, DrillKind kind,
    const QString &value = {});

} // namespace howdah::prompt
