// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptfigures.h"

#include "base/propagate.h"
#include "common/statestack.h"
#include "prompt/cost/callcost.h"
#include "prompt/edit/renderpanel.h"
#include "prompt/edit/scorepanel.h"
#include "prompt/interactions.h"
#include "prompt/test/testlines.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::StoredPrompt;

PromptFigures::PromptFigures(const PromptParts &parts)
    : QObject(parts.context)
    , m_parts(parts)
{
    connect(m_parts.detail, &PromptDetail::tabChanged, this, &PromptFigures::readScores);
    connect(m_parts.detail->score(), &ScorePanel::wanted, this, &PromptFigures::readScores);
    connect(
        m_parts.detail->score(), &ScorePanel::rowsWanted, this,
        [this](const QString &id, prompt::DrillKind kind, const QString &value) {
            if (!m_parts.source->overview())
                return;
            const prompt::DrillDown drill =
                prompt::drillTo(m_parts.source->overview()->table, id, m_parts.detail->score()->window(), kind, value);
            Q_EMIT rowsWanted(drill.schema, drill.table, drill.condition);
        });
    connect(
        m_parts.detail->render(), &RenderPanel::callRowsWanted, this,
        [this](const QString &id, prompt::CallReach reach) {
            if (!m_parts.source->overview())
                return;
            const prompt::DrillDown drill = prompt::drillToCall(m_parts.source->overview()->table, id, reach);
            Q_EMIT rowsWanted(drill.schema, drill.table, drill.condition);
        });
    connect(m_parts.detail->render(), &RenderPanel::callsWanted, this, &PromptFigures::readCalls);
}

void PromptFigures::begin(const StoredPrompt &stored)
{
    PromptDetail &detail = *m_parts.detail;
    const auto &overview = m_parts.source->overview();
    detail.render()->setCalls({}, {});
    detail.render()->setCalibration({});
    std::vector<VersionChoice> others;
    for (const StoredPrompt &one : overview->prompts) {
        if (one.prompt.name == stored.prompt.name && one.id != stored.id)
            others.insert(
                others.begin(), {one.id, one.prompt.active.value_or(false) ? tr("%1 (active)").arg(one.prompt.version)
                                                                           : one.prompt.version});
    }
    detail.score()->setVersion({stored.id, stored.prompt.version}, others);
    const StoredPrompt *active = overview->active(stored.prompt.name);
    if (detail.score()->baselineId().isEmpty() && active && active->id != stored.id)
        detail.score()->setBaseline(active->id);
}

void PromptFigures::read()
{
    readScores();
    readCalls();
}

void PromptFigures::readScores()
{
    const StoredPrompt *stored = m_parts.selected();
    if (!stored || m_parts.detail->tab() != PromptDetail::Tab::Scorecard)
        return;
    ScorePanel *panel = m_parts.detail->score();
    readTests(stored->id);
    panel->state()->showLoading(tr("Counting the calls"), [context = m_parts.context] { context->jobs().cancel(); });
    using Figures = std::pair<prompt::Scorecards, std::vector<prompt::ScoreLine>>;
    m_scores.ask(
        this,
        m_parts.context->jobs().read<Figures>(
            [table = m_parts.source->overview()->table, id = stored->id, other = panel->baselineId(),
             window = panel->window()](connection::Session &session) -> Result<Figures> {
                ASSIGN_OR_RETURN(auto cards, prompt::readScorecards(session, table, id, other, window));
                // A list of prices that cannot be read is no reason to show nothing.
                const auto models = prompt::knownModels();
                ASSIGN_OR_RETURN(
                    const auto costs,
                    prompt::readModelCosts(session, table, id, window, models ? *models : prompt::builtInModels()));
                return Figures{std::move(cards), prompt::costLines(costs)};
            }),
        [this, panel](const Result<Figures> &cards) {
            if (cards) {
                panel->showCards(cards->first.first, cards->first.second);
                panel->showCosts(cards->second);
            } else if (cards.error().kind == ErrorKind::NotFound)
                panel->state()->showEmpty(
                    {u"office-chart-line"_s,
                     tr("No calls in this database"),
                     tr("The table ai_interactions, which statistics are computed from, does not exist."),
                     {}});
            else
                panel->state()->showFailed(cards.error(), [asked = QPointer(this)] {
                    if (asked)
                        asked->readScores();
                });
        });
}

void PromptFigures::readTests(const QString &rowId)
{
    using Lines = std::vector<prompt::ScoreLine>;
    m_parts.detail->score()->showTests({});
    m_tests.ask(
        this,
        m_parts.context->jobs().read<Lines>(
            [table = m_parts.source->overview()->table, rowId](connection::Session &session) {
                return prompt::readTestLines(session, table, rowId);
            }),
        [this](const Result<Lines> &lines) {
            if (lines)
                m_parts.detail->score()->showTests(*lines);
            else
                m_parts.context->report(lines.error());
        });
}

void PromptFigures::readCalls()
{
    const StoredPrompt *stored = m_parts.selected();
    if (!stored || m_parts.source->overview()->table.interactions.name.isEmpty())
        return;
    using Calls = std::pair<std::vector<prompt::Interaction>, std::optional<prompt::TokenCalibration>>;
    whenDone(
        this,
        m_parts.context->jobs().read<Calls>(
            [table = m_parts.source->overview()->table,
             stored = *stored](connection::Session &session) -> Result<Calls> {
                ASSIGN_OR_RETURN(auto calls, prompt::readInteractions(session, table, stored.id));
                const auto calibration = prompt::readCalibration(session, table, stored);
                return Calls{std::move(calls), calibration ? *calibration : std::nullopt};
            }),
        [this, id = stored->id](const Result<Calls> &calls) {
            PromptDetail &detail = *m_parts.detail;
            if (!calls || detail.stored().id != id)
                return;
            detail.render()->setCalls(detail.stored().prompt, calls->first);
            detail.render()->setCalibration(calls->second);
        });
}

} // namespace howdah::ui
