// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/migratepage.h"

#include "base/whendone.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "migrate/migrationdetail.h"
#include "migrate/migrationfilter.h"
#include "migrate/reviewdialog.h"
#include "migrate/runpanel.h"
#include "migrate/sourcepicker.h"
#include "migrate/words.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QJsonArray>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSplitter>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Version;

constexpr qsizetype ProblemsShown = 3;

MigratePage::~MigratePage()
{
    delete m_review; // it may wait for the reader
    m_task.finish();
}

QString MigratePage::title() const { return tr("Migrations"); }
QString MigratePage::iconName() const { return u"view-history"_s; }
QString MigratePage::key() const { return u"migrations"_s; }

QList<QAction *> MigratePage::paletteActions() const
{
    QList<QAction *> all{m_applyAll, m_applyTo, m_rollBackTo, m_rollBackThis, m_chooseFolder, m_showError};
    return all + m_tabActions;
}

void MigratePage::activate()
{
    // Other people's runs: the history may have changed since.
    if (m_overview && !m_run.isRunning())
        reload();
    m_list->setFocus();
}

void MigratePage::refresh()
{
    if (m_services.connection->isConnected())
        reload();
    else
        reconnectAndReload();
}

void MigratePage::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

bool MigratePage::isIdle() const { return m_reading == 0 && !m_preparing && !m_run.isRunning(); }

// ---- the connection

void MigratePage::connectionChanged()
{
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
        auto *action = new QAction(ui::icon(u"folder"), tr("Use %1").arg(pack.title), this);
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
         {m_chooseFolder}});
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
    Q_EMIT tourProgressed();
}

void MigratePage::takeOverview(std::shared_ptr<const Overview> overview)
{
    const bool first = !m_overview;
    m_overview = std::move(overview);
    m_state->setStale({});
    m_model.setRows(rowsOf(*m_overview));
    settleRun();
    watchSource();
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
}

// ---- what is shown

void MigratePage::updateHead()
{
    if (!m_overview) {
        m_counts->clear();
        m_sourceProblems->hide();
        m_applyAll->setText(tr("Apply all pending"));
        return;
    }
    const MigrationCounts counts = countsOf(*m_overview);
    QStringList parts{tr("%1 applied").arg(counts.applied), tr("%1 pending").arg(counts.pending)};
    if (counts.problems > 0)
        parts << problemsWord(counts.problems);
    m_counts->setText(parts.join(u" · "_s));
    m_applyAll->setText(counts.pending > 0 ? tr("Apply %1 pending").arg(counts.pending) : tr("Apply all pending"));

    QStringList problems;
    for (const migration::Problem &problem : m_overview->source.problems)
        problems << problemText(problem);
    if (const qsizetype more = problems.size() - ProblemsShown; more > 0)
        problems = problems.mid(0, ProblemsShown) << tr("and %1 more").arg(more);
    m_sourceProblems->setText(problems.join(u'\n'));
    m_sourceProblems->setVisible(!problems.isEmpty());
}

void MigratePage::updateActions()
{
    const bool able = m_overview && m_services.connection->isConnected() && !m_run.isRunning() && !m_preparing;
    const migration::Entry *entry = selectedEntry();
    const auto anyApplied = [this](const auto &wanted) {
        return std::ranges::any_of(m_overview->entries, [&wanted](const migration::Entry &one) {
            return one.record && (one.record->isApplied() || one.record->isPartial()) && wanted(one);
        });
    };
    m_applyAll->setEnabled(able && countsOf(*m_overview).pending > 0);
    m_applyTo->setEnabled(able && entry && entry->isPending());
    m_rollBackTo->setEnabled(
        able && entry && entry->record && entry->record->isApplied()
        && anyApplied([entry](const migration::Entry &one) { return one.version > entry->version; }));
    m_rollBackThis->setEnabled(
        able && entry && entry->record && (entry->record->isApplied() || entry->record->isPartial()));
    m_showError->setEnabled(m_failure.has_value() && m_failure->statement > 0);
    m_chooseFolder->setEnabled(!m_run.isRunning());
    m_picker->setEnabled(!m_run.isRunning());
}

void MigratePage::updateListState()
{
    if (m_filter->rowCount() > 0 || m_model.rowCount() == 0)
        m_listState->showContent();
    else
        m_listState->showEmpty(
            {u"edit-find"_s,
             tr("No migration matches"),
             tr("Nothing has these words in its version, name, state or user."),
             {}});
}

const MigrationRow *MigratePage::selectedRow() const
{
    const QModelIndex at = m_filter->mapToSource(m_list->currentIndex());
    return at.isValid() ? &m_model.rows()[size_t(at.row())] : nullptr;
}

const migration::Entry *MigratePage::selectedEntry() const
{
    const MigrationRow *row = selectedRow();
    return row && m_overview ? m_overview->find(row->version) : nullptr;
}

bool MigratePage::select(const Version &version)
{
    const int row = m_model.indexOf(version);
    if (row < 0)
        return false;
    if (!m_filter->mapFromSource(m_model.index(row)).isValid())
        m_search->clear();
    const QModelIndex index = m_filter->mapFromSource(m_model.index(row));
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index);
    return true;
}

void MigratePage::showSelected()
{
    const MigrationRow *row = selectedRow();
    m_detail->setVisible(row);
    if (row && m_overview)
        m_detail->show(m_overview, *row);
    updateActions();
}

void MigratePage::openMenu(const QPoint &place)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_applyTo, m_rollBackTo, m_rollBackThis});
    menu->addSeparator();
    menu->addActions(m_tabActions);
    menu->popup(place);
}

void MigratePage::tell(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
}

// ---- what is left for the next time

QJsonObject MigratePage::saveState() const
{
    return {
        {u"sources"_s, m_sources},
        {u"recent"_s, QJsonArray::fromStringList(m_picker->recent())},
        {u"columns"_s, QString::fromLatin1(m_columns->saveState().toBase64())},
        {u"right"_s, QString::fromLatin1(m_right->saveState().toBase64())},
        {u"tab"_s, int(m_detail->tab())}};
}

void MigratePage::restoreState(const QJsonObject &state)
{
    m_sources = state[u"sources"_s].toObject();
    QStringList recent;
    for (const QJsonValue folder : state[u"recent"_s].toArray())
        recent << folder.toString();
    m_picker->setRecent(recent);
    const auto bytes = [&state](const QString &name) {
        return QByteArray::fromBase64(state[name].toString().toLatin1());
    };
    m_columns->restoreState(bytes(u"columns"_s));
    m_right->restoreState(bytes(u"right"_s));
    m_detail->setTab(MigrationDetail::Tab(qBound(0, state[u"tab"_s].toInt(), 2)));
    if (m_services.connection->isConnected() && m_packsKnown && m_source.isEmpty())
        useRememberedSource();
}

} // namespace howdah::ui
