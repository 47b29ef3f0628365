// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"

#include <QByteArrayView>

namespace howdah::test {

// A catalog from CREATE SCHEMA, TABLE, TYPE ... AS ENUM, VIEW (with its list of columns), FUNCTION, PROCEDURE, INDEX
// and ALTER TABLE ... ADD [CONSTRAINT] PRIMARY KEY or FOREIGN KEY, without a server. What it does not know it skips.
[[nodiscard]] catalog::Snapshot catalogFromText(QByteArrayView ddl);

// The same with `tables` more tables of 14 columns in the schema public.
[[nodiscard]] catalog::Snapshot catalogFromText(QByteArrayView ddl, int tables);

} // namespace howdah::test
