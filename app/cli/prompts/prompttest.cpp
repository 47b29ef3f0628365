// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/prompttest.h"

#include "base/figures.h"
#include "base/outputfile.h"
#include "base/propagate.h"
#include "cli/prompts/promptcommand.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaldecision.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/tr.h"
#include "prompt/promptjournal.h"
#include "prompt/test/teststore.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

int promptsDatasets(Output &output, const PromptTestOptions &options)
{
    PromptSite site;
    if (const int code = openPromptSite(site, output, options.place, PromptUse::Reading); code != ExitOk)
        return code;
    const Result<std::vector<Dataset>> datasets = readDatasets(site.session(), site.table);
    if (!datasets)
        return failed(output, datasets.error(), Stage::Finding);
    QJsonArray list;
    std::vector<QStringList> rows{{tr("Dataset"), tr("Cases"), tr("Last run"), tr("Passed")}};
    for (const Dataset &one : *datasets) {
        const Result<std::vector<TestRun>> runs =
            readRuns(site.session(), site.table, {.datasetId = one.id, .rowId = {}, .limit = 1});
        if (!runs)
            return failed(output, runs.error(), Stage::Running);
        QJsonObject object{{u"name"_s, one.name}, {u"description"_s, one.description}, {u"cases"_s, one.cases}};
        QStringList row{one.name, countText(one.cases), tr("never"), {}};
        if (!runs->empty()) {
            const TestRun &run = runs->front();
            row[2] = tr("%1, %2, %3").arg(run.version, run.startedAt.left(16), runStateText(run.state));
            row[3] = tr("%1 of %2").arg(countText(run.passed), countText(run.cases));
            object.insert(
                u"lastRun"_s, QJsonObject{
                                  {u"version"_s, run.version},
                                  {u"startedAt"_s, run.startedAt},
                                  {u"state"_s, runStateName(run.state)},
                                  {u"cases"_s, run.cases},
                                  {u"passed"_s, run.passed}});
        }
        rows.push_back(row);
        list.append(object);
    }
    if (output.json)
        print(output, {{u"format"_s, 1}, {u"datasets"_s, list}, {u"exitCode"_s, ExitOk}});
    else if (datasets->empty())
        output.out << tr("There are no datasets yet.") << Qt::endl;
    else
        output.out << alignedTable(rows) << Qt::flush;
    return ExitOk;
}

namespace {

QJsonValue finite(double value) { return std::isfinite(value) ? QJsonValue(value) : QJsonValue(); }

template <typename Value>
QJsonValue ifKnown(const std::optional<Value> &value)
{
    return value ? QJsonValue(*value) : QJsonValue();
}

QJsonObject resultJson(const CaseResult &one)
{
    QJsonArray checks;
    for (const CheckResult &check : one.checks)
        checks.append(QJsonObject{
            {u"type"_s, assertionName(check.kind)},
            {u"passed"_s, check.passed},
            {u"score"_s, check.score},
            {u"detail"_s, check.detail}});
    return {
        {u"case"_s, one.caseName},
        {u"passed"_s, one.passed},
        {u"score"_s, one.score},
        {u"answer"_s, ifKnown(one.answer)},
        {u"error"_s, one.error},
        {u"checks"_s, checks},
        {u"milliseconds"_s, ifKnown(one.milliseconds)},
        {u"inputTokens"_s, ifKnown(one.inputTokens)},
        {u"outputTokens"_s, ifKnown(one.outputTokens)},
        {u"cost"_s, ifKnown(one.cost)}};
}

QJsonObject comparisonJson(const PairedComparison &comparison)
{
    QJsonArray metrics;
    for (const MetricComparison &metric : comparison.metrics)
        metrics.append(QJsonObject{
            {u"metric"_s, metric.key},
            {u"verdict"_s, verdictName(metric.verdict)},
            {u"pairs"_s, metric.from},
            {u"change"_s, metric.change ? QJsonValue(QJsonObject{
                                              {u"value"_s, finite(metric.change->value)},
                                              {u"low"_s, finite(metric.change->low)},
                                              {u"high"_s, finite(metric.change->high)}})
                                        : QJsonValue()},
            {u"chance"_s, metric.change ? QJsonValue(metric.chance) : QJsonValue()},
            {u"primary"_s, metric.isPrimary}});
    return {
        {u"pairs"_s, comparison.pairs},
        {u"unpaired"_s, QJsonArray::fromStringList(comparison.unpaired)},
        {u"unanswered"_s, QJsonArray::fromStringList(comparison.unanswered)},
        {u"metrics"_s, metrics},
        {u"method"_s, comparison.method}};
}

// `howdahctl prompts test`.
class DatasetTest final
{
public:
    DatasetTest(Output &output, const PromptTestOptions &options)
        : m_output(output)
        , m_options(options)
    {
    }

    int run()
    {
        // First what is wrong here: no database is opened for a run that cannot be.
        const Result<Endpoints> endpoints = readEndpoints();
        const Result<Endpoint> endpoint =
            endpoints ? findEndpoint(*endpoints, m_options.endpoint) : Result<Endpoint>(fail(endpoints.error()));
        if (!endpoint)
            return failed(m_output, endpoint.error(), Stage::Naming);
        m_wish.endpoint = *endpoint;
        m_wish.model = m_options.model;
        m_wish.judgeModel = m_options.judgeModel;
        const PromptUse use = m_options.isUnsaved ? PromptUse::Reading : PromptUse::Writing;
        if (const int code = openPromptSite(m_site, m_output, m_options.place, use); code != ExitOk)
            return code;
        if (const Result<void> read = readAllOfIt(); !read)
            return failed(m_output, read.error(), Stage::Finding);
        const Result<operations::PromptTestPlan> plan = operations::planPromptTest(m_wish);
        return plan ? send(*plan) : failed(m_output, plan.error());
    }

private:
    Result<void> readAllOfIt()
    {
        ASSIGN_OR_RETURN(m_wish.dataset, findDataset(m_site.session(), m_site.table, m_options.dataset));
        ASSIGN_OR_RETURN(m_wish.cases, readCases(m_site.session(), m_site.table, m_wish.dataset.id));
        ASSIGN_OR_RETURN(m_wish.prompts, readPrompts(m_site.session(), m_site.table, m_site.keys));
        const auto version = [this](const QString &number) -> Result<StoredPrompt> {
            const QString &name = m_options.prompt;
            ASSIGN_OR_RETURN(
                StoredPrompt stored, findVersion(m_wish.prompts, number.isEmpty() ? name : name + u'@' + number));
            if (!isOpen(stored))
                return fail(lockedError(stored, m_site));
            return stored;
        };
        ASSIGN_OR_RETURN(m_wish.version, version(m_options.version));
        if (!m_options.against.isEmpty()) {
            ASSIGN_OR_RETURN(m_wish.baseline, version(m_options.against));
            if (m_wish.baseline->id == m_wish.version.id)
                return fail(ErrorKind::Usage, tr("A version cannot be compared with itself"));
        }
        m_wish.isProduction = m_site.target.isProduction();
        m_wish.origin = {m_site.target.name(), qualifiedName(m_site.table)};
        return {};
    }

    int send(const operations::PromptTestPlan &plan)
    {
        m_output.err << plainLine(tr("%1: %2 cases, asking a model %3 times at %4")
                                      .arg(
                                          plan.dataset.name, countText(qint64(plan.cases.size())),
                                          countText(plan.modelCalls), serverOf(plan.endpoint)))
                     << Qt::endl;
        for (const QString &warning : plan.warnings)
            m_output.err << plainLine(tr("Warning: %1").arg(warning)) << Qt::endl;
        TerminalDecision decision(m_output);
        const Result<operations::PromptTestReport> report = operations::runPromptTest(
            m_site.session(), m_site.table, plan, decision, promptJournalFile(),
            m_options.isUnsaved ? operations::Keeping::Nowhere : operations::Keeping::InTheDatabase, decision.token(),
            [this, &plan](qsizetype, qsizetype, size_t version, const CaseResult &one) {
                showCase(plan, version, one);
            });
        if (!report && report.error().kind == ErrorKind::Cancelled && !decision.token().stop_requested())
            return ExitPending; // another name was typed, which was said
        if (!report) {
            // A file of yesterday would be read as today's.
            if (const Result<void> written = writeJunit(plan, {}, describe(report.error())); !written)
                m_output.err << plainLine(describe(written.error())) << Qt::endl;
            return failed(m_output, report.error());
        }
        return finish(plan, *report);
    }

    void showCase(const operations::PromptTestPlan &plan, size_t version, const CaseResult &one)
    {
        if (m_output.json)
            return;
        const QString word = !one.error.isEmpty() ? tr("error") : one.passed ? tr("pass") : tr("FAIL");
        QStringList parts{word, plan.versions[version].version.prompt.promptId, one.caseName};
        if (one.milliseconds)
            parts << durationText(double(*one.milliseconds));
        m_output.out << plainLine(parts.join(u"  "_s)) << Qt::endl;
        if (!one.error.isEmpty())
            m_output.out << u"      "_s << plainLine(one.error) << Qt::endl;
        for (const CheckResult &check : one.checks)
            if (!check.passed)
                m_output.out << u"      "_s << plainLine(assertionLabel(check.kind) + u": "_s + check.detail)
                             << Qt::endl;
    }

    int finish(const operations::PromptTestPlan &plan, const operations::PromptTestReport &report)
    {
        const QString failure = report.failure ? describe(*report.failure) : QString();
        if (const Result<void> written = writeJunit(plan, report.versions.back(), failure); !written)
            return failed(m_output, written.error(), Stage::Files);
        const bool isWhole = !report.isCancelled && !report.failure;
        const ExitCode code = !isWhole ? ExitFailed : report.havePassed() ? ExitOk : ExitNotPassed;
        if (m_output.json)
            print(m_output, json(plan, report, code));
        else
            summarize(report);
        if (report.failure)
            return failed(m_output, *report.failure);
        return code;
    }

    Result<void> writeJunit(const operations::PromptTestPlan &plan, TestedVersion version, const QString &failure) const
    {
        if (m_options.junit.isEmpty())
            return {};
        if (version.name.isEmpty())
            version.name = plan.versions.back().version.prompt.promptId;
        QStringList notRun;
        for (const TestCase &one : plan.cases)
            if (std::ranges::find(version.results, one.name, &CaseResult::caseName) == version.results.end())
                notRun << one.name;
        OutputFile file;
        RETURN_IF_ERROR(file.open(m_options.junit));
        RETURN_IF_ERROR(file.write(junitReport(m_wish.dataset.name, version, notRun, failure)));
        return file.keep();
    }

    void summarize(const operations::PromptTestReport &report)
    {
        for (const TestedVersion &version : report.versions) {
            const qint64 passed = std::ranges::count_if(version.results, &CaseResult::passed);
            m_output.out << plainLine(
                tr("%1: %2 of %3 cases passed")
                    .arg(version.name, countText(passed), countText(qint64(version.results.size()))))
                         << Qt::endl;
        }
        if (report.comparison)
            compare(*report.comparison);
        if (report.isCancelled)
            m_output.err
                << (report.notKept.isEmpty() ? tr("Cancelled; the results so far were saved.")
                                             : tr("Cancelled; no results were saved."))
                << Qt::endl;
        else if (!report.notKept.isEmpty() && !m_options.isUnsaved)
            m_output.err << plainLine(tr("Not all results could be saved: %1").arg(report.notKept)) << Qt::endl;
    }

    void compare(const PairedComparison &comparison)
    {
        std::vector<QStringList> rows;
        for (const MetricComparison &metric : comparison.metrics) {
            QString text = tr("not enough data: %1 pairs, %2 required")
                               .arg(countText(metric.from), QString::number(PairedComparison::Enough));
            if (metric.change && metric.verdict != Verdict::NotEnough)
                text = tr("%1: %2, from %3 to %4, %5 pairs")
                           .arg(
                               verdictText(metric.verdict), pairedText(metric.key, *metric.change),
                               pairedValue(metric.key, metric.before->value),
                               pairedValue(metric.key, metric.after->value), countText(metric.from));
            rows.push_back({u"  "_s + pairedLabel(metric.key), text});
        }
        if (!comparison.unanswered.isEmpty())
            rows.push_back({u"  "_s + tr("Left out, without an answer"), comparison.unanswered.join(u", "_s)});
        rows.push_back({u"  "_s + tr("Method"), comparison.method});
        m_output.out << alignedTable(rows) << Qt::flush;
    }

    [[nodiscard]] QJsonObject
    json(const operations::PromptTestPlan &plan, const operations::PromptTestReport &report, ExitCode code) const
    {
        QJsonArray versions;
        for (size_t i = 0; i < report.versions.size(); ++i) {
            QJsonArray results;
            for (const CaseResult &one : report.versions[i].results)
                results.append(resultJson(one));
            versions.append(QJsonObject{
                {u"promptId"_s, report.versions[i].name},
                {u"model"_s, plan.versions[i].model},
                {u"results"_s, results}});
        }
        return {
            {u"format"_s, 1},
            {u"dataset"_s, plan.dataset.name},
            {u"endpoint"_s, plan.endpoint.name},
            {u"warnings"_s, QJsonArray::fromStringList(plan.warnings)},
            {u"versions"_s, versions},
            {u"comparison"_s, report.comparison ? QJsonValue(comparisonJson(*report.comparison)) : QJsonValue()},
            {u"cancelled"_s, report.isCancelled},
            {u"saved"_s, report.notKept.isEmpty()},
            {u"exitCode"_s, code}};
    }

    Output &m_output;
    const PromptTestOptions &m_options;
    PromptSite m_site;
    operations::PromptTestWish m_wish;
};

} // namespace

int promptsTest(Output &output, const PromptTestOptions &options) { return DatasetTest(output, options).run(); }

} // namespace howdah::cli
