// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/filelock.h"
#include "query/drafts/draft.h"

#include <vector>

namespace howdah::query {

// The tabs of this process on the disk, each in a file that is there whole or as it was, for this user alone. What a
// process has left that is no more (it was killed, or has ended) is taken over by the next that opens the store; those
// of one that lives stay its own. Any thread, one at a time; blocks on the disk.
class DraftStore final
{
public:
    struct Adopted
    {
        std::vector<Draft> drafts;   // in the order of their places
        std::vector<Error> problems; // files that cannot be read: they stay where they are
    };

    // `folder`: of all processes, usualFolder() but in tests. ErrorKind::Io, ::Permission.
    [[nodiscard]] static Result<DraftStore> open(const QString &folder = usualFolder());
    [[nodiscard]] static QString usualFolder();

    // What was left. Once, at the start.
    [[nodiscard]] Result<Adopted> adopt();
    // ErrorKind::Io when the disk is full: what was saved before is still there.
    [[nodiscard]] Result<void> save(const Draft &draft) const;
    // Of a tab that was closed. One that is not there is fine.
    [[nodiscard]] Result<void> remove(const QString &id) const;
    [[nodiscard]] const QString &ownFolder() const { return m_own; }

private:
    DraftStore() = default;
    [[nodiscard]] Result<void> takeOver(const QString &left, Adopted &adopted) const;

    QString m_folder;
    QString m_own;
    connection::FileLock m_lock; // as long as the process lives
};

// A draft as the bytes of its file, and back: a line of JSON, then the text. ErrorKind::Invalid.
[[nodiscard]] QByteArray draftBytes(const Draft &draft);
[[nodiscard]] Result<Draft> draftOf(const QByteArray &bytes);

} // namespace howdah::query
