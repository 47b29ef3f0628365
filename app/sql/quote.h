// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::sql {

// The one place where an identifier becomes SQL text: always quoted, embedded quotes doubled.
[[nodiscard]] QString quoteIdentifier(QStringView name);

// "schema"."name"; only the name when the schema is empty.
[[nodiscard]] QString quoteQualified(QStringView schema, QStringView name);

// A string constant that is right whatever standard_conforming_strings says (E'' when there is a backslash). For SQL
// that cannot take parameters (SET, COMMENT, generated DDL); values of queries are parameters.
[[nodiscard]] QString quoteLiteral(QStringView value);

} // namespace howdah::sql
