// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/prompts/promptscore.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/prompts/promptcommand.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "prompt/cost/callcost.h"
#include "prompt/test/testlines.h"
#include "sql/quote.h"

#include <algorithm>
#include <cmath>
#include <iterator>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

void printScore(Output &output, const QString &heading, const std::vector<ScoreLine> &lines)
{
    output.out << plainLine(heading) << u'\n';
    std::vector<QStringList> rows;
    rows.reserve(size_t(lines.size()));
    for (const ScoreLine &line : lines)
        rows.push_back({u"  "_s + line.label, line.text});
    output.out << alignedTable(rows) << Qt::flush;
}

namespace {

QJsonValue number(double value) { return std::isfinite(value) ? QJsonValue(value) : QJsonValue(); }

QJsonValue toJson(const std::optional<Estimate> &estimate)
{
    if (!estimate)
        return {};
    return QJsonObject{
        {u"value"_s, number(estimate->value)}, {u"low"_s, number(estimate->low)}, {u"high"_s, number(estimate->high)}};
}

QJsonArray toJson(const std::vector<CallShare> &shares)
{
    QJsonArray list;
    for (const CallShare &share : shares)
        list.append(QJsonObject{{u"name"_s, share.name}, {u"calls"_s, share.calls}});
    return list;
}

// How many are not named, and their calls.
QJsonValue toJson(const CallShare &others)
{
    return others.calls > 0
             ? QJsonValue(QJsonObject{{u"kinds"_s, others.name.toLongLong()}, {u"calls"_s, others.calls}})
             : QJsonValue();
}

QJsonArray toJson(const ScoreComparison &comparison)
{
    QJsonArray list;
    for (const MetricComparison &metric : comparison.metrics)
        list.append(QJsonObject{
            {u"metric"_s, metric.key},
            {u"verdict"_s, verdictName(metric.verdict)},
            {u"change"_s, toJson(metric.change)},
            {u"chance"_s, metric.change ? QJsonValue(metric.chance) : QJsonValue()},
            {u"primary"_s, metric.isPrimary},
            {u"nBefore"_s, metric.from},
            {u"nAfter"_s, metric.to}});
    return list;
}

QJsonObject rowsJson(const Scorecard &card, const PromptTable &table)
{
    QJsonObject rows;
    for (const auto &[key, kind] :
         {std::pair(u"calls"_s, DrillKind::Calls),
          {u"successes"_s, DrillKind::Successes},
          {u"failures"_s, DrillKind::Failures},
          {u"timed"_s, DrillKind::Timed},
          {u"counted"_s, DrillKind::Counted},
          {u"rated"_s, DrillKind::Rated}}) {
        if (kind == DrillKind::Rated && table.ratings.name.isEmpty())
            continue;
        const DrillDown drill = drillTo(table, card.id, card.window, kind);
        rows.insert(
            key, u"SELECT * FROM %1 WHERE %2"_s.arg(sql::quoteQualified(drill.schema, drill.table), drill.condition));
    }
    return rows;
}

QJsonArray toJson(const std::vector<ModelCost> &costs)
{
    QJsonArray list;
    for (const ModelCost &cost : costs) {
        QJsonObject object{{u"model"_s, cost.model}, {u"calls"_s, cost.calls}};
        const bool isKnown = Scorecard::enough(cost.calls) && cost.inputPrice;
        for (const auto &[key, tokens] : {std::pair(u"p50"_s, &cost.p50Tokens), std::pair(u"p95"_s, &cost.p95Tokens)}) {
            object.insert(
                key + u"AsInput"_s, isKnown ? toJson(ModelCost::cost(*tokens, cost.inputPrice)) : QJsonValue());
            object.insert(
                key + u"AsOutput"_s, isKnown ? toJson(ModelCost::cost(*tokens, cost.outputPrice)) : QJsonValue());
        }
        list.append(object);
    }
    return list;
}

// The models with prices: of a file, or those that are known here.
Result<std::vector<ModelFacts>> pricedModels(const QString &file)
{
    if (file.isEmpty())
        return knownModels();
    ASSIGN_OR_RETURN(const QByteArray bytes, readPlainFile(file));
    return parseModels(bytes, file);
}

} // namespace

QJsonObject scoreJson(const Scorecard &card, const PromptTable &table)
{
    const auto ifEnough = [](qint64 count, const std::optional<Estimate> &estimate) {
        return Scorecard::enough(count) ? toJson(estimate) : QJsonValue();
    };
    return {
        {u"calls"_s, card.calls},
        {u"successes"_s, card.successes},
        {u"success"_s, ifEnough(card.calls, card.success())},
        {u"timed"_s, card.timed},
        {u"p50Ms"_s, ifEnough(card.timed, card.p50Ms)},
        {u"p95Ms"_s, ifEnough(card.timed, card.p95Ms)},
        {u"counted"_s, card.counted},
        {u"p50Tokens"_s, ifEnough(card.counted, card.p50Tokens)},
        {u"p95Tokens"_s, ifEnough(card.counted, card.p95Tokens)},
        {u"sessions"_s, card.successSessions.clusters > 0 ? QJsonValue(card.successSessions.clusters) : QJsonValue()},
        {u"rated"_s, card.quality.count},
        {u"quality"_s, ifEnough(card.quality.count, card.meanQuality())},
        {u"errors"_s, toJson(card.errors)},
        {u"otherErrors"_s, toJson(card.otherErrors)},
        {u"models"_s, toJson(card.models)},
        {u"otherModels"_s, toJson(card.otherModels)},
        {u"firstUsed"_s, card.firstUsed},
        {u"lastUsed"_s, card.lastUsed},
        {u"rows"_s, rowsJson(card, table)}};
}

int promptsScore(Output &output, const PromptChangeOptions &options)
{
    ComparisonRule rule{.primary = options.primary, .looks = options.isOnce ? Looks::Once : Looks::Repeated};
    if (!comparedMetrics().contains(rule.primary))
        return failed(
            output, makeError(
                        ErrorKind::Usage, tr("%1 is not a metric").arg(rule.primary),
                        tr("Use one of %1.").arg(comparedMetrics().join(u", "_s))));
    PromptSite site;
    if (const int code = openPromptSite(site, output, options.place, PromptUse::Reading); code != ExitOk)
        return code;
    const Result<std::vector<StoredPrompt>> prompts = readPrompts(site.session(), site.table, site.keys);
    if (!prompts)
        return failed(output, prompts.error(), Stage::Running);
    const TimeWindow window = options.days > 0 ? TimeWindow::lastDays(options.days) : TimeWindow();
    const auto score = [&](const QString &reference, QString &name) -> Result<Scorecard> {
        ASSIGN_OR_RETURN(const StoredPrompt found, findVersion(*prompts, reference));
        name = found.prompt.promptId;
        return readScorecard(site.session(), site.table, found.id, window);
    };
    QString name;
    const Result<Scorecard> card = score(options.prompt, name);
    if (!card)
        return failed(output, card.error(), Stage::Running);
    const auto models = pricedModels(options.models);
    if (!models)
        return failed(output, models.error(), Stage::Files);
    const auto costs = readModelCosts(site.session(), site.table, card->id, window, *models);
    if (!costs)
        return failed(output, costs.error(), Stage::Running);
    QJsonObject object{
        {u"format"_s, 1},
        {u"promptId"_s, name},
        {u"score"_s, scoreJson(*card, site.table)},
        {u"costs"_s, toJson(*costs)}};
    if (!output.json) {
        std::vector<ScoreLine> lines = scoreLines(*card);
        std::ranges::move(costLines(*costs), std::back_inserter(lines));
        printScore(output, name, lines);
    }
    const Result<std::vector<ScoreLine>> tests = readTestLines(site.session(), site.table, card->id);
    if (!tests)
        return failed(output, tests.error(), Stage::Running);
    if (!output.json && !tests->empty())
        printScore(output, tr("Tests"), *tests);
    QJsonArray tested;
    for (const ScoreLine &line : *tests)
        tested.append(line.label + u": "_s + line.text);
    object.insert(u"tests"_s, tested);
    if (!options.against.isEmpty()) {
        QString baseline;
        const Result<Scorecard> before = score(options.against, baseline);
        if (!before)
            return failed(output, before.error(), Stage::Running);
        const ScoreComparison comparison = compareScorecards(*before, *card, rule);
        object.insert(u"baseline"_s, baseline);
        object.insert(u"baselineScore"_s, scoreJson(*before, site.table));
        object.insert(u"comparison"_s, toJson(comparison));
        object.insert(u"method"_s, comparison.method);
        object.insert(u"cautions"_s, QJsonArray::fromStringList(comparison.cautions));
        if (!output.json)
            printScore(output, tr("Against %1").arg(baseline), scoreLines(comparison));
    }
    object.insert(u"exitCode"_s, ExitOk);
    if (output.json)
        print(output, object);
    return ExitOk;
}

} // namespace howdah::cli
