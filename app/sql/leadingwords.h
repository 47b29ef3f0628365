// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace howdah::sql {

// A statement as its unquoted words in upper case, at any depth of parentheses; everything else is left out. For what
// the parser does not know, and for the name of a command. `atMost` limits the work on long statements.
[[nodiscard]] std::vector<QByteArray> leadingWords(const QByteArray &sql, std::size_t atMost);

// "CREATE INDEX" of CREATE UNIQUE INDEX CONCURRENTLY..., "DROP MATERIALIZED VIEW", "ROLLBACK".
[[nodiscard]] QString commandName(const std::vector<QByteArray> &words);

} // namespace howdah::sql
