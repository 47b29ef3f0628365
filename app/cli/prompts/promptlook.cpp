// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/prompts/promptcommand.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "prompt/promptfile.h"
#include "prompt/promptlint.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

int promptsList(Output &output, const PromptLookOptions &options)
{
    PromptSite site;
    if (const int code = openPromptSite(site, output, options.place, PromptUse::Reading); code != ExitOk)
        return code;
    std::vector<StoredPrompt> prompts;
    if (const int code = readAll(site, output, prompts); code != ExitOk)
        return code;
    const auto calls = readCalls(site.session(), site.table);
    if (!calls)
        return failed(output, calls.error(), Stage::Running);
    QHash<QString, const Usage *> usage;
    for (const Usage &used : *calls)
        usage.insert(used.id, &used);
    QJsonArray list;
    std::vector<QStringList> rows{
        {tr("prompt"), tr("name"), tr("version"), tr("model"), tr("active"), tr("text"), tr("calls"), tr("last call")}};
    for (const StoredPrompt &stored : prompts) {
        const Usage *used = usage.value(stored.id);
        const qint64 count = used ? used->calls : 0;
        const bool active = stored.prompt.active.value_or(false);
        rows.push_back(
            {stored.prompt.promptId, stored.prompt.name, stored.prompt.version, stored.prompt.model,
             active ? tr("active") : QString(), stateName(stored.state),
             count < CountedCalls ? QString::number(count) : tr("%1 or more").arg(count),
             used ? used->lastUsed.left(19) : QString()});
        list.append(QJsonObject{
            {u"id"_s, stored.id},
            {u"promptId"_s, stored.prompt.promptId},
            {u"name"_s, stored.prompt.name},
            {u"version"_s, stored.prompt.version},
            {u"model"_s, stored.prompt.model},
            {u"active"_s, active},
            {u"state"_s, stateName(stored.state)},
            {u"keyId"_s, stored.keyId},
            {u"calls"_s, count},
            {u"lastUsed"_s, used ? used->lastUsed : QString()}});
    }
    if (output.json)
        print(
            output, {{u"format"_s, 1},
                     {u"database"_s, site.target.name()},
                     {u"table"_s, qualifiedName(site.table)},
                     {u"mayWrite"_s, site.table.mayWrite},
                     {u"prompts"_s, list},
                     {u"exitCode"_s, ExitOk}});
    else
        output.out << alignedTable(rows) << Qt::flush;
    return ExitOk;
}

int promptsSearch(Output &output, const PromptLookOptions &options)
{
    PromptSite site;
    if (const int code = openPromptSite(site, output, options.place, PromptUse::Reading); code != ExitOk)
        return code;
    std::vector<StoredPrompt> prompts;
    if (const int code = readAll(site, output, prompts); code != ExitOk)
        return code;
    const PromptIndex index(std::move(prompts));
    const Result<std::vector<SearchHit>> hits = index.search(options.search);
    if (!hits)
        return failed(output, hits.error(), Stage::Words);
    const int code = hits->empty() ? ExitPending : ExitOk;
    QJsonArray list;
    for (const SearchHit &hit : *hits) {
        const Prompt &prompt = index.prompts()[hit.row].prompt;
        list.append(QJsonObject{
            {u"promptId"_s, prompt.promptId},
            {u"version"_s, prompt.version},
            {u"field"_s, hit.field},
            {u"offset"_s, hit.offset},
            {u"length"_s, hit.length},
            {u"count"_s, hit.count},
            {u"excerpt"_s, hit.excerpt}});
        if (output.json)
            continue;
        QString line = prompt.promptId;
        if (!hit.field.isEmpty())
            line += u": "_s + hit.field + u": "_s + hit.excerpt;
        if (hit.count > 1)
            line += u' ' + tr("(%1 places)").arg(hit.count);
        output.out << plainLine(line) << u'\n';
    }
    output.out.flush();
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"hits"_s, list}, {u"exitCode"_s, code}});
    return code;
}

namespace {

Result<std::vector<ModelFacts>> modelsOf(const QString &path)
{
    if (path.isEmpty())
        return knownModels();
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorKind::Usage, tr("%1 cannot be read: %2").arg(path, file.errorString()));
    return parseModels(file.readAll(), path);
}

// Where a finding is in its file, for people and editors; empty for the database.
using Places = QHash<QString, const PromptFolder::File *>;

QString placeOfFinding(const LintFinding &found, const Places &places)
{
    const PromptFolder::File *file = places.value(found.promptId);
    if (!file)
        return found.promptId + u": "_s + found.field;
    const bool system = found.field == "systemPrompt"_L1;
    const qsizetype first = system ? file->content.systemLine : file->content.userLine;
    if (first == 0 || (!system && found.field != "userPrompt"_L1))
        return file->path + u": "_s + found.field;
    const Prompt &prompt = file->content.prompt;
    const QString &text = system ? prompt.systemPrompt : prompt.userPrompt;
    return file->path + u':' + QString::number(first + QStringView(text).left(found.offset).count(u'\n'));
}

int reportFindings(Output &output, const std::vector<LintFinding> &findings, const Places &places, bool problems)
{
    int code = problems ? ExitFailed : ExitOk;
    QJsonArray list;
    for (const LintFinding &found : findings) {
        const int own = found.severity == LintSeverity::Error   ? ExitFailed
                      : found.severity == LintSeverity::Warning ? ExitPending
                                                                : ExitOk;
        code = std::max(code, own);
        const QString place = placeOfFinding(found, places);
        list.append(QJsonObject{
            {u"rule"_s, found.rule},
            {u"severity"_s, severityName(found.severity)},
            {u"promptId"_s, found.promptId},
            {u"place"_s, place},
            {u"field"_s, found.field},
            {u"offset"_s, found.offset},
            {u"length"_s, found.length},
            {u"message"_s, found.message},
            {u"fix"_s, found.fix},
            {u"sql"_s, found.sql}});
        if (output.json)
            continue;
        output.out << plainLine(
            u"%1: %2: %3 (%4)"_s.arg(place, severityName(found.severity), found.message, found.rule))
                   << u'\n';
        if (!found.fix.isEmpty())
            output.out << u"    "_s << plainLine(found.fix) << u'\n';
        if (!found.sql.isEmpty() && own != ExitOk)
            output.out << u"    "_s << plainLine(found.sql) << u'\n';
    }
    output.out.flush();
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"findings"_s, list}, {u"exitCode"_s, code}});
    else if (findings.empty() && !problems)
        output.out << tr("No matches") << Qt::endl;
    return code;
}

int lintFolder(Output &output, const PromptLookOptions &options, const std::vector<ModelFacts> &models)
{
    const Result<PromptFolder> folder = readPromptFolder(options.source);
    if (!folder)
        return failed(output, folder.error(), Stage::Words);
    for (const Error &problem : folder->problems)
        output.err << plainLine(describe(problem)) << Qt::endl;
    std::vector<StoredPrompt> prompts;
    Places places;
    for (const PromptFolder::File &file : folder->files) {
        prompts.push_back({.state = CellState::Plain, .prompt = file.content.prompt});
        places.insert(file.content.prompt.promptId, &file);
    }
    LintFacts facts;
    facts.models = models;
    std::vector<LintFinding> findings = lintStored(prompts, facts);
    for (LintFinding &found : findings)
        found.sql.clear(); // there is no row
    return reportFindings(output, findings, places, !folder->problems.empty());
}

} // namespace

int promptsLint(Output &output, const PromptLookOptions &options)
{
    Result<std::vector<ModelFacts>> models = modelsOf(options.models);
    if (!models)
        return failed(output, models.error(), Stage::Words);
    if (!options.source.isEmpty())
        return lintFolder(output, options, *models);
    PromptSite site;
    if (const int code = openPromptSite(site, output, options.place, PromptUse::Reading); code != ExitOk)
        return code;
    std::vector<StoredPrompt> prompts;
    if (const int code = readAll(site, output, prompts); code != ExitOk)
        return code;
    Result<std::vector<Usage>> usage = readCalls(site.session(), site.table);
    if (!usage)
        return failed(output, usage.error(), Stage::Running);
    LintFacts facts;
    facts.table = site.table;
    facts.usage = std::move(*usage);
    facts.models = std::move(*models);
    facts.now = QDateTime::currentDateTimeUtc();
    facts.staleDays = options.staleDays;
    return reportFindings(output, lintStored(prompts, facts), {}, false);
}

} // namespace howdah::cli
