// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QIODevice>

#include <memory>
#include <vector>

namespace howdah::data {

// Writes a ZIP archive from its first byte to its last, also into a pipe: sizes and sums stand behind the data. What it
// holds does not grow with what is written. Entries and the whole stay below 4 GB, so that every reader of the format
// can read it. Every write is checked; after an error each call answers it again.
class ZipWriter final
{
public:
    explicit ZipWriter(QIODevice &to);
    ~ZipWriter();

    // Ends the entry before.
    [[nodiscard]] Result<void> beginEntry(const QByteArray &name);
    [[nodiscard]] Result<void> write(QByteArrayView bytes);
    // Ends the last entry and the archive.
    [[nodiscard]] Result<void> finish();

    // Of the archive, so far.
    [[nodiscard]] qint64 bytes() const { return m_bytes; }
    // Of the entry that is being written, before compression.
    [[nodiscard]] qint64 entryBytes() const;

private:
    struct Deflate;
    struct Entry
    {
        QByteArray name;
        quint32 sum = 0;
        qint64 packed = 0;
        qint64 size = 0;
        qint64 offset = 0;
    };

    [[nodiscard]] Result<void> endEntry();
    [[nodiscard]] Result<void> deflate(QByteArrayView bytes, bool last);
    [[nodiscard]] Result<void> put(const QByteArray &bytes);

    QIODevice &m_to;
    std::unique_ptr<Deflate> m_deflate;
    std::vector<Entry> m_entries;
    std::optional<Error> m_error;
    qint64 m_bytes = 0;
    bool m_open = false;
};

} // namespace howdah::data
