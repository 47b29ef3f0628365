// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/spoolfile.h"

#include <utility>
#include <vector>

namespace howdah::query {

// A row of one of two answers that are compared: hashes of its key and of all else.
struct CompareEntry
{
    quint64 key = 0;
    quint64 again = 0; // the key by another seed
    quint64 content = 0;
    quint32 row = 0;
    [[nodiscard]] std::pair<quint64, quint64> id() const { return {key, again}; }
    [[nodiscard]] std::tuple<quint64, quint64, quint32> order() const { return {key, again, row}; }
};

// Entries, put apart by their keys so that a part of them fits into memory: in memory where they are one part, else in
// a file without a name. One thread. ErrorKind::Io.
class Partitions final
{
public:
    explicit Partitions(int parts);

    // For so many entries of both sides, of which one part at a time may use so many bytes.
    [[nodiscard]] static int wanted(qint64 entries, qint64 memory);

    [[nodiscard]] Result<void> add(const CompareEntry &entry);
    // Nothing more comes.
    [[nodiscard]] Result<void> flush();
    // Of one part, once.
    [[nodiscard]] Result<std::vector<CompareEntry>> take(int part);

private:
    struct Part
    {
        std::vector<CompareEntry> held;
        std::vector<std::pair<qint64, qint64>> written; // where, and how many bytes
    };
    [[nodiscard]] Result<void> write(Part &part);

    std::vector<Part> m_parts;
    SpoolFile m_file;
};

} // namespace howdah::query
