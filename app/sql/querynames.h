// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonArray>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace howdah::sql {

// A name in the text of a query; where none is written the schema is empty.
struct NamePlace
{
    QString schema;
    QString name;
    qsizetype byte = 0; // of its first letter, in the UTF-8 that was parsed
    bool operator==(const NamePlace &) const = default;
};

// An operator (written, or meant by IN, LIKE, BETWEEN, CASE, NULLIF, USING ...) or a function without a schema, and the
// columns that stand in it as they are: by their names, "::type" for what is cast, "*" for any.
struct NameUse
{
    QString name;
    bool isFunction = false;
    QStringList columns;
    qsizetype byte = 0;
};

// What a query names. Names of common table expressions are not relations, where they are in scope.
struct QueryNames
{
    std::vector<NamePlace> relations;
    std::vector<NamePlace> types;
    std::vector<NamePlace> functions;
    std::vector<NameUse> uses;
    std::vector<std::pair<QString, QStringList>> aliases; // a name of an output, and the columns it stands for
};

// `statements` as parseTree() gives them. Pure.
[[nodiscard]] QueryNames namesOfQuery(const QJsonArray &statements);

struct QueryProblem
{
    QString message;
    qsizetype byte = -1; // in what was parsed; -1 unknown
};

// What is no SELECT, or more than one, or one that would write or lock: INTO, FOR UPDATE and its like, a WITH that
// changes data. What the functions do is not judged here.
[[nodiscard]] std::optional<QueryProblem> problemWithReading(const QJsonArray &statements);

} // namespace howdah::sql
