// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/paths.h"
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "operations/demo/demoprompts.h"
#include "prompt/dialogs/activatedialog.h"
#include "prompt/dialogs/datasetsdialog.h"
#include "prompt/dialogs/keysdialog.h"
#include "prompt/dialogs/plandialog.h"
#include "prompt/dialogs/releasedialog.h"
#include "prompt/edit/comparepanel.h"
#include "compare/compareview.h"
#include "prompt/edit/promptdetail.h"
#include "prompt/edit/renderpanel.h"
#include "prompt/edit/promptrunpanel.h"
#include "prompt/edit/scorepanel.h"
#include "prompt/promptpage.h"
#include "stage.h"
#include "support/chatserver.h"

#include <QLineEdit>
#include <QTabWidget>
#include <QTreeWidget>

#include <memory>

using namespace Qt::StringLiterals;

namespace howdah::tour {

using namespace ui;
using Tab = PromptDetail::Tab;

namespace {

const QString key = u"prompts"_s;

class Prompting final
{
public:
    explicit Prompting(Stage &on)
        : stage(on)
        , page(*qobject_cast<PromptPage *>(on.page(key)))
    {
    }

    [[nodiscard]] PromptSource *source() const { return page.findChild<PromptSource *>(); }
    [[nodiscard]] PromptListPane *list() const { return page.findChild<PromptListPane *>(); }
    [[nodiscard]] PromptDetail *detail() const { return page.findChild<PromptDetail *>(); }
    [[nodiscard]] bool isSettled() const
    {
        return stage.isCalm() && page.isIdle() && source()->overview() && source()->assessment()
            && detail()->isVisible();
    }
    [[nodiscard]] Act settled(std::function<void()> then = {}) const
    {
        return {[*this] { return isSettled(); }, std::move(then)};
    }
    [[nodiscard]] Act show(Tab tab) const
    {
        return settled([*this, tab] { detail()->setTab(tab); });
    }

    [[nodiscard]] DatasetsDialog *datasets() const { return stage.seen<DatasetsDialog>(); }
    [[nodiscard]] bool hasRows(const QString &list) const
    {
        return datasets() && datasets()->findChild<QTreeWidget *>(list)->topLevelItemCount() > 0;
    }

    Stage &stage;
    PromptPage &page;
};

// The version of the coach that is used now, with values tried in its template.
void tryCoach(const Prompting &at)
{
    for (const prompt::StoredPrompt &one : at.source()->overview()->prompts) {
        if (one.prompt.active.value_or(false) && one.prompt.name.contains("Coach"_L1))
            at.list()->select(one.id);
    }
    at.detail()->setTab(Tab::Text);
    at.detail()->render()->variables()->setValues(
        {{u"seekerName"_s, u"Ngozi"_s},
         {u"role"_s, u"Senior nurse"_s},
         {u"referenceCount"_s, u"3"_s},
         {u"message"_s, u"Whom should I ask first?"_s}});
}

// One that is not active yet.
void selectCandidate(const Prompting &at)
{
    for (const prompt::StoredPrompt &one : at.source()->overview()->prompts) {
        if (one.prompt.version.contains("rc"_L1))
            at.list()->select(one.id);
    }
    at.detail()->setTab(Tab::Text);
}

// An endpoint that answers by itself: the protocol, and no model.
void makeEndpoint(const Prompting &at, const std::shared_ptr<test::ChatServer> &chats)
{
    chats->prepare({test::ChatScript::answer(
        {u"Ask your **head nurse** first, Ngozi.\n\n"_s,
         u"She has seen you lead a shift, and a senior role is about just that. "_s,
         u"Tell her which post it is, and which two situations she could describe.\n\n"_s,
         u"Then ask a physician whom you worked with often."_s})});
    prompt::Endpoint endpoint;
    endpoint.name = u"local"_s;
    endpoint.baseUrl = chats->url();
    endpoint.model = u"llama3.2:1b"_s;
    if (!prompt::writeEndpoints({{endpoint}, {}}))
        at.stage.miss(u"the endpoint"_s);
    tryCoach(at);
    at.page.activate(); // which reads what is configured
}

Scenes runScenes(const Prompting &at)
{
    const auto chats = std::make_shared<test::ChatServer>();
    const auto run = [at] { return at.detail()->run(); };
    return {
        at.stage.scene(
            key, u"prompts-run-question"_s,
            {at.settled([at, chats] { makeEndpoint(at, chats); }),
             {[at, run] {
                  return at.isSettled() && !run()->endpoint().isEmpty() && !at.detail()->render()->rendered().isEmpty();
              },
              [at] { at.stage.run(key, u"Run"_s); }},
             {[at] { return at.stage.seen<QDialog>(u"sendDialog"_s) != nullptr; }}}),
        at.stage.scene(
            key, u"prompts-run"_s,
            {at.settled([at] { at.stage.run(key, u"Run"_s); }),
             {[at] { return at.stage.seen<QLineEdit>(u"typed"_s) != nullptr; },
              [at] {
                  at.stage.seen<QLineEdit>(u"typed"_s)->setText(u"local"_s);
                  at.stage.press(u"accept"_s);
              }},
             {[at, run] { return at.isSettled() && !run()->isRunning() && !run()->answer().isEmpty(); }}}),
    };
}

Scenes dialogScenes(const Prompting &at)
{
    Stage &stage = at.stage;
    return {
        stage.scene(
            key, u"prompts-activate"_s,
            {at.settled([at] { selectCandidate(at); }), at.settled([at] { at.stage.run(key, u"Activate"_s); }), {[at] {
                 const auto *dialog = at.stage.seen<ActivateDialog>();
                 return dialog && dialog->hasScores();
             }}}),
        stage.scene(
            key, u"prompts-labels"_s,
            {at.settled([at] { selectCandidate(at); }),
             at.settled([at] { at.stage.run(key, u"Labels and approval…"_s); }),
             {[at] {
                 const auto *dialog = at.stage.seen<ReleaseDialog>();
                 return dialog && dialog->findChild<QTreeWidget *>(u"labels"_s)->topLevelItemCount() > 0;
             }}}),
        stage.scene(key, u"prompts-keys"_s, {at.settled([at] { at.stage.run(key, u"Keys…"_s); }), {[at] {
                                                 const auto *dialog = at.stage.seen<KeysDialog>();
                                                 return dialog && dialog->list()->topLevelItemCount() > 0;
                                             }}}),
        stage.scene(
            key, u"prompts-files"_s,
            {at.settled([at] {
                 at.page.findChild<PlanFlow *>()->openFolder(QDir(shareFolder()).filePath(u"resources/prompts"_s));
             }),
             {[at] {
                 const auto *dialog = at.stage.seen<PlanDialog>();
                 return dialog && dialog->items()->topLevelItemCount() > 0;
             }}}),
        stage.scene(
            key, u"prompts-datasets"_s,
            {at.settled([at] {
                 tryCoach(at);
                 at.stage.run(key, u"Datasets and tests…"_s);
             }),
             {[at] { return at.hasRows(u"cases"_s); }}}),
        stage.scene(
            key, u"prompts-datasets-runs"_s,
            {at.settled([at] { at.stage.run(key, u"Datasets and tests…"_s); }),
             {[at] { return at.hasRows(u"runs"_s); },
              [at] {
                  at.datasets()->findChild<QTabWidget *>()->setCurrentIndex(1);
                  auto *runs = at.datasets()->findChild<QTreeWidget *>(u"runs"_s);
                  runs->setCurrentItem(runs->topLevelItem(0));
              }},
             {[at] { return at.hasRows(u"results"_s); }}}),
        stage.scene(key, u"prompts-export"_s, {at.settled([at] { at.stage.run(key, u"Export…"_s); }), {[at] {
                                                   return at.stage.seen<QDialog>(u"exportDialog"_s) != nullptr;
                                               }}}),
    };
}

} // namespace

// The prompts of the demo are in a database of their own; the last scene is back in the window's.
Scenes promptScenes(Stage &stage)
{
    const Prompting at(stage);
    const QString offer = u"Open the prompt demo"_s;
    Scenes scenes{
        stage.scene(
            key, key,
            {{[at] { return at.stage.isCalm(); }, [at] { at.stage.connection().connectToPrivateServer(); }},
             {[at, offer] { return at.stage.canPress(offer); }, [at, offer] { at.stage.press(offer); }},
             {[at] { return at.stage.isConnectedTo(operations::demoPromptDatabase()) && at.isSettled(); },
              [at] { tryCoach(at); }},
             {[at] { return at.isSettled() && !at.detail()->render()->rendered().isEmpty(); }}}),
        stage.scene(key, u"prompts-compare"_s, {at.show(Tab::Compare), {[at] {
                                                    return at.isSettled()
                                                        && at.detail()->comparison()->view()->model().rows();
                                                }}}),
        stage.scene(key, u"prompts-metadata"_s, {at.show(Tab::Metadata), at.settled()}),
        stage.scene(key, u"prompts-scorecard"_s, {at.show(Tab::Scorecard), {[at] {
                                                      return at.isSettled()
                                                          && at.detail()->score()->model().rowCount() > 0;
                                                  }}}),
        stage.scene(key, u"prompts-history"_s, {at.show(Tab::History), at.settled()}),
        stage.scene(key, u"prompts-checks"_s, {at.show(Tab::Checks), at.settled()}),
    };
    std::ranges::move(runScenes(at), std::back_inserter(scenes));
    std::ranges::move(dialogScenes(at), std::back_inserter(scenes));
    scenes.push_back(stage.scene(
        key, u"prompts-missing"_s, {{{}, [at] { at.stage.connection().connectToPrivateServer(); }}, {[at, offer] {
                                        return at.stage.isCalm() && at.stage.canPress(offer);
                                    }}}));
    return scenes;
}

} // namespace howdah::tour
