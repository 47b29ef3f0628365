// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/rowbatch.h"
#include "query/result/resultbudget.h"

#include <deque>
#include <mutex>
#include <optional>

namespace howdah::query {

// The rows of one answer as they come, of any number: the first of them in memory, the others in a temporary file that
// has no name. Any row that has come is read by its number at any time, while more are coming. One thread appends (the
// session's); any thread reads. Values are the server's own text; NULL stays apart from an empty one.
class ResultStore final
{
public:
    using Limits = ResultBudget::Limits;

    // With a budget of its own.
    ResultStore();
    explicit ResultStore(const Limits &limits);
    // With one that it shares with other answers.
    explicit ResultStore(std::shared_ptr<ResultBudget> budget);
    ~ResultStore(); // gives back what it has taken
    ResultStore(const ResultStore &) = delete;
    ResultStore &operator=(const ResultStore &) = delete;

    // ---- the writer

    // False when no more is wanted: it was stopped, or the rows cannot be kept, as the disk is full or would be nearly
    // full, which problem() says.
    bool append(connection::RowBatch batch);
    // No more will come.
    void finish();

    // ---- readers

    // What has come stays, and no more is taken: the statement is cancelled with the next rows. Any thread.
    void stop();
    [[nodiscard]] bool isStopped() const;
    [[nodiscard]] bool isFinished() const;
    // Why not all rows are there (the disk is full); what has come before is.
    [[nodiscard]] std::optional<Error> problem() const;

    [[nodiscard]] qint64 rowCount() const; // that have come
    // Null until the first batch, which comes also where there are no rows.
    [[nodiscard]] std::shared_ptr<const connection::Columns> columns() const;
    // Rows from there on, as many as lie together, at least one; `first` is the number of the first in the batch, which
    // may begin before `row`. ErrorKind::NotFound beyond rowCount(), ::Io. May read the disk: some milliseconds.
    struct Rows
    {
        std::shared_ptr<const connection::RowBatch> batch;
        qint64 first = 0;
        [[nodiscard]] qint64 end() const { return first + batch->rowCount(); }
    };
    [[nodiscard]] Result<Rows> at(qint64 row) const;
    // The text of one value; nothing for NULL.
    [[nodiscard]] Result<std::optional<QByteArray>> value(qint64 row, int column) const;

    [[nodiscard]] qint64 bytesInMemory() const;
    [[nodiscard]] qint64 bytesOnDisk() const;

private:
    struct Block
    {
        qint64 first = 0;
        std::shared_ptr<const connection::RowBatch> rows; // null: on the disk
        qint64 offset = 0;
        qint64 size = 0;
    };
    [[nodiscard]] Result<void> keep(connection::RowBatch &&batch);

    const std::shared_ptr<ResultBudget> m_budget;
    mutable std::mutex m_mutex;
    std::shared_ptr<const connection::Columns> m_columns;
    std::deque<Block> m_blocks;
    mutable std::deque<Rows> m_read; // lately from the disk, the newest first
    qint64 m_rows = 0;
    qint64 m_memory = 0;
    qint64 m_disk = 0;
    std::optional<Error> m_problem;
    bool m_stopped = false;
    bool m_finished = false;
};

} // namespace howdah::query
