// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/resultoperations.h"

#include "common/icons.h"
#include "query/result/chart/chartpane.h"
#include "query/result/compare/comparedview.h"
#include "query/result/edit/panelplace.h"
#include "query/result/edit/resultediting.h"
#include "query/result/pane/resultmodel.h"
#include "query/result/pane/resultpane.h"
#include "value/valuetext.h"

#include <QMenu>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static constexpr int PanelShare = 60; // hundredths

ResultOperations::ResultOperations(ResultPane *pane, std::function<QList<ResultPane *>()> all)
    : QObject(pane)
    , m_pane(pane)
    , m_all(std::move(all))
    , m_editing(new ResultEditing(pane))
{
    makeActions();
}

void ResultOperations::makeActions()
{
    m_menu = new QMenu(m_pane);
    m_menu->setToolTipsVisible(true);
    m_compare = new QAction(icon(u"vcs-diff"), tr("Compare"), this);
    m_compare->setObjectName(u"compareResult"_s);
    m_compare->setToolTip(tr("Compare row by row with another result of this tab; pin one to keep it"));
    m_compare->setMenu(m_menu);
    connect(m_menu, &QMenu::aboutToShow, this, &ResultOperations::fillMenu);
    m_chart = new QAction(icon(u"office-chart-line"), tr("Chart"), this);
    m_chart->setObjectName(u"chartResult"_s);
    m_chart->setToolTip(tr("Draw the result as a chart, which can become a panel of a dashboard"));
    m_chart->setCheckable(true);
    connect(m_chart, &QAction::toggled, this, &ResultOperations::showChart);
    m_pane->addTool(m_compare);
    openMenusAtOnce(m_compare);
    m_pane->addTool(m_chart);
}

void ResultOperations::setHere(std::function<bool()> isHere) { m_editing->edits()->setHere(std::move(isHere)); }

// ---- comparing

void ResultOperations::fillMenu()
{
    m_menu->clear();
    for (ResultPane *other : m_all()) {
        if (other == m_pane || !other->rows() || !other->rows()->columns())
            continue;
        constexpr int Most = 60;
        QAction *with = m_menu->addAction(tr("With %1").arg(singleLine(other->title(), Most).replace(u'&', u"&&"_s)));
        with->setToolTip(singleLine(other->outcome().sql));
        connect(with, &QAction::triggered, this, [this, other = QPointer(other)] {
            if (other)
                compareWith(other);
        });
    }
    if (m_menu->isEmpty())
        m_menu->addAction(tr("No other result is here: pin one before the next run"))->setEnabled(false);
}

static query::CompareSide sideOf(const ResultPane &pane)
{
    return {.title = pane.title(), .rows = pane.rows(), .columns = pane.model()->columns()};
}

void ResultOperations::compareWith(ResultPane *other)
{
    delete m_comparison;
    m_comparison = new ComparedView(m_pane->services(), sideOf(*other), sideOf(*m_pane), m_pane);
    connect(m_comparison, &ComparedView::said, m_pane, &ResultPane::say);
    connect(m_comparison, &ComparedView::closeWanted, m_comparison, &QObject::deleteLater);
    m_pane->addBeside(m_comparison);
    m_comparison->show();
    shareWithGrid(m_comparison, PanelShare);
}

// ---- drawing

void ResultOperations::showChart(bool shown)
{
    m_chart->setChecked(shown);
    if (!shown) {
        if (m_chartPane)
            m_chartPane->deleteLater();
        m_chartPane.clear();
        return;
    }
    if (m_chartPane)
        return;
    if (m_pane->model()->columns().empty()) {
        m_pane->say(tr("The columns of the result are not known yet"));
        m_chart->setChecked(false);
        return;
    }
    m_chartPane = new ChartPane(m_pane->services(), m_pane->rows(), m_pane->model()->columns(), m_pane);
    m_chartPane->setTitle(m_pane->title());
    m_chartPane->setStatement({m_pane->outcome().sql, m_pane->outcome().parameters});
    connect(m_chartPane, &ChartPane::said, m_pane, &ResultPane::say);
    connect(m_chartPane, &ChartPane::panelWanted, this, &ResultOperations::panelWanted);
    connect(m_chartPane, &ChartPane::closeWanted, this, [this] { showChart(false); });
    m_pane->addBeside(m_chartPane);
    m_chartPane->show();
    shareWithGrid(m_chartPane, PanelShare);
}

} // namespace howdah::ui
