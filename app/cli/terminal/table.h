// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QStringList>

#include <vector>

namespace howdah::cli {

// Rows as aligned columns, the first row being the header; without trailing blanks. Control characters, which a hostile
// name could bring into the terminal, are shown as escapes.
[[nodiscard]] QString alignedTable(std::vector<QStringList> rows);

// The same escaping for one line of text.
[[nodiscard]] QString plainLine(const QString &text);

// An error as lines of which only the first begins at the margin, so that nothing in the words of a server looks like a
// line of this program.
[[nodiscard]] QString plainError(const Error &error);
[[nodiscard]] QString plainLines(const QString &text);

} // namespace howdah::cli
