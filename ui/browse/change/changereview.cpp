// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/change/changereview.h"

#include "base/figures.h"
#include "common/code/sqlview.h"
#include "common/typednames.h"
#include "value/planlocks.h"

#include <QLabel>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr size_t LinesOfReview = 8;

QString lockLine(const PlanLock &lock)
{
    QStringList words{
        ChangeReview::tr("%1: %2, %3").arg(lock.relation, sql::lockModeName(lock.mode), waitingText(lock.mode))};
    if (const QString work = workText(lock); !work.isEmpty())
        words << work;
    if (lock.rows >= 0 && lock.bytes >= 0)
        words << ChangeReview::tr("about %1 rows, %2").arg(countText(lock.rows), sizeText(lock.bytes));
    return words.join(u"; "_s);
}

QLabel *wrapped(const QString &name, const QString &text, QLabel *label)
{
    label->setObjectName(name);
    label->setText(text);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

ChangeReview::ChangeReview(
    const operations::StructureProposal &proposal, const QString &place, const QString &database, QWidget *parent)
    : DialogFrame(named(tr("%1?").arg(proposal.script.title)), parent)
    , m_names(operations::namesToType(proposal, database))
{
    setObjectName(u"changeReview"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    head()->addWidget(new Badge(proposal.guarded ? Tone::Production : Tone::Neutral, place));
    showImpact(proposal);
    showSql(proposal);
    showLocks(proposal);
    showFindings(proposal);
    const bool destroys = !proposal.impact.empty();
    if (!m_names.isEmpty()) {
        m_typed = new TypedNames(m_names, tr("This is production. Type the names of what will be destroyed."));
        connect(m_typed, &TypedNames::changed, this, &ChangeReview::updateAccept);
        content()->addWidget(m_typed);
    }
    startWith(addSafe(tr("Cancel")));
    m_accept = addAccept(tr("Run"), destroys ? ButtonRole::Danger : ButtonRole::Primary);
    connect(m_accept, &QPushButton::clicked, this, &ChangeReview::accept);
    updateAccept();
    resizeWithin({760, 560});
}

void ChangeReview::showSql(const operations::StructureProposal &proposal)
{
    const migration::Step &step = proposal.plan.steps.front();
    content()->addWidget(wrapped(
        u"transaction"_s,
        step.transactional ? tr("Runs in one transaction:")
                           : tr("Runs outside of a transaction, statement by statement:"),
        mutedLabel()));
    auto *view = new SqlView;
    view->setObjectName(u"reviewSql"_s);
    view->setAccessibleName(tr("SQL preview"));
    view->setSql(proposal.script.up);
    content()->addWidget(view, 1);
}

void ChangeReview::showLocks(const operations::StructureProposal &proposal)
{
    QStringList lines;
    for (size_t i = 0; i < qMin(proposal.locks.size(), LinesOfReview); ++i)
        lines << lockLine(proposal.locks[i]);
    if (lines.isEmpty())
        lines << tr("Locks nothing that others use.");
    else
        lines.prepend(tr("Locks, each waited for no longer than 5 s:"));
    content()->addWidget(wrapped(u"locks"_s, lines.join(u'\n'), plainLabel()));
}

void ChangeReview::showFindings(const operations::StructureProposal &proposal)
{
    QStringList lines;
    bool isError = false;
    for (const migration::Finding &finding : proposal.findings) {
        isError = isError || finding.severity == migration::Severity::Error;
        if (size_t(lines.size()) < LinesOfReview)
            lines << (finding.hint.isEmpty() ? finding.message : tr("%1 %2").arg(finding.message, finding.hint));
    }
    if (lines.isEmpty())
        return;
    auto *banner = new Banner(isError ? Tone::Failed : Tone::Edited);
    banner->setObjectName(u"findings"_s);
    banner->setText(lines.join(u'\n'));
    content()->addWidget(banner);
}

void ChangeReview::showImpact(const operations::StructureProposal &proposal)
{
    if (proposal.impact.empty())
        return;
    QStringList lines{tr("This will destroy existing data:")};
    for (size_t i = 0; i < qMin(proposal.impact.size(), LinesOfReview); ++i)
        lines << connection::describe(proposal.impact[i]);
    if (proposal.impact.size() > LinesOfReview)
        lines << tr("and %1 more").arg(proposal.impact.size() - LinesOfReview);
    auto *banner = new Banner(Tone::Failed);
    banner->setObjectName(u"impact"_s);
    banner->setText(lines.join(u'\n'));
    content()->addWidget(banner);
}

QStringList ChangeReview::typedNames() const { return m_typed && m_typed->isComplete() ? m_names : QStringList(); }

void ChangeReview::updateAccept()
{
    const bool possible = !m_typed || m_typed->isComplete();
    m_accept->setEnabled(possible);
    m_accept->setToolTip(possible ? QString() : tr("Waiting for your confirmation above"));
}

} // namespace howdah::ui
