// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/timelinepane.h"

#include "common/density.h"
#include "common/icons.h"
#include "common/widgets.h"

#include <QHeaderView>
#include <QHBoxLayout>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

TimelinePane::TimelinePane(QWidget *parent)
    : QWidget(parent)
    , m_model(new TimelineModel(this))
    , m_table(new QTableView(this))
{
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight());
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setAccessibleName(tr("The timeline as a table"));
    m_chart = new TimelineChart(m_model, m_table->selectionModel(), this);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(1);
    splitter->addWidget(m_chart);
    splitter->addWidget(m_table);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(space::group, space::tight, space::inside, space::tight);
    tools->addStretch(1);
    const auto add = [&](const QString &name, const QString &words, auto slot) {
        auto *button = new QToolButton(this);
        button->setIcon(icon(name));
        button->setToolTip(words);
        button->setAccessibleName(words);
        button->setAutoRaise(true);
        connect(button, &QToolButton::clicked, m_chart, slot);
        tools->addWidget(button);
    };
    add(u"zoom-in"_s, tr("Zoom in (+)"), &TimelineChart::zoomIn);
    add(u"zoom-out"_s, tr("Zoom out (-)"), &TimelineChart::zoomOut);
    add(u"zoom-fit-best"_s, tr("Show all of it (0)"), &TimelineChart::showAll);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(tools);
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(splitter, 1);
    setFocusProxy(m_chart);
    connect(m_chart, &TimelineChart::rowWanted, this, &TimelinePane::rowWanted);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) { Q_EMIT rowWanted(index.row()); });
}

void TimelinePane::setTimeline(std::shared_ptr<const entity::Timeline> timeline)
{
    m_model->setTimeline(std::move(timeline));
    m_table->resizeColumnsToContents();
    for (int column = 0; column < m_model->columnCount(); ++column) {
        bool isEmpty = true;
        for (int row = 0; row < m_model->rowCount() && isEmpty; ++row)
            isEmpty = m_model->index(row, column).data().toString().isEmpty();
        m_table->setColumnHidden(column, isEmpty);
        m_table->setColumnWidth(column, std::clamp(m_table->columnWidth(column) + zoomed(8), zoomed(60), zoomed(320)));
    }
}

} // namespace howdah::ui
