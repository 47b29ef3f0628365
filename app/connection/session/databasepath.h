// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

#include <QMap>
#include <QStringList>

namespace howdah::connection {

// Where names lead that an operator wrote without a schema, for a session of our own: such a one has PostgreSQL's
// names alone (Names::OfPostgres) and looks nothing up there. The path is read as data: what the connection asks for,
// else what the server keeps for the role in this database, for the role, for the database and for all; else
// what a session with Names::OfDatabase says, as of postgresql.conf (Session::databasePath).

// The questions, for who sends them together with others, and what their answers say: the schemas of the path that are
// there and may be used, in their order, without pg_catalog and temporary ones. May block.
[[nodiscard]] std::vector<Statement> databasePathQuestions(const Session &session);
[[nodiscard]] QStringList
databasePath(const Session &session, const RowBatch &setting, const RowBatch &schemasThatAreThere);
// Both. Blocks.
[[nodiscard]] Result<QStringList> readDatabasePath(Session &session);

// The schema in which each of these relations is found first, `before` coming before the path; what is in none of them
// is missing. Blocks.
[[nodiscard]] Result<QMap<QString, QString>>
findOnDatabasePath(Session &session, const QStringList &relations, const QString &before = {});

// An operator in these schemas that was made by neither a superuser, as extensions' are, nor whoever asks: where the
// types fit it better, it would be taken for PostgreSQL's. "schema.operator"; empty where there is none. Blocks.
[[nodiscard]] Result<QString> strangersOperator(Session &session, const QStringList &schemas);
// PostgreSQL's names and those of the schemas behind them, as a value of search_path.
[[nodiscard]] QString pathBehindPostgres(const QStringList &schemas);
// With what a statement of our own is sent that fires functions of the database, as triggers, which look for names
// where their database says: PostgreSQL's first, so that ours stay what they are, and PostgreSQL's alone where somebody
// has operators on the path that could be taken for them. Functions in the statement need their schemas. Blocks.
[[nodiscard]] Result<QString> pathForTriggers(Session &session);

// The names in a value of search_path: parted by commas, lower case where they are not quoted. Pure.
[[nodiscard]] QStringList namesOfPath(const QString &searchPath);

} // namespace howdah::connection
