// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/bulkcopy.h"
#include "data/transfer/copytext.h"
#include "data/page/jsontext.h"

namespace howdah::data {

// A row of a file on its way into COPY.
struct ImportRow
{
    qint64 line = 0;
    QByteArray text;            // as the file has it; only when rows may be left out
    QByteArray copyLine;        // with its line break
    std::optional<Error> error; // it cannot be sent: fields are missing, it is not JSON
};

// Reads a file as rows, some at a time. With ErrorPolicy::AllOrNothing a row that cannot be sent is an error of the
// whole.
class ImportReader final
{
public:
    ImportReader(const ImportRequest &request, TextSource &from);

    // Finds out which columns there are: of JSON, those of the first object's members.
    [[nodiscard]] Result<void> begin();
    // The target's columns that the rows fill, in order.
    [[nodiscard]] const std::vector<int> &columns() const { return m_columns; }
    // Nothing at the end.
    [[nodiscard]] Result<std::vector<ImportRow>> next();

private:
    [[nodiscard]] bool isJson() const
    {
        return m_request.format == BulkFormat::Json || m_request.format == BulkFormat::NdJson;
    }
    [[nodiscard]] Result<std::vector<DelimitedRecord>> records(QByteArrayView bytes, bool last);
    [[nodiscard]] Result<std::vector<ImportRow>> delimited(QByteArrayView bytes, bool last);
    [[nodiscard]] Result<std::vector<ImportRow>> objects(QByteArrayView bytes, bool last);
    [[nodiscard]] ImportRow rowOf(const DelimitedRecord &record) const;
    [[nodiscard]] ImportRow rowOf(const JsonObject &object) const;
    [[nodiscard]] Result<void> findMembers();
    [[nodiscard]] Result<std::vector<ImportRow>> rowsOf(const std::vector<JsonObject> &objects) const;
    [[nodiscard]] int columnOf(const QByteArray &member) const;
    [[nodiscard]] Result<void> accept(std::vector<ImportRow> &out, ImportRow row) const;

    const ImportRequest &m_request;
    TextSource &m_from;
    DelimitedReader m_delimited;
    CopyTextReader m_copy;
    JsonObjectReader m_objects;
    std::vector<JsonObject> m_first; // what was read to know the members
    std::vector<int> m_columns;
    std::vector<int> m_members; // of JSON: by column, the place in m_columns; -1
    QByteArray m_kept;          // bytes of the record that is being read
    qint64 m_keptOffset = 0;
    bool m_headerSeen = false;
    bool m_atEnd = false;
};

} // namespace howdah::data
