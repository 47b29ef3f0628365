// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/dialogs/plandialog.h"

#include "base/figures.h"
#include "common/checklist.h"
#include "common/icons.h"
#include "common/tooltips.h"

#include <QCheckBox>
#include <QFileInfo>
#include <QHeaderView>
#include <QSplitter>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::SyncAction;

namespace {

Tone toneOf(SyncAction action)
{
    switch (action) {
    case SyncAction::Insert:
        return Tone::Pending;
    case SyncAction::Update:
        return Tone::Edited;
    case SyncAction::Same:
        return Tone::Applied;
    case SyncAction::Immutable:
    case SyncAction::Unknown:
    case SyncAction::DatabaseEdited:
    case SyncAction::Conflict:
        return Tone::Failed;
    case SyncAction::Skip:
    case SyncAction::OnlyActive:
        return Tone::Baseline;
    }
    return Tone::Neutral;
}

Tone toneOf(prompt::LintSeverity severity)
{
    return severity == prompt::LintSeverity::Error   ? Tone::Failed
         : severity == prompt::LintSeverity::Warning ? Tone::Edited
                                                     : Tone::Pending;
}

bool isWritten(SyncAction action) { return action == SyncAction::Insert || action == SyncAction::Update; }

bool mayBeChosen(SyncAction action)
{
    return isWritten(action) || action == SyncAction::DatabaseEdited || action == SyncAction::Conflict;
}

} // namespace

QString actionWord(SyncAction action)
{
    switch (action) {
    case SyncAction::Insert:
        return PlanDialog::tr("insert");
    case SyncAction::Update:
        return PlanDialog::tr("update");
    case SyncAction::Same:
        return PlanDialog::tr("the same");
    case SyncAction::Skip:
        return PlanDialog::tr("differs, kept");
    case SyncAction::Immutable:
        return PlanDialog::tr("was used, kept");
    case SyncAction::Unknown:
        return PlanDialog::tr("cannot be decrypted, kept");
    case SyncAction::OnlyActive:
        return PlanDialog::tr("only active differs");
    case SyncAction::DatabaseEdited:
        return PlanDialog::tr("database is newer, kept");
    case SyncAction::Conflict:
        return PlanDialog::tr("both changed, kept");
    }
    return {};
}

PlanDialog::PlanDialog(const QString &title, const QString &refusal, QWidget *parent)
    : DialogFrame(named(title), parent)
    , m_refusal(refusal)
    , m_update(new QCheckBox(tr("Update existing prompts")))
    , m_reported(new Banner(Tone::Edited))
    , m_items(new QTreeWidget)
    , m_remarks(new QTreeWidget)
{
    setObjectName(u"planDialog"_s);
    resizeWithin({900, 620});
    m_reported->setObjectName(u"planTold"_s);
    m_reported->hide();
    content()->addWidget(m_reported);
    m_update->setObjectName(u"update"_s);
    m_update->setToolTip(tr("The texts, model and version of used prompts are never changed"));
    content()->addWidget(m_update);
    m_items->setObjectName(u"planItems"_s);
    m_items->setAccessibleName(tr("Plan"));
    toggleOnRow(m_items);
    m_items->setRootIsDecorated(false);
    m_items->setHeaderLabels({tr("Prompt"), tr("Version"), tr("Action"), tr("Differs in"), tr("Note")});
    connect(m_items, &QTreeWidget::itemChanged, this, &PlanDialog::choose);
    m_remarks->setObjectName(u"planRemarks"_s);
    m_remarks->setAccessibleName(tr("Losses, problems and findings"));
    m_remarks->setRootIsDecorated(false);
    m_remarks->setHeaderLabels({tr("Kind"), tr("Where"), tr("What")});
    auto *split = new QSplitter(Qt::Vertical);
    split->setChildrenCollapsible(false);
    split->addWidget(m_items);
    split->addWidget(m_remarks);
    split->setSizes({320, 160});
    content()->addWidget(split, 1);
    startWith(addSafe(tr("Close")));
    m_apply = addAccept(tr("Write to the database"));
    m_apply->setEnabled(false);
    connect(m_update, &QCheckBox::toggled, this, &PlanDialog::planWanted);
    connect(m_apply, &QPushButton::clicked, this, &PlanDialog::applyWanted);
}

bool PlanDialog::update() const { return m_update->isChecked(); }

void PlanDialog::showProblem(const QString &problem)
{
    m_reported->setTone(Tone::Failed);
    m_reported->setText(problem);
    m_reported->show();
    m_apply->setEnabled(false);
}

void PlanDialog::setStale(const QString &why)
{
    m_reported->setTone(Tone::Edited);
    m_reported->setText(why);
    m_reported->setVisible(!why.isEmpty());
}

void PlanDialog::showPlan(const Incoming &incoming, const prompt::SyncPlan &plan)
{
    QSet<QString> refused; // what was unticked in the plan before stays so
    for (size_t i = 0; i < m_planned.items.size(); ++i) {
        if (isWritten(m_planned.items[i].action) && !isWritten(m_plan.items[i].action))
            refused.insert(m_planned.items[i].wanted.promptId);
    }
    m_planned = plan;
    m_plan = plan;
    m_reported->hide();
    const QSignalBlocker quiet(m_items);
    m_items->clear();
    for (prompt::SyncItem &item : m_plan.items) {
        auto *line = new QTreeWidgetItem(
            m_items, {item.wanted.promptId, item.wanted.version, actionWord(item.action),
                      item.differences.join(u", "_s), item.note});
        line->setIcon(2, icon(toneOf(item.action)));
        line->setToolTip(4, plainToolTip(item.note));
        if (isWritten(item.action) && refused.contains(item.wanted.promptId))
            item.action = SyncAction::Skip;
        if (mayBeChosen(m_planned.items[size_t(m_items->topLevelItemCount() - 1)].action))
            line->setCheckState(0, isWritten(item.action) ? Qt::Checked : Qt::Unchecked);
    }
    for (const prompt::StoredPrompt &extra : plan.extra) {
        auto *line = new QTreeWidgetItem(
            m_items, {extra.prompt.promptId, extra.prompt.version, tr("only in the database"), QString(), tr("kept")});
        line->setIcon(2, icon(Tone::Baseline));
    }
    for (int i = 0; i < 4; ++i)
        m_items->resizeColumnToContents(i);
    showRemarks(incoming);
    showSummary();
}

// A tick more or less: what both sides have changed is written over only where somebody says so.
void PlanDialog::choose(QTreeWidgetItem *line)
{
    const auto row = size_t(m_items->indexOfTopLevelItem(line));
    if (row >= m_plan.items.size() || !mayBeChosen(m_planned.items[row].action))
        return;
    const SyncAction planned = m_planned.items[row].action;
    const bool wanted = line->checkState(0) == Qt::Checked;
    const SyncAction now = !wanted            ? (isWritten(planned) ? SyncAction::Skip : planned)
                         : isWritten(planned) ? planned
                                              : SyncAction::Update;
    m_plan.items[row].action = now;
    const QSignalBlocker quiet(m_items);
    line->setText(2, wanted || !isWritten(planned) ? actionWord(now) : tr("skipped"));
    line->setIcon(2, icon(toneOf(now)));
    showSummary();
}

void PlanDialog::showRemarks(const Incoming &incoming)
{
    m_remarks->clear();
    const auto add = [this](Tone tone, const QString &kind, const QString &where, const QString &what) {
        auto *line = new QTreeWidgetItem(m_remarks, {kind, where, what});
        line->setIcon(0, icon(tone));
        line->setToolTip(2, plainToolTip(what));
    };
    const operations::IncomingPrompts &files = incoming.prompts;
    for (const Error &problem : files.problems)
        add(Tone::Failed, tr("Not readable"), QString(), describe(problem));
    for (const prompt::Loss &loss : files.losses)
        add(Tone::Edited, tr("Lost"), loss.prompt, u"%1: %2"_s.arg(loss.field, loss.reason));
    for (const prompt::Loss &note : files.notes)
        add(Tone::Edited, tr("Note"), note.prompt, u"%1: %2"_s.arg(QFileInfo(note.field).fileName(), note.reason));
    for (const prompt::LintFinding &finding : incoming.findings) {
        const QString place = files.places.value(finding.promptId + u'/' + finding.field);
        QString where = place.isEmpty() ? finding.promptId : place;
        if (const qsizetype colon = place.lastIndexOf(u':'); colon > 0) {
            // The text begins in that line of the file; the finding is some lines below.
            const auto prompt = std::ranges::find(files.prompts, finding.promptId, &prompt::Prompt::promptId);
            if (prompt != files.prompts.end()) {
                const QString &text = finding.field == "systemPrompt"_L1 ? prompt->systemPrompt : prompt->userPrompt;
                const qsizetype line = place.mid(colon + 1).toLongLong()
                                     + QStringView(text).first(qMin(finding.offset, text.size())).count(u'\n');
                where = tr("%1, line %2").arg(place.left(colon)).arg(line);
            }
        }
        add(toneOf(finding.severity), tr("Check"), where, finding.message);
    }
    m_remarks->setVisible(m_remarks->topLevelItemCount() > 0);
    m_remarks->resizeColumnToContents(0);
    m_remarks->resizeColumnToContents(1);
}

void PlanDialog::showSummary()
{
    const auto count = [&](SyncAction action) { return countText(qlonglong(m_plan.count(action))); };
    const qsizetype changes = m_plan.count(SyncAction::Insert) + m_plan.count(SyncAction::Update);
    setText(
        m_plan.inSync() && m_plan.extra.empty()
            ? tr("Files and database are identical.")
            : tr("%1 to insert, %2 to update, %3 unchanged, %4 kept as they are. Everything is done in one "
                 "transaction.")
                  .arg(
                      count(SyncAction::Insert), count(SyncAction::Update), count(SyncAction::Same),
                      countText(qlonglong(qsizetype(m_plan.items.size()) - changes - m_plan.count(SyncAction::Same)))));
    m_apply->setEnabled(m_plan.changesAnything() && m_refusal.isEmpty());
    m_apply->setToolTip(plainToolTip(m_refusal));
    if (!m_refusal.isEmpty())
        setStale(m_refusal);
}

} // namespace howdah::ui
