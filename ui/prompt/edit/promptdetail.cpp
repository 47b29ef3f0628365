// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/promptdetail.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/widgets.h"
#include "prompt/edit/checkspanel.h"
#include "prompt/edit/comparepanel.h"
#include "prompt/edit/historypanel.h"
#include "prompt/edit/metadataview.h"
#include "prompt/edit/prompttext.h"
#include "prompt/edit/renderpanel.h"
#include "prompt/edit/promptrunpanel.h"
#include "prompt/edit/scorepanel.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::CellState;
using prompt::Prompt;
using prompt::StoredPrompt;

namespace {

QString textFacts(const QString &text)
{
    // Beyond that the panel beside it, which reckons elsewhere, tells the tokens.
    constexpr qsizetype Quick = 50'000;
    QString characters = PromptDetail::tr("%1 characters").arg(countText(text.size()));
    if (text.size() > Quick)
        return characters;
    const prompt::TokenEstimate tokens = prompt::estimateTokens(text);
    return PromptDetail::tr("%1 · about %2 tokens").arg(characters, countText(tokens.likely));
}

} // namespace

PromptDetail::PromptDetail(const QList<QAction *> &actions, QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead(actions));
    m_locked = new Banner(Tone::Baseline);
    m_locked->setObjectName(u"locked"_s);
    m_locked->hide();
    column->addWidget(m_locked);
    m_odd = new Banner(Tone::Edited);
    m_odd->setObjectName(u"odd"_s);
    QPushButton *replace = button(tr("Replace"));
    replace->setObjectName(u"replaceOdd"_s);
    QPushButton *keep = button(tr("Keep"));
    m_odd->addWidget(replace);
    m_odd->addWidget(keep);
    connect(replace, &QPushButton::clicked, this, [this] {
        m_odd->hide();
        for (PromptText *text : {m_system, m_user}) {
            if (!text->odd().empty() && !text->isReadOnly())
                text->replaceOddCharacters();
        }
    });
    connect(keep, &QPushButton::clicked, m_odd, &QWidget::hide);
    m_odd->hide();
    column->addWidget(m_odd);
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->tabBar()->setAccessibleName(tr("Parts of the prompt"));
    m_tabs->addTab(buildText(), tr("Text"));
    m_comparison = new ComparePanel;
    m_tabs->addTab(m_comparison, tr("Compare"));
    m_metadata = new MetadataView;
    m_tabs->addTab(m_metadata, tr("Metadata"));
    m_score = new ScorePanel;
    m_tabs->addTab(m_score, tr("Scorecard"));
    m_history = new HistoryPanel;
    m_tabs->addTab(m_history, tr("History"));
    m_checks = new ChecksPanel;
    m_tabs->addTab(m_checks, tr("Checks"));
    column->addWidget(m_tabs, 1);
    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        compareNow();
        m_checks->setSeen(tab() == Tab::Checks);
        Q_EMIT tabChanged();
    });
    connect(m_comparison, &ComparePanel::compareWanted, this, &PromptDetail::compareNow);
    connect(m_checks, &ChecksPanel::placeWanted, this, &PromptDetail::showPlace);
    connect(m_metadata, &MetadataView::edited, this, &PromptDetail::textEdited);
}

QWidget *PromptDetail::buildHead(const QList<QAction *> &actions)
{
    auto *head = new QWidget;
    auto *rows = new QVBoxLayout(head);
    rows->setContentsMargins(space::group, space::inside, space::group, space::inside);
    rows->setSpacing(space::tight);
    auto *first = new QHBoxLayout;
    first->setSpacing(space::inside);
    m_title = headingLabel({}, 2);
    m_title->setObjectName(u"promptTitle"_s);
    m_active = new Badge(Tone::Applied, tr("active"));
    m_state = new Badge;
    m_editedBadge = new Badge(Tone::Edited, tr("edited"));
    first->addWidget(m_title);
    first->addWidget(m_active);
    first->addWidget(m_state);
    first->addWidget(m_editedBadge);
    first->addStretch(1);
    for (QAction *action : actions)
        first->addWidget(buttonFor(action, ButtonRole::Plain, head));
    rows->addLayout(first);
    m_facts = new ElidedLabel;
    m_facts->setObjectName(u"promptFacts"_s);
    m_facts->setMuted();
    rows->addWidget(m_facts);
    return head;
}

QWidget *PromptDetail::buildText()
{
    m_model = new QLineEdit;
    m_model->setObjectName(u"model"_s);
    m_model->setAccessibleName(tr("Model"));
    m_system = new PromptText(tr("System prompt"));
    m_system->setObjectName(u"system"_s);
    m_user = new PromptText(tr("User message template"));
    m_user->setObjectName(u"user"_s);
    m_systemFacts = mutedLabel();
    m_userFacts = mutedLabel();
    const auto titled = [](const QString &title, QLabel *facts, QWidget *text) {
        auto *box = new QWidget;
        auto *rows = new QVBoxLayout(box);
        rows->setContentsMargins(0, 0, 0, 0);
        rows->setSpacing(0);
        auto *line = new QHBoxLayout;
        line->setContentsMargins(space::group, space::tight, space::inside, space::tight);
        line->addWidget(plainLabel(title));
        line->addStretch(1);
        line->addWidget(facts);
        rows->addLayout(line);
        rows->addWidget(separator(Qt::Horizontal));
        rows->addWidget(text, 1);
        return box;
    };
    auto *texts = new QSplitter(Qt::Vertical);
    texts->setChildrenCollapsible(false);
    texts->addWidget(titled(tr("System prompt"), m_systemFacts, m_system));
    texts->addWidget(titled(tr("User message"), m_userFacts, m_user));
    texts->setStretchFactor(0, 3);
    texts->setStretchFactor(1, 1);
    texts->setSizes({460, 180});
    auto *left = new QWidget;
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *modelLine = new QHBoxLayout;
    modelLine->setContentsMargins(space::group, space::tight, space::inside, space::tight);
    modelLine->setSpacing(space::inside);
    modelLine->addWidget(plainLabel(tr("Model")));
    modelLine->addWidget(m_model, 1);
    column->addLayout(modelLine);
    column->addWidget(separator(Qt::Horizontal));
    column->addWidget(texts, 1);
    m_render = new RenderPanel;
    m_run = new PromptRunPanel;
    auto *tried = new QSplitter(Qt::Vertical);
    tried->setObjectName(u"runSplit"_s);
    tried->setChildrenCollapsible(false);
    tried->addWidget(m_render);
    tried->addWidget(m_run);
    tried->setStretchFactor(0, 3);
    tried->setStretchFactor(1, 2);
    auto *split = new QSplitter(Qt::Horizontal);
    split->setObjectName(u"textSplit"_s);
    split->setChildrenCollapsible(false);
    split->addWidget(left);
    split->addWidget(tried);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 2);
    split->setSizes({560, 340});
    connect(m_model, &QLineEdit::textEdited, this, &PromptDetail::textEdited);
    for (PromptText *text : {m_system, m_user}) {
        connect(text, &PromptText::edited, this, &PromptDetail::textEdited);
        watchOdd(text);
    }
    connect(m_render, &RenderPanel::variableChosen, this, [this](const QString &name) {
        if (!m_user->isReadOnly())
            m_user->insertVariable(name);
    });
    return split;
}

void PromptDetail::watchOdd(PromptText *text)
{
    connect(text, &PromptText::oddPasted, this, [this](const QString &summary) {
        m_odd->setText(tr("The inserted text contains %1. They are marked.").arg(summary));
        m_odd->show();
    });
    connect(text, &PromptText::oddChanged, this, [this] {
        if (m_system->odd().empty() && m_user->odd().empty())
            m_odd->hide();
    });
}

// ---- what is shown

void PromptDetail::show(
    const std::shared_ptr<const PromptOverview> &overview, const StoredPrompt &stored, const Prompt &wanted)
{
    const bool same =
        stored.id == m_stored.id && stored.revision == m_stored.revision && stored.state == m_stored.state;
    m_overview = overview;
    m_stored = stored;
    if (!same || wanted != this->wanted()) {
        m_setting = true;
        m_odd->hide();
        m_comparison->clear();
        m_model->setText(wanted.model);
        m_system->setPrompt(wanted.systemPrompt);
        m_user->setPrompt(wanted.userPrompt);
        m_metadata->setMetadata(wanted.metadata);
        m_setting = false;
    }
    showLocked();
    textEdited();
    if (overview)
        m_history->show(*overview, stored);
    showChecks();
}

void PromptDetail::setWanted(const Prompt &wanted)
{
    m_setting = true;
    m_model->setText(wanted.model);
    if (isReadable(m_stored.state))
        m_system->setPrompt(wanted.systemPrompt);
    m_user->setPrompt(wanted.userPrompt);
    m_metadata->setMetadata(wanted.metadata);
    m_setting = false;
    textEdited();
    Q_EMIT edited();
}

Prompt PromptDetail::wanted() const
{
    Prompt wanted = m_stored.prompt;
    wanted.model = m_model->text();
    if (isReadable(m_stored.state))
        wanted.systemPrompt = m_system->prompt();
    wanted.userPrompt = m_user->prompt();
    wanted.metadata = m_metadata->metadata();
    return wanted;
}

bool PromptDetail::isEdited() const
{
    const Prompt &stored = m_stored.prompt;
    return m_model->text() != stored.model || m_metadata->metadata() != stored.metadata
        || m_user->prompt() != stored.userPrompt
        || (isReadable(m_stored.state) && m_system->prompt() != stored.systemPrompt);
}

QString PromptDetail::problem() const
{
    if (!m_metadata->problem().isEmpty())
        return tr("The metadata cannot be saved: %1").arg(m_metadata->problem());
    if (m_model->text().trimmed().isEmpty())
        return tr("The model is missing.");
    return {};
}

void PromptDetail::setRefusal(const QString &why)
{
    m_refusal = why;
    showLocked();
}

void PromptDetail::showLocked()
{
    const QString sentence = stateSentence(m_stored);
    const bool readable = isReadable(m_stored.state);
    m_locked->setTone(stateTone(m_stored.state));
    QStringList parts{sentence, m_refusal};
    if (m_stored.state == CellState::Plain)
        parts.prepend(tr("The system prompt is stored unencrypted in the database. Encrypt it under Keys."));
    parts.removeAll(QString());
    m_locked->setText(parts.join(u' '));
    m_locked->setVisible(!parts.isEmpty());
    // What does not open is not encrypted again either: nobody knows what it says.
    const bool locked = !m_refusal.isEmpty() || !readable;
    m_system->setReadOnly(locked);
    m_user->setReadOnly(locked);
    m_model->setReadOnly(locked);
    m_metadata->setReadOnly(locked);
}

void PromptDetail::textEdited()
{
    if (m_setting)
        return;
    const Prompt now = wanted();
    m_render->setPrompt(now);
    m_systemFacts->setText(isReadable(m_stored.state) ? textFacts(now.systemPrompt) : stateWord(m_stored.state));
    m_userFacts->setText(textFacts(now.userPrompt));
    updateHead();
    compareNow();
    Q_EMIT edited();
}

void PromptDetail::updateHead()
{
    const Prompt &prompt = m_stored.prompt;
    m_title->setText(u"%1 %2"_s.arg(prompt.name, prompt.version));
    QStringList facts{prompt.promptId, prompt.model};
    if (m_overview) {
        facts << callsWord(m_overview->callsOf(m_stored.id));
        if (const prompt::ActivationRecord *record = m_overview->lastActivation(m_stored.id))
            facts << tr("activated %1 by %2").arg(serverTimeWords(record->at), record->by);
    }
    if (!m_stored.keyId.isEmpty())
        facts << tr("key %1").arg(m_stored.keyId);
    m_facts->setText(facts.join(u" · "_s));
    m_active->setVisible(prompt.active.value_or(false));
    m_state->setBadge(stateTone(m_stored.state), stateWord(m_stored.state));
    m_editedBadge->setVisible(isEdited());
}

void PromptDetail::setAssessment(const std::shared_ptr<const PromptAssessment> &assessment)
{
    m_assessment = assessment;
    showChecks();
}

PromptDetail::Tab PromptDetail::tab() const { return Tab(m_tabs->currentIndex()); }
void PromptDetail::setTab(Tab tab) { m_tabs->setCurrentIndex(int(tab)); }

void PromptDetail::compareNow()
{
    if (tab() != Tab::Compare)
        return;
    const prompt::ModelFacts *model = m_overview ? prompt::findModel(m_overview->models, m_model->text()) : nullptr;
    m_comparison->compare(
        {wanted(), stateSentence(m_stored), model ? model->inputPrice : std::nullopt, m_render->renderer()});
}

void PromptDetail::showChecks()
{
    m_checks->show(m_assessment.get(), m_stored);
    const int count = m_checks->count();
    m_tabs->setTabText(int(Tab::Checks), count > 0 ? tr("Checks (%1)").arg(count) : tr("Checks"));
    if (!isEdited()) { // the places are those of the stored text
        m_system->setMarks(m_checks->systemMarks());
        m_user->setMarks(m_checks->userMarks());
    }
}

void PromptDetail::showPlace(const QString &field, qsizetype offset, qsizetype length)
{
    if (field == "metadata"_L1) {
        setTab(Tab::Metadata);
        return;
    }
    setTab(Tab::Text);
    if (field == "systemPrompt"_L1)
        m_system->showPlace(offset, length);
    else if (field == "userPrompt"_L1)
        m_user->showPlace(offset, length);
    else if (field == "model"_L1)
        m_model->setFocus();
}

} // namespace howdah::ui
