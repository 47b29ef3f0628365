// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/migrate/migratecommand.h"
#include "cli/target/target.h"

#include <QElapsedTimer>
#include <QJsonObject>

namespace howdah::cli {

// Source, database and history: what the commands of migrations begin with. The session of the target is for statements
// of our own: it sees the names of PostgreSQL alone, whatever the database would answer.
struct Site
{
    migration::Source source;
    std::unique_ptr<migration::Dialect> dialect;
    Target target;
    migration::History history;
};

// How many down files of what is applied a status reads: of the newest, which a rollback comes to first.
constexpr size_t NewestDownFiles = 100;

// The exit code of what went wrong, which has been told by then, or ExitOk. ReadDepth::UpFiles is for who runs nothing:
// what hangs on the history and is run by an INSERT only is not asked for then.
[[nodiscard]] int openSite(
    Site &site, Output &output, const MigrateOptions &options,
    migration::ReadDepth depth = migration::ReadDepth::Everything);

// The session that the operator's files run on, with the names of the database. Of ours only the rows of the history
// and the journal are written there, as they belong into the transaction of the file; every name in them has its
// schema. The target's own session is closed. Blocks.
[[nodiscard]] Result<std::unique_ptr<connection::Session>> openForFiles(Site &site);

void print(Output &output, const QJsonObject &object);
// Tells an error and answers `code`.
int failed(Output &output, const Error &error, int code);
// The same with the code that its kind has: a wrong command line, no connection, or a failure.
int failedWith(Output &output, const Error &error);
// Opens it. The exit code of what went wrong, which has been told by then, or ExitOk.
[[nodiscard]] int openTarget(Target &target, Output &output, const QString &database, const QString &purpose);
[[nodiscard]] int runningCode(const Error &error);

enum class Consent { Given, Refused, CannotAsk };
[[nodiscard]] Consent askConsent(Output &output, bool yes);
// What to answer when there is none.
int withoutConsent(Output &output, Consent consent);

// Shows a run on a terminal as it goes: one line a migration, and who stands in its way.
class Progress final : public migration::RunObserver
{
public:
    explicit Progress(Output &output)
        : m_output(output)
    {
    }

    void lockAwaited(const migration::LockHolder &holder) override;
    void holderTerminated(const migration::LockHolder &holder) override;
    void stepStarted(size_t index, const migration::Step &step) override;
    void stepFinished(size_t index, const migration::StepReport &step) override;
    void stepsFlushed() override;
    void blocked(const std::vector<migration::Blocker> &blockers) override;
    void retrying(const migration::RetryReport &report) override;
    void remarked(size_t index, int number, const QString &text) override;
    void noticed(const connection::Notice &notice) override;

private:
    // One write for what comes at once, and nobody who looks on is kept waiting.
    void flushNowAndThen();

    Output &m_output;
    QString m_step;
    int m_notOnDisk = 0; // steps
    QElapsedTimer m_sinceFlush;
};

} // namespace howdah::cli
