// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/historypanel.h"

#include "common/icons.h"
#include "common/statestack.h"
#include "common/tooltips.h"

#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

HistoryPanel::HistoryPanel(QWidget *parent)
    : QWidget(parent)
    , m_list(new QTreeWidget)
    , m_state(new StateStack(m_list))
{
    m_list->setObjectName(u"history"_s);
    m_list->setAccessibleName(tr("Activation history"));
    m_list->setRootIsDecorated(false);
    m_list->setHeaderLabels({tr("What"), tr("When"), tr("Who"), tr("Reason")});
    m_list->header()->resizeSection(0, 260);
    m_list->header()->resizeSection(1, 130);
    m_list->header()->resizeSection(2, 140);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_state);
}

void HistoryPanel::show(const PromptOverview &overview, const prompt::StoredPrompt &stored)
{
    m_list->clear();
    for (const prompt::ActivationRecord &record : overview.history) {
        if (record.name != stored.prompt.name)
            continue;
        auto *item = new QTreeWidgetItem(
            m_list, {activationWords(overview, record), serverTimeWords(record.at), record.by, record.reason});
        item->setToolTip(1, plainToolTip(record.at));
        item->setToolTip(3, plainToolTip(record.reason));
        const bool here = record.activatedId == stored.id;
        item->setIcon(0, icon(here ? Tone::Applied : Tone::Baseline));
    }
    if (m_list->topLevelItemCount() > 0)
        m_state->showContent();
    else
        m_state->showEmpty(
            {u"view-history"_s,
             tr("No activations yet"),
             overview.table.activations.isEmpty()
                 ? tr("This database has no activation table: the last migration of the deepref pack creates it. Until "
                      "then the history is kept in the metadata.")
                 : tr("Who activated which version, when and why, is shown here."),
             {}});
}

} // namespace howdah::ui
