// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/compare/partitions.h"

#include "base/propagate.h"

#include <cstring>

namespace howdah::query {

static constexpr size_t HeldEntries = 4096; // of each of several parts

Partitions::Partitions(int parts)
    : m_parts(size_t(std::max(parts, 1)))
{
}

int Partitions::wanted(qint64 entries, qint64 memory)
{
    const qint64 bytes = entries * qint64(sizeof(CompareEntry));
    constexpr qint64 Most = 1024;
    return int(std::clamp<qint64>((bytes + memory - 1) / std::max<qint64>(memory, 1), 1, Most));
}

Result<void> Partitions::add(const CompareEntry &entry)
{
    Part &part = m_parts[size_t(entry.key % m_parts.size())];
    part.held.push_back(entry);
    return m_parts.size() > 1 && part.held.size() >= HeldEntries ? write(part) : Result<void>();
}

Result<void> Partitions::write(Part &part)
{
    if (!m_file.isOpen())
        RETURN_IF_ERROR(m_file.open(SpoolFile::usualFolder()));
    const auto size = qsizetype(part.held.size() * sizeof(CompareEntry));
    ASSIGN_OR_RETURN(
        const qint64 offset, m_file.append(QByteArrayView(reinterpret_cast<const char *>(part.held.data()), size)));
    part.written.emplace_back(offset, size);
    part.held.clear();
    return {};
}

Result<void> Partitions::flush()
{
    if (m_parts.size() == 1)
        return {};
    for (Part &part : m_parts) {
        if (!part.held.empty())
            RETURN_IF_ERROR(write(part));
        part.held.shrink_to_fit();
    }
    return {};
}

Result<std::vector<CompareEntry>> Partitions::take(int part)
{
    Part &wanted = m_parts[size_t(part)];
    std::vector<CompareEntry> entries = std::exchange(wanted.held, {});
    for (const auto &[offset, size] : wanted.written) {
        ASSIGN_OR_RETURN(const QByteArray bytes, m_file.read(offset, size));
        const size_t before = entries.size();
        entries.resize(before + size_t(bytes.size()) / sizeof(CompareEntry));
        std::memcpy(entries.data() + before, bytes.constData(), size_t(bytes.size()));
    }
    return entries;
}

} // namespace howdah::query
