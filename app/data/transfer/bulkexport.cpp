// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/enumtable.h"
#include "base/propagate.h"
#include "data/page/tr.h"
#include "data/transfer/bulkcopy.h"
#include "data/edit/changeset.h"
#include "data/transfer/besidewriter.h"
#include "data/transfer/rowwriter.h"

#include <QElapsedTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

using connection::Answer;
using connection::Session;

static constexpr std::array bulkFormatNames{
    EnumName{BulkFormat::Csv, "csv"_L1},       EnumName{BulkFormat::Tsv, "tsv"_L1},
    EnumName{BulkFormat::Json, "json"_L1},     EnumName{BulkFormat::NdJson, "ndjson"_L1},
    EnumName{BulkFormat::SqlInsert, "sql"_L1}, EnumName{BulkFormat::Xlsx, "xlsx"_L1},
    EnumName{BulkFormat::Copy, "copy"_L1}};
static_assert(isWholeTable(bulkFormatNames));

QString formatKey(BulkFormat format) { return nameIn(bulkFormatNames, format); }

std::optional<BulkFormat> formatFromKey(QStringView key) { return valueNamed(bulkFormatNames, key); }

bool takesBeside(BulkFormat format)
{
    switch (format) {
    case BulkFormat::Csv:
    case BulkFormat::Tsv:
    case BulkFormat::Json:
    case BulkFormat::NdJson:
    case BulkFormat::Xlsx:
        return true;
    case BulkFormat::SqlInsert:
    case BulkFormat::Copy:
        break;
    }
    return false;
}

static QString selectOf(const ExportRequest &request)
{
    if (!request.restricts.sql.isEmpty())
        return u"\n"_s + readableSql(request.restricts) + u"\n"_s; // it may end with a comment
    QStringList names;
    for (const int column : exportedColumns(request))
        names << columnSql(request.target.shape, column);
    return u"SELECT "_s + names.join(u", "_s) + u" FROM "_s + relationSql(request.target.shape);
}

QString exportSql(const ExportRequest &request)
{
    const QString copy = u"COPY ("_s + selectOf(request) + u") TO STDOUT"_s;
    if (!request.beside.columns.empty())
        return copy; // what the server would spell is spelled when all of it is there
    const QString header = request.header ? u", HEADER"_s : QString();
    switch (request.format) {
    case BulkFormat::Csv:
        return copy + u" (FORMAT csv"_s + header + u')';
    case BulkFormat::Tsv:
        return copy + u" (FORMAT csv, DELIMITER E'\\t'"_s + header + u')';
    case BulkFormat::Json:
    case BulkFormat::NdJson:
    case BulkFormat::SqlInsert:
    case BulkFormat::Xlsx:
    case BulkFormat::Copy:
        break;
    }
    return copy;
}

std::vector<connection::Statement> exactReading()
{
    return {
        {u"BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"_s, {}},
        {u"SET LOCAL DateStyle = ISO"_s, {}},
        {u"SET LOCAL IntervalStyle = postgres"_s, {}},
        {u"SET LOCAL extra_float_digits = 1"_s, {}},
        {u"SET LOCAL bytea_output = hex"_s, {}},
        {u"SET LOCAL xmloption = content"_s, {}}};
}

Result<bool> hidesRows(Session &session, const QString &select)
{
    // With row_security off the server refuses what policies would change, and that it does when it plans already.
    const auto set =
        session.pipeline({{u"SAVEPOINT howdah_whole"_s, {}}, {u"SET LOCAL row_security = off"_s, {}}}).result();
    if (const Error *error = failureOf(set))
        return fail(*error);
    // By itself: a pipeline that fails takes the whole transaction back.
    const auto asked = session.query({u"EXPLAIN "_s + select, {}}).result();
    if (!session.isOpen())
        return fail(asked.error());
    const auto back =
        session.pipeline({{u"ROLLBACK TO SAVEPOINT howdah_whole"_s, {}}, {u"RELEASE SAVEPOINT howdah_whole"_s, {}}})
            .result();
    if (const Error *error = failureOf(back))
        return fail(*error);
    // Where a privilege is missing, the rows themselves are refused next.
    return !asked && asked.error().sqlState == "42501"_L1;
}

namespace {

// One export; what runs while the rows come is on the session's thread.
class Exporting final
{
public:
    Exporting(
        Session &session, const ExportRequest &request, RowWriter &writer,
        const std::function<void(BulkProgress)> &progress, const std::stop_token &stop)
        : m_session(session)
        , m_request(request)
        , m_writer(writer)
        , m_progress(progress)
        , m_stop(stop)
    {
    }

    // In a transaction that the caller has begun, and ends. `before` is what came before it, to be told.
    Result<ExportReport> run(BulkProgress before)
    {
        QElapsedTimer clock;
        clock.start();
        m_before = before;
        const Result<bool> hides = hidesRows(m_session, selectOf(m_request));
        const Result<qint64> copied = hides ? copy() : fail(hides.error());
        if (m_stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Cancelled"));
        if (!copied)
            return fail(copied.error());
        RETURN_IF_ERROR(m_writer.finish());
        if (m_request.expectedRows && *m_request.expectedRows != *copied)
            return fail(
                ErrorKind::Conflict, tr("%1 rows were found instead of %2").arg(*copied).arg(*m_request.expectedRows),
                tr("Some were changed or deleted by others. Refresh, and select them again."));
        return ExportReport{*copied, m_writer.bytes(), double(clock.nsecsElapsed()) / 1e6, m_writer.formulas(), *hides};
    }

private:
    Result<qint64> copy()
    {
        const Result<Answer> answer =
            m_session.copyOut(exportSql(m_request), [this](QByteArrayView line) { return take(line); }).result();
        if (!m_taken)
            return fail(m_taken.error());
        if (!answer)
            return fail(answer.error());
        // The header is not a row; the server does not count it.
        const bool delimited = (m_request.format == BulkFormat::Csv || m_request.format == BulkFormat::Tsv)
                            && m_request.beside.columns.empty();
        const qint64 rows = m_lines - (delimited && m_request.header ? 1 : 0);
        if (answer->affectedRows != rows)
            return fail(
                ErrorKind::Internal, tr("The server sent %1 rows and counted %2").arg(rows).arg(answer->affectedRows));
        return rows;
    }

    bool take(QByteArrayView line)
    {
        constexpr qint64 notifyEvery = 5'000;
        ++m_lines;
        m_taken = m_writer.take(line);
        if (m_progress && m_lines % notifyEvery == 0)
            m_progress({m_before.rows + m_lines, m_before.bytes + m_writer.bytes()});
        return m_taken.has_value() && !m_stop.stop_requested();
    }

    Session &m_session;
    const ExportRequest &m_request;
    RowWriter &m_writer;
    const std::function<void(BulkProgress)> &m_progress;
    const std::stop_token &m_stop;
    BulkProgress m_before;
    Result<void> m_taken;
    qint64 m_lines = 0; // of COPY: one a row
};

} // namespace

Result<std::vector<ExportReport>> exportTogether(
    Session &session, const std::vector<ExportPart> &parts, const std::function<void(BulkProgress)> &progress,
    std::stop_token stop, size_t *failed)
{
    std::vector<std::unique_ptr<RowWriter>> writers;
    for (const ExportPart &part : parts) {
        if (failed)
            *failed = writers.size();
        const bool hasBeside = !part.request.beside.columns.empty();
        ASSIGN_OR_RETURN(
            auto writer, hasBeside ? makeBesideWriter(part.request, *part.to) : makeRowWriter(part.request, *part.to));
        writers.push_back(std::move(writer));
    }
    const auto each = [&]() -> Result<std::vector<ExportReport>> {
        // A statement that takes long before its first row is ended, too.
        const std::stop_callback cancel(stop, [&session] { session.cancel(); });
        const auto begun = session.pipeline(exactReading()).result();
        if (const Error *error = failureOf(begun))
            return fail(*error);
        std::vector<ExportReport> reports;
        BulkProgress before;
        for (size_t i = 0; i < parts.size(); ++i) {
            if (failed)
                *failed = i;
            ASSIGN_OR_RETURN(
                const auto report, Exporting(session, parts[i].request, *writers[i], progress, stop).run(before));
            before.rows += report.rows;
            before.bytes += report.bytes;
            reports.push_back(report);
        }
        return reports;
    };
    auto reports = each();
    // Whatever happened, the transaction ends; nothing was written in it.
    if (session.isOpen())
        (void)session.query({u"ROLLBACK"_s, {}}).result();
    if (!reports && stop.stop_requested())
        return fail(ErrorKind::Cancelled, tr("Cancelled"));
    return reports;
}

Result<ExportReport> exportRows(
    Session &session, const ExportRequest &request, QIODevice &to, const std::function<void(BulkProgress)> &progress,
    std::stop_token stop)
{
    const auto reports = exportTogether(session, {{request, &to}}, progress, stop);
    return reports ? Result<ExportReport>(reports->front()) : fail(reports.error());
}

} // namespace howdah::data
