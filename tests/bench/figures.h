// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <vector>

// What all benchmarks share: times, and the lines that tests/bench/run gathers.
namespace howdah::bench {

[[nodiscard]] inline double milliseconds(const QElapsedTimer &clock) { return double(clock.nsecsElapsed()) / 1e6; }

// Milliseconds that the work took.
template <typename Work>
[[nodiscard]] double timed(const Work &work)
{
    QElapsedTimer clock;
    clock.start();
    work();
    return milliseconds(clock);
}

[[nodiscard]] inline double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values[values.size() / 2];
}

// `ratio`: to what it is measured against in the same run; above `bar` the run fails. Where a bar is a time, so is what
// stands against it.
inline void
print(const QString &name, double value, const char *unit, std::optional<double> ratio, std::optional<double> bar)
{
    const auto rounded = [](double number) { return std::round(number * 1000) / 1000; };
    QJsonObject line{{QStringLiteral("name"), name}, {QStringLiteral("value"), rounded(value)}};
    line.insert(QStringLiteral("unit"), QString::fromLatin1(unit));
    if (ratio)
        line.insert(QStringLiteral("ratio"), rounded(*ratio));
    if (bar)
        line.insert(QStringLiteral("bar"), *bar);
    std::puts(QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

[[noreturn]] inline void giveUp(const QString &why)
{
    std::fprintf(stderr, "%s: %s\n", qPrintable(QCoreApplication::applicationName()), qPrintable(why));
    std::exit(1);
}

template <typename Value>
Value orGiveUp(Result<Value> result)
{
    if (!result)
        giveUp(describe(result.error()));
    if constexpr (!std::is_void_v<Value>)
        return *std::move(result);
}

// Milliseconds of a whole process; any other exit code ends the benchmark.
inline double timedProgram(
    const QString &program, const QStringList &arguments, int expectedCode = 0, const QStringList &environment = {})
{
    QProcess process;
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    for (const QString &setting : environment)
        variables.insert(setting.section(u'=', 0, 0), setting.section(u'=', 1));
    process.setProcessEnvironment(variables);
    return timed([&] {
        process.start(program, arguments);
        if (!process.waitForFinished(-1) || process.exitCode() != expectedCode)
            giveUp(program + QStringLiteral(" failed: ") + QString::fromLocal8Bit(process.readAllStandardError()));
    });
}

template <typename Condition>
void waitFor(Condition condition)
{
    while (!condition())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
}

} // namespace howdah::bench
