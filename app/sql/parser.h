// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QString>
#include <QStringList>

#include <expected>
#include <optional>

namespace howdah::sql {

// Why there is no tree. PostgreSQL's own words and place for what it refuses.
struct ParseFailure
{
    enum class Reason {
        Syntax,   // the grammar (of PostgreSQL 15) refuses it
        TooLarge, // longer or deeper than is safe to parse in process; says nothing about the SQL
    };
    Reason reason = Reason::Syntax;
    QString message;
    qsizetype character = 0; // 1-based code point, 0 when unknown
};

// The raw statements of `sql` as libpg_query prints them, one object {"stmt": {...}, "stmt_location", "stmt_len"} each;
// the locations in it are bytes. Any thread; no state.
[[nodiscard]] std::expected<QJsonArray, ParseFailure> parseTree(const QByteArray &sql);

// Why the grammar refuses `sql`; nothing where it does not. Quicker than a tree.
[[nodiscard]] std::optional<ParseFailure> syntaxFailure(const QByteArray &sql);

// The parts of a qualified name as the tree has them.
[[nodiscard]] QStringList nameParts(const QJsonValue &names);

} // namespace howdah::sql
