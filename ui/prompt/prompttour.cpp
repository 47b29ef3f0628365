// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the tour shows of the page of prompts.
#include "base/paths.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "prompt/edit/compareview.h"
#include "prompt/edit/promptdetail.h"
#include "prompt/promptpage.h"
#include "prompt/edit/renderpanel.h"
#include "prompt/edit/scorepanel.h"

#include <QAction>
#include <QDir>
#include <QTabWidget>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::StoredPrompt;

static QString demoDatabase() { return u"deepref"_s; }

// The prompts of the demo are in a database of their own; the tour goes there, and comes back with its last step.
std::vector<TourStep> PromptPage::tourSteps()
{
    const auto settled = [this] {
        return m_services.connection->isConnected() && isIdle() && m_overview && m_assessment
            && m_state->state() == StateStack::State::Filled && m_detail->isVisible();
    };
    const auto show = [this](PromptDetail::Tab tab) { return [this, tab] { m_detail->setTab(tab); }; };
    const auto dialogShown = [this] { return m_dialog && m_dialog->isVisible(); };
    // The version of the coach that is used now, with values tried in its template.
    const auto selectCoach = [this] {
        if (!m_overview)
            return;
        for (const StoredPrompt &one : m_overview->prompts) {
            if (one.prompt.active.value_or(false) && one.prompt.name.contains("Coach"_L1))
                select(one.id);
        }
        m_detail->setTab(PromptDetail::Tab::Text);
        QMap<QString, QString> values;
        for (const auto &[name, value] :
             {std::pair("seekerName", "Ngozi"), std::pair("role", "Senior nurse"), std::pair("referenceCount", "3"),
              std::pair("message", "Whom should I ask first?")})
            values.insert(QString::fromLatin1(name), QString::fromLatin1(value));
        m_detail->render()->variables()->setValues(values);
    };
    const auto rendered = [this] { return !m_detail->render()->rendered().isEmpty(); };
    const auto missing = [this] {
        const ConnectionController &connection = *m_services.connection;
        const bool there = !connection.isPrivateServer() || connection.facts().database == demoDatabase();
        return connection.isConnected() && there && isIdle() && m_awake && !m_overview
                 ? u"this database has no table of prompts"_s
                 : QString();
    };
    std::vector<TourStep> steps{
        {u"prompts"_s,
         [this] {
             if (m_services.connection->isPrivateServer() && m_services.connection->facts().database != demoDatabase())
                 openDemo();
         },
         [settled, selectCoach, rendered, done = std::make_shared<bool>(false)] {
             if (!settled())
                 return false;
             if (!std::exchange(*done, true))
                 selectCoach();
             return rendered();
         }},
        {u"prompts-compare"_s, show(PromptDetail::Tab::Compare),
         [this, settled] { return settled() && m_detail->compare()->model().rows(); }},
        {u"prompts-metadata"_s, show(PromptDetail::Tab::Metadata), settled},
        {u"prompts-scorecard"_s, show(PromptDetail::Tab::Scorecard),
         [this, settled] { return settled() && m_detail->score()->model().rowCount() > 0; }},
        {u"prompts-history"_s, show(PromptDetail::Tab::History), settled},
        {u"prompts-checks"_s, show(PromptDetail::Tab::Checks), settled},
        {u"prompts-activate"_s,
         [this] {
             // One that is not active yet. Steps are shown even where nothing could be read: with what is missing.
             const auto prompts = m_overview ? m_overview->prompts : std::vector<StoredPrompt>();
             for (const StoredPrompt &one : prompts) {
                 if (one.prompt.version.contains("rc"_L1))
                     select(one.id);
             }
             m_detail->setTab(PromptDetail::Tab::Text);
             activateSelected();
         },
         [this, dialogShown] {
             const auto *dialog = qobject_cast<ActivateDialog *>(m_dialog);
             return dialogShown() && dialog && dialog->hasScores();
         }},
        {u"prompts-keys"_s, [this] { openKeys(); },
         [this, dialogShown] {
             const auto *dialog = qobject_cast<KeysDialog *>(m_dialog);
             return dialogShown() && dialog && dialog->list()->topLevelItemCount() > 0;
         }},
        {u"prompts-files"_s, [this] { usePromptsFolder(QDir(shareFolder()).filePath(u"resources/prompts"_s)); },
         [this, dialogShown] {
             const auto *dialog = qobject_cast<PlanDialog *>(m_dialog);
             return dialogShown() && dialog && dialog->items()->topLevelItemCount() > 0;
         }},
        {u"prompts-export"_s, [this] { openExport(); }, dialogShown},
    };
    for (TourStep &step : steps)
        step.hopeless = missing;
    steps.push_back(
        {u"prompts-missing"_s,
         [this] {
             delete m_dialog;
             if (m_services.connection->isPrivateServer() && m_services.connection->facts().database == demoDatabase())
                 m_services.connection->connectToPrivateServer();
         },
         [this] {
             return m_services.connection->isConnected() && isIdle()
                 && (m_state->state() == StateStack::State::Empty || !m_services.connection->isPrivateServer());
         }});
    return steps;
}

} // namespace howdah::ui
