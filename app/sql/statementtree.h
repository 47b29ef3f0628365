// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/parser.h"

#include <QByteArray>
#include <QJsonObject>

#include <optional>
#include <vector>

namespace howdah::sql {

// One statement and what PostgreSQL's grammar makes of it, so that several questions cost one parse.
struct StatementTree
{
    QByteArray text;
    std::vector<QByteArray> words; // the first unquoted words, in upper case
    QString node;                  // "AlterTableStmt"; empty when there is no tree
    QJsonObject body;              // the fields of that node; locations are bytes in `text`
    std::optional<ParseFailure> failure;
    bool several = false; // it parses, but as none or more than one statement

    [[nodiscard]] bool isParsed() const { return !node.isEmpty(); }
    [[nodiscard]] bool is(QLatin1String name) const { return node == name; }
};

[[nodiscard]] StatementTree readStatement(const QByteArray &text);

} // namespace howdah::sql
