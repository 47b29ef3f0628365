// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace howdah::query {

// A file without a name that goes with its last handle: nobody finds it, and nothing is left of it after a crash. Open
// to this user alone. Any thread, one writer.
class SpoolFile final
{
public:
    SpoolFile() = default;
    ~SpoolFile();
    SpoolFile(const SpoolFile &) = delete;
    SpoolFile &operator=(const SpoolFile &) = delete;

    // In this folder; ErrorKind::Io with the folder and the system's reason. Blocks on the disk, as all of it.
    [[nodiscard]] Result<void> open(const QString &folder);
    [[nodiscard]] bool isOpen() const { return m_file >= 0; }
    // Behind what is there; answers where it begins. After an error nothing of it counts, and what stood there before
    // can still be read.
    [[nodiscard]] Result<qint64> append(QByteArrayView bytes);
    [[nodiscard]] Result<QByteArray> read(qint64 offset, qint64 size) const;
    [[nodiscard]] qint64 size() const { return m_size; }
    // These bytes are wanted no more. What they take is given back where the file system has holes; the others stay
    // where they are.
    void release(qint64 offset, qint64 size);
    // Of its disk, for this user.
    struct Room
    {
        qint64 free = 0;
        qint64 whole = 0;
    };
    [[nodiscard]] std::optional<Room> room() const;

    // Where such files lie: $HOWDAH_SPOOL_DIR, $TMPDIR, else /var/tmp, which is on a disk where /tmp may be memory.
    [[nodiscard]] static QString usualFolder();

private:
    int m_file = -1;
    qint64 m_size = 0;
    QString m_folder;
};

} // namespace howdah::query
