// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/dialects.h"
#include "migration/run/runner.h"
#include "packfiles.h"

namespace howdah::test {

// Runs a pack as the console does: by its pack.yaml, through the history of the tool that the platform uses.
class HistoryRun final
{
public:
    HistoryRun(const TestServer &server, const QString &pack)
        : database(server, pack)
        , source(must(migration::readSource(QStringLiteral(HOWDAH_SOURCE_DIR "/migrations/") + pack)))
        , m_dialect(must(migration::makeDialect(source.pack)))
    {
    }

    // Empty, or what went wrong.
    [[nodiscard]] QString run(const migration::Request &request = {})
    {
        connection::Session &session = database.session();
        const auto history = migration::readHistory(session, *m_dialect);
        if (!history)
            return describe(history.error());
        const auto plan = migration::makePlan(session, *m_dialect, source, *history, request);
        if (!plan)
            return describe(plan.error());
        if (!plan->canRun())
            return plan->refusals.front().message;
        const auto report = migration::run(session, *m_dialect, source, *plan);
        if (!report)
            return describe(report.error());
        return report->failure ? migration::describe(*report->failure) : QString();
    }
    [[nodiscard]] QString up() { return run(); }
    [[nodiscard]] QString down() { return run({.direction = migration::Direction::Down}); }

    // "0_init applied" of every migration.
    [[nodiscard]] QStringList states()
    {
        QStringList lines;
        for (const migration::Entry &entry :
             migration::compare(source, must(migration::readHistory(database.session(), *m_dialect))))
            lines << entry.version.text() + QLatin1Char(' ') + migration::stateName(entry.state);
        return lines;
    }

    // Without what belongs to the histories: the platform's and our own.
    [[nodiscard]] QStringList facts()
    {
        QStringList lines = database.facts();
        lines.removeIf([](const QString &line) {
            return line.contains(QLatin1String("howdah")) || line.contains(QLatin1String("migrations"));
        });
        return lines;
    }

    PackFiles database;
    migration::Source source;

private:
    template <typename T>
    static T must(Result<T> result)
    {
        if (!result)
            qFatal("%s", qPrintable(describe(result.error())));
        return std::move(*result);
    }

    std::unique_ptr<migration::Dialect> m_dialect;
};

} // namespace howdah::test
