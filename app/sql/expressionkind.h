// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonValue>

namespace howdah::sql {

enum class Volatility {
    Stable, // the same for every row of a statement: a constant, now()
    Volatile,
    Unknown, // it calls a function that is not one of PostgreSQL's
};

// Of an expression of the parse tree, as far as names tell.
[[nodiscard]] Volatility volatilityOf(const QJsonValue &expression);

// The last part of a TypeName's name; "serial8" and such as written.
[[nodiscard]] QString typeNameOf(const QJsonValue &typeName);
[[nodiscard]] bool isSerial(const QString &typeName);
// One of PostgreSQL's own types, so no domain.
[[nodiscard]] bool isBuiltInType(const QJsonValue &typeName);

} // namespace howdah::sql
