// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace howdah::sql {

struct ConditionProblem
{
    QString message;
    qsizetype offset = 0; // UTF-16, in the text that was checked

    bool operator==(const ConditionProblem &) const = default;
};

// Is `text` one expression that can stand as `WHERE (text)`, and nothing that reaches out of those parentheses? Blank
// text is no condition and fine. Types and names are left to the server, which must run it read-only and as one
// statement. What a server with standard_conforming_strings off would read otherwise is refused.
[[nodiscard]] std::optional<ConditionProblem> checkCondition(QStringView text);

// The columns that a condition names, in its subqueries as well, without their tables; "*" for all of a row. Not where
// one is only asked whether it is NULL. Nothing of one that checkCondition() refuses.
[[nodiscard]] QStringList columnsNamed(QStringView text);

} // namespace howdah::sql
