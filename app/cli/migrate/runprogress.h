// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "operations/migrationrun.h"

#include <QElapsedTimer>

namespace howdah::cli {

// Shows a run on a terminal as it goes: one line a migration, and who stands in its way.
class Progress final : public operations::MigrationRunObserver
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
    void copyPlanned(const migration::SafetyReach &reach) override;
    void copied(const migration::SafetyCopy &copy) override;
    void restored(const Result<std::vector<migration::RestoredTable>> &tables) override;
    // Nothing where nothing was to be restored.
    [[nodiscard]] const std::optional<Result<std::vector<migration::RestoredTable>>> &restoredTables() const
    {
        return m_restored;
    }

private:
    // One write for what comes at once, and nobody who looks on is kept waiting.
    void flushNowAndThen();

    Output &m_output;
    QString m_step;
    int m_notOnDisk = 0; // steps
    std::optional<Result<std::vector<migration::RestoredTable>>> m_restored;
    QElapsedTimer m_sinceFlush;
};

} // namespace howdah::cli
