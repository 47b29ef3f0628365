// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A plan as a script for psql.
#include "migration/plan/plan.h"

#include "migration/source/tr.h"

#include <algorithm>

namespace howdah::migration {

QString transactionText(const Plan &plan, const Step &step)
{
    if (!step.transactional)
        return step.whySeparate.isEmpty() ? tr("statement by statement")
                                          : tr("statement by statement: %1").arg(step.whySeparate);
    return plan.request.singleTransaction ? tr("in the one transaction of the run") : tr("in one transaction");
}

// Where in its text begins what is sent.
static qsizetype beginOf(const Step &step)
{
    const std::span<const PlannedStatement> sent = step.toSend();
    if (sent.size() == step.statements.size())
        return 0; // with the comments at the top
    if (sent.empty())
        return step.text.size();
    const TransactionBlock *block = step.blockBegunBy(step.statements.size() - sent.size());
    return block && block->begin.size > 0 ? block->begin.offset : sent.front().offset;
}

// Also with the BEGIN of what only a COMMIT ends.
QByteArray sentText(const Step &step)
{
    struct Edit
    {
        TextRange range;
        QByteArray text;
    };
    std::vector<Edit> edits;
    edits.reserve(step.leftOut.size());
    for (const TextRange &range : step.leftOut)
        edits.push_back({range, "/* " + step.text.mid(range.offset, range.size) + " */"});
    for (const TransactionBlock &block : step.blocks) {
        if (block.begin.size == 0)
            edits.push_back({{step.statements[block.first].offset, 0}, "BEGIN;\n"});
    }
    std::ranges::sort(edits, {}, [](const Edit &edit) { return edit.range.offset; });
    qsizetype at = beginOf(step);
    QByteArray script;
    if (step.remains && !step.remains->drop.isEmpty())
        script += step.remains->drop.toUtf8() + ";\n";
    for (const Edit &edit : edits) {
        if (edit.range.offset < at)
            continue;
        script += step.text.mid(at, edit.range.offset - at) + edit.text;
        at = edit.range.offset + edit.range.size;
    }
    return script + step.text.mid(at);
}

QByteArray planScriptText(const Plan &plan)
{
    QByteArray script;
    const auto say = [&script](const QString &text) { script += "-- " + text.simplified().toUtf8() + '\n'; };
    const bool shared = plan.request.singleTransaction;
    if (shared)
        script += "BEGIN;\n";
    for (const Step &step : plan.steps) {
        const QString name = label(step.version, step.name);
        say((step.direction == Direction::Up ? tr("%1, applied %2") : tr("%1, rolled back %2"))
                .arg(name, transactionText(plan, step)));
        for (const QString &note : step.notes)
            say(note);
        if (step.transactional && !shared)
            script += "BEGIN;\n";
        script += sentText(step);
        if (!script.endsWith('\n'))
            script += '\n';
        say(tr("here %1 is recorded in the history").arg(name));
        if (step.transactional && !shared)
            script += "COMMIT;\n";
        script += '\n';
    }
    if (shared)
        script += "COMMIT;\n";
    return script;
}

} // namespace howdah::migration
