// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/migratepage.h"

#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "migrate/list/migrationdetail.h"
#include "migrate/list/migrationfilter.h"
#include "migrate/review/reviewdialog.h"
#include "migrate/run/runpanel.h"
#include "migrate/source/sourcepicker.h"
#include "common/quantities.h"

#include <QAction>
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
    delete m_dialog;
    m_task.finish();
}

PageFace MigratePage::ownFace() { return {u"migrations"_s, tr("Migrations"), u"vcs-commit"_s}; }

QList<QAction *> MigratePage::paletteActions() const
{
    QList<QAction *> all{m_applyAll, m_applyTo, m_rollBackTo, m_rollBackThis, m_chooseFolder, m_showError};
    return all + m_operations->all() + m_tabActions;
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

bool MigratePage::isIdle() const
{
    return m_reading == 0 && !m_preparing && !m_run.isRunning() && !m_operations->isBusy();
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
    const bool able = m_overview && m_services.connection->isConnected() && !m_run.isRunning() && !m_preparing
                   && !m_operations->isBusy();
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
    const bool free = m_services.connection->isConnected() && !m_run.isRunning() && !m_preparing;
    m_operations->setContext(
        {m_overview, m_picker->folderOf(m_source), entry ? std::optional(entry->version) : std::nullopt,
         m_assessment ? m_assessment->context : migration::LintContext(), free});
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
    if (row && m_overview) {
        m_detail->show(m_overview, *row);
        m_storyTimer.start();
    }
    updateActions();
}

void MigratePage::openMenu(const QPoint &place)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_applyTo, m_rollBackTo, m_rollBackThis});
    menu->addSeparator();
    menu->addActions(m_operations->all());
    menu->addSeparator();
    menu->addActions(m_tabActions);
    menu->popup(place);
}

void MigratePage::tell(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_news->hide();
}

void MigratePage::tell(Tone tone, const QString &text)
{
    if (tone == Tone::Failed) {
        tell(text);
        return;
    }
    m_problem->hide();
    m_news->setTone(tone);
    m_news->setText(text);
    m_news->show();
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
    m_detail->setTab(MigrationDetail::Tab(qBound(0, state[u"tab"_s].toInt(), MigrationDetail::TabCount - 1)));
    if (m_services.connection->isConnected() && m_packsKnown && m_source.isEmpty())
        useRememberedSource();
}

} // namespace howdah::ui
