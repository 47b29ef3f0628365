// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/actionflow.h"

#include "base/propagate.h"
#include "connect/connectioncontroller.h"
#include "connect/givennames.h"
#include "entity/actiondialog.h"
#include "entity/entitywords.h"
#include "operations/settlesession.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::Session;
using connection::SessionRole;
using operations::ActionPlan;
using operations::ActionReport;

constexpr int PreviewRestMs = 250; // of typing

ActionFlow::ActionFlow(const PageServices &services, QWidget *window)
    : QObject(window)
    , m_services(services)
    , m_window(window)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(PreviewRestMs);
    connect(&m_rest, &QTimer::timeout, this, &ActionFlow::preview);
    connect(m_services.connection, &ConnectionController::stateChanged, this, &ActionFlow::follow);
    connect(&m_services.connection->productionLock(), &ProductionLock::changed, this, &ActionFlow::follow);
}

ActionFlow::~ActionFlow() { delete m_dialog; }

ActionDialog *ActionFlow::dialog() const { return m_dialog; }

void ActionFlow::begin(
    std::shared_ptr<const entity::Entities> entities, const entity::BoundEntity &entity, const entity::RowValues &key,
    const QString &actionId)
{
    const entity::ActionDefinition *action = entity.definition->action(actionId);
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    if (!action)
        return;
    m_entities = std::move(entities);
    m_entity = &entity;
    m_key = key;
    m_action = actionId;
    m_plan.reset();
    const ConnectionController &connection = *m_services.connection;
    m_dialog =
        new ActionDialog(m_entities, entity, *action, connection.label(), connection.guard().isGuarded(), m_window);
    connect(m_dialog, &ActionDialog::previewWanted, &m_rest, qOverload<>(&QTimer::start));
    connect(m_dialog, &ActionDialog::runWanted, this, &ActionFlow::run);
    connect(m_dialog, &ActionDialog::readAgainWanted, this, &ActionFlow::read);
    connect(m_dialog, &ActionDialog::cancelWanted, this, &ActionFlow::cancelRun);
    connect(m_dialog, &QDialog::finished, this, [this] {
        m_reading.drop();
        m_previewing.drop();
        m_rest.stop();
        m_questions.cancel();
        m_dialog.clear();
        Q_EMIT ended();
    });
    m_dialog->open();
    follow();
    read();
}

// ---- what is shown before

void ActionFlow::read()
{
    m_plan.reset();
    m_dialog->setReading();
    const auto session = m_services.connection->takeSession(SessionRole::Reader, u"action"_s);
    if (!session)
        return m_dialog->setUnreadable(session.error(), [this] { read(); });
    m_reading.ask(
        this,
        m_questions.run(
            *session,
            [entities = m_entities, entity = m_entity, action = m_action,
             key = m_key](Session &on) -> Result<Readings> {
                ASSIGN_OR_RETURN(ActionPlan plan, operations::planAction(on, entities, *entity, action, key));
                ASSIGN_OR_RETURN(auto choices, operations::readChoices(on, plan));
                return Readings{std::move(plan), std::move(choices)};
            }),
        [this](const Result<Readings> &readings) { wasRead(readings); });
}

void ActionFlow::wasRead(const Result<Readings> &readings)
{
    if (!m_dialog)
        return;
    if (!readings)
        return m_dialog->setUnreadable(readings.error(), [this] { read(); });
    m_plan = readings->plan;
    m_dialog->setPlan(*m_plan, readings->choices);
    preview();
}

void ActionFlow::preview()
{
    if (!m_dialog || !m_plan || m_dialog->isRunning())
        return;
    const auto session = m_services.connection->takeSession(SessionRole::Reader, u"action"_s);
    if (!session)
        return m_dialog->setPreview(fail(session.error()));
    QHash<QString, QString> typed = m_dialog->typed();
    for (const entity::ParameterDefinition &parameter : m_plan->action->parameters) {
        if (parameter.hash != entity::PasswordHash::None)
            typed.remove(parameter.id);
    }
    m_previewing.ask(
        this,
        m_questions.run(
            *session, [plan = *m_plan, typed](Session &on) { return operations::previewAction(on, plan, typed); }),
        [this](const Result<operations::ActionPreview> &preview) {
            if (m_dialog)
                m_dialog->setPreview(preview);
        });
}

// ---- carrying it out

void ActionFlow::run()
{
    if (!m_dialog || !m_plan || m_dialog->isRunning())
        return;
    // Locked again meanwhile, or lost.
    const auto session = m_services.connection->takeSession(SessionRole::Write, u"action"_s);
    if (!session)
        return m_dialog->showError(session.error(), false);
    m_rest.stop();
    m_previewing.drop();
    m_dialog->setRunning(true);
    m_task =
        m_services.tasks->start(tr("%1: %2").arg(actionTitle(*m_plan->action), m_plan->label), [this] { cancelRun(); });
    const auto job =
        [plan = *m_plan, typed = m_dialog->typed(), names = m_dialog->typedNames(),
         isGuarded = m_services.connection->guard().isGuarded(),
         server = m_services.connection->connInfo()](Session &on, const std::stop_token &stop) -> Result<ActionReport> {
        ASSIGN_OR_RETURN(const entity::RowValues given, operations::givenValues(plan, typed));
        GivenNames decision(names);
        return operations::runAction(
            on, plan, given, decision,
            {.isGuarded = isGuarded, .reconnect = [server] { return operations::openToSettle(server); }, .stop = stop});
    };
    m_running.ask(this, m_runs.run(*session, job), [this](const Result<ActionReport> &report) {
        ran(report ? *report : ActionReport{.error = report.error()});
    });
}

void ActionFlow::cancelRun() { m_runs.cancel(); }

static Error unknownOutcome(Error error)
{
    error.message = ActionFlow::tr("The connection was lost while COMMIT was on its way: it may have been done");
    error.hint = ActionFlow::tr("Read the row again and look.");
    return error;
}

void ActionFlow::ran(const ActionReport &report)
{
    m_task.finish();
    const catalog::Oid relation = m_entity->relation;
    const bool isDone = report.outcome == data::SaveOutcome::Saved;
    if (m_dialog) {
        m_dialog->setRunning(false);
        if (isDone) {
            m_dialog->accept();
        } else {
            const Error error = report.error.value_or(makeError(ErrorKind::Internal, tr("It was not done")));
            const bool isUnknown = report.outcome == data::SaveOutcome::Unknown;
            const bool isStale = isUnknown || error.kind == ErrorKind::Conflict || error.kind == ErrorKind::NotFound;
            m_dialog->showError(isUnknown ? unknownOutcome(error) : error, isStale);
        }
    }
    // What was changed by others is to be seen, too.
    if (isDone)
        Q_EMIT done(relation);
}

// ---- whether it can be

QString ActionFlow::whyReadOnly() const
{
    const ConnectionController &connection = *m_services.connection;
    if (!connection.isConnected())
        return tr("There is no connection at the moment.");
    if (connection.guard().isLocked())
        return tr("Production is locked. Unlock writing in the bar at the top to do this.");
    if (connection.facts().inRecovery)
        return tr("This server is a standby: it only reads.");
    if (connection.facts().readOnly && !connection.guard().isGuarded())
        return tr("This connection is read-only.");
    return {};
}

void ActionFlow::follow()
{
    if (m_dialog)
        m_dialog->setReadOnly(whyReadOnly());
}

} // namespace howdah::ui
