// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/importreader.h"

#include "data/copytext.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

static QString tr(const char *text) { return QCoreApplication::translate("Data", text); }

static constexpr qint64 readAtOnce = 1 << 17;
static constexpr QByteArrayView byteOrderMark = "\xef\xbb\xbf";

static DelimitedFormat formatOf(const ImportRequest &request)
{
    return {.delimiter = request.format == BulkFormat::Tsv ? tabulator : request.delimiter, .null = request.null};
}

ImportReader::ImportReader(const ImportRequest &request, QIODevice &from)
    : m_request(request)
    , m_from(from)
    , m_delimited(formatOf(request))
{
}

Result<void> ImportReader::begin()
{
    if (m_from.peek(byteOrderMark.size()) == byteOrderMark)
        m_from.skip(byteOrderMark.size());
    m_headerSeen = !m_request.header || isJson();
    if (isJson())
        return findMembers();
    for (const int column : m_request.fields) {
        if (column >= 0)
            m_columns.push_back(column);
    }
    if (m_columns.empty())
        return fail(ErrorKind::Usage, tr("No field of the file belongs to a column"));
    return {};
}

// Which members are columns is told by the first object; COPY needs to know before it begins.
Result<void> ImportReader::findMembers()
{
    const qint64 start = m_from.pos();
    JsonObjectReader reader;
    std::vector<JsonObject> first;
    while (first.empty() && !m_from.atEnd()) {
        auto objects = reader.feed(m_from.read(readAtOnce));
        if (!objects)
            return fail(objects.error());
        first = std::move(*objects);
    }
    if (!m_from.seek(start))
        return fail(ErrorKind::Io, tr("The file cannot be read from its beginning again"));
    m_members.assign(m_request.target.columns.size(), -1);
    if (first.empty())
        return reader.finish();
    const auto members = membersOf(first.front().text);
    if (!members)
        return fail(members.error());
    for (const JsonMember &member : *members) {
        const int column = m_request.target.columnNamed(QString::fromUtf8(member.name));
        if (column < 0)
            return fail(ErrorKind::Invalid, tr("There is no column %1").arg(QString::fromUtf8(member.name)));
        if (m_members[size_t(column)] >= 0)
            return fail(ErrorKind::Invalid, tr("The member %1 is there twice").arg(QString::fromUtf8(member.name)));
        m_members[size_t(column)] = int(m_columns.size());
        m_columns.push_back(column);
    }
    return {};
}

static QByteArray copyLineOf(const std::vector<CellValue> &values)
{
    QByteArray line;
    for (size_t i = 0; i < values.size(); ++i) {
        if (i > 0)
            line += '\t';
        appendCopyField(line, values[i]);
    }
    line += '\n';
    return line;
}

ImportRow ImportReader::rowOf(const DelimitedRecord &record) const
{
    ImportRow row{.line = record.line};
    if (record.cells.size() != m_request.fields.size()) {
        row.error = makeError(
            ErrorKind::Invalid, tr("%1 fields instead of %2").arg(record.cells.size()).arg(m_request.fields.size()));
        return row;
    }
    std::vector<CellValue> values;
    for (size_t i = 0; i < record.cells.size(); ++i) {
        if (m_request.fields[i] >= 0)
            values.push_back(record.cells[i]);
    }
    row.copyLine = copyLineOf(values);
    return row;
}

ImportRow ImportReader::rowOf(const JsonObject &object) const
{
    ImportRow row{.line = object.line, .text = object.text};
    const auto members = membersOf(object.text);
    if (!members) {
        row.error = members.error();
        return row;
    }
    // A member that is left out is NULL.
    std::vector<CellValue> values(m_columns.size());
    for (const JsonMember &member : *members) {
        const int column = m_request.target.columnNamed(QString::fromUtf8(member.name));
        const int place = column < 0 ? -1 : m_members[size_t(column)];
        if (place < 0) {
            row.error = makeError(
                ErrorKind::Invalid,
                tr("The member %1 is not in the first object, or no column").arg(QString::fromUtf8(member.name)));
            return row;
        }
        const auto value = valueOfJson(member.value, m_request.target.columns[size_t(column)]);
        if (!value) {
            row.error = value.error();
            return row;
        }
        values[size_t(place)] = *value;
    }
    row.copyLine = copyLineOf(values);
    return row;
}

Result<void> ImportReader::accept(std::vector<ImportRow> &out, ImportRow row) const
{
    if (row.error && m_request.policy == ErrorPolicy::AllOrNothing) {
        Error error = *row.error;
        error.message = tr("Line %1: %2").arg(row.line).arg(error.message);
        return fail(error);
    }
    out.push_back(std::move(row));
    return {};
}

Result<std::vector<ImportRow>> ImportReader::delimited(QByteArrayView bytes, bool last)
{
    std::vector<DelimitedRecord> records = m_delimited.feed(bytes);
    if (last) {
        const qint64 open = m_delimited.openQuoteLine();
        for (DelimitedRecord &record : m_delimited.finish())
            records.push_back(std::move(record));
        if (open > 0 && m_delimited.openQuoteLine() > 0)
            return fail(ErrorKind::Invalid, tr("Line %1: a quote is opened and never closed").arg(open));
    }
    const bool keeps = m_request.policy == ErrorPolicy::Reject;
    if (keeps)
        m_kept += bytes;
    std::vector<ImportRow> out;
    for (const DelimitedRecord &record : records) {
        if (!std::exchange(m_headerSeen, true))
            continue;
        ImportRow row = rowOf(record);
        if (keeps)
            row.text = m_kept.sliced(record.offset - m_keptOffset, record.size);
        if (auto accepted = accept(out, std::move(row)); !accepted)
            return fail(accepted.error());
    }
    if (keeps && !records.empty()) {
        const qint64 end = records.back().offset + records.back().size;
        m_kept.remove(0, end - m_keptOffset);
        m_keptOffset = end;
    }
    return out;
}

Result<std::vector<ImportRow>> ImportReader::objects(QByteArrayView bytes, bool last)
{
    const auto objects = m_objects.feed(bytes);
    if (!objects)
        return fail(objects.error());
    if (last) {
        if (auto ended = m_objects.finish(); !ended)
            return fail(ended.error());
    }
    std::vector<ImportRow> out;
    for (const JsonObject &object : *objects) {
        if (auto accepted = accept(out, rowOf(object)); !accepted)
            return fail(accepted.error());
    }
    return out;
}

Result<std::vector<ImportRow>> ImportReader::next()
{
    while (!m_atEnd) {
        const QByteArray bytes = m_from.read(readAtOnce);
        m_atEnd = bytes.size() < readAtOnce && m_from.atEnd();
        auto rows = isJson() ? objects(bytes, m_atEnd) : delimited(bytes, m_atEnd);
        if (!rows || !rows->empty())
            return rows;
    }
    return std::vector<ImportRow>();
}

} // namespace howdah::data
