// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the page of prompts gets its list from, and what can be done with it.
#include "prompt/promptpage.h"

#include "base/paths.h"
#include "common/statestack.h"
#include "common/tooltips.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "prompt/edit/promptdetail.h"

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

PageFace PromptPage::ownFace() { return {u"prompts"_s, tr("Prompts"), u"edit-comment"_s}; }

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
    if (!m_overview->modelsProblem.isEmpty())
        tell(Tone::Failed, m_overview->modelsProblem);
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
    const connection::Guard &guard = m_services.connection->guard();
    if (guard.isLocked())
        return tr("This production server is locked for writing: unlock it in the bar at the top.");
    if (facts.readOnly && !guard.isGuarded()) // what is read goes over a session that is held to reading
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
        action->setToolTip(enabled || reason.isEmpty() ? action->property("tip").toString() : plainToolTip(reason));
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
