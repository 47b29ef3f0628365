// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// Where the page gets what it shows: the connection, the source, the history, and what is known beyond both.
#include "migrate/migratepage.h"

#include "base/whendone.h"
#include "common/captions.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/tooltips.h"
#include "connect/connectioncontroller.h"
#include "migrate/list/migrationdetail.h"
#include "migrate/list/migrationfilter.h"
#include "migrate/review/reviewdialog.h"
#include "migrate/run/runpanel.h"
#include "migrate/source/sourcepicker.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QListView>

using namespace Qt::StringLiterals;

namespace howdah::ui {

// ---- the connection

void MigratePage::connectionChanged()
{
    switch (m_services.connection->state()) {
    case ConnectionController::State::Connected:
        connected();
        break;
    case ConnectionController::State::Connecting:
        m_offered = false;
        Q_EMIT pendingOffered({});
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

void MigratePage::connected()
{
    const auto taken = m_services.connection->takeSession(connection::SessionRole::Reader, u"migrations"_s);
    m_reader.setSession(taken ? *taken : nullptr);
    m_reading = 0;
    const QString label = m_services.connection->label();
    if (label != m_connection) {
        m_overview.reset();
        m_model.setRows({});
        m_source.clear();
        m_unsettled.clear();
        m_assessment.reset();
        m_assessed.reset();
        m_panel->hide();
        m_connection = label;
    }
    m_state->setStale({});
    if (!taken)
        showOverview(fail(taken.error()));
    else if (m_packsKnown)
        useRememberedSource();
    else
        readPacks();
}

void MigratePage::connectionMissing()
{
    m_reader.setSession(nullptr);
    m_reading = 0;
    const ConnectionController &connection = *m_services.connection;
    const bool without = connection.state() == ConnectionController::State::Disconnected;
    if (m_overview && !without) {
        m_state->showContent();
        m_state->setStale(
            tr("The connection was lost. What is shown is from before."), [this] { reconnectAndReload(); });
        return;
    }
    m_overview.reset();
    m_model.setRows({});
    m_state->setStale({});
    if (without)
        m_state->showEmpty(
            {u"network-disconnect"_s,
             tr("No connection"),
             tr("Connect to a database to see which migrations it has."),
             {}});
    else
        m_state->showFailed(connection.error(), [this] { reconnectAndReload(); });
}

void MigratePage::reconnectAndReload()
{
    if (!m_services.connection->isConnected()) {
        m_services.connection->reconnect();
        return;
    }
    // The window's own session lives, but ours does not.
    connected();
}

// ---- the source

void MigratePage::readPacks()
{
    m_state->showLoading(tr("Looking for packs"));
    whenDone(this, m_reader.packs(), [this](const Result<std::vector<PackChoice>> &packs) {
        if (packs)
            m_picker->setPacks(*packs);
        m_packsKnown = true;
        if (m_services.connection->isConnected())
            useRememberedSource();
    });
}

void MigratePage::useRememberedSource()
{
    m_source = m_sources.value(m_connection).toString();
    if (!m_source.isEmpty()) {
        sourceChanged();
        return;
    }
    m_state->showLoading(tr("Looking at the history"), [this] { m_reader.cancel(); });
    m_reading = ++m_reads;
    whenDone(
        this, m_reader.likelyPack(m_services.connection->facts().database),
        [this, read = m_reading](const Result<QString> &folder) {
            if (read != m_reading)
                return;
            m_reading = 0;
            m_source = folder && !folder->isEmpty() ? m_picker->sourceOf(*folder) : QString();
            sourceChanged(); // an error of the server shows again there, or does not matter
        });
}

void MigratePage::setSource(const QString &source)
{
    m_source = m_picker->sourceOf(source);
    if (!m_connection.isEmpty())
        m_sources.insert(m_connection, m_source);
    if (!m_source.startsWith("pack:"_L1) && !m_source.isEmpty())
        m_picker->addRecent(m_source);
    sourceChanged();
}

void MigratePage::sourceChanged()
{
    m_picker->setCurrent(m_source);
    const QString folder = m_picker->folderOf(m_source);
    if (m_overview && m_overview->source.folder != QDir::cleanPath(folder)) {
        m_overview.reset();
        m_assessment.reset();
        m_model.setRows({});
    }
    m_watcher.watch(folder, {});
    m_reading = 0;
    reload();
}

void MigratePage::chooseFolder()
{
    auto *dialog = new QFileDialog(this, tr("Folder of migrations"), m_picker->folderOf(m_source));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &MigratePage::setSource);
    dialog->open();
}

void MigratePage::showNoSource()
{
    constexpr size_t PacksOffered = 3;
    m_watcher.watch({}, {});
    qDeleteAll(m_packActions);
    m_packActions.clear();
    for (size_t i = 0; i < qMin(m_picker->packs().size(), PacksOffered); ++i) {
        const PackChoice &pack = m_picker->packs()[i];
        auto *action = new QAction(ui::icon(u"folder"), tr("Use %1").arg(plainCaption(pack.title)), this);
        action->setToolTip(plainToolTip(tr("Use %1").arg(pack.title)));
        connect(action, &QAction::triggered, this, [this, folder = pack.folder] { setSource(folder); });
        m_packActions << action;
    }
    m_state->showEmpty(
        {u"folder-open"_s, tr("Which migrations belong to this database?"),
         tr("Choose a pack that comes with Howdah, or the folder where your migrations are."),
         m_packActions + QList<QAction *>{m_chooseFolder}});
    updateHead();
    updateActions();
}

void MigratePage::showEmptyFolder()
{
    m_state->showEmpty(
        {u"document-new"_s,
         tr("No migrations here yet"),
         tr("A file named 001-first-table.up.sql in %1 becomes the first one; it appears here by itself.")
             .arg(QDir::toNativeSeparators(m_overview->source.folder)),
         {m_operations->create(), m_chooseFolder}});
}

void MigratePage::watchSource()
{
    QStringList files;
    for (const migration::Migration &migration : m_overview->source.migrations) {
        if (!migration.up.file.isEmpty())
            files << migration.up.file;
        if (migration.down)
            files << migration.down->file;
    }
    m_watcher.watch(m_overview->source.folder, files);
}

// ---- reading

void MigratePage::reload()
{
    if (!m_reader.hasSession() || !m_packsKnown)
        return;
    if (m_source.isEmpty()) {
        showNoSource();
        return;
    }
    if (m_reading != 0 || m_run.isRunning()) {
        m_readAgain = true;
        return;
    }
    const QString folder = m_picker->folderOf(m_source);
    if (folder.isEmpty()) {
        m_state->showFailed(makeError(
            ErrorKind::NotFound, tr("The pack %1 is not installed").arg(m_source.mid(5)),
            tr("Choose another source above.")));
        return;
    }
    if (!m_overview)
        m_state->showLoading(tr("Comparing files and history"), [this] { m_reader.cancel(); });
    m_readAgain = false;
    m_reading = ++m_reads;
    whenDone(
        this, m_reader.overview(folder),
        [this, read = m_reading](const Result<std::shared_ptr<const Overview>> &answer) {
            if (read != m_reading)
                return; // of another source or connection
            m_reading = 0;
            showOverview(answer);
            if (m_readAgain)
                reload();
        });
}

void MigratePage::showOverview(const Result<std::shared_ptr<const Overview>> &answer)
{
    if (answer) {
        takeOverview(*answer);
    } else if (m_overview && answer.error().kind == ErrorKind::Connection) {
        m_state->showContent();
        m_state->setStale(tr("%1 What is shown is from before.").arg(answer.error().message + u'.'), [this] {
            reconnectAndReload();
        });
    } else {
        m_overview.reset();
        m_model.setRows({});
        m_state->showFailed(answer.error(), [this] { reconnectAndReload(); });
        updateHead();
        updateActions();
    }
    Q_EMIT loaded();
}

void MigratePage::takeOverview(std::shared_ptr<const Overview> overview)
{
    const bool first = !m_overview;
    m_overview = std::move(overview);
    m_state->setStale({});
    m_model.setRows(rowsOf(*m_overview, m_assessment.get()));
    settleRun();
    watchSource();
    if (const QString file = std::exchange(m_fileToShow, {}); !file.isEmpty())
        showPlace(file, 1);
    m_picker->setCurrent(m_source, m_overview->source.pack.title);
    updateHead();
    if (m_overview->entries.empty()) {
        showEmptyFolder();
    } else {
        m_state->showContent();
        // The newest applied one says where the database stands.
        if (first || !m_list->currentIndex().isValid()) {
            int at = 0;
            for (int row = 0; row < m_model.rowCount(); ++row) {
                if (groupOf(m_model.rows()[size_t(row)].state) == MigrationGroup::Applied)
                    at = row;
            }
            select(m_model.rows()[size_t(at)].version);
        }
        showSelected();
    }
    updateListState();
    updateActions();
    assess();
    offerPending();
    tellTakenBack();
}

// What the log said was applied, and a crash of the server took back.
void MigratePage::tellTakenBack()
{
    whenDone(this, m_reader.correctLog(m_overview, proofDatabase()), [this](const Result<QStringList> &told) {
        if (told && !told->isEmpty())
            tell(Tone::Interrupted, told->join(u'\n'));
    });
}

// Once for each connection, where its profile says so; nothing runs by that.
void MigratePage::offerPending()
{
    const int pending = m_overview ? countsOf(*m_overview).pending : 0;
    if (pending == 0)
        Q_EMIT pendingOffered({});
    const auto &profile = m_services.connection->profile();
    if (!profile || !profile->offerMigrations || std::exchange(m_offered, true) || pending == 0)
        return;
    const QString title = m_overview->source.pack.title;
    const QString from = title.isEmpty() ? m_source : title;
    Q_EMIT pendingOffered(tr("%n migration(s) of %1 are pending in %2", nullptr, pending).arg(from, profile->name));
}

// ---- what is known beyond files and history

// As a rehearsal names the database of a copy.
QString MigratePage::proofDatabase() const { return connection::describe(target()); }

void MigratePage::assess()
{
    if (!m_overview || m_assessing || m_assessed == m_overview || !m_reader.hasSession())
        return;
    m_assessing = true;
    const std::shared_ptr<const Overview> of = m_overview;
    whenDone(
        this, m_reader.assess(of, proofDatabase()),
        [this, of](const Result<std::shared_ptr<const Assessment>> &assessment) {
            m_assessing = false;
            if (!m_overview || m_assessed == m_overview)
                return;
            m_assessed = of;
            // The marks are beside the point when they cannot be had: the connection says why.
            if (assessment && of->source.folder == m_overview->source.folder) {
                m_assessment = *assessment;
                m_model.setRows(rowsOf(*m_overview, m_assessment.get()));
                if (const MigrationRow *row = selectedRow())
                    m_detail->show(m_overview, *row);
                updateActions();
            }
            if (assessment)
                assess(); // the list has changed meanwhile
        });
}

// Asked every few seconds while somebody looks: a read of the history, on a session of its own.
void MigratePage::lookAtHistory()
{
    if (!isVisible() || !m_overview || m_looking || !isIdle() || !m_reader.hasSession())
        return;
    m_looking = true;
    whenDone(this, m_reader.historyChanged(m_overview), [this](const Result<bool> &changed) {
        m_looking = false;
        if (changed && *changed)
            reload();
    });
}

void MigratePage::readStory()
{
    const migration::Entry *entry = selectedEntry();
    if (!entry || !m_reader.hasSession() || m_run.isRunning())
        return;
    const quint64 number = ++m_stories;
    m_readingStory = true;
    m_detail->setStoryLoading([this] { m_reader.cancel(); });
    whenDone(
        this, m_reader.story(m_overview, entry->version),
        [this, number](const Result<std::shared_ptr<const MigrationStory>> &story) {
            if (number != m_stories)
                return; // another one is selected by now
            m_readingStory = false;
            m_detail->showStory(story, [this] { readStory(); });
        });
}

// ---- after an operation

void MigratePage::operationDone(const QString &file)
{
    reload();
    if (file.isEmpty())
        m_services.connection->refreshCatalog();
    m_fileToShow = file;
}

void MigratePage::showPlace(const QString &file, qsizetype line)
{
    if (!m_overview)
        return;
    for (const migration::Migration &migration : m_overview->source.migrations) {
        const bool down = migration.down && migration.down->file == file;
        if ((!down && migration.up.file != file) || !select(migration.version))
            continue;
        m_detail->showPlace(down ? migration::Direction::Down : migration::Direction::Up, line);
        return;
    }
}

void MigratePage::saveAllPending()
{
    m_preparing = true;
    updateActions();
    whenDone(
        this, m_reader.preview(target(), m_picker->folderOf(m_source), {}, proofDatabase()),
        [this](const Result<std::shared_ptr<const Preview>> &preview) {
            m_preparing = false;
            updateActions();
            if (!preview)
                tell(describe(preview.error()));
            else if (!(*preview)->plan.canRun())
                openReview(*preview); // it says why
            else
                m_operations->savePlan((*preview)->plan);
        });
}

void MigratePage::validate()
{
    m_preparing = true;
    updateActions();
    whenDone(this, m_reader.validate(m_picker->folderOf(m_source)), [this](const Result<QString> &report) {
        m_preparing = false;
        updateActions();
        if (report)
            m_operations->showReport(tr("Validation"), *report, u"validation.md"_s);
        else
            tell(describe(report.error()));
    });
}

} // namespace howdah::ui
