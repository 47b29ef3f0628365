// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace howdah::connection {

// What postmaster.pid in a data folder says; the server writes it line by line as it comes up.
struct PostmasterFile
{
    qint64 pid = 0;
    qint64 startTime = 0; // seconds since 1970
    int port = 0;
    QString socketFolder;
    QString status; // starting, stopping, ready, standby; empty very early

    bool operator==(const PostmasterFile &) const = default;
};

[[nodiscard]] std::optional<PostmasterFile> readPostmasterFile(const QString &cluster);

// Whether that process exists and runs; a zombie does not.
[[nodiscard]] bool isProcessAlive(qint64 pid);

// Whether that process is the server of this data folder, rather than a stranger to whom the number was given after a
// crash. In doubt true.
[[nodiscard]] bool isServerOf(const PostmasterFile &file, const QString &cluster);

} // namespace howdah::connection
