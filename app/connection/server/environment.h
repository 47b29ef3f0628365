// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/server/conninfo.h"

// libpq fills what a connection leaves open from the environment of the program (PGHOSTADDR, PGOPTIONS, PGSSLMODE,
// ...). That is wanted for a server that the operator names, and must not reach the private one.
namespace howdah::connection {

// Takes those variables out of the environment that libpq applies to every connection, whatever it says itself:
// PGSERVICE and PGTZ, which parseConnInfo() gives back to the connections of the operator, and PGDATESTYLE and PGGEQO,
// which Howdah sets or has no use for. At the start of a program, before there are threads.
void takeEnvironment();

// What the operator wrote: a URI or a keyword=value string, with what the environment adds to it.
[[nodiscard]] Result<ConnInfo> parseConnInfo(const QString &text);

// What the operator's environment adds to a connection that says nothing of it; see takeEnvironment().
[[nodiscard]] ConnInfo withEnvironment(ConnInfo info);

// With every keyword that a variable could fill given a value: libpq's own default.
[[nodiscard]] ConnInfo withoutEnvironment(ConnInfo info);

} // namespace howdah::connection
