// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/downplan.h"

#include "migration/plan/scriptplan.h"
#include "migration/source/tr.h"
#include "sql/parser.h"

namespace howdah::migration {

// What PostgreSQL would refuse before it ran anything. The parser is PostgreSQL 15's: a newer server may know more.
static void judgeSyntax(const Step &step, int serverVersion, std::vector<Refusal> &refusals)
{
    constexpr int AfterParser = 160'000;
    if (serverVersion == 0 || serverVersion >= AfterParser)
        return;
    for (const PlannedStatement &statement : step.statements) {
        const QByteArrayView text = QByteArrayView(step.text).sliced(statement.offset, statement.size);
        const std::optional<sql::ParseFailure> failure = sql::syntaxFailure(text.toByteArray());
        if (!failure || failure->reason != sql::ParseFailure::Reason::Syntax)
            continue;
        const QByteArray before = QString::fromUtf8(text).left(qMax(failure->character - 1, qsizetype(0))).toUtf8();
        refusals.push_back(
            {RefusalKind::BadFile,
             step.version,
             step.file,
             statement.line + before.count('\n'),
             failure->message,
             {},
             {}});
    }
}

// Of a down file that is to be kept in the history.
std::vector<Refusal> refusalsOfDown(Step step, const Script &script, int serverVersion)
{
    std::vector<Refusal> refusals;
    step.file = script.file;
    step.text = script.text;
    planScript(step, script.transaction, refusals);
    if (refusals.empty())
        judgeSyntax(step, serverVersion, refusals);
    for (Refusal &refusal : refusals)
        refusal.split.clear();
    if (!refusals.empty() && refusals.front().hint.isEmpty())
        refusals.front().hint = tr("The migration could not be rolled back. Correct its down file first.");
    return refusals;
}

std::vector<Refusal> whyNotAccepted(const Migration &migration, int serverVersion)
{
    std::vector<Refusal> refusals;
    Step up{.version = migration.version, .name = migration.name, .file = migration.up.file, .text = migration.up.text};
    planScript(up, migration.up.transaction, refusals);
    std::erase_if(refusals, [](const Refusal &refusal) { return refusal.kind != RefusalKind::NotSplit; });
    for (const Problem &problem : migration.problems) {
        if (problem.blocks)
            refusals.push_back(
                {RefusalKind::BadFile, migration.version, problem.file, problem.line, problem.message, {}, {}});
    }
    if (migration.down && refusals.empty()) {
        Step down{.direction = Direction::Down, .version = migration.version, .name = migration.name};
        refusals = refusalsOfDown(std::move(down), *migration.down, serverVersion);
    }
    return refusals;
}

} // namespace howdah::migration
