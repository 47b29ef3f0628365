// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Prompts that are searched for, and the one that is shown.
#include "common/statestack.h"
#include "connect/connectioncontroller.h"
#include "prompt/interactions.h"
#include "prompt/edit/promptdetail.h"
#include "prompt/promptedit.h"
#include "prompt/promptpage.h"
#include "prompt/edit/renderpanel.h"
#include "prompt/edit/scorepanel.h"

#include <QLineEdit>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::StoredPrompt;

// ---- searching

prompt::SearchQuery searchQueryOf(const QString &typed)
{
    prompt::SearchQuery query;
    const QString trimmed = typed.trimmed();
    if (trimmed.size() > 2 && trimmed.startsWith(u'/') && trimmed.endsWith(u'/')) {
        query.regex = true;
        query.text = trimmed.mid(1, trimmed.size() - 2);
        return query;
    }
    QStringList words;
    for (const QString &word : trimmed.split(u' ', Qt::SkipEmptyParts)) {
        if (word.startsWith("var:"_L1))
            query.variable = word.mid(4);
        else if (word.startsWith("model:"_L1))
            query.model = word.mid(6);
        else if (word == "is:active"_L1)
            query.activeOnly = true;
        else
            words << word;
    }
    query.text = words.join(u' ');
    return query;
}

void PromptPage::search()
{
    m_searchTimer.stop();
    const QString typed = m_search->text().trimmed();
    const quint64 asked = ++m_searches;
    if (typed.isEmpty()) {
        if (m_overview) {
            const StoredPrompt *before = selected();
            m_model.setFound(std::nullopt);
            m_list->expandAll();
            if (before)
                select(before->id);
        }
        m_listState->showContent();
        return;
    }
    if (!m_assessment)
        return; // it is searched for when the index is there
    using Hits = std::vector<prompt::SearchHit>;
    whenDone(
        this, m_jobs.work<Hits>([assessment = m_assessment, query = searchQueryOf(typed)]() -> Result<Hits> {
            return assessment->index.search(query);
        }),
        [this, asked](const Result<Hits> &hits) {
            if (asked == m_searches)
                showFound(hits);
        });
}

void PromptPage::showFound(const Result<std::vector<prompt::SearchHit>> &hits)
{
    if (!hits) {
        m_listState->showEmpty({u"edit-find"_s, tr("Not understood"), hits.error().message, {}});
        return;
    }
    const StoredPrompt *before = selected();
    const QString beforeId = before ? before->id : QString();
    QHash<QString, QString> excerpts;
    for (const prompt::SearchHit &hit : *hits) {
        const QString &id = m_assessment->index.prompts()[hit.row].id;
        if (excerpts.value(id).isEmpty())
            excerpts.insert(id, hit.excerpt);
    }
    m_model.setFound(excerpts);
    m_list->expandAll();
    if (excerpts.isEmpty())
        m_listState->showEmpty(
            {u"edit-find"_s,
             tr("No prompt matches"),
             tr("Nothing has this in its text, template, metadata or name. Locked texts cannot be searched."),
             {}});
    else
        m_listState->showContent();
    if (!beforeId.isEmpty() && excerpts.contains(beforeId))
        select(beforeId);
}

// ---- the selected version

const StoredPrompt *PromptPage::selected() const
{
    const QModelIndex at = m_list->currentIndex();
    return at.isValid() && m_overview ? m_overview->find(at.data(PromptListModel::IdRole).toString()) : nullptr;
}

bool PromptPage::select(const QString &id)
{
    QModelIndex index = m_model.indexOf(id);
    if (!index.isValid() && m_overview && m_overview->find(id) && !m_search->text().isEmpty()) {
        m_search->clear();
        search();
        index = m_model.indexOf(id);
    }
    if (!index.isValid())
        return false;
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index);
    return true;
}

void PromptPage::showSelected()
{
    keepDrafts();
    const StoredPrompt *stored = selected();
    if (!stored) {
        updateActions();
        return; // an agent: what was shown last stays
    }
    const auto draft = m_drafts.constFind(stored->id);
    m_detail->setRefusal(refusal());
    m_detail->setAssessment(m_assessment);
    m_detail->show(m_overview, *stored, draft != m_drafts.cend() ? draft->wanted : stored->prompt);
    m_detail->render()->setCalls({}, {});
    m_detail->render()->setCalibration({});
    std::vector<VersionChoice> others;
    for (const StoredPrompt &one : m_overview->prompts) {
        if (one.prompt.name == stored->prompt.name && one.id != stored->id)
            others.insert(
                others.begin(), {one.id, one.prompt.active.value_or(false) ? tr("%1 (active)").arg(one.prompt.version)
                                                                           : one.prompt.version});
    }
    m_detail->score()->setVersion({stored->id, stored->prompt.version}, others);
    const StoredPrompt *active = m_overview->active(stored->prompt.name);
    if (m_detail->score()->baselineId().isEmpty() && active && active->id != stored->id)
        m_detail->score()->setBaseline(active->id);
    updateSources();
    if (m_detail->tab() == PromptDetail::Tab::Scorecard)
        readScores();
    readCalls();
    updateActions();
}

void PromptPage::readScores()
{
    const StoredPrompt *stored = selected();
    if (!stored || m_detail->tab() != PromptDetail::Tab::Scorecard)
        return;
    ScorePanel *panel = m_detail->score();
    const quint64 asked = ++m_scores;
    panel->state()->showLoading(tr("Counting the calls"), [this] { m_jobs.cancel(); });
    using Cards = std::pair<prompt::Scorecard, std::optional<prompt::Scorecard>>;
    whenDone(
        this,
        m_jobs.read<Cards>(
            [table = m_overview->table, id = stored->id, other = panel->baselineId(),
             window = panel->window()](connection::Session &session) -> Result<Cards> {
                const auto card = prompt::readScorecard(session, table, id, window);
                if (!card)
                    return fail(card.error());
                if (other.isEmpty())
                    return Cards{*card, {}};
                const auto baseline = prompt::readScorecard(session, table, other, window);
                if (!baseline)
                    return fail(baseline.error());
                return Cards{*card, *baseline};
            }),
        [this, asked, panel](const Result<Cards> &cards) {
            if (asked != m_scores)
                return;
            if (cards)
                panel->showCards(cards->first, cards->second);
            else if (cards.error().kind == ErrorKind::NotFound)
                panel->state()->showEmpty(
                    {u"office-chart-line"_s,
                     tr("No calls in this database"),
                     tr("The table ai_interactions, from which figures are made, is not there."),
                     {}});
            else
                panel->state()->showFailed(cards.error(), [this] { readScores(); });
        });
}

void PromptPage::readCalls()
{
    const StoredPrompt *stored = selected();
    if (!stored || m_overview->table.interactions.name.isEmpty())
        return;
    using Calls = std::pair<std::vector<prompt::Interaction>, std::optional<prompt::TokenCalibration>>;
    whenDone(
        this,
        m_jobs.read<Calls>(
            [table = m_overview->table, stored = *stored](connection::Session &session) -> Result<Calls> {
                auto calls = prompt::readInteractions(session, table, stored.id);
                if (!calls)
                    return fail(calls.error());
                const auto calibration = prompt::readCalibration(session, table, stored);
                return Calls{std::move(*calls), calibration ? *calibration : std::nullopt};
            }),
        [this, id = stored->id](const Result<Calls> &calls) {
            if (!calls || m_detail->stored().id != id)
                return;
            m_detail->render()->setCalls(m_detail->stored().prompt, calls->first);
            m_detail->render()->setCalibration(calls->second);
        });
}

// Every few seconds while the page is looked at: somebody else may have saved it.
void PromptPage::lookAtSelected()
{
    const StoredPrompt *stored = selected();
    if (!stored || !isVisible() || m_looking || !isIdle() || !m_jobs.hasSession() || m_dialog)
        return;
    m_looking = true;
    whenDone(
        this,
        m_jobs.read<StoredPrompt>(
            [table = m_overview->table, keys = m_keys.ring(), id = stored->id](connection::Session &session) {
                return prompt::readPrompt(session, table, *keys, id);
            }),
        [this, id = stored->id, revision = stored->revision](const Result<StoredPrompt> &now) {
            m_looking = false;
            const StoredPrompt *stillSelected = selected();
            if (!stillSelected || stillSelected->id != id || stillSelected->revision != revision || !isIdle())
                return;
            if (!now && now.error().kind == ErrorKind::NotFound)
                reload();
            if (!now || now->revision == revision)
                return;
            if (m_drafts.contains(id) && now->prompt != stillSelected->prompt && !m_told.contains(id + now->revision)) {
                m_told.insert(id + now->revision);
                showConflict(*now);
            } else {
                reload();
            }
        });
}

} // namespace howdah::ui
