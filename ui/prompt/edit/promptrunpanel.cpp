// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/promptrunpanel.h"

#include "base/figures.h"
#include "common/captions.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "prompt/edit/prompttext.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMimeData>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

PromptRunPanel::PromptRunPanel(QWidget *parent)
    : QWidget(parent)
    , m_run(button(tr("Run")))
    , m_endpoints(new QComboBox)
    , m_none(mutedLabel(tr("No endpoint is configured.")))
    , m_setup(button(tr("Set up…")))
    , m_copy(button(tr("Copy")))
    , m_notes(new Banner(Tone::Edited))
    , m_answer(new PromptText(tr("Answer of the model")))
    , m_facts(mutedLabel())
{
    m_run->setObjectName(u"runPrompt"_s);
    m_endpoints->setObjectName(u"runEndpoint"_s);
    m_endpoints->setAccessibleName(tr("Endpoint"));
    m_endpoints->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_setup->setObjectName(u"setUpEndpoint"_s);
    m_setup->setToolTip(tr("Endpoints are configured in the settings. Nothing is sent before"));
    m_copy->setToolTip(tr("Copy the answer"));
    m_notes->setObjectName(u"runNotes"_s);
    m_answer->setObjectName(u"runAnswer"_s);
    m_answer->setReadOnly(true);
    m_facts->setObjectName(u"runFacts"_s);
    m_facts->setWordWrap(true);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    line->setSpacing(space::inside);
    line->addWidget(m_run);
    line->addWidget(m_endpoints, 1);
    line->addWidget(m_none, 1);
    line->addWidget(m_setup);
    line->addWidget(m_copy);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    foot->addWidget(m_facts, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(separator(Qt::Horizontal));
    column->addLayout(line);
    column->addWidget(m_notes);
    column->addWidget(m_answer, 1);
    column->addLayout(foot);
    connect(m_run, &QPushButton::clicked, this, [this] {
        if (m_isRunning)
            Q_EMIT cancelWanted();
        else
            Q_EMIT runWanted();
    });
    connect(m_setup, &QPushButton::clicked, this, &PromptRunPanel::setupWanted);
    connect(m_copy, &QPushButton::clicked, this, &PromptRunPanel::copyAnswer);
    clear();
}

void PromptRunPanel::setEndpoints(const Result<prompt::Endpoints> &endpoints)
{
    m_problem = endpoints ? QString() : describe(endpoints.error());
    const QString before = endpoint();
    const prompt::Endpoints known = endpoints.value_or(prompt::Endpoints());
    m_endpoints->clear();
    for (const prompt::Endpoint &one : known.list) {
        m_endpoints->addItem(plainCaption(one.name), one.name);
        m_endpoints->setItemData(m_endpoints->count() - 1, plainToolTip(prompt::serverOf(one)), Qt::ToolTipRole);
    }
    const int same = before.isEmpty() ? -1 : m_endpoints->findData(before);
    const Result<prompt::Endpoint> usual = prompt::findEndpoint(known);
    m_endpoints->setCurrentIndex(same >= 0 ? same : usual ? m_endpoints->findData(usual->name) : -1);
    follow();
}

QString PromptRunPanel::endpoint() const { return m_endpoints->currentData().toString(); }

void PromptRunPanel::setRefusal(const QString &why)
{
    m_refusal = why;
    follow();
}

void PromptRunPanel::follow()
{
    const bool isConfigured = m_endpoints->count() > 0;
    m_endpoints->setVisible(isConfigured);
    m_none->setVisible(!isConfigured);
    m_setup->setVisible(!isConfigured);
    m_copy->setVisible(isConfigured);
    m_copy->setEnabled(!m_all.isEmpty());
    m_endpoints->setEnabled(!m_isRunning);
    m_run->setText(m_isRunning ? tr("Cancel") : tr("Run"));
    m_run->setEnabled(m_isRunning || (isConfigured && m_refusal.isEmpty()));
    m_run->setToolTip(
        !m_refusal.isEmpty() && !m_isRunning ? plainToolTip(m_refusal)
        : m_isRunning                        ? tr("Cancel the run (Esc)")
                                             : tr("Send the prompt with these values to the endpoint (Ctrl+R)"));
    QStringList notes = m_warnings;
    if (!m_problem.isEmpty())
        notes << m_problem;
    m_notes->setText(notes.join(u'\n'));
    m_notes->setVisible(!notes.isEmpty());
    m_answer->setVisible(m_isRunning || !m_all.isEmpty());
    m_facts->setVisible(!m_facts->text().isEmpty());
}

void PromptRunPanel::clear()
{
    m_isRunning = false;
    m_all.clear();
    m_warnings.clear();
    m_answer->setPrompt({});
    m_facts->clear();
    m_notes->setTone(Tone::Edited);
    follow();
}

void PromptRunPanel::begin(const operations::PromptRunPlan &plan)
{
    clear();
    m_isRunning = true;
    m_warnings = plan.warnings;
    m_facts->setText(tr("Waiting for %1 (%2)").arg(prompt::serverOf(plan.endpoint), plan.request.model));
    follow();
}

void PromptRunPanel::showAnswer(const QString &soFar)
{
    const bool isNew = m_all.size() < MostShown && soFar != m_all;
    m_all = soFar;
    if (isNew) {
        m_answer->setPrompt(m_all.left(MostShown));
        m_answer->SendScintilla(QsciScintillaBase::SCI_SCROLLTOEND);
    }
    follow();
}

void PromptRunPanel::end(const operations::PromptRunReport &report)
{
    const prompt::ChatReply &reply = report.reply;
    m_isRunning = false;
    showAnswer(reply.text);
    m_answer->SendScintilla(QsciScintillaBase::SCI_SCROLLTOSTART);
    QStringList facts{
        (reply.usage.isCounted ? tr("%1 + %2 tokens, counted by the server") : tr("about %1 + %2 tokens, estimated"))
            .arg(countText(reply.usage.input), countText(reply.usage.output)),
        tr("first after %1").arg(durationText(double(reply.firstTokenMs))),
        tr("%1 in all").arg(durationText(double(reply.totalMs)))};
    facts << (report.cost ? tr("cost %1").arg(QLocale().toString(*report.cost, 'f', 6)) : tr("no price known"));
    facts << reply.model;
    m_facts->setText(facts.join(u" · "_s));
    m_facts->setToolTip(plainToolTip(report.noCost));
    if (!reply.finishReason.isEmpty() && reply.finishReason != "stop"_L1)
        m_warnings << tr("The server ended the answer for this reason: %1").arg(reply.finishReason);
    if (m_all.size() > MostShown)
        m_warnings << tr("The first %1 of %2 characters are shown; Copy takes all of them.")
                          .arg(countText(MostShown), countText(m_all.size()));
    follow();
}

void PromptRunPanel::fail(const Error &error)
{
    m_isRunning = false;
    m_facts->setText(m_all.isEmpty() ? QString() : tr("This is not the whole answer."));
    m_warnings = {describe(error)};
    m_notes->setTone(error.kind == ErrorKind::Cancelled ? Tone::Edited : Tone::Failed);
    follow();
}

void PromptRunPanel::copyAnswer() { QGuiApplication::clipboard()->setMimeData(secretMimeData(m_all)); }

} // namespace howdah::ui
