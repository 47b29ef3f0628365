// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/figures.h"
#include "base/propagate.h"
#include "cli/data/datacommand.h"
#include "cli/data/dataplace.h"
#include "cli/data/exportmeaning.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "data/transfer/checksum.h"
#include "data/transfer/exportsource.h"
#include "operations/entities/sessionsettings.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>
#include <cerrno>
#include <csignal>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace data;

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
            ErrorKind::Usage, tr("%1 is not a known format").arg(key),
            tr("Formats are csv, tsv, json, ndjson, copy, sql and xlsx."));
    return *format;
}

// Where several files go to, of which one is each table's.
bool goesToFolder(const DataExportOptions &options)
{
    return options.tables.size() > 1 || (options.file != u"-"_s && QFileInfo(options.file).isDir())
        || options.file.endsWith(u'/');
}

// What makes no sense, before anything is opened.
Result<void> checked(const Output &output, const DataExportOptions &options, BulkFormat format)
{
    if (options.labels && !takesBeside(format))
        return fail(
            ErrorKind::Usage, tr("--labels cannot be used with the format %1").arg(formatKey(format)),
            tr("It is made to be loaded again. Use csv, tsv, json, ndjson or xlsx."));
    if (options.tables.isEmpty() == options.query.isEmpty())
        return fail(ErrorKind::Usage, tr("Use either --table or --query to choose what to export"));
    const bool narrowed = !options.where.isEmpty() || !options.columns.isEmpty();
    if (!options.query.isEmpty() && narrowed)
        return fail(
            ErrorKind::Usage, tr("--where and --columns can only be used with --table"), tr("Put them in the query."));
    if (options.tables.size() > 1 && narrowed)
        return fail(
            ErrorKind::Usage, tr("--where and --columns can only be used with one table"),
            tr("Export the other tables separately."));
    if (options.tables.size() > 1 && options.file == u"-"_s)
        return fail(ErrorKind::Usage, tr("Several tables are exported to a folder"), tr("Name the folder with --out."));
    if (!options.query.isEmpty() && goesToFolder(options))
        return fail(
            ErrorKind::Usage, tr("%1 is a folder").arg(plainLine(options.file)), tr("Include the name of the file."));
    if (output.json && options.file == u"-"_s)
        return fail(ErrorKind::Usage, tr("--json and the rows cannot both go to standard output"));
    return {};
}

// `rows`: where they are read, and the SQL that was typed runs.
Result<ExportRequest>
queryRequest(ExportMeaning &meaning, connection::Session &rows, const DataExportOptions &options, BulkFormat format)
{
    ExportRequest request{.format = format, .header = options.header, .guardsFormulas = options.guardsFormulas};
    ASSIGN_OR_RETURN(auto source, readQuery(rows, options.query));
    RETURN_IF_ERROR(meaning.checkQuery(source.origins));
    request.target = std::move(source.target);
    request.target.shape.name = options.into.isEmpty() && format == BulkFormat::Xlsx ? u"query"_s : options.into;
    if (const qsizetype dot = options.into.indexOf(u'.'); dot > 0) {
        request.target.shape.schema = options.into.left(dot);
        request.target.shape.name = options.into.sliced(dot + 1);
    }
    request.restricts = std::move(source.statement);
    RETURN_IF_ERROR(meaning.addLabels(request, source.origins));
    return request;
}

// What goes to one file.
struct Piece
{
    ExportRequest request;
    QString path;
    std::unique_ptr<DataOutput> file = std::make_unique<DataOutput>();
    QStringList withheld; // sensitive columns
    ExportReport report;
    [[nodiscard]] QString name() const
    {
        return plainLine(request.target.shape.schema + u'.' + request.target.shape.name);
    }
};

Result<void> requestTable(
    Piece &piece, ExportMeaning &meaning, connection::Session &rows, const QString &table,
    const DataExportOptions &options, BulkFormat format)
{
    ASSIGN_OR_RETURN(auto target, meaning.targetOf(rows, table));
    operations::ExportChoice choice{
        .format = format,
        .header = options.header,
        .guardsFormulas = options.guardsFormulas,
        .columns = options.columns,
        .filters = {.condition = options.where}};
    ASSIGN_OR_RETURN(piece.withheld, meaning.withhold(choice, target));
    ASSIGN_OR_RETURN(piece.request, operations::exportRequest(std::move(target), choice));
    return meaning.addLabels(piece.request);
}

QString fileName(const ExportRequest &request)
{
    QString name = request.target.shape.schema + u'.' + request.target.shape.name + u'.' + formatKey(request.format);
    for (QChar &letter : name) {
        if (letter == u'/' || letter.unicode() < ' ')
            letter = u'_';
    }
    return name.startsWith(u'.') ? u'_' + name : name;
}

Result<void> requestAll(
    std::vector<Piece> &pieces, ExportMeaning &meaning, connection::Session &rows, const DataExportOptions &options,
    BulkFormat format)
{
    if (!options.query.isEmpty()) {
        ASSIGN_OR_RETURN(pieces.front().request, queryRequest(meaning, rows, options, format));
        return {};
    }
    for (size_t i = 0; i < pieces.size(); ++i) {
        RETURN_IF_ERROR(requestTable(pieces[i], meaning, rows, options.tables[qsizetype(i)], options, format));
    }
    return {};
}

Result<void> openInFolder(std::vector<Piece> &pieces, const DataExportOptions &options)
{
    const QDir folder(options.file);
    QStringList names;
    for (Piece &piece : pieces) {
        const QString name = fileName(piece.request);
        if (names.contains(name))
            return fail(
                ErrorKind::Usage, tr("Two tables would be written to the file %1").arg(plainLine(name)),
                tr("Name each table once; if their names are too similar, export one of them separately."));
        names << name;
        piece.path = folder.filePath(name);
    }
    if (!folder.mkpath(u"."_s))
        return fail(
            ErrorKind::Io,
            tr("The folder %1 cannot be created: %2").arg(plainLine(options.file), qt_error_string(errno)));
    for (Piece &piece : pieces) {
        if (auto opened = piece.file->open(piece.path, options.force); !opened)
            return opened;
    }
    return {};
}

Result<void> exportPieces(std::vector<Piece> &pieces, connection::Session &session)
{
    std::vector<operations::RowExport> exports;
    for (Piece &piece : pieces)
        exports.push_back({piece.request, piece.file.get()});
    size_t failed = 0;
    const auto reports = [&] {
        const Interrupt interrupt;
        DataProgress progress;
        return operations::exportRows(
            session, exports, [&progress](BulkProgress done) { progress.notify(done); }, interrupt.token(), &failed);
    }();
    if (!reports) {
        Error error = reports.error();
        if (pieces.size() > 1 && failed < pieces.size() && error.kind != ErrorKind::Cancelled)
            error.message = pieces[failed].name() + u": "_s + error.message;
        return fail(error);
    }
    for (size_t i = 0; i < pieces.size(); ++i)
        pieces[i].report = (*reports)[i];
    return {};
}

// ---- what is told

void reportWhatIsWrong(Output &output, const Piece &piece, const DataExportOptions &options)
{
    const ExportReport &report = piece.report;
    const bool several = options.tables.size() > 1;
    const QString of = several ? piece.name() + u": "_s : QString();
    if (report.hidesRows)
        output.err << of
                   << tr("Row-level security applies to this role: rows hidden by its policies are not in the file. "
                         "Export as the owner of the table, or as a role with BYPASSRLS.")
                   << Qt::endl;
    if (!piece.withheld.isEmpty())
        output.err << of
                   << tr("Sensitive columns were left out: %1. --reveal exports them.")
                          .arg(plainLine(piece.withheld.join(u", "_s)))
                   << Qt::endl;
    if (report.formulas > 0)
        output.err << of
                   << (options.guardsFormulas ? tr("%1 cells that a spreadsheet would evaluate were prefixed with ', "
                                                   "which is now part of their values.")
                                              : tr("%1 cells begin like a formula (= + - @), and a spreadsheet would "
                                                   "evaluate them. --guard-formulas prefixes them with '."))
                          .arg(grouped(report.formulas))
                   << Qt::endl;
}

// As many as references, each once however many rows there are.
QJsonArray printUnread(Output &output, const ExportMeaning &meaning)
{
    QJsonArray array;
    for (const auto &[column, error] : meaning.unreadLabels()) {
        array.append(QJsonObject{{u"column"_s, column}, {u"error"_s, error.message}});
        output.err << plainLine(tr("Labels of %1 are missing: %2").arg(column, error.message)) << Qt::endl;
    }
    return array;
}

void printPieces(
    Output &output, const Target &target, const std::vector<Piece> &pieces, const ExportMeaning &meaning,
    const DataExportOptions &options, double milliseconds)
{
    const bool toFolder = goesToFolder(options);
    ExportReport all;
    QJsonArray tables;
    for (const Piece &piece : pieces) {
        all.rows += piece.report.rows;
        all.bytes += piece.report.bytes;
        tables.append(QJsonObject{
            {u"schema"_s, piece.request.target.shape.schema},
            {u"table"_s, piece.request.target.shape.name},
            {u"file"_s, piece.path},
            {u"rows"_s, piece.report.rows},
            {u"bytes"_s, piece.report.bytes},
            {u"formulas"_s, piece.report.formulas},
            {u"hidesRows"_s, piece.report.hidesRows},
            {u"leftOut"_s, QJsonArray::fromStringList(piece.withheld)}});
    }
    const QJsonArray unread = printUnread(output, meaning);
    if (output.json) {
        QJsonObject object{{u"database"_s, target.name()},
                           {u"fileFormat"_s, formatKey(pieces.front().request.format)},
                           {u"rows"_s, all.rows},
                           {u"bytes"_s, all.bytes},
                           {u"labels"_s, unread},
                           {u"settings"_s, QJsonArray::fromStringList(operations::settingsOf(target.connInfo()))},
                           {u"durationMs"_s, milliseconds}};
        if (toFolder) {
            object.insert(u"folder"_s, options.file);
            object.insert(u"tables"_s, tables);
        } else {
            object.insert(u"file"_s, options.file);
            object.insert(u"formulas"_s, pieces.front().report.formulas);
            object.insert(u"hidesRows"_s, pieces.front().report.hidesRows);
            object.insert(u"leftOut"_s, QJsonArray::fromStringList(pieces.front().withheld));
        }
        printData(output, object, ExitOk);
    }
    if (const QString note = operations::settingsNote(target.connInfo()); !note.isEmpty())
        output.err << plainLine(note) << Qt::endl;
    if (toFolder) {
        for (const Piece &piece : pieces)
            output.err << tr("%1 rows of %2 to %3").arg(grouped(piece.report.rows), piece.name(), plainLine(piece.path))
                       << Qt::endl;
    }
    const QString to = options.file == u"-"_s ? tr("standard output") : options.file;
    output.err << tr("%1 rows exported to %2 in %3 (%4)")
                      .arg(
                          grouped(all.rows), plainLine(to), durationText(milliseconds),
                          rateText(all.rows, milliseconds))
               << Qt::endl;
    for (const Piece &piece : pieces)
        reportWhatIsWrong(output, piece, options);
}

} // namespace

int dataExport(Output &output, const DataExportOptions &options)
{
    const auto format = formatOf(options);
    if (!format)
        return failed(output, format.error());
    if (auto fine = checked(output, options, *format); !fine)
        return failed(output, fine.error());
    // A reader that closes the pipe is an error that is told, not a signal.
    std::signal(SIGPIPE, SIG_IGN);
    std::vector<Piece> pieces;
    pieces.resize(std::max<size_t>(size_t(options.tables.size()), 1));
    const bool toFolder = goesToFolder(options);
    if (!toFolder) {
        pieces.front().path = options.file;
        if (auto opened = pieces.front().file->open(options.file, options.force); !opened)
            return failed(output, opened.error());
    }
    Target target;
    if (auto opened = openData(target, output, options.database); !opened)
        return failed(output, opened.error());
    const auto session = sessionForRows(target);
    if (!session)
        return failed(output, session.error());
    ExportMeaning meaning(output, target, options);
    if (const auto requested = requestAll(pieces, meaning, **session, options, *format); !requested)
        return failed(output, requested.error());
    const auto may = meaning.mayReveal();
    if (!may)
        return failed(output, may.error());
    if (!*may)
        return ExitPending;
    if (toFolder) {
        if (auto opened = openInFolder(pieces, options); !opened)
            return failed(output, opened.error());
    }
    QElapsedTimer clock;
    clock.start();
    if (auto exported = exportPieces(pieces, **session); !exported)
        return failed(output, exported.error());
    printPieces(output, target, pieces, meaning, options, double(clock.nsecsElapsed()) / 1e6);
    return ExitOk;
}

int dataChecksum(Output &output, const DataChecksumOptions &options)
{
    Target target;
    if (auto opened = openData(target, output, options.database); !opened)
        return failed(output, opened.error());
    const auto session = sessionForRows(target);
    if (!session)
        return failed(output, session.error());
    const auto table = dataTarget(target, **session, options.table);
    if (!table)
        return failed(output, table.error());
    const auto columns = operations::columnsNamed(*table, options.columns);
    if (!columns)
        return failed(output, columns.error());
    const auto sum = [&] {
        const Interrupt interrupt;
        DataProgress progress;
        return tableChecksum(
            **session, *table, *columns, [&progress](BulkProgress done) { progress.notify(done); }, interrupt.token());
    }();
    if (!sum)
        return failed(output, sum.error());
    if (output.json)
        printData(
            output,
            {{u"database"_s, target.name()},
             {u"schema"_s, table->shape.schema},
             {u"table"_s, table->shape.name},
             {u"checksum"_s, sum->sum},
             {u"rows"_s, sum->rows},
             {u"hidesRows"_s, sum->hidesRows},
             {u"durationMs"_s, sum->milliseconds}},
            ExitOk);
    else
        output.out << sum->sum << u"  "_s << sum->rows << u"  "_s
                   << plainLine(table->shape.schema + u'.' + table->shape.name) << Qt::endl;
    if (sum->hidesRows)
        output.err << tr(
            "Row-level security applies to this role: rows hidden by its policies are not in the checksum.")
                   << Qt::endl;
    return ExitOk;
}

} // namespace howdah::cli
