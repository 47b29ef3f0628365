// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is read of the selected migration when it is selected: difference, journal, checks, and what an interrupted run
// has left.
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "migrate/list/findingsview.h"
#include "migrate/list/migrationdetail.h"
#include "migrate/list/detailviews.h"

#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;

void MigrationDetail::buildLeftover(const DetailActions &actions)
{
    m_leftover = new Banner(Tone::Interrupted);
    m_leftover->setObjectName(u"leftover"_s);
    for (QAction *action : {actions.resume, actions.undo, actions.markApplied, actions.markRolledBack})
        m_leftover->addWidget(buttonFor(action, ButtonRole::Plain));
    m_leftover->hide();
}

void MigrationDetail::buildChanged(const DetailActions &actions)
{
    m_changed = new Banner(Tone::Edited);
    m_changed->setObjectName(u"changed"_s);
    m_changed->addWidget(buttonFor(actions.accept, ButtonRole::Plain));
    m_changed->hide();
}

void MigrationDetail::showChanged(const migration::Entry &entry)
{
    const bool up = entry.state == migration::State::Edited;
    m_changed->setVisible(entry.migration && (up || entry.downEdited));
    m_changed->setText(
        up && entry.downEdited
            ? tr("The files were changed after they were applied. Rolling back runs the text as applied.")
        : up ? tr("The up file was changed after it was applied.")
             : tr("The down file was changed after applying. Rolling back runs the text as applied."));
}

void MigrationDetail::buildDetailsTabs()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::inside, 0, 0);
    column->setSpacing(space::inside);
    m_differenceText = mutedLabel();
    m_differenceText->setWordWrap(true);
    m_differenceText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_difference = new DifferenceView;
    column->addWidget(m_differenceText);
    column->addWidget(m_difference, 1);
    m_journal = new JournalView;
    m_findings = new FindingsView;
    m_findings->setRewritable(true);
    connect(m_findings, &FindingsView::rewriteRequested, this, &MigrationDetail::rewriteRequested);
    connect(m_findings, &FindingsView::placeRequested, this, [this](const migration::Finding &finding) {
        const migration::Entry *entry = m_overview ? m_overview->find(m_version) : nullptr;
        const migration::Migration *migration = entry ? m_overview->migrationOf(*entry) : nullptr;
        const bool down = migration && migration->down && migration->down->file == finding.file;
        showPlace(down ? Direction::Down : Direction::Up, finding.line);
    });
    m_detailsStates = {new StateStack(page), new StateStack(m_journal), new StateStack(m_findings)};
    const QStringList titles{tr("Difference"), tr("Journal"), tr("Checks")};
    const QStringList tips{
        tr("Differences between the files and what was applied (Alt+3)"),
        tr("Past runs, statement by statement (Alt+4)"), tr("Risky statements, and safer ways to write them (Alt+5)")};
    for (size_t i = 0; i < m_detailsStates.size(); ++i) {
        m_tabs->addTab(m_detailsStates[i], titles[qsizetype(i)]);
        m_tabs->setTabToolTip(int(Tab::Difference) + int(i), tips[qsizetype(i)]);
    }
}

void MigrationDetail::clearDetails()
{
    m_details.reset();
    m_leftover->hide();
    m_tabs->setTabText(int(Tab::Checks), tr("Checks"));
    setDetailsLoading({});
}

void MigrationDetail::setDetailsLoading(std::function<void()> cancel)
{
    if (m_details && m_details->version == m_version)
        return; // what is shown stays until there is something newer
    for (StateStack *state : m_detailsStates)
        state->showLoading(tr("Reading the journal"), cancel);
}

void MigrationDetail::showDetails(
    const Result<std::shared_ptr<const MigrationDetails>> &details, std::function<void()> retry)
{
    if (!details) {
        m_details.reset();
        for (StateStack *state : m_detailsStates)
            state->showFailed(details.error(), retry);
        return;
    }
    if ((*details)->version != m_version)
        return;
    m_details = *details;
    fillDetails();
}

void MigrationDetail::fillDetails()
{
    const migration::Entry *entry = m_overview->find(m_version);
    const bool applied = entry && entry->record && entry->record->isApplied();
    if (applied && entry->migration) {
        m_differenceText->setText(differenceSentence(m_details->up, m_details->down));
        const QString text =
            differenceText(m_details->up, m_details->down, migration::label(m_version, entry->name).simplified());
        m_difference->setText(text);
        m_difference->setVisible(!text.isEmpty());
        m_detailsStates[0]->showContent();
    } else {
        m_detailsStates[0]->showEmpty(
            {u"view-list-text"_s,
             tr("Nothing to compare"),
             applied ? tr("Its file is missing from the source.") : tr("It is not applied to this database."),
             {}});
    }
    m_journal->setEvents(m_details->events);
    if (m_details->events.empty())
        m_detailsStates[1]->showEmpty(
            {u"view-history"_s, tr("No run yet"), tr("The journal of this database has no entry for it."), {}});
    else
        m_detailsStates[1]->showContent();
    m_findings->setFindings(m_details->findings);
    const qsizetype found = qsizetype(m_details->findings.size());
    m_tabs->setTabText(int(Tab::Checks), found > 0 ? tr("Checks (%1)").arg(found) : tr("Checks"));
    if (m_details->findings.empty())
        m_detailsStates[2]->showEmpty(
            {u"security-high"_s, tr("No findings"), tr("The checks found no problems in its statements."), {}});
    else
        m_detailsStates[2]->showContent();
    m_leftover->setVisible(m_details->leftover.has_value());
    if (!m_details->leftover)
        return;
    QStringList lines{m_details->leftover->text};
    for (const migration::InvalidIndex &index : m_details->leftover->invalidIndexes)
        lines << migration::describe(index);
    // What can be done stands beside it as buttons; the advice itself is for the command line.
    if (m_details->leftover->canResume)
        lines << tr("Resume it, roll it back, or finish or undo it manually and mark it.");
    else
        lines << tr("Roll it back, or finish or undo it manually and mark it.");
    m_leftover->setText(lines.join(u'\n'));
}

void MigrationDetail::showProof(const MigrationRow &row)
{
    m_proof->setVisible(row.proof.has_value());
    if (!row.proof)
        return;
    m_proof->setBadge(toneOf(*row.proof), tr("rollback: %1").arg(badgeWord(*row.proof)));
    m_proof->setToolTip(u"<p>"_s + row.proofText.toHtmlEscaped());
}

void MigrationDetail::showPlace(Direction direction, qsizetype line)
{
    setTab(direction == Direction::Up ? Tab::Up : Tab::Down);
    SqlView *sql = view(direction);
    sql->setCursorPosition(int(line) - 1, 0);
    sql->ensureLineVisible(int(line) - 1);
    sql->setFocus();
}

} // namespace howdah::ui
