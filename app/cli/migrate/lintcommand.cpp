// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/lintcommand.h"

#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/target/target.h"
#include "cli/terminal/tr.h"
#include "migration/history/dialects.h"
#include "migration/lint/lintfix.h"
#include "migration/lint/lintprofile.h"
#include "migration/lint/lintreport.h"
#include "migration/source/scripttext.h"

#include <QCoreApplication>
#include <QDir>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

namespace {

// Scripts that run one after the other.
using Group = std::vector<LintScript>;

// Every direction on its own, as it meets a database where everything before it has long run.
std::vector<Group> allScripts(const Source &source)
{
    std::vector<Group> groups;
    for (const Migration &migration : source.migrations) {
        groups.push_back({lintScript(migration.up, Direction::Up)});
        if (migration.down)
            groups.push_back({lintScript(*migration.down, Direction::Down)});
    }
    return groups;
}

// The up files that wait, as the one run that they will be, and behind them each down file that comes into the history
// with its up.
std::vector<Group> pendingScripts(const Source &source, const History &history)
{
    Group group;
    std::vector<Group> groups(1);
    for (const Entry &entry : compare(source, history)) {
        if (!entry.isPending() || !entry.migration)
            continue;
        group.push_back(lintScript(source.migrations[*entry.migration].up, Direction::Up));
        group.back().olderThanApplied = entry.state == State::OutOfOrder;
        if (const std::optional<Script> &down = source.migrations[*entry.migration].down)
            groups.push_back({lintScript(*down, Direction::Down)});
    }
    groups.front() = std::move(group);
    return groups;
}

bool isOfDown(const Group &group) { return !group.empty() && group.front().direction == Direction::Down; }

// What the database says, where there is one. ExitOk, or why not.
int readDatabase(
    Output &output, const LintOptions &options, const Source &source, std::vector<Group> &groups, LintContext &context)
{
    Target target;
    if (auto opened = target.open(output, options.database, u"lint"_s); !opened)
        return failed(output, opened.error(), Stage::Opening);
    if (options.pending) {
        const Result<std::unique_ptr<Dialect>> dialect = makeDialect(source.pack);
        if (!dialect)
            return failed(output, dialect.error(), Stage::Work);
        const Result<History> history = readHistory(target.session(), **dialect);
        if (!history)
            return failed(output, history.error(), Stage::Work);
        groups = pendingScripts(source, *history);
    }
    Group all;
    for (const Group &group : groups)
        all.insert(all.end(), group.begin(), group.end());
    const Result<LintContext> read = readPackContext(target.session(), all, source.pack);
    if (!read)
        return failed(output, read.error(), Stage::Work);
    context = *read;
    return ExitOk;
}

void report(Output &output, const LintOptions &options, const std::vector<Finding> &findings)
{
    switch (options.format) {
    case LintFormat::Json:
        print(output, lintJson(findings, options.source));
        break;
    case LintFormat::Sarif:
        print(output, lintSarif(findings, options.source, QCoreApplication::applicationVersion()));
        break;
    case LintFormat::Text:
        output.out << lintText(findings, options.source) << Qt::flush;
        break;
    }
    const LintCounts counts = countFindings(findings);
    const QStringList counted{
        counts.errors == 1 ? tr("1 error") : tr("%1 errors").arg(counts.errors),
        counts.warnings == 1 ? tr("1 warning") : tr("%1 warnings").arg(counts.warnings),
        counts.infos == 1 ? tr("1 info") : tr("%1 infos").arg(counts.infos)};
    output.err << counted.join(u", "_s) << Qt::endl;
}

// Edits the files and `group` with them; tells each edit.
Result<void> fixFiles(Output &output, const Source &source, Group &group, const LintContext &context)
{
    const QDir folder(source.folder);
    for (const FixedScript &fixed : fixScripts(group, context)) {
        RETURN_IF_ERROR(rewriteFile(folder.filePath(fixed.file), fixed.before, fixed.after));
        const auto script = std::ranges::find(group, fixed.file, &LintScript::file);
        script->text = fixed.after;
        script->transaction = wantsTransaction(fixed.after);
        for (const Finding &finding : fixed.fixed)
            output.err << tr("%1: edited: %2 [%3]").arg(plainLine(fixed.file), finding.rewrite->title, finding.rule)
                       << Qt::endl;
    }
    return {};
}

} // namespace

int migrateLint(Output &output, const LintOptions &options)
{
    const Result<Source> source = readSource(options.source);
    if (!source)
        return failed(output, source.error(), Stage::Words);
    if (source->migrations.empty())
        return failed(output, noMigrations(*source));
    if (auto known = checkProfile(source->pack.lint); !known)
        return failed(output, known.error(), Stage::Words);
    std::vector<Group> groups = allScripts(*source);
    LintContext context;
    context.profile = source->pack.lint;
    if (!source->pack.schema.isEmpty())
        context.schema = source->pack.schema;
    if (!options.database.isEmpty() || options.pending) {
        if (const int code = readDatabase(output, options, *source, groups, context); code != ExitOk)
            return code;
    }
    if (options.majorVersion != 0)
        context.serverVersion = options.majorVersion * 10'000;
    context.lockTimeoutByRunner = source->pack.history == "howdah"_L1;
    if (options.fix) {
        for (Group &group : groups) {
            if (options.pending && isOfDown(group))
                continue;
            if (auto fixed = fixFiles(output, *source, group, context); !fixed)
                return failed(output, fixed.error(), Stage::Work);
        }
    }
    std::vector<Finding> findings;
    for (const Group &group : groups) {
        std::vector<Finding> found = lintRun(group, context);
        if (options.pending && isOfDown(group)) // what it may lock is asked when it is to be run
            std::erase_if(found, [](const Finding &finding) { return finding.severity != Severity::Error; });
        if (!options.pending && group.front().direction == Direction::Up)
            learn(context, group.front());
        findings.insert(findings.end(), found.begin(), found.end());
    }
    report(output, options, findings);
    const LintCounts counts = countFindings(findings);
    if (counts.errors > 0)
        return ExitFailed;
    return counts.warnings > 0 ? ExitPending : ExitOk;
}

} // namespace howdah::cli
