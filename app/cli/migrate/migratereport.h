// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/catalogstate.h"
#include "migration/plan/losses.h"
#include "migration/run/historyoperations.h"
#include "migration/run/safetycopy.h"

#include <QJsonArray>
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
    std::vector<migration::Diagnosis> interruptions;
    QStringList gaps;
    std::optional<migration::CatalogDrift> drift = {}; // only where it was asked for
};

// A text that may be missing.
[[nodiscard]] inline QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(text);
}

// 0 up to date, 1 something is pending, 2 something failed, was edited or is missing, 3 the database was to be compared
// and could not be.
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
    // What was put back when all was applied; nothing where that was not asked for.
    std::optional<Result<std::vector<migration::RestoredTable>>> restored = {};
};

[[nodiscard]] QJsonObject runJson(const RunResult &result, int exitCode);
[[nodiscard]] QJsonObject planJson(const RunResult &result, int exitCode);

// historyreport.cpp
struct ValidationReport
{
    QString database;
    const migration::Source &source;
    const migration::Plan &plan;
    QStringList gaps;
    const std::vector<migration::InvalidIndex> &invalidIndexes;
    const migration::CatalogDrift &drift;
    bool accepted = false; // what differs is right from now on

    [[nodiscard]] bool isValid() const;
    [[nodiscard]] int exitCode() const;
};
[[nodiscard]] QString validationText(const ValidationReport &report);
[[nodiscard]] QJsonObject validationJson(const ValidationReport &report, int exitCode);
[[nodiscard]] QString logText(const std::vector<migration::Event> &events);
[[nodiscard]] QJsonObject logJson(const QString &database, const std::vector<migration::Event> &events);
[[nodiscard]] QJsonObject
markJson(const QString &database, const std::vector<migration::Marked> &marked, migration::Mark mark);
[[nodiscard]] QJsonArray eventsJson(const std::vector<migration::Event> &events);

// Shared by the reports.
[[nodiscard]] bool isNotCompared(const migration::CatalogDrift &drift); // not because the source wants it so
[[nodiscard]] QString driftText(const migration::CatalogDrift &drift);
[[nodiscard]] QJsonObject driftJson(const migration::CatalogDrift &drift);
[[nodiscard]] QString directionName(migration::Direction direction);
[[nodiscard]] QJsonArray problemsJson(const migration::Source &source);
[[nodiscard]] QJsonArray refusalsJson(const migration::Plan &plan);
// "file:line: message"
[[nodiscard]] QString located(const QString &file, qsizetype line, const QString &message);

} // namespace howdah::cli
