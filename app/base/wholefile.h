// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QFileDevice>
#include <QString>

#include <optional>

namespace howdah {

// A file that is there whole or not at all: an older one of its name stays until the new one is on the disk. What is no
// regular file is written through (outputfile.h). Any thread; blocks on the disk. ErrorKind::Io with the path and the
// system's reason.
[[nodiscard]] Result<void> writeWholeFile(
    const QString &path, const QByteArray &bytes, std::optional<QFileDevice::Permissions> permissions = std::nullopt);

} // namespace howdah
