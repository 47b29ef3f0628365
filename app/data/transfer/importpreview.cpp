// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/importpreview.h"

#include "base/propagate.h"
#include "data/page/tr.h"
#include "data/transfer/copytext.h"
#include "data/page/jsontext.h"
#include "data/transfer/sniffing.h"

#include <QBuffer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

static bool isJson(BulkFormat format) { return format == BulkFormat::Json || format == BulkFormat::NdJson; }

std::vector<int> fieldsOf(const EditTarget &target, const DelimitedRecord &header)
{
    std::vector<int> fields;
    for (const CellValue &name : header.cells) {
        const int column = target.columnNamed(QString::fromUtf8(name.bytes()));
        const bool computed = column >= 0 && target.columns[size_t(column)].insert == ReadOnlyReason::Generated;
        fields.push_back(computed ? leftOut : column);
    }
    return fields;
}

// The first characters that are no blanks.
static std::pair<char, char> firstTwo(QByteArrayView text)
{
    std::pair<char, char> found{'\0', '\0'};
    for (const char c : text) {
        if (c == ' ' || c == '\n' || c == '\r' || c == '\t')
            continue;
        if (found.first != '\0') {
            found.second = c;
            break;
        }
        found.first = c;
    }
    return found;
}

static BulkFormat formatOf(QByteArrayView text, const QString &path)
{
    if (path.endsWith(u".csv"_s, Qt::CaseInsensitive))
        return BulkFormat::Csv;
    if (path.endsWith(u".copy"_s, Qt::CaseInsensitive))
        return BulkFormat::Copy;
    if (path.endsWith(u".json"_s, Qt::CaseInsensitive))
        return BulkFormat::Json;
    if (path.endsWith(u".ndjson"_s, Qt::CaseInsensitive) || path.endsWith(u".jsonl"_s, Qt::CaseInsensitive))
        return BulkFormat::NdJson;
    if (path.endsWith(u".tsv"_s, Qt::CaseInsensitive) || path.endsWith(u".tab"_s, Qt::CaseInsensitive))
        return BulkFormat::Tsv;
    // The name of a column may begin so, too.
    const auto [first, second] = firstTwo(text);
    if (first == '{' && (second == '"' || second == '}'))
        return BulkFormat::NdJson;
    return first == '[' && (second == '{' || second == ']') ? BulkFormat::Json : BulkFormat::Csv;
}

// The text as UTF-8; what is cut in the middle of a character is cut before it.
static Result<QByteArray> decodedBeginning(const QByteArray &bytes, TextEncoding encoding, bool whole)
{
    QByteArray even = bytes;
    const bool wide = encoding == TextEncoding::Utf16Le || encoding == TextEncoding::Utf16Be;
    if (wide && !whole)
        even.chop(even.size() % 4 == 0 ? 0 : even.size() % 4); // a pair that is cut is told apart below
    QBuffer buffer(&even);
    if (!buffer.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Internal, buffer.errorString());
    TextSource source(buffer, encoding);
    QByteArray text;
    while (true) {
        const auto some = source.read(previewBytes);
        if (!some)
            return whole || text.isEmpty() ? some : text;
        if (some->isEmpty())
            return text;
        text += *some;
    }
}

// ---- delimited text

// COPY's own format has nothing to be found out: it is what \copy reads unless it is told otherwise.
static std::vector<DelimitedRecord> copyRecords(ImportPreview &preview, const QByteArray &text, bool whole)
{
    ImportDialect &dialect = preview.dialect;
    dialect.delimiter = dialect.delimiter.value_or(tabulator);
    dialect.header = dialect.header.value_or(false);
    dialect.null = dialect.null.value_or("\\N");
    preview.isNullSaid = true;
    CopyTextReader reader({.delimiter = *dialect.delimiter, .null = *dialect.null});
    // Line by line, so that what comes before a fault is seen.
    std::vector<DelimitedRecord> records;
    const auto keep = [&](Result<std::vector<DelimitedRecord>> some) {
        if (some)
            std::ranges::move(*some, std::back_inserter(records));
        else
            preview.error = some.error();
        return some.has_value();
    };
    bool good = true;
    for (qsizetype at = 0; good && at < text.size();) {
        const qsizetype end = text.indexOf('\n', at);
        const qsizetype next = end < 0 ? text.size() : end + 1;
        good = keep(reader.feed(QByteArrayView(text).sliced(at, next - at)));
        at = next;
    }
    if (good && whole)
        keep(reader.finish());
    return records;
}

static std::vector<DelimitedRecord>
delimitedRecords(ImportPreview &preview, const QByteArray &text, bool whole, const EditTarget &target)
{
    ImportDialect &dialect = preview.dialect;
    if (!dialect.delimiter)
        dialect.delimiter = dialect.format == BulkFormat::Tsv ? tabulator : sniffedDelimiter(text, target);
    dialect.null = dialect.null.value_or(QByteArray());
    DelimitedReader reader({.delimiter = *dialect.delimiter, .null = *dialect.null});
    std::vector<DelimitedRecord> records = reader.feed(text);
    if (whole) {
        const qint64 open = reader.openQuoteLine();
        auto rest = reader.finish();
        // Its record is not one.
        if (open > 0 && reader.openQuoteLine() > 0)
            preview.error = makeError(ErrorKind::Invalid, tr("Line %1: a quote is never closed").arg(open));
        else
            std::ranges::move(rest, std::back_inserter(records));
    }
    if (!dialect.header)
        dialect.header = sniffedHeader(records, target);
    return records;
}

static void readDelimited(ImportPreview &preview, const QByteArray &text, bool whole, const EditTarget &target)
{
    ImportDialect &dialect = preview.dialect;
    std::vector<DelimitedRecord> records = dialect.format == BulkFormat::Copy
                                             ? copyRecords(preview, text, whole)
                                             : delimitedRecords(preview, text, whole, target);
    size_t width = 0;
    for (const DelimitedRecord &record : records) {
        width = std::max(width, record.cells.size());
        const bool isHeader = *dialect.header && &record == &records.front();
        if (record.hasBareN && !isHeader && preview.bareN == 0 && !preview.isNullSaid)
            preview.bareN = record.line;
    }
    // One line is like the other there, and no line is no field less.
    if (dialect.format == BulkFormat::Copy) {
        const auto computed = [](const EditColumn &column) { return column.insert == ReadOnlyReason::Generated; };
        width = records.empty() ? target.columns.size() - size_t(std::ranges::count_if(target.columns, computed))
                                : records.front().cells.size();
    }
    preview.fields.resize(width);
    if (*dialect.header && !records.empty()) {
        const std::vector<int> columns = fieldsOf(target, records.front());
        for (size_t i = 0; i < columns.size(); ++i) {
            preview.fields[i].name = QString::fromUtf8(records.front().cells[i].bytes());
            preview.fields[i].column = columns[i];
        }
        preview.fields.resize(columns.size());
        records.erase(records.begin());
    } else {
        size_t field = 0;
        for (size_t i = 0; field < width && i < target.columns.size(); ++i) {
            const bool computed = target.columns[i].insert == ReadOnlyReason::Generated;
            if (!computed || dialect.format != BulkFormat::Copy) // which does not have them
                preview.fields[field++].column = computed ? leftOut : int(i);
        }
    }
    preview.whole = whole && records.size() <= size_t(previewRows);
    for (DelimitedRecord &record : records) {
        if (preview.rows.size() == size_t(previewRows))
            break;
        preview.lines.push_back(record.line);
        preview.rows.push_back(std::move(record.cells));
    }
}

// ---- JSON

static void readObjects(ImportPreview &preview, const QByteArray &text, bool whole, const EditTarget &target)
{
    JsonObjectReader reader;
    auto objects = reader.feed(text);
    if (!objects) {
        preview.error = objects.error();
        return;
    }
    if (whole) {
        if (auto ended = reader.finish(); !ended)
            preview.error = ended.error();
    }
    for (const JsonObject &object : *objects) {
        if (preview.rows.size() == size_t(previewRows))
            break;
        const auto members = membersOf(object.text);
        if (!members) {
            preview.error = members.error();
            preview.error->message = tr("Line %1: %2").arg(object.line).arg(members.error().message);
            return;
        }
        std::vector<CellValue> row(preview.fields.size());
        for (const JsonMember &member : *members) {
            const QString name = QString::fromUtf8(member.name);
            auto field = std::ranges::find(preview.fields, name, &PreviewField::name);
            if (field == preview.fields.end()) {
                const int column = target.columnNamed(name);
                const bool computed = column >= 0 && target.columns[size_t(column)].insert == ReadOnlyReason::Generated;
                preview.fields.push_back({.name = name, .column = computed ? leftOut : column});
                field = preview.fields.end() - 1;
                row.resize(preview.fields.size());
            }
            const EditColumn any{.baseTypeOid = 25};
            const auto value =
                valueOfJson(member.value, field->column >= 0 ? target.columns[size_t(field->column)] : any);
            row[size_t(field - preview.fields.begin())] = value ? *value : CellValue::text(member.value);
        }
        preview.lines.push_back(object.line);
        preview.rows.push_back(std::move(row));
    }
    for (auto &row : preview.rows)
        row.resize(preview.fields.size());
    preview.whole = whole && objects->size() <= size_t(previewRows);
}

Result<ImportPreview> previewOfBytes(
    const QByteArray &beginning, bool whole, const ImportDialect &dialect, const EditTarget &target,
    const QString &path)
{
    ImportPreview preview{
        .dialect = dialect, .isNullSaid = dialect.null.has_value(), .isEncodingSaid = dialect.encoding.has_value()};
    ImportDialect &found = preview.dialect;
    if (!found.encoding)
        found.encoding = detectEncoding(beginning);
    ASSIGN_OR_RETURN(const auto text, decodedBeginning(beginning, *found.encoding, whole));
    if (!found.format)
        found.format = formatOf(text, path);
    if (isJson(*found.format)) {
        readObjects(preview, text, whole, target);
        found.header = found.header.value_or(false);
        found.delimiter = found.delimiter.value_or(',');
        found.null = found.null.value_or(QByteArray());
    } else {
        readDelimited(preview, text, whole, target);
    }
    for (size_t field = 0; field < preview.fields.size(); ++field) {
        for (const auto &row : preview.rows) {
            if (field >= row.size() || row[field].isNull())
                preview.fields[field].hasNull = true;
            else
                preview.fields[field].looksLike = both(preview.fields[field].looksLike, looksOf(row[field].bytes()));
        }
    }
    return preview;
}

Result<ImportPreview>
previewOf(QIODevice &from, const ImportDialect &dialect, const EditTarget &target, const QString &path)
{
    const qint64 begin = from.pos();
    const QByteArray beginning = from.read(previewBytes);
    const bool whole = from.atEnd();
    if (!from.isSequential() && !from.seek(begin))
        return fail(ErrorKind::Io, tr("The file cannot be reread from its beginning"));
    return previewOfBytes(beginning, whole, dialect, target, path);
}

// ---- mapping

ImportRequest requestOf(const ImportPreview &preview, const EditTarget &target)
{
    const ImportDialect &dialect = preview.dialect;
    ImportRequest request{.target = target, .format = *dialect.format};
    request.header = *dialect.header;
    request.null = *dialect.null;
    request.isNullSaid = preview.isNullSaid;
    request.isEncodingSaid = preview.isEncodingSaid;
    request.delimiter = *dialect.delimiter;
    request.encoding = *dialect.encoding;
    for (const PreviewField &field : preview.fields) {
        if (isJson(request.format))
            request.members[field.name.toUtf8()] = field.column;
        else
            request.fields.push_back(field.column);
    }
    return request;
}

static int fieldNamed(const ImportPreview &preview, const QString &name)
{
    const auto found = std::ranges::find(preview.fields, name, &PreviewField::name);
    if (found != preview.fields.end())
        return int(found - preview.fields.begin());
    bool isNumber = false;
    const int position = name.toInt(&isNumber);
    return isNumber && position >= 1 && size_t(position) <= preview.fields.size() ? position - 1 : -1;
}

Result<void> mapField(ImportRequest &request, const ImportPreview &preview, const QString &mapping)
{
    const qsizetype equals = mapping.lastIndexOf(u'=');
    if (equals < 1)
        return fail(
            ErrorKind::Usage, tr("%1 does not map a field to a column").arg(mapping),
            tr("Use FIELD=COLUMN, or FIELD= to skip a field."));
    const QString name = mapping.left(equals);
    const QString to = mapping.sliced(equals + 1);
    const int field = fieldNamed(preview, name);
    if (field < 0)
        return fail(ErrorKind::Usage, tr("The file has no field %1").arg(name));
    const int column = to.isEmpty() || to == u'-' ? leftOut : request.target.columnNamed(to);
    if (column == noColumn)
        return fail(ErrorKind::Usage, tr("%1 has no column %2").arg(request.target.shape.name, to));
    if (column >= 0 && request.target.columns[size_t(column)].insert == ReadOnlyReason::Generated)
        return fail(ErrorKind::Usage, tr("The server computes %1").arg(to), tr("Skip the field."));
    if (isJson(request.format))
        request.members[preview.fields[size_t(field)].name.toUtf8()] = column;
    else
        request.fields[size_t(field)] = column;
    return {};
}

void leaveOutUnknown(ImportRequest &request)
{
    request.leavesOutUnknown = true;
    std::ranges::replace(request.fields, noColumn, leftOut);
    for (auto &[name, column] : request.members)
        column = column == noColumn ? leftOut : column;
}

// The names of fields of which nobody has said where they go.
static QStringList homeless(const ImportRequest &request, const ImportPreview &preview)
{
    QStringList names;
    for (size_t field = 0; field < preview.fields.size(); ++field) {
        const QString &name = preview.fields[field].name;
        const auto member = request.members.find(name.toUtf8());
        const int column = field < request.fields.size()   ? request.fields[field]
                         : member != request.members.end() ? member->second
                                                           : leftOut;
        if (column == noColumn)
            names << (name.isEmpty() ? QString::number(field + 1) : name);
    }
    return names;
}

Result<void> checkMapping(const ImportRequest &request, const ImportPreview &preview)
{
    std::vector<int> columns = request.fields;
    for (const auto &[name, column] : request.members)
        columns.push_back(column);
    std::erase_if(columns, [](int column) { return column < 0; });
    std::ranges::sort(columns);
    if (const auto twice = std::ranges::adjacent_find(columns); twice != columns.end())
        return fail(
            ErrorKind::Usage,
            tr("Two fields are mapped to the column %1").arg(request.target.columns[size_t(*twice)].name),
            tr("Skip one of them."));
    if (columns.empty() && !preview.fields.empty())
        return fail(
            ErrorKind::Usage, tr("No field of the file matches a column of %1").arg(request.target.shape.name),
            tr("The file may have no header, or different names than the table: map the fields to columns."));
    if (const QStringList names = homeless(request, preview); !names.isEmpty())
        return fail(
            ErrorKind::Usage,
            tr("%1 has no column for these fields of the file: %2")
                .arg(request.target.shape.name, names.mid(0, 10).join(u", ")),
            tr("Map each of them to a column, or skip it."));
    return {};
}

} // namespace howdah::data
