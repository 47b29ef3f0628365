// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the page of prompts shows, and where it gets it from.
#include "prompt/promptpage.h"

#include "base/paths.h"
#include "common/prompter.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "prompt/interactions.h"
#include "prompt/promptdetail.h"
#include "prompt/promptedit.h"
#include "prompt/promptfile.h"
#include "prompt/renderpanel.h"
#include "prompt/scorepanel.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QSplitter>
#include <QTreeView>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::StoredPrompt;

PromptPage::~PromptPage()
{
    delete m_dialog;
    keepDrafts();
    m_reencrypting.request_stop();
    m_task.finish();
}

QString PromptPage::title() const { return tr("Prompts"); }
QString PromptPage::iconName() const { return u"edit-comment"_s; }
QString PromptPage::key() const { return u"prompts"_s; }

QList<QAction *> PromptPage::paletteActions() const
{
    return QList<QAction *>{m_save,     m_savePatch, m_saveMinor,     m_saveMajor,  m_discard, m_bringBack,
                            m_activate, m_rollBack,  m_keysAction,    m_seeds,      m_import,  m_export,
                            m_fromFile, m_copy,      m_mappingAction, m_migrations, m_demo}
         + m_tabActions;
}

void PromptPage::activate()
{
    const bool first = !m_awake;
    m_awake = true;
    m_clock.start();
    m_lookTimer.start();
    if (first)
        connectionChanged();
    else if (m_overview && isIdle())
        reload(); // others may have written
    m_list->setFocus();
}

void PromptPage::refresh()
{
    if (!m_services.connection->isConnected())
        m_services.connection->reconnect();
    else if (m_jobs.hasSession())
        reload();
    else
        connected();
}

void PromptPage::cancelWork()
{
    if (!m_search->text().isEmpty()) {
        m_search->clear();
        return;
    }
    m_jobs.cancel();
}

void PromptPage::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

bool PromptPage::isIdle() const { return m_reading == 0 && m_writing == 0 && !m_keys.isBusy(); }

QString PromptPage::database() const { return m_connection; }

// ---- the connection

void PromptPage::connectionChanged()
{
    if (!m_awake)
        return;
    switch (m_services.connection->state()) {
    case ConnectionController::State::Connected:
        connected();
        break;
    case ConnectionController::State::Connecting:
        if (!m_overview)
            m_state->showLoading(m_services.connection->progressText(), [this] { m_services.connection->cancel(); });
        break;
    case ConnectionController::State::Disconnected:
    case ConnectionController::State::Lost:
    case ConnectionController::State::Failed:
        connectionMissing();
        break;
    }
    updateActions();
}

void PromptPage::connected()
{
    const auto taken = m_services.connection->takeSession(connection::SessionRole::Reader, u"prompts"_s);
    m_jobs.setSession(taken ? *taken : nullptr);
    m_reading = 0;
    m_state->setStale({});
    const QString label = m_services.connection->label();
    if (label != m_connection) {
        keepDrafts();
        m_overview.reset();
        m_assessment.reset();
        m_drafts.clear();
        m_others.clear();
        m_otherNames.clear();
        m_model.setOverview(nullptr);
        m_connection = label;
    }
    if (!taken) {
        m_state->showFailed(taken.error(), [this] { refresh(); });
        return;
    }
    // The demo brings a key of its own, beside its server.
    const QString demo = QDir(dataFolder()).filePath(u"demo-prompt-keys"_s);
    const QJsonObject place = m_keyPlaces.value(label).toObject();
    const KeyBox::State before = m_keys.state();
    if (place[u"place"_s].toString() == "file"_L1)
        m_keys.use(KeyBox::Place::File, place[u"file"_s].toString());
    else if (place.isEmpty() && m_services.connection->isPrivateServer() && QFile::exists(demo))
        m_keys.use(KeyBox::Place::File, demo);
    else if (m_keys.place() != KeyBox::Place::Session)
        m_keys.use(KeyBox::Place::Keychain);
    // Without a change of the keys nobody else begins to read; a keychain that waits to be unlocked holds up nothing.
    if (m_keys.state() == before || m_keys.state() == KeyBox::State::Loading)
        reload();
}

void PromptPage::connectionMissing()
{
    m_jobs.setSession(nullptr);
    m_reading = 0;
    const ConnectionController &connection = *m_services.connection;
    const bool without = connection.state() == ConnectionController::State::Disconnected;
    if (m_overview && !without) {
        m_state->showContent();
        m_state->setStale(tr("The connection was lost. What is shown is from before."), [this] {
            m_services.connection->reconnect();
        });
        return;
    }
    m_state->setStale({});
    if (without)
        m_state->showEmpty(
            {u"network-disconnect"_s, tr("No connection"), tr("Connect to a database to see its prompts."), {}});
    else
        m_state->showFailed(connection.error(), [this] { m_services.connection->reconnect(); });
}

// ---- reading

void PromptPage::reload()
{
    if (!m_jobs.hasSession())
        return;
    const quint64 reading = m_reading = ++m_reads;
    if (!m_overview)
        m_state->showLoading(tr("Reading the prompts"), [this] { m_jobs.cancel(); });
    const QString wanted = m_overview ? prompt::qualifiedName(m_overview->table) : QString();
    using Overview = std::shared_ptr<const PromptOverview>;
    whenDone(
        this,
        m_jobs.read<Overview>(
            [keys = m_keys.ring(), mapping = m_mapping, wanted](connection::Session &session) -> Result<Overview> {
                return readPromptOverview(session, *keys, mapping, wanted);
            }),
        [this, reading](const Result<Overview> &overview) {
            if (reading != m_reading)
                return;
            m_reading = 0;
            takeOverview(overview);
        });
}

void PromptPage::takeOverview(const Result<std::shared_ptr<const PromptOverview>> &answer)
{
    if (!answer) {
        const Error &error = answer.error();
        if (error.kind == ErrorKind::NotFound) {
            showMissing(error);
        } else if (m_overview && error.kind != ErrorKind::Cancelled) {
            m_state->showContent();
            m_state->setStale(
                tr("Reading failed, what is shown is from before: %1").arg(error.message), [this] { refresh(); });
        } else if (!m_overview) {
            m_state->showFailed(error, [this] { refresh(); });
        }
        updateActions();
        Q_EMIT loaded();
        return;
    }
    keepDrafts();
    const bool first = m_draftsOf != m_connection && m_keys.state() != KeyBox::State::Loading;
    const StoredPrompt *before = selected();
    const QString selectedId = !m_toSelect.isEmpty() ? m_toSelect : before ? before->id : QString();
    m_toSelect.clear();
    m_overview = *answer;
    rebaseDrafts(); // before what is selected is shown
    m_assessment.reset();
    m_model.setOverview(m_overview);
    m_list->expandAll();
    m_state->setStale({});
    if (m_overview->prompts.empty())
        m_state->showEmpty(
            {u"edit-comment"_s,
             tr("No prompts yet"),
             tr("The table %1 is there, and empty. A folder of .prompt files, or an export of another tool, fills it.")
                 .arg(prompt::qualifiedName(m_overview->table)),
             {m_seeds, m_import}});
    else
        m_state->showContent();
    if (!select(selectedId) && m_model.rowCount() > 0) {
        // The active version of the first agent, or its newest one.
        const StoredPrompt *active = m_overview->active(m_overview->prompts.front().prompt.name);
        if (!active || !select(active->id))
            m_list->setCurrentIndex(m_model.index(0, 0, m_model.index(0, 0)));
    }
    updateHead();
    updateSources();
    updateActions();
    assess();
    if (first)
        restoreDrafts();
    m_model.setEdited({m_drafts.keyBegin(), m_drafts.keyEnd()});
    Q_EMIT loaded();
    Q_EMIT tourProgressed();
}

void PromptPage::showMissing(const Error &error)
{
    m_overview.reset();
    m_assessment.reset();
    m_model.setOverview(nullptr);
    const bool demo =
        m_services.connection->isPrivateServer() && m_services.connection->facts().database != "deepref"_L1;
    QList<QAction *> actions;
    if (demo)
        actions << m_demo;
    actions << m_migrations << m_mappingAction;
    QString text = tr("The table ai_prompts is missing in %1: no table here has the columns of prompts.")
                       .arg(m_services.connection->facts().database);
    if (!error.hint.isEmpty())
        text += u' ' + error.hint;
    m_state->showEmpty({u"edit-comment"_s, tr("No table of prompts"), text, actions});
    updateHead();
}

void PromptPage::assess()
{
    using Assessment = std::shared_ptr<const PromptAssessment>;
    whenDone(
        this,
        m_jobs.work<Assessment>([overview = m_overview]() -> Result<Assessment> { return assessPrompts(*overview); }),
        [this, overview = m_overview](const Result<Assessment> &assessment) {
            if (overview != m_overview || !assessment)
                return;
            m_assessment = *assessment;
            m_model.setAssessment(m_assessment);
            m_detail->setAssessment(m_assessment);
            if (!m_search->text().isEmpty())
                search();
            Q_EMIT tourProgressed();
        });
}

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
            Q_EMIT tourProgressed();
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

// ---- the other side of a comparison

void PromptPage::updateSources()
{
    const StoredPrompt *stored = selected();
    if (!stored)
        return;
    std::vector<std::pair<QString, QString>> sources;
    const auto add = [&](const StoredPrompt &one) {
        sources.emplace_back(
            one.id, one.id == stored->id                ? tr("%1 as it is stored").arg(one.prompt.version)
                    : one.prompt.active.value_or(false) ? tr("%1 %2 (active)").arg(one.prompt.name, one.prompt.version)
                                                        : u"%1 %2"_s.arg(one.prompt.name, one.prompt.version));
    };
    const auto same = [stored](const StoredPrompt &one) { return one.prompt.name == stored->prompt.name; };
    for (auto it = m_overview->prompts.rbegin(); it != m_overview->prompts.rend(); ++it) {
        if (same(*it) && it->id != stored->id)
            add(*it);
    }
    sources.insert(sources.begin(), {stored->id, tr("%1 as it is stored").arg(stored->prompt.version)});
    for (const auto &[key, name] : m_otherNames)
        sources.emplace_back(key, name);
    constexpr size_t MostSources = 400;
    for (const StoredPrompt &one : m_overview->prompts) {
        if (!same(one) && sources.size() < MostSources)
            add(one);
    }
    m_detail->setSources(sources);
    // The version that is active, or else the one before: what one most likely wants to know.
    if (m_detail->source() == stored->id && m_detail->tab() != PromptDetail::Tab::Compare && sources.size() > 1) {
        const StoredPrompt *active = m_overview->active(stored->prompt.name);
        m_detail->setSource(active && active->id != stored->id ? active->id : sources[1].first);
    }
}

void PromptPage::readOther(const QString &key)
{
    if (!m_overview || key.isEmpty())
        return;
    if (const auto other = m_others.constFind(key); other != m_others.cend()) {
        m_detail->showOther(*other);
    } else if (const StoredPrompt *stored = m_overview->find(key)) {
        if (isReadable(stored->state))
            m_detail->showOther(stored->prompt);
        else
            m_detail->showOtherProblem(stateSentence(*stored));
    }
    Q_EMIT otherShown();
}

void PromptPage::compareWithFile(const QString &file)
{
    whenDone(
        this, m_jobs.work<prompt::PromptFile>([file]() -> Result<prompt::PromptFile> {
            QFile opened(file);
            if (!opened.open(QIODevice::ReadOnly))
                return fail(ErrorKind::Io, tr("%1 could not be read: %2").arg(file, opened.errorString()));
            return prompt::parsePromptFile(opened.readAll(), QFileInfo(file).fileName());
        }),
        [this, file](const Result<prompt::PromptFile> &read) {
            if (!read) {
                tell(read.error());
                return;
            }
            const QString key = u"file:"_s + file;
            if (!m_others.contains(key))
                m_otherNames.emplace_back(key, tr("File %1").arg(QFileInfo(file).fileName()));
            m_others.insert(key, read->prompt);
            updateSources();
            m_detail->setTab(PromptDetail::Tab::Compare);
            m_detail->setSource(key);
            readOther(key);
        });
}

void PromptPage::compareWithDatabase(const QString &uri)
{
    const StoredPrompt *stored = selected();
    const auto info = connection::parseConnInfo(uri);
    if (!stored || !info) {
        if (!info)
            tell(info.error());
        return;
    }
    m_task = m_services.tasks->start(tr("Reading the other database"));
    whenDone(
        this,
        m_jobs.work<std::vector<StoredPrompt>>(
            [info = *info, keys = m_keys.ring()]() -> Result<std::vector<StoredPrompt>> {
                connection::Session session({.name = u"prompts"_s, .readOnly = true});
                if (const auto opened = session.open(info).result(); !opened)
                    return fail(opened.error());
                const auto tables = prompt::findPromptTables(session);
                if (!tables)
                    return fail(tables.error());
                return prompt::readPrompts(session, tables->front(), *keys);
            }),
        [this, name = connection::describe(*info),
         wanted = stored->prompt](const Result<std::vector<StoredPrompt>> &found) {
            m_task.finish();
            if (!found) {
                tell(found.error());
                return;
            }
            // The same version there, or else the one that is active.
            const auto same = std::ranges::find_if(
                *found, [&](const StoredPrompt &one) { return one.prompt.promptId == wanted.promptId; });
            const auto active = std::ranges::find_if(*found, [&](const StoredPrompt &one) {
                return one.prompt.name == wanted.name && one.prompt.active.value_or(false);
            });
            const auto other = same != found->end() ? same : active;
            if (other == found->end()) {
                tell(Tone::Edited, tr("%1 has no prompt %2.").arg(name, wanted.name));
                return;
            }
            if (!isReadable(other->state)) {
                tell(Tone::Failed, tr("The prompt in %1 does not open with the keys at hand.").arg(name));
                return;
            }
            const QString key = u"database:%1/%2"_s.arg(name, other->prompt.promptId);
            if (!m_others.contains(key))
                m_otherNames.emplace_back(key, tr("%1 in %2").arg(other->prompt.version, name));
            m_others.insert(key, other->prompt);
            updateSources();
            m_detail->setTab(PromptDetail::Tab::Compare);
            m_detail->setSource(key);
            readOther(key);
        });
}

// ---- head and actions

void PromptPage::tell(Tone tone, const QString &text)
{
    m_news->findChild<QWidget *>(u"bringBack"_s)->setVisible(false);
    m_news->setTone(tone);
    m_news->setText(text);
    m_news->setVisible(!text.isEmpty());
}

void PromptPage::tell(const Error &error) { tell(Tone::Failed, describe(error)); }

void PromptPage::updateHead()
{
    m_counts->clear();
    if (m_overview) {
        QSet<QString> agents;
        for (const StoredPrompt &one : m_overview->prompts)
            agents.insert(one.prompt.name);
        m_counts->setText(
            tr("%n prompts", nullptr, int(agents.size())) + u" · "_s
            + tr("%n versions", nullptr, int(m_overview->prompts.size())));
    }
    using prompt::CellState;
    const qsizetype locked = m_overview ? m_overview->count(CellState::Locked) : 0;
    const qsizetype wrong = m_overview ? m_overview->count(CellState::WrongKey) : 0;
    const qsizetype damaged = m_overview ? m_overview->count(CellState::Damaged) : 0;
    QStringList parts;
    if (locked > 0) {
        parts << tr("%n texts are locked.", nullptr, int(locked));
        if (m_keys.state() == KeyBox::State::NoKeychain)
            parts << tr("No keychain answers on this system: choose a file of keys, or type the key. Nothing is "
                        "decrypted or kept any other way.");
        else if (m_keys.state() == KeyBox::State::Locked || m_keys.state() == KeyBox::State::Failed)
            parts << m_keys.error().message + u'.';
    }
    if (wrong > 0)
        parts << tr("%n texts want another key than the one at hand.", nullptr, int(wrong));
    if (damaged > 0)
        parts << tr("%n texts are damaged.", nullptr, int(damaged));
    m_keyBanner->setTone(wrong + damaged > 0 ? Tone::Failed : Tone::Baseline);
    m_keyBanner->setText(parts.join(u' '));
    m_keyBanner->setVisible(!parts.isEmpty());
}

QString PromptPage::refusal() const
{
    if (!m_overview)
        return tr("There is no table of prompts.");
    const connection::ServerFacts &facts = m_services.connection->facts();
    if (!m_services.connection->isConnected())
        return tr("There is no connection.");
    if (facts.inRecovery)
        return tr("This server is a standby: nothing can be written.");
    if (facts.readOnly)
        return tr("This connection is read-only.");
    if (!m_overview->table.mayWrite)
        return tr("The database user %1 may not write to %2: everything can be read, nothing changed.")
            .arg(facts.user, prompt::qualifiedName(m_overview->table));
    return {};
}

void PromptPage::updateActions()
{
    const StoredPrompt *stored = selected();
    const QString why = refusal();
    const bool free = m_writing == 0;
    const bool able = stored && why.isEmpty() && free;
    const bool readable = stored && isReadable(stored->state);
    const bool edited = stored && m_drafts.contains(stored->id);
    const QString problem = edited ? m_detail->problem() : QString();
    const auto set = [](QAction *action, bool enabled, const QString &reason) {
        action->setEnabled(enabled);
        if (action->property("tip").isNull())
            action->setProperty("tip", action->toolTip());
        action->setToolTip(enabled || reason.isEmpty() ? action->property("tip").toString() : reason);
    };
    const QString locked = stored && !readable ? stateSentence(*stored) : QString();
    const QString reason = !why.isEmpty() ? why : !locked.isEmpty() ? locked : problem;
    m_save->setText(
        edited && needsVersion() ? tr("Save as %1").arg(nextFree(m_detail->wanted(), prompt::Bump::Patch).version)
                                 : tr("Save"));
    set(m_save, able && readable && edited && problem.isEmpty(), reason.isEmpty() ? tr("Nothing was edited") : reason);
    for (QAction *action : {m_savePatch, m_saveMinor, m_saveMajor})
        set(action, able && readable && problem.isEmpty(), reason);
    set(m_discard, edited && free, tr("Nothing was edited"));
    const bool active = stored && stored->prompt.active.value_or(false);
    set(m_activate, able && !active, !why.isEmpty() ? why : active ? tr("This version is active already") : QString());
    set(m_rollBack, able, why);
    set(m_seeds, m_overview && free, why);
    set(m_import, m_overview && free, why);
    set(m_export, m_overview && !m_overview->prompts.empty(), QString());
    set(m_fromFile, able && readable, reason);
    set(m_copy, readable, locked);
    m_keysAction->setEnabled(m_awake);
    m_demo->setVisible(m_services.connection->isPrivateServer());
    m_detail->setRefusal(why);
}

// ---- what is left for the next time

QJsonObject PromptPage::saveState() const
{
    QJsonObject places = m_keyPlaces;
    if (!m_connection.isEmpty() && m_keys.place() == KeyBox::Place::File)
        places.insert(m_connection, m_keys.saveState());
    else if (m_keys.place() == KeyBox::Place::Keychain)
        places.remove(m_connection);
    const StoredPrompt *stored = selected();
    return {
        {u"columns"_s, QString::fromLatin1(m_columns->saveState().toBase64())},
        {u"tab"_s, int(m_detail->tab())},
        {u"selected"_s, stored ? stored->id : QString()},
        {u"folders"_s, m_folders},
        {u"mapping"_s, m_mappingFile},
        {u"keys"_s, places}};
}

void PromptPage::restoreState(const QJsonObject &state)
{
    m_columns->restoreState(QByteArray::fromBase64(state[u"columns"_s].toString().toLatin1()));
    m_detail->setTab(PromptDetail::Tab(qBound(0, state[u"tab"_s].toInt(), PromptDetail::TabCount - 1)));
    m_toSelect = state[u"selected"_s].toString();
    m_folders = state[u"folders"_s].toObject();
    m_keyPlaces = state[u"keys"_s].toObject();
    if (const QString mapping = state[u"mapping"_s].toString(); !mapping.isEmpty())
        useMapping(mapping);
}

} // namespace howdah::ui
