// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of a run in its review: their SQL, their locks, and what the checks say of them.
#include "migrate/review/reviewdialog.h"

#include "common/density.h"
#include "common/icons.h"
#include "common/code/sqlview.h"
#include "common/widgets.h"
#include "migrate/list/findingsview.h"
#include "migrate/list/paddeddelegate.h"
#include "common/quantities.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QListWidget>
#include <QTableView>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;

constexpr int StepListWidth = 280;

void ReviewDialog::buildSteps()
{
    content()->addWidget(mutedLabel(tr("This exact SQL will be sent, in this order. Select a step to see its part.")));
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    row->addWidget(buildStepList());
    row->addWidget(separator(Qt::Vertical));
    row->addWidget(buildTabs(), 1);
    content()->addLayout(row, 1);
}

QWidget *ReviewDialog::buildStepList()
{
    auto *side = new QWidget;
    side->setFixedWidth(StepListWidth);
    auto *inner = new QVBoxLayout(side);
    inner->setContentsMargins(0, 0, 0, 0);
    inner->setSpacing(space::inside);
    m_steps = new QListWidget;
    m_steps->setObjectName(u"steps"_s);
    m_steps->setAccessibleName(tr("Steps in order"));
    m_steps->setTextElideMode(Qt::ElideRight);
    m_steps->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    for (const migration::Step &step : m_preview->plan.steps)
        addStep(step);
    connect(m_steps, &QListWidget::currentRowChanged, this, [this](int at) {
        if (at < 0 || at >= int(m_preview->stepLines.size()))
            return;
        m_tabs->setCurrentIndex(0);
        m_sql->setFirstVisibleLine(m_preview->stepLines[size_t(at)] - 1);
    });
    inner->addWidget(m_steps, 1);
    const migration::Request &request = m_preview->plan.request;
    if (m_preview->plan.steps.size() > 1 || request.singleTransaction) {
        auto *single = new QCheckBox(tr("One transaction for the whole run"));
        single->setObjectName(u"singleTransaction"_s);
        single->setToolTip(tr("All or nothing; locks are held until the end of the run"));
        single->setChecked(request.singleTransaction);
        connect(single, &QCheckBox::toggled, this, [this](bool checked) {
            migration::Request other = m_preview->plan.request;
            other.singleTransaction = checked;
            Q_EMIT otherWanted(other);
        });
        inner->addWidget(single);
    }
    return side;
}

void ReviewDialog::addStep(const migration::Step &step)
{
    const bool down = step.direction == Direction::Down;
    QStringList how{statementsWord(qint64(step.toSend().size()) + (step.remains && !step.remains->drop.isEmpty()))};
    how << (step.transactional ? tr("one transaction") : tr("no transaction"));
    if (down)
        how.prepend(tr("roll back"));
    const QString transaction = migration::transactionText(m_preview->plan, step);
    auto *item =
        new QListWidgetItem(migration::label(step.version, step.name).simplified() + u'\n' + how.join(u" · "_s));
    item->setIcon(step.transactional ? icon(u"object-locked") : icon(u"object-unlocked", Tone::Edited));
    item->setSizeHint({StepListWidth - space::group, 44});
    QStringList lines{migration::label(step.version, step.name).simplified(), transaction};
    if (step.storedText)
        lines << tr("This is the text kept in the history: the file is missing or was edited.");
    lines += step.notes;
    item->setToolTip(u"<p style='white-space:pre-wrap'>"_s + lines.join(u'\n').toHtmlEscaped());
    item->setData(Qt::AccessibleTextRole, lines.join(u", "_s));
    m_steps->addItem(item);
}

QWidget *ReviewDialog::buildTabs()
{
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_tabs->setObjectName(u"reviewTabs"_s);
    m_tabs->tabBar()->setAccessibleName(tr("Plan tabs"));
    m_sql = new SqlView;
    m_sql->setSql(m_preview->sql);
    m_tabs->addTab(m_sql, u"SQL"_s);
    m_tabs->addTab(buildLocks(), tr("Locks (%1)").arg(m_preview->locks.size()));
    m_findings = new FindingsView;
    m_findings->setFindings(m_preview->findings);
    auto *checks = new QWidget;
    auto *column = new QVBoxLayout(checks);
    column->setContentsMargins(0, space::inside, 0, 0);
    if (m_preview->findings.empty())
        column->addWidget(mutedLabel(tr("The checks found no problems in these statements.")), 0, Qt::AlignTop);
    else
        column->addWidget(m_findings);
    m_findings->setVisible(!m_preview->findings.empty());
    if (m_preview->findings.empty())
        m_findings->setParent(checks);
    m_tabs->addTab(checks, tr("Checks (%1)").arg(m_preview->findings.size()));
    m_tabs->setTabToolTip(1, tr("Locks on tables that others may use, the strongest first"));
    return m_tabs;
}

QWidget *ReviewDialog::buildLocks()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::inside, 0, 0);
    column->setSpacing(space::inside);
    const bool none = m_preview->locks.empty();
    QLabel *words = mutedLabel(
        none ? tr("No existing objects are locked: everything is new.")
             : tr("Each is held until the end of its transaction. Line numbers refer to the migration file."));
    words->setWordWrap(true);
    column->addWidget(words, 0, Qt::AlignTop);
    auto *table = new QTableView;
    table->setObjectName(u"locks"_s);
    table->setAccessibleName(tr("Locks of the plan"));
    m_locks.setLocks(m_preview->locks);
    table->setModel(&m_locks);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(rowHeight());
    table->setShowGrid(false);
    table->setItemDelegate(new PaddedDelegate(table));
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    table->resizeColumnsToContents();
    column->addWidget(table, 1);
    table->setVisible(!none);
    if (none)
        column->addStretch(1);
    return page;
}

} // namespace howdah::ui
