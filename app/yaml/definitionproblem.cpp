// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "yaml/definitionproblem.h"

using namespace Qt::StringLiterals;

namespace howdah::yaml {

QString describe(const DefinitionProblem &problem, const QString &file)
{
    QString text = file;
    if (problem.line > 0)
        text += u":%1:%2"_s.arg(problem.line).arg(problem.column);
    text += u": "_s + problem.message;
    return problem.hint.isEmpty() ? text : text + u" ("_s + problem.hint + u')';
}

} // namespace howdah::yaml
