// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "connection/session/session.h"
#include "migration/rehearse/scratch.h"
#include "migration/source/source.h"

namespace howdah::sql {
struct StatementTree;
}

namespace howdah::migration {

// What a rehearsal cannot do because no superuser runs it, and what it can do all the same. Pure, by the parse of a
// statement.

// It reaches beyond the database: the server's settings, files and other databases.
[[nodiscard]] bool reachesBeyond(const sql::StatementTree &tree);
// PostgreSQL lets nobody but a superuser run it: what it makes runs with the rights of others, or is code of the
// server.
[[nodiscard]] bool needsSuperuser(const sql::StatementTree &tree);
// The server refused it for want of rights. What row security refuses is an error of the script.
[[nodiscard]] bool isRefusal(const Error &error);
// The role that "role ... does not exist" names; empty for any other error.
[[nodiscard]] QString roleMissing(const Error &error);
// The extensions that it is about, if that is what it is about.
[[nodiscard]] QStringList extensionsOf(const sql::StatementTree &tree);
// The role that it makes the owner of something in a schema.
[[nodiscard]] QString newOwnerOf(const sql::StatementTree &tree);
[[nodiscard]] bool mayMakeRoles(const sql::StatementTree &tree);

// GRANT and REVOKE on the database that is rehearsed have to name the scratch database. `target` is empty where nobody
// knows its name. Anything else is given back as it is.
[[nodiscard]] QString
withOwnDatabase(const sql::StatementTree &tree, const QString &sql, const QString &target, const QString &scratch);
// GRANT and REVOKE of somebody who may grant nothing end well, with a warning.
[[nodiscard]] bool gaveNothing(const std::vector<connection::Notice> &notices);

// The extensions that these make and that only a superuser may make.
[[nodiscard]] std::vector<WantedExtension> extensionsMadeBy(const std::vector<const Migration *> &migrations);

} // namespace howdah::migration
