// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/datacommand.h"
#include "cli/dataplace.h"
#include "cli/exitcode.h"
#include "cli/interrupt.h"
#include "cli/migratereport.h"
#include "cli/table.h"
#include "data/checksum.h"
#include "data/exportsource.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <csignal>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace data;

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

namespace {

Result<BulkFormat> formatOf(const DataExportOptions &options)
{
    QString key = options.format;
    if (key.isEmpty()) {
        const QString suffix = QFileInfo(options.file).suffix().toLower();
        key = suffix == u"jsonl" ? u"ndjson"_s : suffix;
        if (!formatFromKey(key))
            key = u"csv"_s;
    }
    const auto format = formatFromKey(key);
    if (!format)
        return fail(
            ErrorKind::Usage, tr("%1 is no format").arg(key), tr("Formats are csv, tsv, json, ndjson, sql and xlsx."));
    return *format;
}

// What makes no sense, before anything is opened.
Result<void> checked(const Output &output, const DataExportOptions &options)
{
    if (options.table.isEmpty() == options.query.isEmpty())
        return fail(ErrorKind::Usage, tr("Either --table or --query says what is exported"));
    if (!options.query.isEmpty() && (!options.where.isEmpty() || !options.columns.isEmpty()))
        return fail(ErrorKind::Usage, tr("--where and --columns go with --table"), tr("Put them into the query."));
    if (output.json && options.file == u"-"_s)
        return fail(ErrorKind::Usage, tr("--json and the rows cannot both go to standard output"));
    return {};
}

// `operators`: where the SQL that was typed runs.
Result<ExportRequest>
requestOf(Target &place, connection::Session &operators, const DataExportOptions &options, BulkFormat format)
{
    ExportRequest request{.format = format, .header = options.header, .guardsFormulas = options.guardsFormulas};
    if (!options.query.isEmpty()) {
        auto source = readQuery(operators, options.query);
        if (!source)
            return fail(source.error());
        request.target = std::move(source->target);
        request.target.shape.name = options.into.isEmpty() && format == BulkFormat::Xlsx ? u"query"_s : options.into;
        if (const qsizetype dot = options.into.indexOf(u'.'); dot > 0) {
            request.target.shape.schema = options.into.left(dot);
            request.target.shape.name = options.into.sliced(dot + 1);
        }
        request.restricts = std::move(source->statement);
        return request;
    }
    auto target = dataTarget(place, options.table);
    if (!target)
        return fail(target.error());
    request.target = *std::move(target);
    auto columns = columnsNamed(request.target, options.columns);
    if (!columns)
        return fail(columns.error());
    request.columns = *std::move(columns);
    if (options.where.isEmpty())
        return request;
    auto rows = filteredRows(request.target, request.columns, {.condition = options.where}, {});
    if (!rows)
        return fail(rows.error());
    request.restricts = *std::move(rows);
    return request;
}

Result<ExportReport> exportTo(DataOutput &file, connection::Session &session, const ExportRequest &request)
{
    const Interrupt interrupt;
    DataProgress progress;
    return exportRows(
        session, request, file.device(), [&progress](BulkProgress done) { progress.tell(done); }, interrupt.token());
}

} // namespace

int dataExport(Output &output, const DataExportOptions &options)
{
    const auto format = formatOf(options);
    if (!format)
        return dataFailed(output, format.error());
    if (auto fine = checked(output, options); !fine)
        return dataFailed(output, fine.error());
    // A reader that closes the pipe is an error that is told, not a signal.
    std::signal(SIGPIPE, SIG_IGN);
    DataOutput file;
    if (auto opened = file.open(options.file, options.force); !opened)
        return dataFailed(output, opened.error());
    Target target;
    if (auto opened = openData(target, output, options.database); !opened)
        return dataFailed(output, opened.error());
    std::unique_ptr<connection::Session> typed;
    if (!options.query.isEmpty() || !options.where.trimmed().isEmpty()) {
        auto opened = operatorsSession(target);
        if (!opened)
            return dataFailed(output, opened.error());
        typed = *std::move(opened);
    }
    connection::Session &session = typed ? *typed : target.session();
    const auto request = requestOf(target, session, options, *format);
    if (!request)
        return dataFailed(output, request.error());
    const auto report = exportTo(file, session, *request);
    if (!report)
        return dataFailed(output, report.error());
    if (auto kept = file.keep(); !kept)
        return dataFailed(output, kept.error());
    if (output.json)
        printData(
            output,
            {{u"database"_s, target.name()},
             {u"file"_s, options.file},
             {u"fileFormat"_s, formatKey(*format)},
             {u"rows"_s, report->rows},
             {u"bytes"_s, report->bytes},
             {u"formulas"_s, report->formulas},
             {u"durationMs"_s, report->milliseconds}},
            ExitOk);
    output.err << tr("%1 rows exported to %2 in %3 (%4)")
                      .arg(
                          grouped(report->rows), options.file == u"-"_s ? tr("standard output") : options.file,
                          durationText(report->milliseconds), rateText(report->rows, report->milliseconds))
               << Qt::endl;
    if (report->formulas > 0)
        output.err
            << (options.guardsFormulas
                    ? tr("%1 cells that a spreadsheet would run have a ' before them, which is part of them now.")
                    : tr("%1 cells begin as formulas do (= + - @): a spreadsheet would run them. "
                         "--guard-formulas puts a ' before them."))
                   .arg(grouped(report->formulas))
            << Qt::endl;
    return ExitOk;
}

int dataChecksum(Output &output, const DataChecksumOptions &options)
{
    Target target;
    if (auto opened = openData(target, output, options.database); !opened)
        return dataFailed(output, opened.error());
    const auto table = dataTarget(target, options.table);
    if (!table)
        return dataFailed(output, table.error());
    const auto columns = columnsNamed(*table, options.columns);
    if (!columns)
        return dataFailed(output, columns.error());
    const auto sum = [&] {
        const Interrupt interrupt;
        DataProgress progress;
        return tableChecksum(
            target.session(), *table, *columns, [&progress](BulkProgress done) { progress.tell(done); },
            interrupt.token());
    }();
    if (!sum)
        return dataFailed(output, sum.error());
    if (output.json)
        printData(
            output,
            {{u"database"_s, target.name()},
             {u"schema"_s, table->shape.schema},
             {u"table"_s, table->shape.name},
             {u"checksum"_s, sum->sum},
             {u"rows"_s, sum->rows},
             {u"durationMs"_s, sum->milliseconds}},
            ExitOk);
    else
        output.out << sum->sum << u"  "_s << sum->rows << u"  "_s
                   << plainLine(table->shape.schema + u'.' + table->shape.name) << Qt::endl;
    return ExitOk;
}

} // namespace howdah::cli
