// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/edit/changescript.h"

using namespace Qt::StringLiterals;

namespace howdah::data {

QString readableScript(const EditTarget &target, const std::vector<StagedRow> &rows)
{
    QString script = u"BEGIN;\n"_s;
    for (const StagedRow &row : rows)
        script += readableSql(changeStatement(target, row)) + u";\n"_s;
    return script + u"COMMIT;\n"_s;
}

} // namespace howdah::data
