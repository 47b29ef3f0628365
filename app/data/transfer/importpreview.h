// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/bulkcopy.h"
#include "data/transfer/lookslike.h"

namespace howdah::data {

// How a file is read. What is not set is found out from its beginning.
struct ImportDialect
{
    std::optional<BulkFormat> format;
    std::optional<TextEncoding> encoding;
    std::optional<char> delimiter;
    std::optional<bool> header;
    std::optional<QByteArray> null;
    bool operator==(const ImportDialect &) const = default;
};

// A field of the file: a column of delimited text, or a member of objects.
struct PreviewField
{
    QString name; // of the header, or of the member; "" without
    LooksLike looksLike = LooksLike::Nothing;
    bool hasNull = false;
    int column = noColumn; // of the target, by name; noColumn, or leftOut when the server computes it
    bool operator==(const PreviewField &) const = default;
};

// The beginning of a file, as it would be read.
struct ImportPreview
{
    ImportDialect dialect; // all of it set
    std::vector<PreviewField> fields;
    std::vector<std::vector<CellValue>> rows; // of the fields; objects without a member have NULL
    std::vector<qint64> lines;                // where each begins
    bool whole = false;                       // the file has no more rows
    qint64 bareN = 0;                         // the line of an unquoted \N, as long as nobody has said what it means
    bool isNullSaid = false;                  // how NULL is spelled was said, not found out
    bool isEncodingSaid = false;
    std::optional<Error> error; // what cannot be read behind these rows
};

inline constexpr int previewRows = 100;
inline constexpr qint64 previewBytes = 1 << 20;

// Reads the beginning of the device, and goes back to where it stood; of a pipe, what was read must be put before the
// rest by the caller: see PeekedDevice. `path` tells the format by its name when nothing else does. ErrorKind::Io,
// ErrorKind::Invalid.
[[nodiscard]] Result<ImportPreview>
previewOf(QIODevice &from, const ImportDialect &dialect, const EditTarget &target, const QString &path = {});

// The same of bytes that were read already; `whole` when the file has no more.
[[nodiscard]] Result<ImportPreview> previewOfBytes(
    const QByteArray &beginning, bool whole, const ImportDialect &dialect, const EditTarget &target,
    const QString &path = {});

// The request that the preview leads to; mapped by the names of a header or members, else by position.
[[nodiscard]] ImportRequest requestOf(const ImportPreview &preview, const EditTarget &target);

// Leaves everything out that has no column.
void leaveOutUnknown(ImportRequest &request);

// How a field is mapped: "FIELD=COLUMN", where FIELD is a name or a position from 1, and COLUMN is "" or "-" to leave
// it out. ErrorKind::Usage.
[[nodiscard]] Result<void> mapField(ImportRequest &request, const ImportPreview &preview, const QString &mapping);

// Fields of which nobody has said where they go, and columns that two fields go to: ErrorKind::Usage.
[[nodiscard]] Result<void> checkMapping(const ImportRequest &request, const ImportPreview &preview);

} // namespace howdah::data
