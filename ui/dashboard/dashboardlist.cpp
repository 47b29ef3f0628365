// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardlist.h"

#include "common/density.h"
#include "common/icons.h"
#include "common/tooltips.h"
#include "common/widgets.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QListView>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int PathRole = Qt::UserRole;

DashboardList::DashboardList(QAction *makeNew, QWidget *parent)
    : QWidget(parent)
    , m_model(new QStandardItemModel(this))
    , m_list(new QListView)
{
    setMinimumWidth(160);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::inside, 0, 0);
    column->setSpacing(space::tight);
    m_list->setObjectName(u"dashboards"_s);
    m_list->setModel(m_model);
    m_list->setAccessibleName(tr("Dashboards"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setWordWrap(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusProxy(m_list);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &index) {
        const QString path = index.data(PathRole).toString();
        if (!m_isFilling && !path.isEmpty() && path != m_current)
            Q_EMIT chosen(path);
    });
    column->addWidget(m_list, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(space::inside, space::tight, space::inside, space::inside);
    foot->addWidget(buttonFor(makeNew, ButtonRole::Plain, this));
    foot->addStretch(1);
    column->addLayout(foot);
}

void DashboardList::setEntries(const std::vector<LibraryEntry> &entries, const QString &current)
{
    m_entries = entries;
    m_current = current;
    fill();
}

void DashboardList::setMissing(const QHash<QString, QStringList> &missing)
{
    if (std::exchange(m_missing, missing) != missing)
        fill();
}

void DashboardList::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange
        || event->type() == QEvent::FontChange)
        fill();
}

void DashboardList::fill()
{
    m_isFilling = true;
    m_model->clear();
    bool wasBuiltIn = true;
    for (const LibraryEntry &entry : m_entries) {
        if (isForAnother(entry))
            continue;
        if (wasBuiltIn && !entry.isBuiltIn())
            addHead(tr("In your folder"));
        wasBuiltIn = entry.isBuiltIn();
        add(entry, entry.path == m_current);
    }
    // Apart and at the end: they are of no use here, and the reason stands once, above all of them.
    bool isFirst = true;
    for (const LibraryEntry &entry : m_entries) {
        if (!isForAnother(entry))
            continue;
        if (std::exchange(isFirst, false))
            addHead(tr("For other databases: their tables are not in this one"));
        add(entry, entry.path == m_current);
    }
    m_isFilling = false;
}

bool DashboardList::isForAnother(const LibraryEntry &entry) const
{
    return entry.dashboard && m_missing.contains(entry.path);
}

void DashboardList::addHead(const QString &text)
{
    auto *head = new QStandardItem(text);
    head->setFlags(Qt::NoItemFlags);
    m_model->appendRow(head);
}

void DashboardList::add(const LibraryEntry &entry, bool isCurrent)
{
    QString text = entry.title();
    if (!entry.dashboard && !entry.problems.empty())
        text += u'\n' + tr("Line %1: %2").arg(entry.problems.front().line).arg(entry.problems.front().message);
    const QStringList missing = m_missing.value(entry.path);
    auto *item = new QStandardItem(entry.dashboard ? icon(u"office-chart-line") : icon(Tone::Failed), text);
    item->setData(entry.path, PathRole);
    QStringList tip;
    if (!entry.isBuiltIn())
        tip << entry.path;
    if (!missing.isEmpty()) {
        tip << tr("Missing: %1").arg(missing.join(u", "_s));
        item->setForeground(color(Surface::MutedText, palette()));
    }
    item->setToolTip(plainToolTip(tip.join(u'\n')));
    m_model->appendRow(item);
    if (isCurrent)
        m_list->setCurrentIndex(item->index());
}

} // namespace howdah::ui
