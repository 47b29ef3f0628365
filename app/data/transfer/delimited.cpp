// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/delimited.h"

#include <algorithm>

namespace howdah::data {

void DelimitedReader::endField()
{
    if (!m_wasQuoted && m_field == m_format.null) {
        m_record.cells.push_back(CellValue::null());
    } else {
        m_record.hasBareN |= !m_wasQuoted && m_field == "\\N";
        m_record.cells.push_back(CellValue::text(m_field.isNull() ? QByteArray("") : m_field));
    }
    m_field = {};
    m_wasQuoted = false;
}

void DelimitedReader::endRecord(std::vector<DelimitedRecord> &out)
{
    endField();
    m_record.size = m_offset - m_record.offset;
    out.push_back(std::exchange(m_record, {}));
    m_begun = false;
}

void DelimitedReader::take(char byte, std::vector<DelimitedRecord> &out)
{
    if (m_maybeQuoteEnd) {
        m_maybeQuoteEnd = false;
        if (byte == '"') {
            m_field += '"';
            return;
        }
        m_inQuotes = false;
    }
    if (m_inQuotes) {
        if (byte == '"')
            m_maybeQuoteEnd = true;
        else
            m_field += byte;
    } else if (byte == '"') {
        m_inQuotes = m_wasQuoted = true;
        m_quoteLine = m_line;
    } else if (byte == m_format.delimiter) {
        endField();
    } else if (byte == '\n' || byte == '\r') {
        m_afterReturn = byte == '\r';
        endRecord(out);
    } else {
        m_field += byte;
    }
}

std::vector<DelimitedRecord> DelimitedReader::feed(QByteArrayView bytes)
{
    std::vector<DelimitedRecord> out;
    for (const char byte : bytes) {
        ++m_offset;
        // The second half of \r\n.
        if (std::exchange(m_afterReturn, false) && byte == '\n' && !m_begun) {
            if (!out.empty())
                ++out.back().size;
            continue;
        }
        if (!m_begun) {
            m_begun = true;
            m_record.line = m_line;
            m_record.offset = m_offset - 1;
        }
        take(byte, out);
        if (byte == '\n' || (byte == '\r' && m_afterReturn))
            ++m_line;
    }
    return out;
}

std::vector<DelimitedRecord> DelimitedReader::finish()
{
    std::vector<DelimitedRecord> out;
    if (m_maybeQuoteEnd)
        m_inQuotes = m_maybeQuoteEnd = false;
    if (m_begun)
        endRecord(out);
    return out;
}

void RecordCounter::add(QByteArrayView bytes)
{
    if (!bytes.isEmpty())
        m_open = bytes.back() != '\n';
    while (true) {
        const qsizetype quote = m_quotes == Quotes::Hold ? bytes.indexOf('"') : -1;
        const QByteArrayView part = quote < 0 ? bytes : bytes.first(quote);
        if (!m_inQuotes)
            m_records += std::ranges::count(part, '\n');
        if (quote < 0)
            return;
        m_inQuotes = !m_inQuotes;
        bytes = bytes.sliced(quote + 1);
    }
}

void appendField(QByteArray &to, const CellValue &value, const DelimitedFormat &format)
{
    if (!value.isText()) {
        to += format.null;
        return;
    }
    const QByteArray &text = value.bytes();
    // COPY takes a line of \. for the end.
    const bool plain = text != format.null && text != "\\." && std::ranges::none_of(text, [&](char byte) {
                           return byte == format.delimiter || byte == '"' || byte == '\n' || byte == '\r';
                       });
    if (plain) {
        to += text;
        return;
    }
    to += '"';
    to += QByteArray(text).replace('"', "\"\"");
    to += '"';
}

QByteArray blockText(const std::vector<std::vector<CellValue>> &rows)
{
    const DelimitedFormat format{.delimiter = tabulator};
    QByteArray text;
    for (const auto &row : rows) {
        for (size_t column = 0; column < row.size(); ++column) {
            if (column > 0)
                text += tabulator;
            appendField(text, row[column], format);
        }
        text += '\n';
    }
    return text;
}

std::vector<std::vector<CellValue>> blockOf(QByteArrayView text)
{
    DelimitedReader reader({.delimiter = tabulator});
    std::vector<std::vector<CellValue>> rows;
    const auto take = [&rows](std::vector<DelimitedRecord> records) {
        for (DelimitedRecord &record : records)
            rows.push_back(std::move(record.cells));
    };
    take(reader.feed(text));
    take(reader.finish());
    return rows;
}

} // namespace howdah::data
