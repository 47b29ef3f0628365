// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/importstages.h"

#include "base/propagate.h"
#include "data/page/tr.h"
#include "data/transfer/copytext.h"

#include <QRegularExpression>

#include <limits>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::Answer;
using connection::Session;

// Rows of one COPY, or of one merge, when bad ones are left out: a refused row costs two more.
static constexpr size_t rowsAtOnce = 1000;
static constexpr int duplicatesAtOnce = 10'000;
static constexpr qsizetype bytesAtOnce = 1 << 16;
static constexpr auto foreignKey = "23503"_L1; // foreign_key_violation

static Result<void> command(Session &session, const QString &sql)
{
    const Result<Answer> answer = session.query({sql, {}}).result();
    return answer ? Result<void>() : fail(answer.error());
}

// Neither says anything of the rows.
static bool endsAll(const Error &error)
{
    return error.kind == ErrorKind::Connection || error.kind == ErrorKind::Cancelled;
}

qint64 copyRowOf(const Error &error, const QString &relation)
{
    const qsizetype at = error.detail.indexOf(u"COPY "_s + relation);
    if (at < 0)
        return 0;
    static const QRegularExpression number(u"\\d+"_s);
    const auto match = number.match(error.detail, at + 5 + relation.size());
    return match.hasMatch() ? match.captured().toLongLong() : 0;
}

Error withLine(Error error, qint64 line)
{
    if (line > 0)
        error.message = tr("Line %1: %2").arg(line).arg(error.message);
    return error;
}

Error withRow(Error error, qint64 row)
{
    error.message = tr("Row %1: %2").arg(row).arg(error.message);
    return error;
}

qint64 lineOfRow(const ImportRequest &request, QIODevice &from, qint64 row)
{
    TextSource source(from, request.encoding);
    ImportReader reader(request, source);
    if (!reader.begin())
        return 0;
    for (qint64 seen = 0;;) {
        const auto rows = reader.next();
        if (!rows || rows->empty())
            return 0;
        if (row <= seen + qint64(rows->size()))
            return (*rows)[size_t(row - seen - 1)].line;
        seen += qint64(rows->size());
    }
}

// ---- lines

void RowLines::add(qint64 line)
{
    if (m_count < Most)
        m_lines.push_back(line);
    else
        m_lines[size_t(m_count % Most)] = line;
    ++m_count;
}

Error RowLines::located(const Error &error, qint64 row) const
{
    if (row <= 0)
        return error;
    if (row > m_count || row <= m_count - Most)
        return withRow(error, row);
    return withLine(error, m_lines[size_t((row - 1) % Most)]);
}

Result<void> Rejects::leaveOut(const RejectedRow &row)
{
    ++m_report.rejected;
    return m_notify ? m_notify(row) : Result<void>();
}

// ---- copying

CopyStage::CopyStage(Session &session, QString sql, QString relation, Rejects &rejects, const std::stop_token &stop)
    : m_session(session)
    , m_sql(std::move(sql))
    , m_relation(std::move(relation))
    , m_rejects(rejects)
    , m_stop(stop)
{
}

Result<void> CopyStage::take(std::vector<ImportRow> rows)
{
    std::vector<ImportRow> good;
    for (ImportRow &row : rows) {
        if (!row.error) {
            good.push_back(std::move(row));
            continue;
        }
        if (auto reported = m_rejects.leaveOut({row.line, row.text, *row.error}); !reported)
            return reported;
    }
    for (size_t at = 0; at < good.size(); at += rowsAtOnce) {
        const std::span part = std::span(good).subspan(at, std::min(rowsAtOnce, good.size() - at));
        if (auto copied = copyRows(part); !copied)
            return copied;
    }
    return {};
}

Result<Answer> CopyStage::tryRows(std::span<const ImportRow> rows)
{
    RETURN_IF_ERROR(command(m_session, u"SAVEPOINT howdah_rows"_s));
    size_t at = 0;
    Result<Answer> answer = m_session
                                .copyIn(
                                    m_sql,
                                    [&]() -> std::optional<QByteArray> {
                                        QByteArray chunk;
                                        while (at < rows.size() && chunk.size() < bytesAtOnce)
                                            chunk += rows[at++].copyLine;
                                        return chunk.isEmpty() ? std::nullopt : std::optional(chunk);
                                    })
                                .result();
    if (answer && answer->affectedRows != qint64(rows.size()))
        answer = fail(
            ErrorKind::Conflict, tr("The server did not keep the row"),
            tr("A trigger or a rule of the table drops it."));
    const auto ended =
        command(m_session, answer ? u"RELEASE SAVEPOINT howdah_rows"_s : u"ROLLBACK TO SAVEPOINT howdah_rows"_s);
    if (!ended)
        return fail(answer ? ended.error() : answer.error());
    return answer;
}

// Writes those that the server takes. Where it does not say which one it refuses, halves are tried.
Result<void> CopyStage::copyRows(std::span<const ImportRow> rows)
{
    while (!rows.empty()) {
        if (m_stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        const Result<Answer> answer = tryRows(rows);
        if (answer) {
            m_written += qint64(rows.size());
            return {};
        }
        const Error &error = answer.error();
        if (endsAll(error))
            return fail(error);
        if (rows.size() == 1)
            return m_rejects.leaveOut({rows.front().line, rows.front().text, error});
        const auto named = size_t(copyRowOf(error, m_relation));
        const bool isNamed = named >= 1 && named <= rows.size();
        const size_t bad = isNamed ? named - 1 : rows.size() / 2;
        if (auto before = copyRows(rows.first(bad)); !before)
            return before;
        if (isNamed) {
            if (auto reported = m_rejects.leaveOut({rows[bad].line, rows[bad].text, error}); !reported)
                return reported;
        }
        rows = rows.subspan(isNamed ? bad + 1 : bad);
    }
    return {};
}

void appendOrigin(ImportRow &row)
{
    if (row.error)
        return;
    row.copyLine.chop(1); // the line break
    row.copyLine += '\t' + QByteArray::number(row.line) + '\t';
    appendCopyField(row.copyLine, CellValue::text(row.text));
    row.copyLine += '\n';
}

// ---- merging

Result<void> MergeStage::attempt(qint64 from, qint64 to)
{
    if (m_stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    if (auto set = command(m_session, u"SAVEPOINT howdah_merge"_s); !set)
        return set;
    auto counts = m_upsert.merge(m_session, from, to);
    // What is deferred to the end of the transaction is refused here, while it can be told which rows it is about.
    if (counts) {
        if (auto checked = command(m_session, u"SET CONSTRAINTS ALL IMMEDIATE"_s); !checked)
            counts = fail(checked.error());
    }
    if (!counts) {
        if (auto back = command(m_session, u"ROLLBACK TO SAVEPOINT howdah_merge"_s); !back)
            return endsAll(counts.error()) ? fail(counts.error()) : back;
        return fail(counts.error());
    }
    m_counts.inserted += counts->inserted;
    m_counts.updated += counts->updated;
    return command(m_session, u"RELEASE SAVEPOINT howdah_merge"_s);
}

// Halves what fails until one row is left. What comes before it is merged on the way: rows may need each other.
Error MergeStage::findFailing(qint64 from, qint64 to, Error error)
{
    if (auto indexed = m_upsert.index(m_session); !indexed)
        return indexed.error();
    while (to - from > 1) {
        const qint64 middle = from + (to - from) / 2;
        const auto half = attempt(from, middle);
        if (!half && endsAll(half.error()))
            return half.error();
        if (half) {
            from = middle;
            // The other half may be fine by itself, as when a trigger looks at the whole statement.
            const auto rest = attempt(from, to);
            if (rest)
                return error;
            error = rest.error();
        } else {
            to = middle;
            error = half.error();
        }
    }
    m_failedRow = from;
    return error;
}

Result<Upsert::Counts> MergeStage::mergeAll(qint64 rows)
{
    const auto merged = attempt(1, rows + 1);
    if (merged)
        return m_counts;
    if (endsAll(merged.error()))
        return fail(merged.error());
    if (merged.error().sqlState == foreignKey) {
        const auto found = findOrphan();
        if (!found || *found)
            return fail(found ? merged.error() : found.error());
    }
    if (merged.error().sqlState != "21000"_L1)
        return fail(findFailing(1, rows + 1, merged.error()));
    ASSIGN_OR_RETURN(const auto again, m_upsert.duplicates(m_session, 1));
    if (again.empty())
        return fail(merged.error());
    m_failedRow = again.front().number;
    return fail(
        ErrorKind::Conflict, tr("Row %1 of the file already has this key").arg(again.front().sameAs),
        tr("Nothing was written. Each row can only be written once; skip rejected rows to keep the first of each."));
}

// Halves would not do: a row may point to one that comes later.
Result<bool> MergeStage::findOrphan()
{
    ASSIGN_OR_RETURN(const auto orphans, m_upsert.orphans(m_session, 1));
    if (!orphans.empty())
        m_failedRow = orphans.front().row.number;
    return !orphans.empty();
}

// Those that are left out may be what others point to.
Result<void> MergeStage::leaveOutOrphans()
{
    while (true) {
        if (m_stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        ASSIGN_OR_RETURN(const auto orphans, m_upsert.orphans(m_session, duplicatesAtOnce));
        if (orphans.empty())
            return {};
        std::vector<Upsert::Staged> rows;
        for (const Upsert::Orphan &orphan : orphans) {
            Error error = makeError(
                ErrorKind::Server,
                tr("The row violates the foreign key %1: %2 has no such row").arg(orphan.constraint, orphan.relation));
            error.sqlState = foreignKey;
            if (auto reported = m_rejects.leaveOut({orphan.row.line, orphan.row.text, error}); !reported)
                return reported;
            rows.push_back(orphan.row);
        }
        if (auto removed = m_upsert.remove(m_session, rows); !removed)
            return removed;
    }
}

Result<void> MergeStage::leaveOutDuplicates()
{
    while (true) {
        ASSIGN_OR_RETURN(const auto rows, m_upsert.duplicates(m_session, duplicatesAtOnce));
        if (rows.empty())
            return {};
        for (const Upsert::Staged &row : rows) {
            const Error error = makeError(ErrorKind::Conflict, tr("Line %1 already has this key").arg(row.sameAsLine));
            if (auto reported = m_rejects.leaveOut({row.line, row.text, error}); !reported)
                return reported;
        }
        if (auto removed = m_upsert.remove(m_session, rows); !removed)
            return removed;
    }
}

Result<void> MergeStage::mergeRows(std::span<const Upsert::Staged> rows)
{
    const auto merged = attempt(rows.front().number, rows.back().number + 1);
    if (merged || endsAll(merged.error()))
        return merged;
    if (rows.size() == 1)
        return m_rejects.leaveOut({rows.front().line, rows.front().text, merged.error()});
    const size_t half = rows.size() / 2;
    if (auto first = mergeRows(rows.first(half)); !first)
        return first;
    return mergeRows(rows.subspan(half));
}

Result<Upsert::Counts> MergeStage::mergeKept()
{
    constexpr qint64 all = std::numeric_limits<qint64>::max();
    RETURN_IF_ERROR(leaveOutDuplicates());
    auto merged = attempt(1, all);
    if (!merged && merged.error().sqlState == foreignKey) {
        RETURN_IF_ERROR(leaveOutOrphans());
        merged = attempt(1, all);
    }
    if (merged)
        return m_counts;
    if (endsAll(merged.error()))
        return fail(merged.error());
    RETURN_IF_ERROR(m_upsert.index(m_session));
    for (qint64 from = 1;;) {
        ASSIGN_OR_RETURN(const auto rows, m_upsert.rows(m_session, from, all, int(rowsAtOnce)));
        if (rows.empty())
            return m_counts;
        RETURN_IF_ERROR(mergeRows(rows));
        from = rows.back().number + 1;
    }
}

} // namespace howdah::data
