// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "data/transfer/delimited.h"

#include <optional>
#include <vector>

namespace howdah::data {

// COPY's own text format: fields between tabulators, \N for NULL, backslashes before what would be misread.
[[nodiscard]] std::vector<std::optional<QByteArray>> copyFields(QByteArrayView line);
void appendCopyField(QByteArray &to, const CellValue &value);

// Reads a file of that format piece by piece, as COPY and psql's \\copy do: \b \f \n \r \t \v, bytes as \101 and \x41,
// a line break behind a backslash; a line of \. is its end. What it holds does not grow with the file. Not `hasBareN`.
class CopyTextReader final
{
public:
    explicit CopyTextReader(DelimitedFormat format)
        : m_format(std::move(format))
    {
    }
    // The records that are complete. ErrorKind::Invalid, with the line, for what COPY would refuse or pass over.
    [[nodiscard]] Result<std::vector<DelimitedRecord>> feed(QByteArrayView bytes);
    // The last record, when no line break ends it.
    [[nodiscard]] Result<std::vector<DelimitedRecord>> finish();

private:
    enum class Ends { Unknown, Feed, Return, ReturnFeed }; // how lines end, which is that of the first one
    [[nodiscard]] Result<void> take(char byte, std::vector<DelimitedRecord> &out);
    [[nodiscard]] Result<void> endOfLine(Ends ends, std::vector<DelimitedRecord> &out);
    [[nodiscard]] Result<void> endRecord(std::vector<DelimitedRecord> &out);
    [[nodiscard]] Result<void> begin(char byte);
    void beginNext();

    DelimitedFormat m_format;
    QByteArray m_line; // as the file has it, without its end
    Ends m_ends = Ends::Unknown;
    bool m_escaped = false;
    bool m_afterReturn = false; // a line feed now may belong to it
    bool m_ended = false;       // by \.
    qint64 m_number = 1;
    qint64 m_breaks = 0; // line breaks inside the record
    qint64 m_offset = 0;
    qint64 m_size = 0;
};

} // namespace howdah::data
