// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace howdah::connection {

// Where a name without a schema is looked for, as values: for queries that ask by schema and name.
struct SearchPath
{
    QStringList schemas;
    bool any = false; // nobody knows: in all schemas

    // What SHOW search_path answers. Of a session that sees PostgreSQL's names only it says nothing about the database.
    [[nodiscard]] static SearchPath read(const QString &setting);
    // As a script set it (sql::Destruction::path).
    [[nodiscard]] static SearchPath of(const QStringList &schemas);
    // With "$user" as the schema of this user.
    [[nodiscard]] SearchPath forUser(const QString &user) const;

    [[nodiscard]] QByteArray json() const;
    // As SET search_path takes it; empty when nobody knows it.
    [[nodiscard]] QString setting() const;
};

// The "parameter" of a session that keeps what its connection asks for in the place of PostgreSQL's names.
inline constexpr QLatin1StringView AskedSearchPath("howdah.asked_search_path");
[[nodiscard]] QString askedSearchPath(const QString &options);

} // namespace howdah::connection
