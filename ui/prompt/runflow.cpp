// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/runflow.h"

#include "connect/givennames.h"
#include "prompt/dialogs/senddialog.h"
#include "prompt/edit/renderpanel.h"
#include "prompt/promptjournal.h"

#include <QMutex>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using operations::PromptRunPlan;
using operations::PromptRunReport;

constexpr int ShowEveryMs = 120; // a token comes every few milliseconds; nobody reads faster than this

struct RunFlow::Pieces
{
    QMutex mutex;
    QString text;
};

RunFlow::RunFlow(const PromptParts &parts)
    : QObject(parts.context)
    , m_parts(parts)
{
    m_pool.setMaxThreadCount(2); // a call that ends late, and the next one
    m_showing.setInterval(ShowEveryMs);
    connect(&m_showing, &QTimer::timeout, this, &RunFlow::showPieces);
    connect(panel(), &PromptRunPanel::runWanted, this, &RunFlow::run);
    connect(panel(), &PromptRunPanel::cancelWanted, this, &RunFlow::cancel);
    panel()->clear();
}

RunFlow::~RunFlow()
{
    m_stop.request_stop();
    if (panel()->isRunning())
        panel()->fail(makeError(ErrorKind::Cancelled, tr("The run was cancelled")));
    m_pool.waitForDone();
}

void RunFlow::readEndpoints()
{
    m_reads.ask(
        this, QtConcurrent::run([] { return prompt::readEndpoints(); }),
        [this](const Result<prompt::Endpoints> &endpoints) { panel()->setEndpoints(endpoints); });
}

void RunFlow::showSelected()
{
    const prompt::StoredPrompt &stored = m_parts.detail->stored();
    if (stored.id != m_shownId) {
        cancel();
        m_plans.drop();
        m_runs.drop();
        m_showing.stop();
        m_task.finish();
        panel()->clear();
    }
    m_shownId = stored.id;
    panel()->setRefusal(isReadable(stored.state) ? QString() : tr("The text cannot be read."));
}

void RunFlow::cancel() { m_stop.request_stop(); }

void RunFlow::run()
{
    const prompt::StoredPrompt &stored = m_parts.detail->stored();
    if (stored.id.isEmpty() || !isReadable(stored.state) || panel()->isRunning() || panel()->endpoint().isEmpty())
        return;
    operations::PromptRunWish wish;
    wish.prompt = m_parts.detail->wanted();
    wish.guard = {
        stored.state, stored.prompt.active.value_or(false),
        m_parts.context->connection().guard().environment() == Environment::Production,
        m_parts.detail->render()->hasCallValues()};
    wish.origin = m_parts.source->origin();
    const QString id = stored.id + (wish.guard.hasCallValues ? u"\ncall"_s : QString());
    m_plans.ask(
        this,
        QtConcurrent::run(
            [wish, name = panel()->endpoint(),
             render = m_parts.detail->render()->rendering()]() mutable -> Result<PromptRunPlan> {
                const Result<prompt::Endpoints> endpoints = prompt::readEndpoints();
                if (!endpoints)
                    return ::howdah::fail(endpoints.error());
                const Result<prompt::Endpoint> endpoint = prompt::findEndpoint(*endpoints, name);
                if (!endpoint)
                    return ::howdah::fail(endpoint.error());
                wish.endpoint = *endpoint;
                wish.rendered = render(wish.prompt);
                return operations::planPromptRun(wish);
            }),
        [this, id](const Result<PromptRunPlan> &plan) {
            if (plan)
                ask(*plan, id + u'\n' + plan->endpoint.name + u'\n' + prompt::serverOf(plan->endpoint));
            else
                panel()->fail(plan.error());
        });
}

void RunFlow::ask(const PromptRunPlan &plan, const QString &agreement)
{
    if (!plan.question || m_agreed.contains(agreement)) {
        send(plan);
        return;
    }
    auto *dialog = new SendDialog(plan, m_parts.context->window());
    connect(dialog, &QDialog::accepted, this, [this, plan, agreement] {
        m_agreed.insert(agreement);
        send(plan);
    });
    m_parts.context->open(dialog);
}

void RunFlow::send(const PromptRunPlan &plan)
{
    if (panel()->isRunning())
        return;
    m_stop = std::stop_source();
    m_pieces = std::make_shared<Pieces>();
    panel()->begin(plan);
    m_showing.start();
    if (TaskList *tasks = m_parts.context->services().tasks)
        m_task =
            tasks->start(tr("Running %1 on %2").arg(plan.promptName, plan.endpoint.name), [stop = m_stop]() mutable {
                stop.request_stop();
            });
    const QStringList names = plan.question ? plan.question->names : QStringList();
    m_runs.ask(
        this,
        QtConcurrent::run(
            &m_pool,
            [plan, names, pieces = m_pieces, stop = m_stop.get_token()] {
                GivenNames given(names);
                return operations::runPrompt(
                    plan, given, prompt::promptJournalFile(), stop, [&pieces](const QString &piece) {
                        const QMutexLocker locked(&pieces->mutex);
                        pieces->text += piece;
                    });
            }),
        [this](const Result<PromptRunReport> &report) { ended(report); });
}

void RunFlow::showPieces()
{
    QString text;
    {
        const QMutexLocker locked(&m_pieces->mutex);
        text = m_pieces->text;
    }
    if (!text.isEmpty())
        panel()->showAnswer(text);
}

void RunFlow::ended(const Result<PromptRunReport> &report)
{
    m_showing.stop();
    m_task.finish();
    if (report) {
        panel()->end(*report);
        return;
    }
    showPieces();
    panel()->fail(report.error());
}

} // namespace howdah::ui
