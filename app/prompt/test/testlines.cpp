// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/test/testlines.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "prompt/test/pairedcomparison.h"
#include "prompt/test/teststore.h"
#include "prompt/tr.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

Result<std::vector<ScoreLine>>
readTestLines(connection::Session &session, const PromptTable &table, const QString &rowId)
{
    std::vector<ScoreLine> lines;
    if (const Result<void> there = findDatasetTables(session, table); !there)
        return there.error().kind == ErrorKind::NotFound ? Result<std::vector<ScoreLine>>(lines) : fail(there.error());
    ASSIGN_OR_RETURN(
        const std::vector<TestRun> runs, readRuns(session, table, {.datasetId = {}, .rowId = rowId, .limit = 200}));
    QSet<QString> seen;
    for (const TestRun &run : runs) {
        if (run.state != RunState::Finished || seen.contains(run.datasetId))
            continue;
        seen.insert(run.datasetId);
        const Estimate share = shareEstimate(run.passed, run.cases);
        QString text = tr("%1 (%2 to %3), %4 of %5 cases, with %6 on %7")
                           .arg(
                               pairedValue(u"passed"_s, share.value), pairedValue(u"passed"_s, share.low),
                               pairedValue(u"passed"_s, share.high), countText(run.passed), countText(run.cases),
                               run.model, run.startedAt.left(16));
        if (!run.isSameText)
            text = tr("%1; its texts were changed, or encrypted again, since").arg(text);
        lines.push_back({tr("Test %1").arg(run.datasetName), text, run.isSameText});
    }
    return lines;
}

} // namespace howdah::prompt
