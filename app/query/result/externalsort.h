// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/spoolfile.h"

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

namespace howdah::query {

// Sorts keys with the numbers of their rows, as bytes; equal ones by the number. Holds some 24 MB, what is more lies in
// a file without a name. One thread; blocks on the disk.
class ExternalSort final
{
public:
    explicit ExternalSort(std::stop_token stop)
        : m_stop(std::move(stop))
    {
    }

    [[nodiscard]] Result<void> add(QByteArrayView key, quint32 row);
    // All of them in their order, once; a key is valid during the call. ErrorKind::Cancelled, ::Io, or the receiver's.
    using Receiver = std::function<Result<void>(QByteArrayView key, quint32 row)>;
    [[nodiscard]] Result<void> each(const Receiver &receive);

private:
    // A key in the arena, and its row. The first bytes tell most of them apart.
    struct Entry
    {
        quint64 beginning = 0;
        quint32 offset = 0;
        quint32 size = 0;
        quint32 row = 0;
    };
    // What was sorted in one go, in the file: for each row the size of its key, the key, and its number.
    struct Run
    {
        qint64 offset = 0;
        qint64 end = 0;
    };
    class RunReader;

    [[nodiscard]] QByteArrayView keyOf(const Entry &entry) const
    {
        return QByteArrayView(m_arena.data() + entry.offset, qsizetype(entry.size));
    }
    void sort();
    [[nodiscard]] Result<void> writeRun();
    [[nodiscard]] Result<void> merge(const Receiver &receive);

    std::stop_token m_stop;
    SpoolFile m_file;
    std::vector<Run> m_runs;
    std::vector<Entry> m_entries;
    std::string m_arena;
};

} // namespace howdah::query
