// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/spoolfile.h"

#include <mutex>

namespace howdah::query {

// What several answers may take together, those of a run or of a tab: so much memory, and behind it one temporary file
// that leaves the disk room for others. Any thread.
class ResultBudget final
{
public:
    struct Limits
    {
        qint64 memory = qint64(48) << 20; // bytes of rows that are held in it
        // Bytes of the file. 0: what HOWDAH_SPOOL_LIMIT_MB says, or as many as there is room for.
        qint64 disk = 0;
        // Bytes of its disk that stay free. -1: a tenth of it, at most 1 GB.
        qint64 free = -1;
        QString folder; // of the file; empty: SpoolFile::usualFolder()
    };

    ResultBudget();
    explicit ResultBudget(Limits limits);
    ResultBudget(const ResultBudget &) = delete;
    ResultBudget &operator=(const ResultBudget &) = delete;

    // False: so many do not fit any more.
    [[nodiscard]] bool takeMemory(qint64 bytes);
    void giveMemory(qint64 bytes);
    // Puts them into the file; answers where. ErrorKind::Io where they cannot be written or would take too much: the
    // reason, and what to do. What is there stays readable. Blocks on the disk.
    [[nodiscard]] Result<qint64> write(QByteArrayView bytes);
    [[nodiscard]] Result<QByteArray> read(qint64 offset, qint64 size) const;
    // They are wanted no more: their room is free again, where the file system can do that.
    void release(qint64 offset, qint64 size);

    [[nodiscard]] qint64 bytesInMemory() const;
    [[nodiscard]] qint64 bytesOnDisk() const;

private:
    [[nodiscard]] Result<void> mayGrow(qint64 bytes) const;

    const Limits m_limits;
    mutable std::mutex m_mutex;
    SpoolFile m_file;
    qint64 m_memory = 0;
    qint64 m_disk = 0; // that are wanted still
};

} // namespace howdah::query
