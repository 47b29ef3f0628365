// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/importreader.h"
#include "data/transfer/upsert.h"

#include <span>

namespace howdah::data {

// What an import is made of. All of it blocks, on the thread of the import.

// The number of the row within a COPY that the server complains of: "COPY name, line 3, column ..." in any language; 0
// when it does not say.
[[nodiscard]] qint64 copyRowOf(const Error &error, const QString &relation);
// The error with where it is in the file.
[[nodiscard]] Error withLine(Error error, qint64 line);
[[nodiscard]] Error withRow(Error error, qint64 row);
// Where a row, from 1, begins in a file that is read once more from where it stands; 0 when it is not found.
[[nodiscard]] qint64 lineOfRow(const ImportRequest &request, QIODevice &from, qint64 row);

// The lines of the rows that were sent last, so that the server's number of a row can be told as a line even of a pipe.
class RowLines final
{
public:
    void add(qint64 line);
    [[nodiscard]] qint64 count() const { return m_count; }
    [[nodiscard]] Error located(const Error &error, qint64 row) const;

private:
    static constexpr qint64 Most = 1 << 20;
    std::vector<qint64> m_lines; // a ring
    qint64 m_count = 0;
};

// Counts the rows that are left out, and tells of them.
class Rejects final
{
public:
    Rejects(const std::function<Result<void>(const RejectedRow &)> &notify, ImportReport &report)
        : m_notify(notify)
        , m_report(report)
    {
    }
    [[nodiscard]] Result<void> leaveOut(const RejectedRow &row);

private:
    const std::function<Result<void>(const RejectedRow &)> &m_notify;
    ImportReport &m_report;
};

// Lets the server take what it takes, and leaves the rest out: many rows by one COPY within a savepoint, and, where one
// of them is refused, those around it.
class CopyStage final
{
public:
    CopyStage(
        connection::Session &session, QString sql, QString relation, Rejects &rejects, const std::stop_token &stop);

    [[nodiscard]] Result<void> take(std::vector<ImportRow> rows);
    [[nodiscard]] qint64 written() const { return m_written; }

private:
    [[nodiscard]] Result<void> copyRows(std::span<const ImportRow> rows);
    [[nodiscard]] Result<connection::Answer> tryRows(std::span<const ImportRow> rows);

    connection::Session &m_session;
    QString m_sql;
    QString m_relation;
    Rejects &m_rejects;
    const std::stop_token &m_stop;
    qint64 m_written = 0;
};

// Adds the line and the text of a row to what is sent, for the merge to tell.
void appendOrigin(ImportRow &row);

// Brings the rows that wait into the relation, and has the server check what it would check at the commit.
class MergeStage final
{
public:
    MergeStage(connection::Session &session, const Upsert &upsert, Rejects &rejects, const std::stop_token &stop)
        : m_session(session)
        , m_upsert(upsert)
        , m_rejects(rejects)
        , m_stop(stop)
    {
    }

    // All of them, or an error; failedRow() is then the number of the row that it is about, 0 when that is not known.
    [[nodiscard]] Result<Upsert::Counts> mergeAll(qint64 rows);
    [[nodiscard]] qint64 failedRow() const { return m_failedRow; }
    // Those that the server takes.
    [[nodiscard]] Result<Upsert::Counts> mergeKept();

private:
    [[nodiscard]] Result<void> attempt(qint64 from, qint64 to);
    [[nodiscard]] Error findFailing(qint64 from, qint64 to, Error error);
    [[nodiscard]] Result<void> leaveOutDuplicates();
    [[nodiscard]] Result<void> leaveOutOrphans();
    [[nodiscard]] Result<bool> findOrphan();
    [[nodiscard]] Result<void> mergeRows(std::span<const Upsert::Staged> rows);

    connection::Session &m_session;
    const Upsert &m_upsert;
    Rejects &m_rejects;
    const std::stop_token &m_stop;
    Upsert::Counts m_counts;
    qint64 m_failedRow = 0;
};

} // namespace howdah::data
