// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "connection/server/conninfo.h"
#include "data/edit/editjournal.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace howdah::connection {
class Session;
}

namespace howdah::ui {

// What is saved, and by what.
struct SaveJob
{
    std::shared_ptr<connection::Session> session; // used by the run alone until finished()
    std::shared_ptr<const data::EditTarget> target;
    std::vector<data::StagedRow> rows;
    std::shared_ptr<data::EditJournal> journal; // left alone by others until finished()
    data::JournalOwner owner;
    connection::ConnInfo server; // to ask it again, should the line be lost at the wrong moment
};

// One save, on a thread of its own. Deletes itself when its thread is done, which may be after finished(): a cancelled
// save is not waited for. UI thread.
class SaveRun final : public QObject
{
    Q_OBJECT
public:
    SaveRun(SaveJob job, TaskList *tasks);
    ~SaveRun() override;

    void start();
    // finished() comes within a second, unless COMMIT is on its way already: that cannot be called back.
    void cancel();
    [[nodiscard]] bool isCommitting() const;

    [[nodiscard]] const SaveJob &job() const { return m_job; }
    [[nodiscard]] const data::SaveReport &report() const { return m_report; } // once finished
    // The line did not answer, so the session is still in use; it must not be used by others any more.
    [[nodiscard]] bool isAbandoned() const { return m_abandoned; }

    static constexpr int PatienceMs = 700; // with a server that does not answer to a cancel

Q_SIGNALS:
    void progressed(qsizetype sent, qsizetype total);
    void finished();

private:
    struct Shared; // with the thread
    void end(const data::SaveReport &report);
    void abandon();

    SaveJob m_job;
    TaskList *m_tasks;
    TaskHandle m_task;
    std::shared_ptr<Shared> m_shared;
    data::SaveReport m_report;
    QTimer m_patience;
    bool m_ended = false;
    bool m_abandoned = false;
};

} // namespace howdah::ui
