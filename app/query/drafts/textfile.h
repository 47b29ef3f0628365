// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace howdah::query {

// How a file is written, which stays as it is when it is saved. Line ends are a part of the text.
struct TextForm
{
    enum class Encoding { Utf8, Utf16Le, Utf16Be, Windows1252, Latin1 };
    Encoding encoding = Encoding::Utf8;
    bool hasMark = false; // a byte order mark
    bool operator==(const TextForm &) const = default;
};

enum class LineEnds { Unix, Windows, Mixed };
// Of the first megabyte; Unix where there are none.
[[nodiscard]] LineEnds lineEndsOf(QByteArrayView text);

struct TextFile
{
    QByteArray text; // UTF-8, without the mark, with the line ends of the file
    TextForm form;
    QByteArray hash; // SHA-256 of its bytes
};

// ErrorKind::NotFound, ::Io, ::Invalid for what is no regular file, too large, or no text. Blocks on the disk.
[[nodiscard]] Result<TextFile> readTextFile(const QString &path);
// Whole or not at all. ErrorKind::Conflict where the file is not as `known` says (its hash; empty: it must not be
// there), ErrorKind::Invalid where the encoding cannot hold the text. Answers the new hash.
[[nodiscard]] Result<QByteArray>
writeTextFile(const QString &path, const QByteArray &text, const TextForm &form, const QByteArray &known);
// The same whatever is there now.
[[nodiscard]] Result<QByteArray> overwriteTextFile(const QString &path, const QByteArray &text, const TextForm &form);

enum class FileChange { Same, Changed, Gone };
// Whether somebody else has changed it since it had this hash. ErrorKind::Io where it cannot be read. Blocks.
[[nodiscard]] Result<FileChange> lookForChange(const QString &path, const QByteArray &known);

} // namespace howdah::query
