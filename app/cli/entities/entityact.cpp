// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/entities/entitysite.h"

#include "cli/terminal/consent.h"
#include "cli/terminal/report.h"
#include "cli/terminal/secretprompt.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaldecision.h"
#include "cli/terminal/tr.h"
#include "operations/entities/actionrun.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using operations::ActionPlan;
using operations::ActionReport;

namespace {

// What was typed for the parameters: on the command line, but passwords in a file or on the terminal.
Result<QHash<QString, QString>> typedParameters(const ActionPlan &plan, const EntityOptions &options)
{
    QHash<QString, QString> typed;
    for (const QString &word : options.parameters) {
        const qsizetype equals = word.indexOf(u'=');
        const QString name = word.first(std::max<qsizetype>(0, equals));
        const entity::ParameterDefinition *parameter = plan.action->parameter(name);
        if (equals <= 0)
            return fail(
                ErrorKind::Usage, tr("\"%1\" is not a parameter with its value").arg(word), tr("Write id=value."));
        if (parameter && parameter->hash != entity::PasswordHash::None)
            return fail(
                ErrorKind::Usage, tr("A password is not given on the command line, where others can read it"),
                tr("Type it when it is asked for, or use --password-file."));
        typed.insert(name, word.sliced(equals + 1));
    }
    for (const entity::ParameterDefinition &parameter : plan.action->parameters) {
        if (parameter.hash == entity::PasswordHash::None)
            continue;
        if (!options.passwordFile.isEmpty()) {
            const Result<QString> password = secretFromFile(options.passwordFile);
            if (!password)
                return fail(password.error());
            typed.insert(parameter.id, *password);
        } else if (const connection::SecretAsker ask = terminalAsker()) {
            const auto password = ask(parameter.title);
            if (!password)
                return fail(password.error());
            typed.insert(parameter.id, *password);
        } else {
            return fail(
                ErrorKind::Usage, tr("There is no terminal to ask for %1").arg(parameter.title),
                tr("Use --password-file FILE; - is standard input."));
        }
    }
    return typed;
}

int report(Output &output, const ActionPlan &plan, const ActionReport &report)
{
    if (report.error) {
        if (report.outcome == data::SaveOutcome::Unknown)
            output.err << tr("The connection was lost while COMMIT was on its way: nobody knows whether it was done.")
                       << Qt::endl;
        return failed(output, *report.error, Stage::Running);
    }
    QJsonArray changed;
    qint64 rows = 0;
    for (const qint64 count : report.changed) {
        changed.append(count);
        rows += std::max<qint64>(0, count);
    }
    if (output.json)
        print(
            output, {{u"format"_s, 1},
                     {u"action"_s, plan.name()},
                     {u"label"_s, plan.label},
                     {u"rows"_s, changed},
                     {u"durationMs"_s, report.milliseconds},
                     {u"exitCode"_s, int(ExitOk)}});
    else
        output.out << plainLine(tr("%1: done, rows changed: %2").arg(plan.label).arg(rows)) << Qt::endl;
    return ExitOk;
}

} // namespace

int entityAct(Output &output, const EntityOptions &options)
{
    EntitySite site;
    if (const int code = openSite(site, output, options, false); code != ExitOk)
        return code;
    const auto entity = entityNamed(site, options.entity);
    if (!entity)
        return failed(output, entity.error(), Stage::Finding);
    const auto key = keyNamed(**entity, options.key);
    if (!key)
        return failed(output, key.error(), Stage::Words);
    const auto plan = operations::planAction(site.target.session(), site.entities, **entity, options.action, *key);
    if (!plan)
        return failed(output, plan.error(), Stage::Finding);
    if (!plan->isPossible())
        return failed(output, makeError(ErrorKind::Conflict, plan->refusals.front(), tr("Nothing was changed.")));
    const auto typed = typedParameters(*plan, options);
    if (!typed)
        return failed(output, typed.error(), Stage::Words);
    const auto given = operations::givenValues(*plan, *typed);
    if (!given)
        return failed(output, given.error(), Stage::Words);
    output.err << plainLine(tr("%1, %2: %3").arg(plan->label, plan->action->title, plan->action->words)) << Qt::endl;
    if (!options.yes) {
        for (const QString &step : operations::readableSteps(*plan, *given))
            output.err << plainLines(step) << Qt::endl;
    }
    if (const Consent consent = askConsent(output, options.yes); consent != Consent::Given)
        return withoutConsent(output, consent);
    TerminalDecision decision(output);
    operations::ActionOptions how{.isGuarded = site.target.isGuarded(), .stop = decision.token()};
    how.reconnect = [&site]() -> Result<std::shared_ptr<connection::Session>> {
        if (std::shared_ptr<connection::Session> session = site.target.openAnother(u"settle"_s))
            return session;
        return fail(ErrorKind::Connection, tr("The server cannot be reached again"));
    };
    return report(output, *plan, operations::runAction(site.target.session(), *plan, *given, decision, how));
}

} // namespace howdah::cli
