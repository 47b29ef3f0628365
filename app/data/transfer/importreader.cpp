// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/importreader.h"

#include "base/propagate.h"
#include "data/page/tr.h"
#include "data/transfer/copytext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::data {

static constexpr qint64 readAtOnce = 1 << 17;

static DelimitedFormat formatOf(const ImportRequest &request)
{
    return {.delimiter = request.format == BulkFormat::Tsv ? tabulator : request.delimiter, .null = request.null};
}

ImportReader::ImportReader(const ImportRequest &request, TextSource &from)
    : m_request(request)
    , m_from(from)
    , m_delimited(formatOf(request))
    , m_copy(formatOf(request))
{
}

Result<void> ImportReader::begin()
{
    m_headerSeen = !m_request.header || isJson();
    if (isJson())
        return findMembers();
    for (size_t field = 0; field < m_request.fields.size(); ++field) {
        const int column = m_request.fields[field];
        if (column == noColumn && !m_request.leavesOutUnknown)
            return fail(
                ErrorKind::Usage, tr("Field %1 of the file does not match a column").arg(field + 1),
                tr("Map it to a column, or skip it."));
        if (column >= 0)
            m_columns.push_back(column);
    }
    if (m_columns.empty())
        return fail(ErrorKind::Usage, tr("No field of the file matches a column"));
    return {};
}

// The target's column of a member, noColumn when there is none, leftOut when it is not wanted.
int ImportReader::columnOf(const QByteArray &member) const
{
    const auto mapped = m_request.members.find(member);
    const int column =
        mapped != m_request.members.end() ? mapped->second : m_request.target.columnNamed(QString::fromUtf8(member));
    if (column == noColumn && m_request.leavesOutUnknown)
        return leftOut;
    // The server computes it.
    const bool generated = column >= 0 && m_request.target.columns[size_t(column)].insert == ReadOnlyReason::Generated;
    return generated ? leftOut : column;
}

// Which members are columns is told by the first object; COPY needs to know before it begins.
Result<void> ImportReader::findMembers()
{
    while (m_first.empty() && !m_atEnd) {
        ASSIGN_OR_RETURN(const auto bytes, m_from.read(readAtOnce));
        m_atEnd = bytes.isEmpty();
        ASSIGN_OR_RETURN(auto objects, m_objects.feed(bytes));
        m_first = std::move(objects);
    }
    m_members.assign(m_request.target.columns.size(), -1);
    if (m_first.empty())
        return m_objects.finish();
    ASSIGN_OR_RETURN(const auto members, membersOf(m_first.front().text));
    for (const JsonMember &member : members) {
        const int column = columnOf(member.name);
        if (column == leftOut)
            continue;
        if (column < 0)
            return fail(
                ErrorKind::Invalid, tr("There is no column named %1").arg(QString::fromUtf8(member.name)),
                tr("Map the member to a column, or skip it."));
        if (m_members[size_t(column)] >= 0)
            return fail(
                ErrorKind::Invalid,
                tr("Two members are mapped to the column %1").arg(m_request.target.columns[size_t(column)].name));
        m_members[size_t(column)] = int(m_columns.size());
        m_columns.push_back(column);
    }
    return m_columns.empty() ? fail(ErrorKind::Usage, tr("No member in the file matches a column")) : Result<void>();
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
    std::vector<bool> seen(m_columns.size());
    for (const JsonMember &member : *members) {
        const int column = columnOf(member.name);
        if (column == leftOut)
            continue;
        const int place = column < 0 ? -1 : m_members[size_t(column)];
        if (place < 0) {
            row.error = makeError(
                ErrorKind::Invalid,
                tr("The member %1 is not in the first object, or has no column").arg(QString::fromUtf8(member.name)));
            return row;
        }
        const auto value = valueOfJson(member.value, m_request.target.columns[size_t(column)]);
        if (!value) {
            row.error = value.error();
            return row;
        }
        if (seen[size_t(place)]) {
            row.error =
                makeError(ErrorKind::Invalid, tr("The member %1 is duplicated").arg(QString::fromUtf8(member.name)));
            return row;
        }
        seen[size_t(place)] = true;
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

static Error bareN(qint64 line)
{
    return makeError(
        ErrorKind::Invalid, tr("Line %1: unquoted \\N means NULL to some programs, and text to others").arg(line),
        tr("Choose how the file spells NULL: \\N, or empty if \\N is text."));
}

Result<std::vector<DelimitedRecord>> ImportReader::records(QByteArrayView bytes, bool last)
{
    if (m_request.format == BulkFormat::Copy)
        return last ? m_copy.finish() : m_copy.feed(bytes);
    std::vector<DelimitedRecord> records = m_delimited.feed(bytes);
    if (last) {
        const qint64 open = m_delimited.openQuoteLine();
        for (DelimitedRecord &record : m_delimited.finish())
            records.push_back(std::move(record));
        if (open > 0 && m_delimited.openQuoteLine() > 0)
            return fail(ErrorKind::Invalid, tr("Line %1: a quote is never closed").arg(open));
    }
    return records;
}

Result<std::vector<ImportRow>> ImportReader::delimited(QByteArrayView bytes, bool last)
{
    ASSIGN_OR_RETURN(const auto read, this->records(bytes, last));
    const std::vector<DelimitedRecord> &records = read;
    const bool keeps = m_request.policy == ErrorPolicy::Reject;
    if (keeps)
        m_kept += bytes;
    std::vector<ImportRow> out;
    for (const DelimitedRecord &record : records) {
        if (!std::exchange(m_headerSeen, true))
            continue;
        if (record.hasBareN && !m_request.isNullSaid)
            return fail(bareN(record.line));
        ImportRow row = rowOf(record);
        if (keeps)
            row.text = m_kept.sliced(record.offset - m_keptOffset, record.size);
        RETURN_IF_ERROR(accept(out, std::move(row)));
    }
    if (keeps && !records.empty()) {
        const qint64 end = records.back().offset + records.back().size;
        m_kept.remove(0, end - m_keptOffset);
        m_keptOffset = end;
    }
    return out;
}

Result<std::vector<ImportRow>> ImportReader::rowsOf(const std::vector<JsonObject> &objects) const
{
    std::vector<ImportRow> out;
    for (const JsonObject &object : objects) {
        RETURN_IF_ERROR(accept(out, rowOf(object)));
    }
    return out;
}

Result<std::vector<ImportRow>> ImportReader::objects(QByteArrayView bytes, bool last)
{
    ASSIGN_OR_RETURN(const auto objects, m_objects.feed(bytes));
    if (last) {
        RETURN_IF_ERROR(m_objects.finish());
    }
    return rowsOf(objects);
}

Result<std::vector<ImportRow>> ImportReader::next()
{
    if (!m_first.empty())
        return rowsOf(std::exchange(m_first, {}));
    while (!m_atEnd) {
        ASSIGN_OR_RETURN(const auto bytes, m_from.read(readAtOnce));
        m_atEnd = bytes.isEmpty();
        auto rows = isJson() ? objects(bytes, m_atEnd) : delimited(bytes, m_atEnd);
        if (!rows || !rows->empty())
            return rows;
    }
    return std::vector<ImportRow>();
}

} // namespace howdah::data
