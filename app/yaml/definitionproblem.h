// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::yaml {

// What is wrong with a file, at its place; line and column from 1, 0 when it is about the whole.
struct DefinitionProblem
{
    int line = 0;
    int column = 0;
    QString message;
    QString hint;
    bool operator==(const DefinitionProblem &) const = default;
};
// "quality.yaml:12:5: ..." as editors read it.
[[nodiscard]] QString describe(const DefinitionProblem &problem, const QString &file);

} // namespace howdah::yaml
