// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"
#include "data/edit/editjournal.h"
#include "data/edit/savereport.h"

#include <mutex>

namespace howdah::operations {

// What is saved, and by what.
struct RowSaveJob
{
    std::shared_ptr<connection::Session> session; // used by the save alone until it is over
    std::shared_ptr<const data::EditTarget> target;
    std::vector<data::StagedRow> rows;
    std::shared_ptr<data::EditJournal> journal; // left alone by others until it is over
    data::JournalOwner owner;
    connection::ConnInfo server; // to ask it again, should the connection be lost at the wrong moment
    int lockTimeoutMs = data::SaveOptions().lockTimeoutMs;
};

// Saves staged rows: noted in their journal before COMMIT is sent, and should its answer be lost, the server is asked
// over another connection what became of it. Whoever comes first decides: either it is stopped and COMMIT is never
// sent, or COMMIT is on its way and nothing can stop it. run() is for a worker thread; the rest for any.
class RowSave final
{
public:
    explicit RowSave(RowSaveJob job);

    // Blocks. `progress` is called on this thread with the rows that were sent and all there are, now and then.
    [[nodiscard]] data::SaveReport run(const std::function<void(qsizetype, qsizetype)> &progress = {});
    // False when it is too late. The server is told to stop what it is doing.
    bool stop();
    [[nodiscard]] bool isCommitting() const;
    [[nodiscard]] const RowSaveJob &job() const { return m_job; }

private:
    [[nodiscard]] Result<void> beginCommit(const data::TransactionId &transaction);

    RowSaveJob m_job;
    mutable std::mutex m_mutex;
    std::stop_source m_stop;
    bool m_isCommitting = false;
};

// What the journal must say of a save once it is over, by whoever has the journal then.
void noteOutcome(data::EditJournal &journal, const data::SaveReport &report);

} // namespace howdah::operations
