// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/relationshape.h"

namespace howdah::data {

// SQL that means the same whatever the search path says. Whoever owns a database decides what a bare name or operator
// is in it; a function that a view or a trigger runs may change the path of a session of ours, too.

// "pg_catalog.text". As it is when it has a schema, or when the grammar itself knows the type ("integer", "timestamp
// with time zone"). A bare name is one of PostgreSQL's: the catalog is read so that others have their schema.
[[nodiscard]] QString typeSql(QStringView type);

// " OPERATOR(pg_catalog.=) ", with blanks around it. It binds weaker than arithmetic and stronger than AND, NOT and IS.
[[nodiscard]] QString operatorSql(QStringView sign, QStringView schema = {});
// The operator by which values of the column are compared; elements of its arrays.
[[nodiscard]] QString comparisonSql(QStringView sign, const ColumnShape &column);
[[nodiscard]] QString elementComparisonSql(QStringView sign, const ColumnShape &column);

} // namespace howdah::data
