// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/value.h"

#include <vector>

namespace howdah::data {

// Text with a delimiter, as spreadsheets and COPY's csv format have it. A field in quotes is text, whatever it holds;
// an unquoted field that is the spelling of NULL is NULL, so that NULL and an empty text stay apart.
struct DelimitedFormat
{
    char delimiter = ',';
    QByteArray null; // how NULL is spelled: nothing
    bool operator==(const DelimitedFormat &) const = default;
};
inline constexpr char tabulator = '\t';

// A line of the file, which may span several when quotes hold line breaks.
struct DelimitedRecord
{
    std::vector<CellValue> cells; // Null or Text
    qint64 line = 0;              // of its first byte, from 1
    qint64 offset = 0;            // in bytes
    qint64 size = 0;              // with its line break
    bool hasBareN = false;        // a field is \N without quotes, and that is not how NULL is spelled
};

// Reads delimited text piece by piece; what it holds does not grow with the text. Follows COPY: a quote opens a quoted
// part anywhere in a field, a doubled quote in it is a quote. Line breaks are \n, \r\n and \r.
class DelimitedReader final
{
public:
    explicit DelimitedReader(DelimitedFormat format)
        : m_format(std::move(format))
    {
    }
    // The records that are complete. An empty line is a record of one NULL.
    [[nodiscard]] std::vector<DelimitedRecord> feed(QByteArrayView bytes);
    // The last record, when no line break ends it.
    [[nodiscard]] std::vector<DelimitedRecord> finish();
    // The end came inside quotes; of the line where they open. 0: no.
    [[nodiscard]] qint64 openQuoteLine() const { return m_inQuotes ? m_quoteLine : 0; }

private:
    void take(char byte, std::vector<DelimitedRecord> &out);
    void endField();
    void endRecord(std::vector<DelimitedRecord> &out);

    DelimitedFormat m_format;
    DelimitedRecord m_record;
    QByteArray m_field;
    bool m_wasQuoted = false;
    bool m_inQuotes = false;
    bool m_maybeQuoteEnd = false; // a quote within quotes: its end, or one half of a doubled one
    bool m_afterReturn = false;   // a line feed now belongs to the record before
    bool m_begun = false;
    qint64 m_line = 1;
    qint64 m_quoteLine = 0;
    qint64 m_offset = 0;
};

// Counts records without taking them apart, for files whose line breaks are \n or \r\n.
class RecordCounter final
{
public:
    enum class Quotes {
        Hold,    // line breaks, as in CSV
        AreText, // as in COPY's own format; no line break may stand behind a backslash then
    };
    explicit RecordCounter(Quotes quotes = Quotes::Hold)
        : m_quotes(quotes)
    {
    }
    void add(QByteArrayView bytes);
    // Records that a line break ended.
    [[nodiscard]] qint64 records() const { return m_records; }
    // With one at the end that none ends.
    [[nodiscard]] qint64 total() const { return m_records + (m_open ? 1 : 0); }

private:
    Quotes m_quotes;
    qint64 m_records = 0;
    bool m_inQuotes = false;
    bool m_open = false;
};

// One field, quoted when it would be read as something else.
void appendField(QByteArray &to, const CellValue &value, const DelimitedFormat &format);

// A block of cells as it goes to the clipboard: TSV that spreadsheets read, and that gives back every value, NULL and
// empty text told apart. DEFAULT is not a value and is written as NULL.
[[nodiscard]] QByteArray blockText(const std::vector<std::vector<CellValue>> &rows);
// The same back, and what a spreadsheet copies. The line break at the end does not make a row.
[[nodiscard]] std::vector<std::vector<CellValue>> blockOf(QByteArrayView text);

} // namespace howdah::data
