// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "sql/format/formatstyle.h"

#include <QString>

namespace howdah::sql {

// The style of a file, as the .editorconfig files beside and above it say: indent_style, indent_size, tab_width,
// max_line_length, howdah_sql_keyword_case (upper, lower, keep) and howdah_sql_comma (trailing, leading). `path` need
// not exist. ErrorKind::Invalid with file and line where one of our own keys has another value. Blocks on the disk.
[[nodiscard]] Result<FormatStyle> formatStyleFor(const QString &path);

// What one such file says of a file, by its path below the folder of the first; for what it does not say `style` stays.
// `isRoot`: no file above it is asked.
struct EditorConfig
{
    FormatStyle style;
    bool isRoot = false;
};
[[nodiscard]] Result<EditorConfig>
readEditorConfig(const QString &text, const QString &below, const FormatStyle &style);

} // namespace howdah::sql
