// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/figures.h"
#include "base/propagate.h"
#include "cli/data/datacommand.h"
#include "cli/data/dataplace.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "data/transfer/importpreview.h"
#include "data/transfer/sniffing.h"
#include "data/transfer/peekeddevice.h"
#include "operations/rowimport.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace data;

namespace {

constexpr int ShownRows = 10;
constexpr qsizetype ShownCharacters = 40;

// The file, or standard input with its beginning read ahead.
struct InputFile
{
    QFile file;
    QByteArray beginning;
    bool whole = false;
    std::unique_ptr<PeekedDevice> peeked;

    Result<void> open(const QString &path)
    {
        file.setFileName(path);
        if (!(path == u"-"_s ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly)))
            return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(path, file.errorString()));
        const qint64 begin = file.isSequential() ? 0 : file.pos();
        // A pipe gives what it has; some of it is enough.
        constexpr qint64 enough = 1 << 16;
        const qint64 most = file.isSequential() ? enough : previewBytes;
        while (!whole && beginning.size() < most) {
            QByteArray some(most - beginning.size(), Qt::Uninitialized);
            const qint64 got = file.read(some.data(), some.size());
            whole = got <= 0;
            beginning += some.left(std::max<qint64>(got, 0));
        }
        if (file.error() != QFileDevice::NoError)
            return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(path, file.errorString()));
        if (file.isSequential())
            peeked = std::make_unique<PeekedDevice>(beginning, file);
        else if (!file.seek(begin))
            return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(path, file.errorString()));
        return {};
    }
    [[nodiscard]] QIODevice &device() { return peeked ? static_cast<QIODevice &>(*peeked) : file; }
    [[nodiscard]] qint64 size() const { return peeked ? 0 : file.size(); }
};

Result<ImportDialect> dialectOf(const DataImportOptions &options)
{
    ImportDialect dialect;
    if (!options.format.isEmpty()) {
        dialect.format = formatFromKey(options.format);
        if (!dialect.format)
            return fail(
                ErrorKind::Usage, tr("%1 is not a known format").arg(options.format),
                tr("Formats that can be imported are csv, tsv, json, ndjson and copy."));
    }
    if (!options.encoding.isEmpty() && options.encoding != u"auto"_s) {
        dialect.encoding = encodingFromKey(options.encoding);
        if (!dialect.encoding)
            return fail(
                ErrorKind::Usage, tr("%1 is not a known encoding").arg(options.encoding),
                tr("Encodings are utf-8, utf-16le, utf-16be, windows-1252 and latin-1."));
    }
    if (!options.delimiter.isEmpty()) {
        const QByteArray text = options.delimiter == u"tab"_s ? QByteArray("\t") : options.delimiter.toUtf8();
        if (text.size() != 1 || text == "\"" || text == "\n" || text == "\r")
            return fail(ErrorKind::Usage, tr("A delimiter is one ASCII character, or the word tab"));
        dialect.delimiter = text[0];
    }
    if (!options.header.isEmpty())
        dialect.header = options.header == u"yes"_s;
    if (options.nullGiven)
        dialect.null = options.null.toUtf8();
    return dialect;
}

Result<std::vector<int>> keyOf(const EditTarget &target, const DataImportOptions &options)
{
    if (!options.key.isEmpty())
        return operations::columnsNamed(target, options.key);
    for (const IndexShape &index : target.shape.indexes) {
        if (index.primary)
            return index.columns;
    }
    return fail(
        ErrorKind::Usage, tr("%1 has no primary key").arg(plainLine(target.shape.name)),
        tr("Give the columns of a unique index with --key."));
}

Result<ImportRequest>
requestOf(const ImportPreview &preview, const EditTarget &target, const DataImportOptions &options)
{
    ImportRequest request = data::requestOf(preview, target);
    if (options.byPosition && request.format != BulkFormat::Copy) { // whose fields go so already
        for (size_t field = 0; field < request.fields.size(); ++field) {
            const bool fits =
                field < target.columns.size() && target.columns[field].insert != ReadOnlyReason::Generated;
            request.fields[field] = fits ? int(field) : field < target.columns.size() ? leftOut : noColumn;
        }
    }
    for (const QString &mapping : options.map) {
        RETURN_IF_ERROR(mapField(request, preview, mapping));
    }
    if (options.leavesOutUnknown)
        leaveOutUnknown(request);
    // A preview shows what has no place yet.
    if (auto fine = checkMapping(request, preview); !fine && !options.preview) {
        Error error = fine.error();
        error.hint += tr(" Use --map FIELD=COLUMN to map a field, and --map FIELD= or --leave-out-unknown to skip it.");
        return fail(error);
    }
    if (preview.bareN > 0 && !options.preview)
        return fail(
            ErrorKind::Usage,
            tr("Line %1: unquoted \\N means NULL to some programs, and text to others").arg(preview.bareN),
            tr("Use --null '\\N' if it means NULL, or --null '' if it is text."));
    request.policy = options.reject ? ErrorPolicy::Reject : ErrorPolicy::AllOrNothing;
    request.rehearse = options.rehearse;
    request.advancesSequences = options.advanceSequences;
    if (options.upsert) {
        ASSIGN_OR_RETURN(auto key, keyOf(target, options));
        request.upsertKey = std::move(key);
    }
    return request;
}

int columnOf(const ImportRequest &request, const ImportPreview &preview, size_t field)
{
    if (field < request.fields.size())
        return request.fields[field];
    const auto found = request.members.find(preview.fields[field].name.toUtf8());
    return found == request.members.end() ? noColumn : found->second;
}

// ---- what is shown

QString dialectText(const ImportDialect &dialect)
{
    QStringList parts{formatKey(*dialect.format).toUpper(), encodingName(*dialect.encoding)};
    if (*dialect.format == BulkFormat::Csv || *dialect.format == BulkFormat::Copy)
        parts
            << (*dialect.delimiter == '\t' ? tr("tab-separated")
                                           : tr("separated by \"%1\"").arg(QLatin1Char(*dialect.delimiter)));
    if (*dialect.format != BulkFormat::Json && *dialect.format != BulkFormat::NdJson) {
        parts << (*dialect.header ? tr("with a header row") : tr("without a header row"));
        if (!dialect.null->isEmpty())
            parts << tr("NULL is %1").arg(QString::fromUtf8(*dialect.null));
    }
    return parts.join(u", "_s);
}

QString shown(const CellValue &value)
{
    if (value.isNull())
        return u"NULL"_s;
    const QString text = decoded(value.bytes());
    return text.size() > ShownCharacters ? text.left(ShownCharacters) + u"…"_s : text;
}

QString fieldName(const ImportPreview &preview, size_t field)
{
    const QString &name = preview.fields[field].name;
    return name.isEmpty() ? QString::number(field + 1) : name;
}

QString targetText(const ImportRequest &request, const ImportPreview &preview, size_t field)
{
    const int column = columnOf(request, preview, field);
    if (column == noColumn)
        return tr("(no column)");
    if (column == leftOut)
        return tr("(skipped)");
    const EditColumn &shape = request.target.columns[size_t(column)];
    const bool fits = canHold(shape, preview.fields[field].looksLike);
    return shape.name + u' ' + shape.declared + (fits ? QString() : u' ' + tr("(does not match the type)"));
}

void printPreview(Output &output, const ImportRequest &request, const ImportPreview &preview)
{
    output.out << dialectText(preview.dialect) << u"\n\n"_s;
    std::vector<QStringList> fields{{tr("FIELD"), tr("LOOKS LIKE"), tr("COLUMN")}};
    for (size_t field = 0; field < preview.fields.size(); ++field)
        fields.push_back(
            {fieldName(preview, field), looksLikeName(preview.fields[field].looksLike),
             targetText(request, preview, field)});
    output.out << alignedTable(fields) << u'\n';
    std::vector<QStringList> rows(1);
    for (size_t field = 0; field < preview.fields.size(); ++field)
        rows.front() << fieldName(preview, field);
    for (size_t row = 0; row < std::min<size_t>(preview.rows.size(), ShownRows); ++row) {
        QStringList cells;
        for (const CellValue &value : preview.rows[row])
            cells << shown(value);
        rows.push_back(cells);
    }
    output.out << alignedTable(rows) << Qt::flush;
    if (preview.error)
        showError(output.err, *preview.error);
}

QJsonObject previewJson(const ImportRequest &request, const ImportPreview &preview)
{
    QJsonArray fields;
    for (size_t field = 0; field < preview.fields.size(); ++field) {
        const int column = columnOf(request, preview, field);
        fields.append(QJsonObject{
            {u"name"_s, preview.fields[field].name},
            {u"looksLike"_s, looksLikeName(preview.fields[field].looksLike)},
            {u"column"_s, column < 0 ? QJsonValue() : request.target.columns[size_t(column)].name}});
    }
    QJsonArray rows;
    for (size_t row = 0; row < std::min<size_t>(preview.rows.size(), ShownRows); ++row) {
        QJsonArray cells;
        for (const CellValue &value : preview.rows[row])
            cells.append(value.isNull() ? QJsonValue() : QJsonValue(decoded(value.bytes())));
        rows.append(cells);
    }
    const ImportDialect &dialect = preview.dialect;
    return {
        {u"fileFormat"_s, formatKey(*dialect.format)},
        {u"encoding"_s, encodingKey(*dialect.encoding)},
        {u"delimiter"_s, QString(QLatin1Char(*dialect.delimiter))},
        {u"header"_s, *dialect.header},
        {u"null"_s, QString::fromUtf8(*dialect.null)},
        {u"unclearNull"_s, preview.bareN > 0 ? QJsonValue(preview.bareN) : QJsonValue()},
        {u"fields"_s, fields},
        {u"rows"_s, rows}};
}

QJsonArray sequencesJson(const ImportReport &report)
{
    QJsonArray all;
    for (const SequenceBehind &sequence : report.sequences)
        all.append(QJsonObject{
            {u"sequence"_s, sequence.sequence},
            {u"column"_s, sequence.column},
            {u"next"_s, QString::fromLatin1(sequence.next)}, // texts: a double does not hold them all
            {u"highest"_s, QString::fromLatin1(sequence.highest)},
            {u"moved"_s, sequence.moved}});
    return all;
}

void reportSequences(Output &output, const ImportReport &report, const DataImportOptions &options)
{
    for (const SequenceBehind &sequence : report.sequences) {
        const QString name = plainLine(sequence.sequence);
        if (sequence.moved) {
            output.err << tr("The sequence %1 was advanced to %2, the maximum of %3.")
                              .arg(name, QString::fromLatin1(sequence.highest), plainLine(sequence.column))
                       << Qt::endl;
            continue;
        }
        output.err << tr("The next value of the sequence %1 is %2, but %3 already goes up to %4: new rows will be "
                         "rejected, or get duplicate values.")
                          .arg(
                              name, QString::fromLatin1(sequence.next), plainLine(sequence.column),
                              QString::fromLatin1(sequence.highest));
        if (!options.advanceSequences)
            output.err << u' ' << tr("Use --advance-sequences to advance it.");
        else if (!options.rehearse)
            output.err << u' ' << tr("You lack the privilege to advance it (UPDATE).");
        output.err << Qt::endl;
    }
}

void printReport(
    Output &output, const Target &target, const ImportReport &report, const DataImportOptions &options, int code)
{
    if (output.json) {
        const bool reported = report.rejected > 0 && !options.rejectFile.isEmpty();
        printData(
            output,
            {{u"database"_s, target.name()},
             {u"read"_s, report.read},
             {u"written"_s, report.written},
             {u"inserted"_s, report.inserted},
             {u"updated"_s, report.updated},
             {u"rejected"_s, report.rejected},
             {u"rejects"_s, reported ? QJsonValue(options.rejectFile) : QJsonValue()},
             {u"sequences"_s, sequencesJson(report)},
             {u"dryRun"_s, options.rehearse},
             {u"durationMs"_s, report.milliseconds}},
            code);
    }
    output.err << tr("%1 rows read = %2 written + %3 rejected")
                      .arg(grouped(report.read), grouped(report.written), grouped(report.rejected));
    if (options.upsert)
        output.err << tr("; %1 inserted, %2 updated").arg(grouped(report.inserted), grouped(report.updated));
    output.err << tr("; in %1").arg(durationText(report.milliseconds));
    if (const QString rate = rateText(report.read, report.milliseconds); !rate.isEmpty())
        output.err << u" ("_s << rate << u')';
    output.err << Qt::endl;
    if (report.rejected > 0 && !options.rejectFile.isEmpty())
        output.err << tr("The rejected rows are in %1.").arg(plainLine(options.rejectFile)) << Qt::endl;
    reportSequences(output, report, options);
    if (options.rehearse)
        output.err << tr("This was a dry run: nothing was written.") << Qt::endl;
}

Result<ImportReport>
run(connection::Session &session, const ImportRequest &request, InputFile &input, const DataImportOptions &options)
{
    const operations::RowImport import{request, options.reject ? options.rejectFile : QString()};
    operations::GivenAnswer decision = forceOption(options.force);
    const Interrupt interrupt;
    DataProgress progress(input.size());
    return operations::importRows(
        session, import, input.device(), decision, [&progress](BulkProgress done) { progress.notify(done); },
        interrupt.token());
}

} // namespace

int dataImport(Output &output, const DataImportOptions &options)
{
    const auto dialect = dialectOf(options);
    if (!dialect)
        return failed(output, dialect.error());
    if (!options.rejectFile.isEmpty() && !options.reject)
        return failed(output, makeError(ErrorKind::Usage, tr("--rejects can only be used with --on-error reject")));
    if (options.reject && options.rejectFile.isEmpty() && !options.preview)
        return failed(
            output,
            makeError(ErrorKind::Usage, tr("A file is needed for rejected rows"), tr("Name one with --rejects.")));
    InputFile input;
    if (auto opened = input.open(options.file); !opened)
        return failed(output, opened.error());
    Target target;
    if (auto opened = openData(target, output, options.database); !opened)
        return failed(output, opened.error());
    const auto session = sessionForRows(target);
    if (!session)
        return failed(output, session.error());
    const auto table = dataTarget(target, **session, options.table);
    if (!table)
        return failed(output, table.error());
    const auto preview = previewOfBytes(input.beginning, input.whole, *dialect, *table, options.file);
    if (!preview)
        return failed(output, preview.error());
    const auto request = requestOf(*preview, *table, options);
    if (!request)
        return failed(output, request.error());
    if (options.preview) {
        if (output.json)
            printData(output, previewJson(*request, *preview), ExitOk);
        else
            printPreview(output, *request, *preview);
        return ExitOk;
    }
    output.err << tr("Reading %1").arg(dialectText(preview->dialect)) << Qt::endl;
    const auto encoding = *preview->dialect.encoding;
    if (!preview->isEncodingSaid && (encoding == TextEncoding::Windows1252 || encoding == TextEncoding::Latin1))
        output.err << tr("The file is not UTF-8 and is read as %1. Use --encoding to set the encoding.")
                          .arg(encodingName(encoding))
                   << Qt::endl;
    const auto report = run(**session, *request, input, options);
    if (!report)
        return failed(output, report.error());
    const int code = report->rejected > 0 ? ExitPending : ExitOk;
    printReport(output, target, *report, options, code);
    return code;
}

} // namespace howdah::cli
