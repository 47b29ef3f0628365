// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What is read of the selected migration when it is selected: difference, journal, checks, and what an interrupted run
// has left.
#include "common/sqlview.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "migrate/list/findingsview.h"
#include "migrate/list/migrationdetail.h"
#include "migrate/list/storyviews.h"

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

void MigrationDetail::buildStoryTabs()
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
    m_storyStates = {new StateStack(page), new StateStack(m_journal), new StateStack(m_findings)};
    const QStringList titles{tr("Difference"), tr("Journal"), tr("Checks")};
    const QStringList tips{
        tr("What the files differ in from what was applied (Alt+3)"),
        tr("What runs did, statement by statement (Alt+4)"), tr("What may hurt in it, and how to write it (Alt+5)")};
    for (size_t i = 0; i < m_storyStates.size(); ++i) {
        m_tabs->addTab(m_storyStates[i], titles[qsizetype(i)]);
        m_tabs->setTabToolTip(int(Tab::Difference) + int(i), tips[qsizetype(i)]);
    }
}

void MigrationDetail::clearStory()
{
    m_story.reset();
    m_leftover->hide();
    m_tabs->setTabText(int(Tab::Checks), tr("Checks"));
    setStoryLoading({});
}

void MigrationDetail::setStoryLoading(std::function<void()> cancel)
{
    if (m_story && m_story->version == m_version)
        return; // what is shown stays until there is something newer
    for (StateStack *state : m_storyStates)
        state->showLoading(tr("Reading the journal"), cancel);
}

void MigrationDetail::showStory(const Result<std::shared_ptr<const MigrationStory>> &story, std::function<void()> retry)
{
    if (!story) {
        m_story.reset();
        for (StateStack *state : m_storyStates)
            state->showFailed(story.error(), retry);
        return;
    }
    if ((*story)->version != m_version)
        return;
    m_story = *story;
    fillStory();
}

void MigrationDetail::fillStory()
{
    const migration::Entry *entry = m_overview->find(m_version);
    const bool applied = entry && entry->record && entry->record->isApplied();
    if (applied && entry->migration) {
        m_differenceText->setText(differenceSentence(m_story->up, m_story->down));
        const QString text =
            differenceText(m_story->up, m_story->down, migration::label(m_version, entry->name).simplified());
        m_difference->setText(text);
        m_difference->setVisible(!text.isEmpty());
        m_storyStates[0]->showContent();
    } else {
        m_storyStates[0]->showEmpty(
            {u"view-list-text"_s,
             tr("Nothing to compare"),
             applied ? tr("Its file is gone from the source.") : tr("It is not applied to this database."),
             {}});
    }
    m_journal->setEvents(m_story->events);
    if (m_story->events.empty())
        m_storyStates[1]->showEmpty(
            {u"view-history"_s, tr("No run yet"), tr("The journal of this database says nothing of it."), {}});
    else
        m_storyStates[1]->showContent();
    m_findings->setFindings(m_story->findings);
    const qsizetype found = qsizetype(m_story->findings.size());
    m_tabs->setTabText(int(Tab::Checks), found > 0 ? tr("Checks (%1)").arg(found) : tr("Checks"));
    if (m_story->findings.empty())
        m_storyStates[2]->showEmpty(
            {u"security-high"_s, tr("Nothing found"), tr("No check has anything to say about its statements."), {}});
    else
        m_storyStates[2]->showContent();
    m_leftover->setVisible(m_story->leftover.has_value());
    if (!m_story->leftover)
        return;
    QStringList lines{m_story->leftover->text};
    for (const migration::InvalidIndex &index : m_story->leftover->invalidIndexes)
        lines << migration::describe(index);
    lines += m_story->leftover->advice;
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
