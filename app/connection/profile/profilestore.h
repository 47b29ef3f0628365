// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/profile/profile.h"

#include <functional>
#include <vector>

namespace howdah::connection {

// The profiles of this user, in one JSON file that only they may read. Holds nothing in memory: each call reads what is
// there now, and each change is made under a lock that all consoles share, so none is lost. A file that cannot be read
// is never written over: ErrorKind::Invalid names the place in it. Cheap to copy; blocks for the disk and the lock; any
// thread.
class ProfileStore final
{
public:
    // An empty folder stands for dataFolder().
    explicit ProfileStore(const QString &folder = {});

    // The private server's first, then by group and name.
    [[nodiscard]] Result<std::vector<Profile>> profiles() const;
    // By name (nameKey()) or id. ErrorKind::NotFound names those that are alike.
    [[nodiscard]] Result<Profile> find(const QString &name) const;

    // Answers it with its id. ErrorKind::Conflict when the name is taken.
    Result<Profile> add(Profile profile);
    // All, or none.
    Result<std::vector<Profile>> addAll(std::vector<Profile> profiles);
    // ErrorKind::Conflict when it is no longer as `before`: somebody else has changed it.
    Result<Profile> replace(const Profile &before, Profile after);
    // One that was removed, as it was: with its id, so that its entry in the keychain is its own again. Conflict when
    // its name is taken meanwhile.
    Result<Profile> putBack(Profile removed);
    // NotFound when it is gone already. Its entry in the keychain is another matter.
    Result<void> remove(const QString &id);

    [[nodiscard]] const QString &file() const { return m_file; }

private:
    struct Content
    {
        QJsonObject document; // as read
        std::vector<Profile> profiles;
    };
    [[nodiscard]] Result<Content> read() const;
    [[nodiscard]] Result<void> write(const Content &content) const;
    [[nodiscard]] Result<void> change(const std::function<Result<void>(std::vector<Profile> &)> &edit) const;

    QString m_file;
};

} // namespace howdah::connection
