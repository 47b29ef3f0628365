// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptrun.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "cli/prompts/promptgiven.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaldecision.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/tr.h"
#include "prompt/promptjournal.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace prompt;

namespace {

// Sends a prompt to an endpoint; what the server says is data, and shown as that.
class EndpointRun final
{
public:
    EndpointRun(Output &output, const PromptRunOptions &options)
        : m_output(output)
        , m_options(options)
    {
    }

    int run()
    {
        // First what is wrong here: no database is opened for a run that cannot be.
        if (const Result<void> given = readGiven(); !given)
            return failed(m_output, given.error(), Stage::Naming);
        if (const int code = readPrompt(); code != ExitOk)
            return code;
        m_wish.rendered = m_given.render(m_named, GivenValues::engineFor(m_named, m_options.look));
        m_wish.prompt = m_named.prompt;
        const Result<operations::PromptRunPlan> plan = operations::planPromptRun(m_wish);
        if (!plan)
            return failed(m_output, plan.error());
        for (const QString &warning : plan->warnings)
            m_output.err << plainLine(warning) << Qt::endl;
        return send(*plan);
    }

private:
    Result<void> readGiven()
    {
        ASSIGN_OR_RETURN(const Endpoints endpoints, readEndpoints());
        ASSIGN_OR_RETURN(m_wish.endpoint, findEndpoint(endpoints, m_options.endpoint));
        m_wish.model = m_options.model;
        return m_given.read(m_options.look);
    }

    int readPrompt()
    {
        const QString &name = m_options.look.first;
        if (isPromptFile(name)) {
            Result<NamedPrompt> read = readPromptFile(name);
            if (!read)
                return failed(m_output, read.error(), Stage::Finding);
            m_named = *std::move(read);
            return ExitOk;
        }
        PromptSite site;
        if (const int code = openPromptSite(site, m_output, m_options.look.place, PromptUse::Reading); code != ExitOk)
            return code;
        const QString reference = m_options.version.isEmpty() ? name : name + u'@' + m_options.version;
        Result<NamedPrompt> read = readNamedPrompt(site, reference);
        if (!read)
            return failed(m_output, read.error(), Stage::Finding);
        m_named = *std::move(read);
        m_wish.guard = {m_named.stored->state, m_named.prompt.active.value_or(false), site.target.isProduction()};
        m_wish.origin = {site.target.name(), qualifiedName(site.table)};
        return ExitOk; // the session ends here: an answer may take minutes
    }

    int send(const operations::PromptRunPlan &plan)
    {
        TerminalDecision decision(m_output);
        bool isBroken = false; // the last piece ended within a line
        const Result<operations::PromptRunReport> report = operations::runPrompt(
            plan, decision, promptJournalFile(), decision.token(), [this, &isBroken](const QString &piece) {
                if (m_output.json)
                    return;
                const ExactOutput exact(m_output.out);
                m_output.out << shown(piece) << Qt::flush;
                isBroken = !piece.endsWith(u'\n');
            });
        if (isBroken)
            m_output.out << Qt::endl;
        if (!report && report.error().kind == ErrorKind::Cancelled && !decision.token().stop_requested())
            return ExitPending; // another name was typed, which was said
        if (!report)
            return failed(m_output, report.error());
        if (m_output.json)
            print(m_output, json(plan, *report));
        else
            summarize(*report);
        return ExitOk;
    }

    void summarize(const operations::PromptRunReport &report)
    {
        const ChatReply &reply = report.reply;
        const QString tokens = reply.usage.isCounted ? tr("%1 + %2 tokens, counted by the server")
                                                     : tr("about %1 + %2 tokens, estimated here");
        QStringList facts{
            reply.model, tokens.arg(countText(reply.usage.input), countText(reply.usage.output)),
            tr("first token after %1").arg(durationText(double(reply.firstTokenMs))),
            tr("%1 in all").arg(durationText(double(reply.totalMs)))};
        if (report.cost)
            facts << tr("cost %1").arg(QString::number(*report.cost, 'f', 6));
        m_output.err << plainLine(facts.join(u" · "_s)) << Qt::endl;
        if (reply.finishReason != "stop"_L1 && !reply.finishReason.isEmpty())
            m_output.err << plainLine(tr("The server ended the answer for this reason: %1").arg(reply.finishReason))
                         << Qt::endl;
        if (!report.noCost.isEmpty())
            m_output.err << plainLine(tr("No cost: %1").arg(report.noCost)) << Qt::endl;
    }

    [[nodiscard]] QJsonObject
    json(const operations::PromptRunPlan &plan, const operations::PromptRunReport &report) const
    {
        const ChatReply &reply = report.reply;
        return {
            {u"format"_s, 1},
            {u"promptId"_s, m_named.prompt.promptId},
            {u"version"_s, m_named.prompt.version},
            {u"endpoint"_s, plan.endpoint.name},
            {u"server"_s, serverOf(plan.endpoint)},
            {u"model"_s, reply.model},
            {u"text"_s, reply.text},
            {u"finishReason"_s, reply.finishReason},
            {u"usage"_s,
             QJsonObject{
                 {u"input"_s, reply.usage.input},
                 {u"output"_s, reply.usage.output},
                 {u"counted"_s, reply.usage.isCounted}}},
            {u"firstTokenMs"_s, reply.firstTokenMs},
            {u"totalMs"_s, reply.totalMs},
            {u"cost"_s, report.cost ? QJsonValue(*report.cost) : QJsonValue()},
            {u"warnings"_s, QJsonArray::fromStringList(plan.warnings)},
            {u"exitCode"_s, ExitOk}};
    }

    Output &m_output;
    const PromptRunOptions &m_options;
    GivenValues m_given;
    NamedPrompt m_named;
    operations::PromptRunWish m_wish;
};

} // namespace

int promptsRun(Output &output, const PromptRunOptions &options) { return EndpointRun(output, options).run(); }

} // namespace howdah::cli
