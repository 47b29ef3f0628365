// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/resultstore.h"

#include "base/propagate.h"
#include "query/result/packedrows.h"
#include "query/tr.h"

#include <algorithm>

namespace howdah::query {

using connection::RowBatch;

// Batches that were read back: a window of rows, and one that jumps.
static constexpr std::size_t MostRead = 4;

ResultStore::ResultStore()
    : ResultStore(Limits())
{
}

ResultStore::ResultStore(const Limits &limits)
    : ResultStore(std::make_shared<ResultBudget>(limits))
{
}

ResultStore::ResultStore(std::shared_ptr<ResultBudget> budget)
    : m_budget(std::move(budget))
{
}

ResultStore::~ResultStore()
{
    m_budget->giveMemory(m_memory);
    for (const Block &block : m_blocks) {
        if (!block.rows)
            m_budget->release(block.offset, block.size);
    }
}

bool ResultStore::append(RowBatch batch)
{
    const std::lock_guard lock(m_mutex);
    if (!m_columns)
        m_columns = batch.sharedColumns();
    if (m_stopped || m_problem)
        return false;
    if (batch.rowCount() == 0)
        return true;
    if (auto kept = keep(std::move(batch)); !kept) {
        m_problem = kept.error();
        return false;
    }
    return true;
}

Result<void> ResultStore::keep(RowBatch &&batch)
{
    const qint64 rows = batch.rowCount();
    const qint64 bytes = batch.byteCount();
    Block block{.first = m_rows};
    // From the first one on that does not fit into memory all go to the disk: those in memory are the first.
    if (m_disk == 0 && m_budget->takeMemory(bytes)) {
        block.rows = std::make_shared<const RowBatch>(std::move(batch));
        m_memory += bytes;
    } else {
        const QByteArray packed = packRows(batch);
        ASSIGN_OR_RETURN(block.offset, m_budget->write(packed));
        block.size = packed.size();
        m_disk += block.size;
    }
    m_blocks.push_back(std::move(block));
    m_rows += rows;
    return {};
}

void ResultStore::finish()
{
    const std::lock_guard lock(m_mutex);
    m_finished = true;
}

void ResultStore::stop()
{
    const std::lock_guard lock(m_mutex);
    m_stopped = true;
}

bool ResultStore::isStopped() const
{
    const std::lock_guard lock(m_mutex);
    return m_stopped;
}

bool ResultStore::isFinished() const
{
    const std::lock_guard lock(m_mutex);
    return m_finished;
}

std::optional<Error> ResultStore::problem() const
{
    const std::lock_guard lock(m_mutex);
    return m_problem;
}

qint64 ResultStore::rowCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_rows;
}

std::shared_ptr<const connection::Columns> ResultStore::columns() const
{
    const std::lock_guard lock(m_mutex);
    return m_columns;
}

qint64 ResultStore::bytesInMemory() const
{
    const std::lock_guard lock(m_mutex);
    qint64 bytes = m_memory;
    for (const Rows &read : m_read)
        bytes += read.batch->byteCount();
    return bytes;
}

qint64 ResultStore::bytesOnDisk() const
{
    const std::lock_guard lock(m_mutex);
    return m_disk;
}

Result<ResultStore::Rows> ResultStore::at(qint64 row) const
{
    const std::lock_guard lock(m_mutex);
    if (row < 0 || row >= m_rows)
        return fail(ErrorKind::NotFound, tr("There is no row %1").arg(row + 1));
    const auto behind = std::ranges::upper_bound(m_blocks, row, {}, &Block::first);
    const Block &block = *std::prev(behind);
    if (block.rows)
        return Rows{block.rows, block.first};
    const auto known = std::ranges::find(m_read, block.first, &Rows::first);
    if (known != m_read.end()) {
        Rows found = *known;
        m_read.erase(known);
        m_read.push_front(found);
        return found;
    }
    ASSIGN_OR_RETURN(const QByteArray packed, m_budget->read(block.offset, block.size));
    Rows read{std::make_shared<const RowBatch>(unpackRows(packed, m_columns)), block.first};
    m_read.push_front(read);
    if (m_read.size() > MostRead)
        m_read.pop_back();
    return read;
}

Result<std::optional<QByteArray>> ResultStore::value(qint64 row, int column) const
{
    ASSIGN_OR_RETURN(const Rows rows, at(row));
    return rows.batch->value(qsizetype(row - rows.first), column);
}

} // namespace howdah::query
