// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/target/destructiongate.h"

#include "cli/terminal/consent.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

int confirmScript(Output &output, Target &target, QByteArrayView script, std::vector<connection::Impact> &agreed)
{
    if (!target.isGuarded())
        return ExitOk;
    auto found = connection::findImpact(target.session(), sql::reachOfScript(script));
    if (!found)
        return failed(output, found.error());
    agreed = std::move(*found);
    for (const connection::Impact &one : agreed)
        output.err << plainLine(connection::describe(one)) << u'\n';
    output.err << Qt::flush;
    return askForNames(output, connection::namesToType(agreed, target.connInfo().value(u"dbname"_s)));
}

} // namespace howdah::cli
