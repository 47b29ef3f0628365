// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QString>

namespace howdah {

// What Howdah keeps for its user (profiles with commands in them, journals, the audit log) is the user's alone: whoever
// could write there could make it run a command. Any thread; blocks on the disk.

// mkdir -p: what is made is open to nobody else, whatever the umask (0700; for root's own data folder 0711, through
// which the user of the private server has to pass). What is there must belong to this user or to root; where others
// may write, that is taken away if it is ours, and refused otherwise. ErrorKind::Permission, ErrorKind::Io.
[[nodiscard]] Result<void> makePrivateFolder(const QString &path);

// A file that says what is to be done: ErrorKind::Permission when it belongs to another user than this one and root, or
// when others may write it. Nothing for one that is not there.
[[nodiscard]] Result<void> checkOwnFile(const QString &path);

} // namespace howdah
