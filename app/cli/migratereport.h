// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/losses.h"
#include "migration/runner.h"

#include <QJsonObject>

namespace howdah::cli {

// The words and the JSON of `howdahctl migrate`. The JSON documents have "format": 1; keys are only ever added to it.
// Their schema is described in `howdahctl migrate --help` and in resources/help/migrations.md.

struct StatusReport
{
    QString database;
    const migration::Source &source;
    const migration::History &history;
    const std::vector<migration::Entry> &entries;
};

// 0 up to date, 1 something is pending, 2 something failed, was edited or is missing.
[[nodiscard]] int exitCodeOf(const StatusReport &report);
[[nodiscard]] QString statusText(const StatusReport &report);
[[nodiscard]] QJsonObject statusJson(const StatusReport &report);

// What would run, for people: the migrations, and what is lost by it.
[[nodiscard]] QString planText(const migration::Plan &plan, const std::vector<migration::Loss> &losses);
[[nodiscard]] QString refusalText(const migration::Plan &plan);

struct RunResult
{
    QString database;
    const migration::Plan &plan;
    const std::vector<migration::Loss> &losses;
    const migration::RunReport *report = nullptr; // null when it was not run
};

[[nodiscard]] QJsonObject runJson(const RunResult &result, int exitCode);
[[nodiscard]] QJsonObject errorJson(const Error &error, int exitCode);

// "12.3 ms", "4.5 s"
[[nodiscard]] QString durationText(double milliseconds);

} // namespace howdah::cli
