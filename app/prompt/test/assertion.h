// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonArray>

#include <optional>
#include <vector>

namespace howdah::prompt {

// What an answer of a model is held to.
struct Assertion
{
    enum class Kind {
        Equals, // but for blanks at both ends
        Contains,
        Regex,      // is found anywhere (BoundedPattern)
        JsonSchema, // the whole answer is JSON, as the schema wants it (prompt/test/jsonschema.h)
        Length,     // in characters
        Cost,       // in the currency of models.yaml
        Latency,    // in milliseconds
        Judge,      // another prompt marks the answer from 0 to 1
    };
    Kind kind = Kind::Contains;
    QString text;  // Equals, Contains: empty for the expected answer; the pattern; the schema; what a judge looks for
    QString judge; // the prompt that judges: promptId, name@version or name; empty: the one that comes with the program
    bool ignoresCase = false;
    bool isNegated = false;
    std::optional<double> least; // of a length; of a judge the lowest mark that passes, 0.5 where there is none
    std::optional<double> most;  // of a length, the cost, the latency
    bool operator==(const Assertion &) const = default;
};

// equals, contains, regex, json-schema, length, cost, latency, judge.
[[nodiscard]] QString assertionName(Assertion::Kind kind);
[[nodiscard]] std::optional<Assertion::Kind> assertionKind(QStringView name);
[[nodiscard]] QString assertionLabel(Assertion::Kind kind); // for people
// In one line: "contains "refund", ignoring case".
[[nodiscard]] QString describe(const Assertion &assertion);

// As the table keeps them: a list of objects with type, value (of a schema the schema itself), judge, ignoreCase, not,
// min, max. ErrorKind::Invalid names the place and what is wrong, also of what could never be checked.
[[nodiscard]] QJsonArray assertionsJson(const std::vector<Assertion> &assertions);
[[nodiscard]] Result<std::vector<Assertion>> assertionsOf(const QJsonArray &json);
// Whether it can be checked at all: pattern and schema are read, bounds are there.
[[nodiscard]] Result<void> checkAssertion(const Assertion &assertion);

// What a model came back with.
struct Outcome
{
    QString answer;
    std::optional<double> cost;
    qint64 milliseconds = 0;
};

struct CheckResult
{
    Assertion::Kind kind = Assertion::Kind::Contains;
    bool passed = false;
    double score = 0; // 1 or 0; of a judge its mark
    QString detail;   // what was found instead, or the reason of a judge; perhaps empty
    bool operator==(const CheckResult &) const = default;
};

// All but Judge, which asks a model. What cannot be said, as a cost without a price, has not passed.
[[nodiscard]] CheckResult
check(const Assertion &assertion, const Outcome &outcome, const std::optional<QString> &expected);

// What a judge said: JSON with "score" (0 to 1) or "pass", and "reason", perhaps in a code block; or a text that begins
// with PASS or FAIL. ErrorKind::Invalid for all else.
struct Judgement
{
    double score = 0;
    QString reason;
    bool operator==(const Judgement &) const = default;
};
[[nodiscard]] Result<Judgement> judgementOf(const QString &answer);
[[nodiscard]] CheckResult checkJudgement(const Assertion &assertion, const Result<Judgement> &judgement);

} // namespace howdah::prompt
