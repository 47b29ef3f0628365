// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/sessioncontext.h"

#include <QFile>
#include <QHash>

#include <mutex>

namespace howdah::connection {

// <data folder>/statements
[[nodiscard]] QString statementFolder();

// Every statement that goes to chosen targets, with its parameters, outcome and time, one JSON object a line, in a file
// for each profile that only its user can read; secrets are masked as in the audit log. A file that has grown to
// `fileBytes` becomes NAME.1.jsonl, in the place of the one before. What the disk does not take is missing there: the
// audit log is the one that may miss nothing. Any thread.
class StatementLog final
{
public:
    static constexpr qint64 FileBytes = 16 * 1024 * 1024;

    explicit StatementLog(QString folder = statementFolder(), qint64 fileBytes = FileBytes);

    // What goes to `target` ("user@host:port/database") is kept under the name of this profile; "" ends it.
    void follow(const QString &target, const QString &profile);
    [[nodiscard]] bool followsNothing() const;
    void take(std::span<const StatementEvent> events);

    // Of this profile, whatever its name holds.
    [[nodiscard]] QString file(const QString &profile) const;

private:
    void append(const QString &profile, const QByteArray &line);
    [[nodiscard]] bool isFull(const QString &path, const QByteArray &line) const;
    void rollOver(const QString &path, const QByteArray &line) const;

    const QString m_folder;
    const qint64 m_fileBytes;
    mutable std::mutex m_mutex;
    QHash<QString, QString> m_profiles; // by target
};

} // namespace howdah::connection
