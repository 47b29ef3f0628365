// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <expected>

namespace howdah {

// Reading files that somebody else may have written: migrations, packs, prompts, dashboards, settings. Only regular
// files are read, so that no pipe or device can hold the program or feed it without an end, and only up to a stated
// size. Any thread; blocks on the disk.

// The largest such file in bytes: 64 MB, or as many MB as HOWDAH_FILE_LIMIT_MB says.
[[nodiscard]] qint64 fileSizeLimit();

// A file that the operator named himself; his own links are followed. ErrorKind::NotFound, ::Io, or ::Invalid for what
// is no regular file or too large.
[[nodiscard]] Result<QByteArray> readPlainFile(const QString &path, qint64 mostBytes = fileSizeLimit());

// A file of a folder that came from elsewhere, by its path below the folder: no link leads out of the folder.
[[nodiscard]] Result<QByteArray>
readPlainFileIn(const QString &folder, const QString &name, qint64 mostBytes = fileSizeLimit());

// The same with a folder that is open, and the system's error number: EISDIR for a folder, ENOTSUP for what is neither
// a folder nor a regular file, EFBIG for what is too large, EXDEV for a link that leads out of the folder.
[[nodiscard]] std::expected<QByteArray, int> readPlainFileAt(int folder, const char *name, qint64 mostBytes);

// Words for one of those numbers.
[[nodiscard]] QString plainFileProblem(int number, qint64 mostBytes = fileSizeLimit());

} // namespace howdah
