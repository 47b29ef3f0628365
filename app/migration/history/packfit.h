// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "migration/source/source.h"

#include <QSet>

namespace howdah::migration {

// How many tables of the database, in the schema of the pack, the files of a source name: which one fits, where no
// history says so. Blocks.
[[nodiscard]] Result<int> tablesNamed(connection::Session &session, const Source &source);

// The tables that the files of a source create, by their names without a schema. Pure.
[[nodiscard]] QSet<QString> tablesCreated(const Source &source);

// Whether a schema with these tables holds what the files create: so much of it that the names are no accident. Pure.
[[nodiscard]] bool isHeldBy(const QSet<QString> &tables, const QSet<QString> &created);

} // namespace howdah::migration
