// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/session/sessioncontext.h"

#include <QDateTime>
#include <QStringList>

namespace howdah::connection {

// Commits that do not wait for the disk (DurableLater) are noted in the audit log when they are made, and a crash of
// the server takes them back. Whether it has, only who looks at the database afterwards can tell. That there is
// something to look for says a small file beside the log, which is there from the first such commit of a session to the
// one that brings them to the disk: the log itself is too long to be read each time.

// The first of them, by its transaction's number in the log. Failing to write it is no reason to fail a run; then
// nobody will look.
void noteLateCommits(const QString &folder, const StatementEvent &commit, qint64 transaction);
// They are on the disk.
void forgetLateCommits(const QString &folder, quint64 session);
// The line was lost before that.
void noteLostCommits(const QString &folder, quint64 session);

// One step of a run of migrations that the log says was committed, and that may have been taken back.
struct LateCommit
{
    qint64 line = 0; // its number in the log
    QDateTime at;
    QString profile;
    QString version; // and identity, as the journal of migrations has them
    QString identity;
    QString name;
    bool down = false;
    bool operator==(const LateCommit &) const = default;
};

struct LateCommits
{
    std::vector<LateCommit> steps; // the newest first, each version once
    QStringList files;             // that said so, to be given to settleLateCommits()
};

// What runs that have ended, of this program or of another one, left for `target` ("user@host:port/database", the user
// being of no account). Quick where there is nothing. Blocks.
[[nodiscard]] Result<LateCommits> findLateCommits(const QString &folder, const QString &target);
// Notes in the log which of them the server has taken back, and that it has been looked for. Blocks.
[[nodiscard]] Result<void> settleLateCommits(
    const QString &folder, const QString &target, const LateCommits &commits, const std::vector<LateCommit> &takenBack);

} // namespace howdah::connection
