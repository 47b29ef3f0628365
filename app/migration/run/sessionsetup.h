// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/history.h"

#include <chrono>

namespace howdah::migration {

// What a run does to its session. The limit of waiting, the path and the way of committing are set once and hold for
// all steps; behind a step that may have changed something everything is put back. In the end the session is as it was.
class SessionSetup final
{
public:
    using Statements = std::vector<connection::Statement>;

    // What the session has now. Blocks.
    [[nodiscard]] static Result<SessionSetup>
    read(connection::Session &session, const Dialect &dialect, const QString &packSchema);

    std::chrono::milliseconds lockTimeout{0};
    // Commits do not wait for the disk, unless they say so: whoever needs one that does asks for durable(). The
    // write-ahead log is one line: once a commit is on disk, so is every one before it.
    bool lazy = false;

    [[nodiscard]] int backend() const { return m_backend; }

    // Before the first step. Blocks.
    [[nodiscard]] Result<void> establish(connection::Session &session);
    // Inside the transaction of a step, or outside of one: whatever the step has done to the session is undone.
    [[nodiscard]] Statements cleanup() const;
    // The last answer to cleanup().
    void readCleanup(const connection::RowBatch &rows);
    // This transaction, or everything from here on, is on disk when it has committed.
    [[nodiscard]] connection::Statement durable(bool always = false) const;
    // Whatever has been committed is on the disk when this has succeeded. Blocks.
    [[nodiscard]] bool flush(connection::Session &session) const;
    // After the last step. Blocks.
    void leave(connection::Session &session) const;

    // Something may change the session behind every statement, so that cleanup is always needed: an event trigger, or
    // a path on which tables become temporary.
    [[nodiscard]] bool isWary() const { return m_wary; }

private:
    [[nodiscard]] connection::Statement settings(bool ours) const;

    int m_backend = 0;                                         // the server's process of the session
    QString m_searchPath;                                      // for the steps; empty: what the session has
    std::vector<std::pair<QByteArray, QByteArray>> m_settings; // the session's own (name, value)
    QByteArray m_durability; // synchronous_commit, as it was, but where that does not wait for the disk
    bool m_wary = true;
};

} // namespace howdah::migration
