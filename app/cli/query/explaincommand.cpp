// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/query/explaincommand.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "cli/query/scriptinput.h"
#include "cli/target/target.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaldecision.h"
#include "cli/terminal/tr.h"
#include "operations/explain/explaining.h"
#include "plan/figures.h"
#include "plan/planpage.h"
#include "plan/plantext.h"
#include "plan/read/planreader.h"
#include "query/run/scriptrun.h"
#include "query/script/script.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <stop_token>

using namespace Qt::StringLiterals;

namespace howdah::cli {

namespace {

enum class Format { Text, Json, Html, Svg };

QJsonArray nodesOf(const plan::Plan &plan, const plan::Figures &figures)
{
    QJsonArray nodes;
    for (size_t i = 0; i < plan.nodes.size(); ++i) {
        const plan::Node &node = plan.nodes[i];
        const plan::NodeFigures &figure = figures.nodes[i];
        QJsonObject object{{u"parent"_s, node.parent}, {u"title"_s, node.title()}, {u"type"_s, node.type}};
        if (node.planRows)
            object.insert(u"plannedRows"_s, *node.planRows);
        if (node.totalCost)
            object.insert(u"cost"_s, *node.totalCost);
        if (plan.isAnalyzed()) {
            object.insert(u"rows"_s, figure.rows);
            object.insert(u"loops"_s, node.actual ? node.actual->loops : 0);
            object.insert(u"estimateFactor"_s, figure.estimateFactor);
        }
        if (figures.timed) {
            object.insert(u"inclusiveMs"_s, figure.inclusive);
            object.insert(u"exclusiveMs"_s, figure.exclusive);
        }
        nodes.append(object);
    }
    return nodes;
}

QJsonObject jsonOf(const plan::Plan &plan)
{
    const plan::Figures figures = plan::figuresOf(plan);
    QJsonObject object{{u"nodes"_s, nodesOf(plan, figures)}};
    if (!plan.queryText.isEmpty())
        object.insert(u"query"_s, plan.queryText);
    if (plan.planningTime)
        object.insert(u"planningMs"_s, *plan.planningTime);
    if (plan.executionTime)
        object.insert(u"executionMs"_s, *plan.executionTime);
    QJsonArray problems;
    for (const plan::Problem &problem : plan.problems)
        problems.append(QJsonObject{{u"line"_s, problem.line}, {u"message"_s, problem.message}});
    if (!problems.isEmpty())
        object.insert(u"problems"_s, problems);
    return object;
}

class ExplainCommand final
{
public:
    ExplainCommand(Output &output, const ExplainWords &words)
        : m_output(output)
        , m_words(words)
    {
    }

    int run()
    {
        static const QHash<QString, Format> formats{
            {u"text"_s, Format::Text}, {u"json"_s, Format::Json}, {u"html"_s, Format::Html}, {u"svg"_s, Format::Svg}};
        const auto format = formats.constFind(m_words.format);
        if (format == formats.constEnd())
            return failed(
                m_output,
                makeError(
                    ErrorKind::Usage, tr("%1 is not a known format").arg(m_words.format),
                    tr("Formats are text, json, html and svg.")),
                Stage::Words);
        m_format = m_output.json ? Format::Json : *format;
        if (!m_words.read.isEmpty())
            return readPlan();
        return explainStatements();
    }

private:
    // A plan that somebody sent.
    int readPlan()
    {
        if (!m_words.command.isEmpty() || m_words.file != "-"_L1 || m_words.analyze)
            return failed(
                m_output, makeError(ErrorKind::Usage, tr("--read shows a plan that is there, and runs nothing")),
                Stage::Words);
        const auto text = m_words.read == "-"_L1 ? readScript(u"-"_s, {}) : readPlainFile(m_words.read);
        if (!text)
            return failed(m_output, text.error(), Stage::Files);
        auto reading = plan::readPlans(*text);
        if (!reading)
            return failed(m_output, reading.error(), Stage::Files);
        for (plan::Plan &plan : reading->plans)
            add(std::move(plan), {});
        for (const plan::Problem &problem : reading->problems)
            tell(problem);
        return finish(ExitOk);
    }

    int explainStatements()
    {
        if (!m_words.command.isEmpty() && m_words.file != "-"_L1)
            return failed(m_output, makeError(ErrorKind::Usage, tr("Use either --file or --command")), Stage::Words);
        QStringList names;
        for (const QString &list : m_words.options)
            names << list.split(u',', Qt::SkipEmptyParts);
        auto options = operations::ExplainOptions::fromWords(names);
        if (!options)
            return failed(m_output, options.error(), Stage::Words);
        if (m_words.analyze)
            options->set(operations::ExplainOption::Analyze, true);
        const auto values = parameterValues(m_words.parameters, m_words.nulls);
        if (!values)
            return failed(m_output, values.error(), Stage::Words);
        const auto text = readScript(m_words.file, m_words.command);
        if (!text)
            return failed(m_output, text.error(), Stage::Files);
        Target target;
        if (const auto opened =
                target.open(m_output, m_words.database, u"explain"_s, Purpose::Any, connection::Names::OfDatabase);
            !opened)
            return failed(m_output, opened.error(), Stage::Opening);
        if (m_words.timeout) {
            const auto set = query::applyTimeouts(target.session(), {.statementMs = int(m_words.timeout->count())});
            if (!set)
                return failed(m_output, set.error(), Stage::Running);
        }
        const bool standard = target.session().serverParameter(u"standard_conforming_strings"_s) != "off"_L1;
        return explainAll(target, query::Script(*text, standard), *options, *values);
    }

    int explainAll(
        Target &target, const query::Script &script, const operations::ExplainOptions &options,
        const query::ParameterValues &values)
    {
        TerminalDecision decision(m_output, m_words.yes);
        const std::stop_callback interrupted(decision.token(), [&target] { target.session().cancel(); });
        operations::ExplainRequest request;
        request.options = options;
        request.values = values;
        request.isGuarded = target.isGuarded();
        request.isLocked = target.isProduction() && !target.isGuarded();
        if (script.problem())
            return failed(m_output, *script.problem(), Stage::Words);
        int statements = 0;
        for (const query::Piece &part : script.parts()) {
            if (part.kind != query::PieceKind::Statement)
                return failed(
                    m_output,
                    makeError(ErrorKind::Usage, tr("Line %1: EXPLAIN takes statements of SQL alone").arg(part.line)),
                    Stage::Words);
            ++statements;
            request.statement = script.textOf(part).toByteArray();
            const auto explained = operations::explain(target.session(), request, decision);
            if (!explained)
                return notExplained(explained.error(), part.line);
            auto reading = plan::readPlans(explained->json);
            if (!reading)
                return failed(m_output, reading.error(), Stage::Running);
            for (plan::Plan &plan : reading->plans)
                add(std::move(plan), *explained);
        }
        if (statements == 0)
            return failed(m_output, makeError(ErrorKind::Usage, tr("There is no statement to explain")), Stage::Words);
        return finish(ExitOk);
    }

    // What was found until then is shown all the same.
    int notExplained(Error error, qint64 line)
    {
        error.message = tr("Line %1: %2").arg(line).arg(error.message);
        if (m_format != Format::Json)
            (void)finish(ExitFailed);
        // Not confirmed is no failure.
        if (error.kind == ErrorKind::Conflict && error.sqlState.isEmpty()) {
            failed(m_output, error, Stage::Running);
            return ExitPending;
        }
        return failed(m_output, error, Stage::Running);
    }

    void tell(const plan::Problem &problem)
    {
        m_output.err << plainLine(
            problem.line > 0 ? tr("Line %1: %2").arg(problem.line).arg(problem.message) : problem.message)
                     << Qt::endl;
    }

    void add(plan::Plan plan, const operations::Explained &from)
    {
        const QString text = plan::writeText(plan);
        for (const plan::Problem &problem : plan.problems)
            tell(problem);
        for (const QString &remark : from.remarks)
            m_output.err << plainLine(remark) << Qt::endl;
        switch (m_format) {
        case Format::Text:
            for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts))
                m_output.out << plainLine(line) << u'\n';
            m_output.out << u'\n';
            break;
        case Format::Json: {
            QJsonObject one = jsonOf(plan);
            if (!from.sql.isEmpty()) {
                one.insert(u"sql"_s, from.sql);
                one.insert(u"remarks"_s, QJsonArray::fromStringList(from.remarks));
                one.insert(u"plan"_s, QJsonDocument::fromJson(from.json).array());
            }
            m_plans.append(one);
            break;
        }
        case Format::Html:
        case Format::Svg:
            m_pages.push_back({std::move(plan), text});
            break;
        }
    }

    int finish(int code)
    {
        switch (m_format) {
        case Format::Text:
            break;
        case Format::Json:
            print(m_output, {{u"format"_s, 1}, {u"plans"_s, m_plans}, {u"exitCode"_s, code}});
            break;
        case Format::Html:
            m_output.out << plan::htmlPage(m_pages);
            break;
        case Format::Svg: // a picture is of one
            if (!m_pages.empty())
                m_output.out << plan::svgPicture(m_pages.front().plan);
            break;
        }
        m_output.out << Qt::flush;
        return code;
    }

    Output &m_output;
    const ExplainWords &m_words;
    Format m_format = Format::Text;
    QJsonArray m_plans;
    std::vector<plan::PlanPage> m_pages;
};

} // namespace

int runExplain(Output &output, const ExplainWords &words) { return ExplainCommand(output, words).run(); }

} // namespace howdah::cli
