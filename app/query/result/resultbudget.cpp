// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/resultbudget.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "query/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::query {

namespace {

ResultBudget::Limits completed(ResultBudget::Limits limits)
{
    if (limits.folder.isEmpty())
        limits.folder = SpoolFile::usualFolder();
    if (limits.disk <= 0)
        limits.disk = std::max<qint64>(0, qEnvironmentVariable("HOWDAH_SPOOL_LIMIT_MB").toLongLong()) << 20;
    return limits;
}

} // namespace

ResultBudget::ResultBudget()
    : ResultBudget(Limits())
{
}

ResultBudget::ResultBudget(Limits limits)
    : m_limits(completed(std::move(limits)))
{
}

bool ResultBudget::takeMemory(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    if (m_memory + bytes > m_limits.memory)
        return false;
    m_memory += bytes;
    return true;
}

void ResultBudget::giveMemory(qint64 bytes)
{
    const std::lock_guard lock(m_mutex);
    m_memory -= bytes;
}

// A disk without room stops others, the server among them where it stands on this machine.
Result<void> ResultBudget::mayGrow(qint64 bytes) const
{
    if (m_limits.disk > 0 && m_disk + bytes > m_limits.disk)
        return fail(
            ErrorKind::Io,
            tr("The rows take more than the %1 that they may take on the disk").arg(sizeText(m_limits.disk)),
            tr("What has come is kept. HOWDAH_SPOOL_LIMIT_MB sets another limit."));
    const auto room = m_file.room();
    if (!room) // whoever cannot say it may still have it
        return {};
    const qint64 free = m_limits.free >= 0 ? m_limits.free : std::min(qint64(1) << 30, room->whole / 10);
    if (room->free - bytes < free)
        return fail(
            ErrorKind::Io,
            tr("The rows would leave less than %1 free on the disk of %2").arg(sizeText(free), m_limits.folder),
            tr("What has come is kept. Free some space there, or name another folder in HOWDAH_SPOOL_DIR."));
    return {};
}

Result<qint64> ResultBudget::write(QByteArrayView bytes)
{
    const std::lock_guard lock(m_mutex);
    if (!m_file.isOpen())
        RETURN_IF_ERROR(m_file.open(m_limits.folder));
    RETURN_IF_ERROR(mayGrow(bytes.size()));
    ASSIGN_OR_RETURN(const qint64 offset, m_file.append(bytes));
    m_disk += bytes.size();
    return offset;
}

Result<QByteArray> ResultBudget::read(qint64 offset, qint64 size) const { return m_file.read(offset, size); }

void ResultBudget::release(qint64 offset, qint64 size)
{
    const std::lock_guard lock(m_mutex);
    m_file.release(offset, size);
    m_disk -= size;
}

qint64 ResultBudget::bytesInMemory() const
{
    const std::lock_guard lock(m_mutex);
    return m_memory;
}

qint64 ResultBudget::bytesOnDisk() const
{
    const std::lock_guard lock(m_mutex);
    return m_disk;
}

} // namespace howdah::query
