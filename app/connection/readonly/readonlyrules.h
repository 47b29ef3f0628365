// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/readonly/judgement.h"

namespace howdah::connection {

// What a session that is to change nothing may be asked. The server itself refuses writes in a read-only transaction;
// this is about the rest: what would switch that mode off, and what PostgreSQL counts as reading although something is
// different afterwards, or something outside is reached. Judged by PostgreSQL's grammar, and refused unless it is
// known: statements by their kind, functions by the list of those that read (readingfunctions.h), settings by theirs.
// What the grammar (of PostgreSQL 15) cannot read is judged by its words, more strictly. ErrorKind::Permission names
// what is refused. Pure; any thread.
[[nodiscard]] Result<Judgement> judgeReading(const QString &sql, const JudgeOptions &options = {});

// The same for who has no session available: names that only the database can explain pass. A session that may only
// read asks for them itself before it sends anything.
[[nodiscard]] Result<ReadOnlyWay> readOnlyWay(const QString &sql);

} // namespace howdah::connection
