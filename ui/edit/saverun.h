// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "operations/rowsave.h"

#include <QObject>
#include <QTimer>

#include <memory>

namespace howdah::ui {

// One save, on a thread of its own. Deletes itself when its thread is done, which may be after finished(): a cancelled
// save is not waited for. UI thread.
class SaveRun final : public QObject
{
    Q_OBJECT
public:
    SaveRun(operations::RowSaveJob job, TaskList *tasks);
    ~SaveRun() override;

    void start();
    // finished() comes within a second, unless COMMIT is on its way already: that cannot be called back.
    void cancel();
    [[nodiscard]] bool isCommitting() const { return m_save->isCommitting(); }

    [[nodiscard]] const operations::RowSaveJob &job() const { return m_save->job(); }
    [[nodiscard]] const data::SaveReport &report() const { return m_report; } // once finished
    // The line did not answer, so the session is still in use; it must not be used by others any more.
    [[nodiscard]] bool isAbandoned() const { return m_abandoned; }

    static constexpr int PatienceMs = 700; // with a server that does not answer to a cancel

Q_SIGNALS:
    void progressed(qsizetype sent, qsizetype total);
    void finished();

private:
    void end(const data::SaveReport &report);
    void abandon();

    TaskList *m_tasks;
    TaskHandle m_task;
    // The last reference goes on this thread, and with it the session's.
    std::shared_ptr<operations::RowSave> m_save;
    data::SaveReport m_report;
    QTimer m_patience;
    bool m_ended = false;
    bool m_abandoned = false;
};

} // namespace howdah::ui
