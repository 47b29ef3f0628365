// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace howdah::sql {

// The size of the psql command at the beginning of `line` (which begins with its backslash and holds no newline): to
// the next command or to the separator \\ (included), else to the end of the line.
[[nodiscard]] qsizetype backslashCommandSize(QByteArrayView line);

// Is it \copy ... from stdin, behind which data lines follow?
[[nodiscard]] bool readsCopyData(QByteArrayView backslashCommand);

} // namespace howdah::sql
