// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/copytext.h"

#include "base/propagate.h"
#include "data/page/tr.h"

#include <algorithm>

namespace howdah::data {

static constexpr QByteArrayView plainLetters = "bfnrtv";
static constexpr QByteArrayView controls = "\b\f\n\r\t\v";

// The number that begins at `at`, of at most so many digits; moves behind it.
static char byteOf(QByteArrayView raw, qsizetype &at, int base, int mostDigits)
{
    int code = 0;
    for (int digits = 0; digits < mostDigits && at < raw.size(); ++digits, ++at) {
        const char c = raw[at];
        const int digit = c >= '0' && c <= '9'                   ? c - '0'
                        : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                                 : base;
        if (digit >= base)
            break;
        code = code * base + digit;
    }
    return char(code & 0xff);
}

static bool isHexadecimal(char c) { return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f'); }

static std::optional<QByteArray> fieldOf(QByteArrayView raw, QByteArrayView null = "\\N")
{
    if (raw == null)
        return std::nullopt;
    if (!raw.contains('\\'))
        return raw.isEmpty() ? QByteArray("") : raw.toByteArray();
    QByteArray out("");
    for (qsizetype at = 0; at < raw.size();) {
        if (raw[at] != '\\') {
            out += raw[at++];
            continue;
        }
        if (at + 1 == raw.size())
            break; // the server drops it, too
        const char letter = raw[++at];
        if (letter >= '0' && letter <= '7') {
            out += byteOf(raw, at, 8, 3);
        } else if (letter == 'x' && at + 1 < raw.size() && isHexadecimal(raw[at + 1])) {
            out += byteOf(raw, ++at, 16, 2);
        } else {
            const qsizetype known = plainLetters.indexOf(letter);
            out += known >= 0 ? controls[known] : letter;
            ++at;
        }
    }
    return out;
}

std::vector<std::optional<QByteArray>> copyFields(QByteArrayView line)
{
    if (line.endsWith('\n'))
        line.chop(1);
    std::vector<std::optional<QByteArray>> fields;
    qsizetype begin = 0;
    while (true) {
        const qsizetype end = line.indexOf('\t', begin);
        fields.push_back(fieldOf(line.sliced(begin, (end < 0 ? line.size() : end) - begin)));
        if (end < 0)
            return fields;
        begin = end + 1;
    }
}

void appendCopyField(QByteArray &to, const CellValue &value)
{
    if (!value.isText()) {
        to += "\\N";
        return;
    }
    for (const char c : value.bytes()) {
        const qsizetype control = controls.indexOf(c);
        if (control >= 0) {
            to += '\\';
            to += plainLetters[control];
        } else {
            if (c == '\\')
                to += '\\';
            to += c;
        }
    }
}

// ---- files

// Up to what may be the end of a line, or change the meaning of what follows.
static QByteArrayView plainBeginning(QByteArrayView bytes)
{
    const auto isSpecial = [](char c) { return c == '\n' || c == '\r' || c == '\\'; };
    return bytes.first(std::ranges::find_if(bytes, isSpecial) - bytes.begin());
}

Result<std::vector<DelimitedRecord>> CopyTextReader::feed(QByteArrayView bytes)
{
    std::vector<DelimitedRecord> out;
    for (qsizetype at = 0; at < bytes.size(); ++at) {
        // Most bytes are just text, and stand together.
        if (!m_afterReturn && !m_escaped && !m_ended) {
            const QByteArrayView text = plainBeginning(bytes.sliced(at));
            m_size += text.size();
            m_line += text;
            at += text.size();
            if (at == bytes.size())
                break;
        }
        RETURN_IF_ERROR(take(bytes[at], out));
    }
    return out;
}

Result<std::vector<DelimitedRecord>> CopyTextReader::finish()
{
    std::vector<DelimitedRecord> out;
    if (std::exchange(m_afterReturn, false)) {
        RETURN_IF_ERROR(endOfLine(Ends::Return, out));
    }
    if (m_size > 0) {
        RETURN_IF_ERROR(endRecord(out));
    }
    return out;
}

Result<void> CopyTextReader::begin(char byte)
{
    if (m_ended)
        return fail(
            ErrorKind::Invalid, tr("Line %1: there is text after \\., which ends the data").arg(m_number),
            tr("Cut the file there if the rest is not wanted; it was not read."));
    ++m_size;
    m_line += byte;
    return {};
}

Result<void> CopyTextReader::take(char byte, std::vector<DelimitedRecord> &out)
{
    if (std::exchange(m_afterReturn, false)) {
        if (byte == '\n' && (m_ends == Ends::Unknown || m_ends == Ends::ReturnFeed)) {
            ++m_size;
            return endOfLine(Ends::ReturnFeed, out);
        }
        if (auto ended = endOfLine(Ends::Return, out); !ended)
            return ended;
    }
    const bool escaped = std::exchange(m_escaped, false);
    if (!escaped && (byte == '\n' || byte == '\r')) {
        if (m_ended)
            return {}; // nothing that could be missed
        ++m_size;
        m_afterReturn = byte == '\r';
        return m_afterReturn ? Result<void>() : endOfLine(Ends::Feed, out);
    }
    m_breaks += byte == '\n' ? 1 : 0;
    m_escaped = !escaped && byte == '\\';
    return begin(byte);
}

Result<void> CopyTextReader::endOfLine(Ends ends, std::vector<DelimitedRecord> &out)
{
    if (m_ends == Ends::Unknown)
        m_ends = ends;
    if (m_ends == ends)
        return endRecord(out);
    return fail(
        ErrorKind::Invalid, tr("Line %1: the file has mixed line endings").arg(m_number),
        tr("In COPY's format a line break inside a value is written as \\n or \\r."));
}

Result<void> CopyTextReader::endRecord(std::vector<DelimitedRecord> &out)
{
    if (m_line == "\\.") {
        m_ended = true;
        beginNext();
        return {};
    }
    DelimitedRecord record{.line = m_number, .offset = m_offset, .size = m_size};
    const QByteArrayView line(m_line);
    qsizetype from = 0;
    bool escaped = false;
    for (qsizetype at = 0; at <= line.size(); ++at) {
        if (at < line.size() && (escaped || line[at] != m_format.delimiter)) {
            escaped = !escaped && line[at] == '\\';
            continue;
        }
        const auto field = fieldOf(line.sliced(from, at - from), m_format.null);
        record.cells.push_back(field ? CellValue::text(*field) : CellValue::null());
        from = at + 1;
        escaped = false;
    }
    out.push_back(std::move(record));
    beginNext();
    return {};
}

void CopyTextReader::beginNext()
{
    m_number += 1 + m_breaks;
    m_breaks = 0;
    m_offset += m_size;
    m_size = 0;
    m_line.resize(0); // keeps its memory
}

} // namespace howdah::data
