// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "catalog/catalog.h"
#include "connection/session/session.h"

#include <functional>
#include <stop_token>

namespace howdah::migration {

// Copies some rows of each table of `target`, which is only read, into the scratch database, which has the tables
// already and their keys and triggers not yet.
//
// Foreign keys hold afterwards: of each table the first `rows` are taken as the server finds them; then, round by
// round, the rows that these refer to are fetched as well, by key. Rows whose parents cannot be had (not visible to
// this user, a chain of more than 64 rounds) are taken out again. So a table holds at least what others need of it, and
// a table that nothing refers to at most `rows`. Generated columns are computed again; sequences go on behind the rows.
// What was left out is told in the answer. Blocks.
[[nodiscard]] Result<QStringList> copySample(
    connection::Session &target, connection::Session &scratch, const catalog::Catalog &catalog, int rows,
    const std::function<void(const QString &table)> &progress, const std::stop_token &stop);

} // namespace howdah::migration
