// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/datasetsflow.h"

#include "base/propagate.h"
#include "common/prompter.h"
#include "connect/givennames.h"
#include "prompt/dialogs/callsdialog.h"
#include "prompt/dialogs/casedialog.h"
#include "prompt/dialogs/datasetsdialog.h"
#include "prompt/promptjournal.h"
#include "prompt/test/teststore.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using operations::PromptTestPlan;
using operations::PromptTestReport;
using prompt::TestCase;
using prompt::TestRun;

DatasetsFlow::DatasetsFlow(const PromptParts &parts)
    : QObject(parts.context)
    , m_parts(parts)
{
    m_pool.setMaxThreadCount(1);
}

DatasetsFlow::~DatasetsFlow()
{
    m_stop.request_stop();
    delete m_dialog;
    m_pool.waitForDone();
}

void DatasetsFlow::open()
{
    const prompt::StoredPrompt *stored = m_parts.selected();
    if (!stored || !m_parts.source->overview())
        return;
    m_version = *stored;
    std::vector<VersionChoice> others;
    for (const prompt::StoredPrompt &one : m_parts.source->overview()->prompts)
        if (one.prompt.name == stored->prompt.name && one.id != stored->id && isReadable(one.state))
            others.push_back({one.id, one.prompt.version});
    auto *dialog = new DatasetsDialog(
        {stored->id, stored->prompt.name + u' ' + stored->prompt.version}, others, m_parts.context->window());
    m_dialog = dialog;
    dialog->setRefusal(
        !isReadable(stored->state) ? tr("The text of this version cannot be read.") : m_parts.source->refusal());
    connect(dialog, &DatasetsDialog::datasetChosen, this, &DatasetsFlow::readDataset);
    connect(dialog, &DatasetsDialog::createWanted, this, &DatasetsFlow::create);
    connect(dialog, &DatasetsDialog::removeWanted, this, &DatasetsFlow::remove);
    connect(dialog, &DatasetsDialog::caseWanted, this, &DatasetsFlow::editCase);
    connect(dialog, &DatasetsDialog::callsWanted, this, &DatasetsFlow::chooseCalls);
    connect(dialog, &DatasetsDialog::casesUnwanted, this, &DatasetsFlow::removeCases);
    connect(dialog, &DatasetsDialog::runWanted, this, &DatasetsFlow::plan);
    connect(dialog, &DatasetsDialog::cancelWanted, this, &DatasetsFlow::cancel);
    connect(dialog, &DatasetsDialog::runChosen, this, &DatasetsFlow::readRun);
    m_parts.context->open(dialog);
    m_endpoints.ask(
        dialog, m_parts.context->jobs().work<prompt::Endpoints>([] { return prompt::readEndpoints(); }),
        [dialog](const Result<prompt::Endpoints> &endpoints) { dialog->setEndpoints(endpoints); });
    readDatasets();
    if (m_isRunning) // it went on behind the dialog that was closed
        dialog->showProgress(m_done, m_all, m_words);
}

void DatasetsFlow::removeCases(const QStringList &ids)
{
    Question question;
    question.title = tr("Remove %n case(s)?", nullptr, int(ids.size()));
    question.text = tr("The results of earlier runs stay.");
    question.acceptText = tr("Remove");
    question.tone = Tone::Failed;
    m_parts.context->services().prompter->confirm(m_dialog, question, [this, ids](bool isAgreed) {
        if (isAgreed && m_parts.source->overview())
            write(
                [ids, table = m_parts.source->overview()->table](connection::Session &session) {
                    return prompt::removeCases(session, table, ids);
                },
                [this] { readDatasets(); });
    });
}

void DatasetsFlow::report(const Error &error)
{
    if (m_dialog)
        m_dialog->report(describe(error), true);
    else
        m_parts.context->report(error);
}

template <typename Job, typename Done>
void DatasetsFlow::write(Job job, Done done)
{
    if (!m_parts.source->overview())
        return;
    m_parts.context->write<void>(this, std::move(job), [this, done = std::move(done)](const Result<void> &answer) {
        if (answer)
            done();
        else
            report(answer.error());
    });
}

// ---- reading

void DatasetsFlow::readDatasets(const QString &select)
{
    if (!m_dialog || !m_parts.source->overview())
        return;
    m_lists.ask(
        m_dialog,
        m_parts.context->jobs().read<std::vector<prompt::Dataset>>(
            [table = m_parts.source->overview()->table](connection::Session &session) {
                return prompt::readDatasets(session, table);
            }),
        [this, select](const Result<std::vector<prompt::Dataset>> &datasets) {
            if (datasets) {
                m_dialog->showDatasets(*datasets, select);
                return;
            }
            m_dialog->setRefusal(datasets.error().message);
            report(datasets.error());
        });
}

void DatasetsFlow::readDataset()
{
    if (!m_dialog || !m_parts.source->overview() || m_dialog->datasetId().isEmpty())
        return;
    using Contents = std::pair<std::vector<TestCase>, std::vector<TestRun>>;
    m_contents.ask(
        m_dialog,
        m_parts.context->jobs().read<Contents>(
            [table = m_parts.source->overview()->table,
             id = m_dialog->datasetId()](connection::Session &session) -> Result<Contents> {
                ASSIGN_OR_RETURN(std::vector<TestCase> cases, prompt::readCases(session, table, id));
                ASSIGN_OR_RETURN(
                    std::vector<TestRun> runs, prompt::readRuns(session, table, {.datasetId = id, .rowId = {}}));
                return Contents(std::move(cases), std::move(runs));
            }),
        [this](const Result<Contents> &contents) {
            if (!contents) {
                report(contents.error());
                return;
            }
            m_dialog->showCases(contents->first);
            m_dialog->showRuns(contents->second);
        });
}

// With the run that it was made to be compared with: the later version against the baseline, which is run first.
void DatasetsFlow::readRun(const TestRun &chosen)
{
    using Shown = std::pair<std::vector<prompt::CaseResult>, std::optional<prompt::PairedComparison>>;
    if (!m_parts.source->overview())
        return;
    m_results.ask(
        m_dialog,
        m_parts.context->jobs().read<Shown>(
            [table = m_parts.source->overview()->table, chosen](connection::Session &session) -> Result<Shown> {
                Shown shown;
                ASSIGN_OR_RETURN(shown.first, prompt::readResults(session, table, chosen.id));
                ASSIGN_OR_RETURN(
                    const std::vector<TestRun> runs,
                    prompt::readRuns(session, table, {.datasetId = chosen.datasetId, .rowId = {}, .limit = 200}));
                for (const TestRun &other : runs) {
                    if (other.experimentId != chosen.experimentId || other.id == chosen.id)
                        continue;
                    ASSIGN_OR_RETURN(const auto results, prompt::readResults(session, table, other.id));
                    // Who began first is the baseline.
                    shown.second = other.startedAt <= chosen.startedAt ? prompt::comparePaired(results, shown.first)
                                                                       : prompt::comparePaired(shown.first, results);
                }
                return shown;
            }),
        [this](const Result<Shown> &shown) {
            if (shown)
                m_dialog->showResults(shown->first, shown->second);
            else
                report(shown.error());
        });
}

// ---- changing

void DatasetsFlow::create()
{
    const TextQuestion question{
        tr("New dataset"),
        tr("Its name, by which howdahctl finds it, too."),
        {},
        {},
        tr("Create"),
        [](const QString &text) { return text.trimmed().isEmpty() ? tr("The name is missing") : QString(); }};
    m_parts.context->services().prompter->askText(m_dialog, question, [this](const std::optional<QString> &name) {
        if (!name || !m_parts.source->overview())
            return;
        m_parts.context->write<QString>(
            this,
            [name = *name, table = m_parts.source->overview()->table](connection::Session &session) {
                return prompt::createDataset(session, table, name);
            },
            [this](const Result<QString> &id) {
                if (id)
                    readDatasets(*id);
                else
                    report(id.error());
            });
    });
}

void DatasetsFlow::remove()
{
    Question question;
    question.title = tr("Remove the dataset %1?").arg(m_dialog->datasetName());
    question.text = tr("Its cases and the results of all its runs go with it.");
    question.acceptText = tr("Remove");
    question.tone = Tone::Failed;
    if (m_parts.context->connection().guard().environment() == Environment::Production)
        question.typeToAccept = QStringList{m_dialog->datasetName()};
    m_parts.context->services().prompter->confirm(
        m_dialog, question, [this, id = m_dialog->datasetId()](bool isAgreed) {
            if (isAgreed && m_parts.source->overview())
                write(
                    [id, table = m_parts.source->overview()->table](connection::Session &session) {
                        return prompt::removeDataset(session, table, id);
                    },
                    [this] { readDatasets(); });
        });
}

void DatasetsFlow::editCase(const TestCase &testCase)
{
    QStringList variables;
    for (const prompt::Input &input : prompt::inputsOf(m_version.prompt))
        if (input.inSystem || input.inUser)
            variables << input.name;
    auto *dialog = new CaseDialog(testCase, variables, m_dialog);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        if (const Result<TestCase> typed = dialog->testCase())
            save({*typed});
    });
    dialog->open();
}

void DatasetsFlow::chooseCalls()
{
    using Calls = std::vector<prompt::CaseFromCall>;
    if (!m_parts.source->overview())
        return;
    whenDone(
        m_dialog.data(),
        m_parts.context->jobs().read<Calls>(
            [table = m_parts.source->overview()->table,
             version = m_version](connection::Session &session) -> Result<Calls> {
                ASSIGN_OR_RETURN(const auto calls, prompt::readInteractions(session, table, version.id));
                Calls made;
                for (const prompt::Interaction &call : calls)
                    made.push_back(prompt::caseFromCall(version.prompt, call));
                return made;
            }),
        [this](const Result<Calls> &calls) {
            if (!calls) {
                report(calls.error());
                return;
            }
            auto *dialog = new CallsDialog(m_version.prompt.name + u' ' + m_version.prompt.version, *calls, m_dialog);
            dialog->setAttribute(Qt::WA_DeleteOnClose);
            connect(dialog, &QDialog::accepted, this, [this, dialog] { save(dialog->chosen()); });
            dialog->open();
        });
}

void DatasetsFlow::save(std::vector<TestCase> cases)
{
    if (!m_dialog || !m_parts.source->overview())
        return;
    write(
        [cases = std::move(cases), id = m_dialog->datasetId(), table = m_parts.source->overview()->table](
            connection::Session &session) { return prompt::saveCases(session, table, id, cases); },
        [this] {
            if (m_dialog)
                m_dialog->report({});
            readDatasets();
        });
}

// ---- running

void DatasetsFlow::plan()
{
    if (m_isRunning || !m_parts.source->overview())
        return;
    operations::PromptTestWish wish;
    wish.dataset.id = m_dialog->datasetId();
    wish.dataset.name = m_dialog->datasetName();
    wish.cases = m_dialog->cases();
    wish.version = m_version;
    if (const prompt::StoredPrompt *baseline = m_parts.source->find(m_dialog->baselineId()))
        wish.baseline = *baseline;
    wish.prompts = m_parts.source->overview()->prompts;
    wish.isProduction = m_parts.context->connection().guard().environment() == Environment::Production;
    wish.origin = m_parts.source->origin();
    m_plans.ask(
        m_dialog,
        m_parts.context->jobs().work<PromptTestPlan>([wish, name = m_dialog->endpoint()]() -> Result<PromptTestPlan> {
            operations::PromptTestWish whole = wish;
            ASSIGN_OR_RETURN(const prompt::Endpoints endpoints, prompt::readEndpoints());
            ASSIGN_OR_RETURN(whole.endpoint, prompt::findEndpoint(endpoints, name));
            return operations::planPromptTest(whole);
        }),
        [this](const Result<PromptTestPlan> &plan) {
            if (plan)
                ask(*plan);
            else
                report(plan.error());
        });
}

void DatasetsFlow::ask(const PromptTestPlan &plan)
{
    if (!plan.question) {
        run(plan);
        return;
    }
    Question question;
    question.title = tr("Send them to %1?").arg(prompt::serverOf(plan.endpoint));
    question.text = plan.question->things.join(u'\n');
    question.acceptText = tr("Send");
    question.typeToAccept = plan.question->names;
    m_parts.context->services().prompter->confirm(m_dialog, question, [this, plan](bool isAgreed) {
        if (isAgreed)
            run(plan);
    });
}

void DatasetsFlow::run(const PromptTestPlan &plan)
{
    const auto session = m_parts.context->connection().takeSession(connection::SessionRole::Write, u"prompt test"_s);
    if (!session) {
        report(session.error());
        return;
    }
    m_stop = std::stop_source();
    m_isRunning = true;
    const qsizetype all = qsizetype(plan.cases.size()) * qsizetype(plan.versions.size());
    m_done = 0;
    m_all = all;
    m_words = tr("Waiting for the first answer");
    if (m_dialog) {
        m_dialog->report(plan.warnings.join(u'\n'));
        m_dialog->showProgress(m_done, m_all, m_words);
    }
    if (TaskList *tasks = m_parts.context->services().tasks)
        m_task = tasks->start(
            tr("Testing over %1").arg(plan.dataset.name), [stop = m_stop]() mutable { stop.request_stop(); });
    const auto progress = [home = QPointer<DatasetsFlow>(this),
                           plan](qsizetype done, qsizetype of, size_t version, const prompt::CaseResult &one) {
        const QString words =
            tr("%1 of %2: %3, %4").arg(done).arg(of).arg(plan.versions[version].version.prompt.version, one.caseName);
        QMetaObject::invokeMethod(home, [home, done, of, words] {
            if (!home)
                return;
            home->m_done = done;
            home->m_words = words;
            if (home->m_dialog)
                home->m_dialog->showProgress(done, of, words);
        });
    };
    const QStringList names = plan.question ? plan.question->names : QStringList();
    whenDone(
        this,
        QtConcurrent::run(
            &m_pool,
            [plan, names, progress, on = *session, table = m_parts.source->overview()->table,
             stop = m_stop.get_token()] {
                GivenNames given(names);
                return operations::runPromptTest(
                    *on, table, plan, given, prompt::promptJournalFile(), operations::Keeping::InTheDatabase, stop,
                    progress);
            }),
        [this, keep = *session](const Result<PromptTestReport> &report) { ended(report); });
}

void DatasetsFlow::ended(const Result<PromptTestReport> &report)
{
    m_isRunning = false;
    m_task.finish();
    if (m_dialog) {
        m_dialog->endProgress();
        readDataset();
    }
    if (!report || report->failure) {
        this->report(report ? *report->failure : report.error());
        return;
    }
    const std::vector<prompt::CaseResult> &results = report->versions.back().results;
    const auto passed = std::ranges::count_if(results, &prompt::CaseResult::passed);
    const QString words =
        (report->isCancelled ? tr("Cancelled; %1 of %2 cases passed until then.") : tr("%1 of %2 cases passed."))
            .arg(passed)
            .arg(results.size());
    if (m_dialog)
        m_dialog->report(words, !report->havePassed());
    else
        m_parts.context->report(report->havePassed() ? Tone::Applied : Tone::Failed, words);
}

} // namespace howdah::ui
