// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::catalog {

// A name as a person would write it: quoted only when it must be, by the rule of the server's own quote_ident (a plain
// lower-case name that is no keyword, or only an unreserved one, stands bare). For DDL that is read; quoting itself is
// sql::quoteIdentifier's.
[[nodiscard]] QString quoteIfNeeded(QStringView name);

// schema.name, each part quoted when it must be; only the name when the schema is empty.
[[nodiscard]] QString qualifiedName(QStringView schema, QStringView name);

} // namespace howdah::catalog
