// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptrun.h"

#include "base/propagate.h"
#include "operations/tr.h"
#include "prompt/promptjournal.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace prompt;

static bool isEncrypted(CellState state) { return state != CellState::Plain; }

std::optional<NamesQuestion>
sendingQuestion(const PromptGuard &guard, const QString &promptName, const Endpoint &endpoint)
{
    const bool isUsed = guard.isActive && guard.isProduction;
    const bool hasUsersWords = guard.hasCallValues && guard.isProduction;
    if (!isEncrypted(guard.state) && !isUsed && !hasUsersWords)
        return {};
    if (!isEncrypted(guard.state) && !isUsed)
        return NamesQuestion{
            NamesQuestion::Reason::SentAway,
            {tr("%1 is filled with what was said in a call in production.").arg(promptName) + u' '
             + tr("It would be sent to %1, the endpoint %2.").arg(serverOf(endpoint), endpoint.name)},
            {endpoint.name}};
    QString what = isEncrypted(guard.state) && isUsed
                     ? tr("The text of %1 is active in production and encrypted in its database.")
                 : isUsed ? tr("The text of %1 is active in production.")
                          : tr("The text of %1 is encrypted in its database.");
    what = what.arg(promptName);
    const QString where =
        tr("It would be sent, readable, to %1, the endpoint %2.").arg(serverOf(endpoint), endpoint.name);
    return NamesQuestion{NamesQuestion::Reason::SentAway, {what + u' ' + where}, {endpoint.name}};
}

static Result<void> checkRendered(const PromptRunWish &wish)
{
    if (wish.guard.state != CellState::Plain && wish.guard.state != CellState::Open)
        return fail(
            ErrorKind::Permission, tr("The text of %1 cannot be read, so it cannot be run").arg(wish.prompt.name),
            tr("Decrypt it with its key first."));
    if (!wish.rendered.missing.isEmpty())
        return fail(
            ErrorKind::Usage, tr("Variables without a value: %1").arg(wish.rendered.missing.join(u", "_s)),
            tr("Give each of them a value."));
    if (wish.rendered.messages.empty())
        return fail(ErrorKind::Usage, tr("There is nothing to send"), {}, wish.rendered.unsupported.join(u", "_s));
    return {};
}

Result<PromptRunPlan> planPromptRun(const PromptRunWish &wish)
{
    RETURN_IF_ERROR(checkEndpoint(wish.endpoint));
    RETURN_IF_ERROR(checkRendered(wish));
    PromptRunPlan plan;
    plan.promptName = QStringList{wish.prompt.name, wish.prompt.version}.join(u' ').trimmed();
    plan.endpoint = wish.endpoint;
    plan.origin = wish.origin;
    ChatParameters parameters = chatParameters(wish.prompt);
    plan.request.parameters = std::move(parameters.parameters);
    plan.request.messages = wish.rendered.messages;
    plan.request.model = !wish.model.isEmpty()          ? wish.model
                       : !wish.endpoint.model.isEmpty() ? wish.endpoint.model
                                                        : wish.prompt.model;
    if (plan.request.model.isEmpty())
        return fail(
            ErrorKind::Usage, tr("No model is named for the endpoint %1").arg(wish.endpoint.name),
            tr("Name one for the run, for the endpoint or in the prompt."));
    plan.question = sendingQuestion(wish.guard, plan.promptName, wish.endpoint);
    if (isReadableOnTheWay(wish.endpoint))
        plan.warnings << tr("%1 is not encrypted (http): whoever is on the way can read prompt, answer and key.")
                             .arg(serverOf(wish.endpoint));
    if (!parameters.left.isEmpty())
        plan.warnings << tr("Not sent, as the protocol does not have it: %1").arg(parameters.left.join(u", "_s));
    if (!wish.rendered.unsupported.isEmpty())
        plan.warnings << tr("Not evaluated: %1").arg(wish.rendered.unsupported.join(u", "_s));
    return plan;
}

static Result<void> askFirst(const PromptRunPlan &plan, Decision &decision, const QString &journal)
{
    if (!plan.question)
        return {};
    ASSIGN_OR_RETURN(const bool named, decision.areNamed(*plan.question));
    if (!named)
        return fail(ErrorKind::Cancelled, tr("Nothing was sent"));
    return appendToJournal(
        journal, {{u"action"_s, u"run"_s},
                  {u"prompt"_s, plan.promptName},
                  {u"database"_s, plan.origin.database},
                  {u"table"_s, plan.origin.table},
                  {u"endpoint"_s, plan.endpoint.name},
                  {u"server"_s, serverOf(plan.endpoint)},
                  {u"model"_s, plan.request.model}});
}

Result<PromptRunReport> runPrompt(
    const PromptRunPlan &plan, Decision &decision, const QString &journal, std::stop_token stop, const ChatPiece &piece)
{
    RETURN_IF_ERROR(askFirst(plan, decision, journal));
    ASSIGN_OR_RETURN(ChatReply reply, chat(plan.endpoint, plan.request, std::move(stop), piece));
    PromptRunReport report{std::move(reply), {}, {}};
    const Result<std::vector<ModelFacts>> models = knownModels();
    if (!models) {
        report.noCost = models.error().message;
        return report;
    }
    // Servers may call a model by another name than it was asked for by.
    for (const QString &model : {report.reply.model, plan.request.model})
        if (!report.cost)
            report.cost = costOfCall(*models, model, report.reply.usage);
    if (!report.cost)
        report.noCost = tr("%1 names no prices for %2").arg(ownModelsFile(), report.reply.model);
    return report;
}

} // namespace howdah::operations
