// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/review/reviewdialog.h"

#include "base/figures.h"
#include "common/captions.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/typednames.h"
#include "common/widgets.h"
#include "common/quantities.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;

namespace {

constexpr size_t ProblemsShown = 8;

// What the rehearsals say of the rollbacks of a plan together: as much as the weakest.
struct RollbackProof
{
    Tone tone = Tone::Baseline;
    QString text;
    QString toolTip;
};

RollbackProof rollbackProof(const Preview &preview)
{
    std::optional<migration::Badge> worst;
    bool all = true;
    QStringList lines;
    const auto rank = [](migration::Badge badge) {
        return badge == migration::Badge::Proven    ? 0
             : badge == migration::Badge::Loses     ? 1
             : badge == migration::Badge::Reordered ? 2
             : badge == migration::Badge::NotProven ? 3
                                                    : 4;
    };
    for (const migration::Step &step : preview.plan.steps) {
        if (step.direction != Direction::Down)
            continue;
        const auto proof = preview.proofs.find(step.version);
        const bool known = proof != preview.proofs.end() && !step.storedText;
        const QString said = known ? migration::describe(proof->second) : ReviewDialog::tr("was never rehearsed");
        lines << migration::label(step.version, step.name) + u": "_s + said;
        all = all && known;
        if (known && (!worst || rank(proof->second.badge) > rank(*worst)))
            worst = proof->second.badge;
    }
    constexpr qsizetype LinesShown = 12;
    const QString toolTip =
        u"<p style='white-space:pre-wrap'>"_s + lines.mid(0, LinesShown).join(u'\n').toHtmlEscaped();
    if (worst == migration::Badge::NotRestored || (all && worst))
        return {toneOf(*worst), ReviewDialog::tr("rollback: %1").arg(badgeWord(*worst)), toolTip};
    return {Tone::Baseline, ReviewDialog::tr("rollback: not proven"), toolTip};
}

QString reviewTitle(const Preview &preview)
{
    if (preview.plan.canRun())
        return ReviewDialog::tr("%1?").arg(planTitle(preview.plan));
    return goesDown(preview.plan) ? ReviewDialog::tr("This cannot be rolled back yet")
                                  : ReviewDialog::tr("Nothing can be applied yet");
}

} // namespace

ReviewDialog::ReviewDialog(std::shared_ptr<const Preview> preview, const Target &target, QWidget *parent)
    : DialogFrame(named(reviewTitle(*preview)), parent)
    , m_preview(std::move(preview))
    , m_target(target)
{
    setObjectName(u"reviewDialog"_s);
    content()->setSpacing(space::inside + space::tight);
    buildHead();
    buildRefusals();
    buildWarnings();
    buildRestore();
    buildDanger();
    if (!m_preview->plan.steps.empty())
        buildSteps();
    if (!m_preview->losses.empty())
        buildLosses();
    buildButtons();
    resizeWithin({1040, m_preview->losses.empty() ? 620 : 740});
    updateAccept();
}

QString ReviewDialog::typedVersion(const migration::Plan &plan)
{
    return plan.steps.empty() ? QString() : plan.steps.back().version.text();
}

void ReviewDialog::buildHead()
{
    const bool up = !goesDown(m_preview->plan);
    auto *sign = new IconLabel(space::iconLarge);
    sign->setIcon(up ? icon(u"go-down", Tone::Accent) : icon(u"edit-undo", Tone::Failed));
    head()->insertWidget(0, sign, 0, Qt::AlignVCenter);
    if (m_preview->typicalMilliseconds >= 0)
        head()->addWidget(mutedLabel(tr("typically %1").arg(durationText(m_preview->typicalMilliseconds))));
    if (!up && !m_preview->plan.steps.empty()) {
        const RollbackProof proof = rollbackProof(*m_preview);
        auto *badge = new Badge(proof.tone, proof.text);
        badge->setObjectName(u"proof"_s);
        badge->setAccessibleName(proof.text);
        badge->setToolTip(proof.toolTip);
        head()->addWidget(badge);
    }
    head()->addWidget(new Badge(m_target.production ? Tone::Production : Tone::Neutral, m_target.label));
    if (!m_preview->plan.steps.empty()) {
        QPushButton *save = button(tr("Save as SQL"));
        save->setObjectName(u"save"_s);
        save->setToolTip(tr("Save the plan to a file, as a psql script"));
        connect(save, &QPushButton::clicked, this, &ReviewDialog::saveRequested);
        head()->addWidget(save);
    }
}

// The parts of a plan that a banner can put right.
void ReviewDialog::addRemedies(Banner *banner)
{
    const auto offer = [this, banner](const QString &text, const QString &name, auto slot) {
        QPushButton *one = button(text);
        one->setObjectName(name);
        connect(one, &QPushButton::clicked, this, slot);
        banner->addWidget(one);
    };
    const auto &refusals = m_preview->plan.refusals;
    const auto first = [&refusals](migration::RefusalKind kind) {
        return std::ranges::find(refusals, kind, &migration::Refusal::kind);
    };
    if (first(migration::RefusalKind::Unsure) != refusals.end()) {
        const auto decide = [this](migration::Unsure unsure) {
            migration::Request request = m_preview->plan.request;
            request.unsure = unsure;
            Q_EMIT otherWanted(request);
        };
        offer(tr("Repeat it"), u"repeat"_s, [decide] { decide(migration::Unsure::Repeat); });
        offer(tr("Skip it"), u"skip"_s, [decide] { decide(migration::Unsure::Skip); });
    }
    if (const auto partial = first(migration::RefusalKind::Partial); partial != refusals.end()) {
        offer(tr("Resume it"), u"resume"_s, [this, version = partial->version] {
            Q_EMIT otherWanted({.to = version, .action = migration::Action::Resume});
        });
    }
    const auto faulty = std::ranges::find_if(
        refusals, [](const migration::Refusal &refusal) { return !refusal.file.isEmpty() && refusal.line > 0; });
    if (faulty != refusals.end())
        offer(tr("Edit file"), u"editFile"_s, [this, file = faulty->file] { Q_EMIT editWanted(file); });
    const auto split =
        std::ranges::find_if(refusals, [](const migration::Refusal &refusal) { return !refusal.split.empty(); });
    if (split != refusals.end())
        offer(tr("Write it as %1 files").arg(split->split.size()), u"split"_s, [this, refusal = *split] {
            Q_EMIT splitWanted(refusal);
        });
}

void ReviewDialog::buildRefusals()
{
    const auto &refusals = m_preview->plan.refusals;
    if (refusals.empty())
        return;
    QStringList lines;
    for (size_t i = 0; i < qMin(refusals.size(), ProblemsShown); ++i)
        lines << refusalText(refusals[i]);
    if (refusals.size() > ProblemsShown)
        lines << tr("and %1 more").arg(refusals.size() - ProblemsShown);
    auto *banner = new Banner(Tone::Failed);
    banner->setText(lines.join(u'\n'));
    addRemedies(banner);
    content()->addWidget(banner);
}

// What is put back afterwards.
void ReviewDialog::buildRestore()
{
    const auto &copy = m_preview->restore;
    if (!copy)
        return;
    QStringList lines{tr("When all is applied, %1 with %2 are restored from %3:")
                          .arg(tablesWord(qint64(copy->tables.size())), rowsWord(copy->rows), copy->file)};
    for (size_t i = 0; i < qMin(copy->tables.size(), ProblemsShown); ++i) {
        const migration::CopiedTable &table = copy->tables[i];
        lines << u"%1.%2: %3"_s.arg(table.schema, table.name, rowsWord(table.rows));
    }
    if (copy->tables.size() > ProblemsShown)
        lines << tr("and %1 more").arg(copy->tables.size() - ProblemsShown);
    auto *banner = new Banner(Tone::Baseline);
    banner->setObjectName(u"restore"_s);
    banner->setText(lines.join(u'\n'));
    content()->addWidget(banner);
}

void ReviewDialog::buildWarnings()
{
    if (m_preview->plan.warnings.isEmpty())
        return;
    auto *banner = new Banner(Tone::Edited);
    banner->setText(m_preview->plan.warnings.mid(0, qsizetype(ProblemsShown)).join(u'\n'));
    content()->addWidget(banner);
}

// What applying takes from production. A rollback tells what it takes by itself (reviewdialog_losses.cpp).
void ReviewDialog::buildDanger()
{
    const auto &danger = m_preview->danger.applying;
    if (!m_target.production || danger.empty())
        return;
    QStringList lines{tr("This will destroy existing data:")};
    for (size_t i = 0; i < qMin(danger.size(), ProblemsShown); ++i)
        lines << connection::describe(danger[i]);
    if (danger.size() > ProblemsShown)
        lines << tr("and %1 more").arg(danger.size() - ProblemsShown);
    auto *banner = new Banner(Tone::Failed);
    banner->setObjectName(u"danger"_s);
    banner->setText(lines.join(u'\n'));
    content()->addWidget(banner);
}

QStringList ReviewDialog::namesToType() const
{
    QStringList names;
    if (m_target.production)
        names << typedVersion(m_preview->plan)
              << connection::namesToType(m_preview->danger.applying, m_target.database);
    const bool restores = m_target.production && m_preview->restore;
    if ((restores || !m_preview->uncovered.isEmpty()) && !names.contains(m_target.database))
        names << m_target.database;
    return names;
}

void ReviewDialog::buildButtons()
{
    const bool up = !goesDown(m_preview->plan);
    if (const QStringList names = namesToType(); !names.isEmpty() && m_preview->plan.canRun()) {
        QStringList reasons;
        if (m_target.production)
            reasons << tr("This is production. %1 is the version after this run.").arg(typedVersion(m_preview->plan));
        if (!m_preview->uncovered.isEmpty())
            reasons << tr("A safety copy cannot include %1. To go ahead anyway, type the name of the database.")
                           .arg(m_preview->uncovered.join(u", "_s));
        m_typed = new TypedNames(names, reasons.join(u'\n'));
        connect(m_typed, &TypedNames::changed, this, &ReviewDialog::updateAccept);
        content()->addWidget(m_typed);
    }
    const bool possible = m_preview->plan.canRun();
    startWith(addSafe(possible ? tr("Cancel") : tr("Close")));
    m_accept = addAccept(
        plainCaption(
            m_preview->restore ? tr("%1 and restore").arg(planTitle(m_preview->plan)) : planTitle(m_preview->plan)),
        up && m_preview->losses.empty() ? ButtonRole::Primary : ButtonRole::Danger);
    if (!possible)
        m_accept->hide();
    connect(m_accept, &QPushButton::clicked, this, &ReviewDialog::accept);
}

QStringList ReviewDialog::typedNames() const
{
    return m_typed && m_typed->isComplete() ? namesToType() : QStringList();
}

bool ReviewDialog::canAccept() const
{
    if (!m_preview->plan.canRun() || m_preview->plan.steps.empty() || m_counting)
        return false;
    if (m_lossState && m_lossState->state() != StateStack::State::Filled)
        return false;
    if (m_acknowledge && !m_acknowledge->isHidden() && !m_acknowledge->isChecked())
        return false;
    return !m_typed || m_typed->isComplete();
}

void ReviewDialog::updateAccept()
{
    m_accept->setEnabled(canAccept());
    m_accept->setToolTip(
        m_accept->isEnabled() ? QString()
        : m_counting          ? tr("Waiting for the number of rows that will be lost")
                              : tr("Waiting for your confirmation above"));
}

} // namespace howdah::ui
