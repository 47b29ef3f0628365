// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/migrationlist.h"

#include "common/statestack.h"
#include "common/widgets.h"
#include "migrate/list/migrationdelegate.h"
#include "migrate/list/migrationfilter.h"

#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int SearchWidth = 220;
constexpr int FollowMs = 120;
constexpr int ClockMs = 30'000;
constexpr qsizetype ProblemsShown = 3;

} // namespace

MigrationList::MigrationList(QWidget *parent)
    : QWidget(parent)
    , m_filter(new MigrationFilter(this))
    , m_list(new QListView)
    , m_search(new QLineEdit(this))
    , m_problems(new Banner(Tone::Edited))
    , m_state(new StateStack(m_list))
{
    m_filter->setSourceModel(&m_model);
    setMinimumWidth(280);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::tight, 0, 0);
    column->setSpacing(space::tight);
    m_problems->hide();
    column->addWidget(m_problems);
    column->addWidget(m_state, 1);
    buildSearch();
    buildList();
    m_clock.setInterval(ClockMs);
    connect(&m_clock, &QTimer::timeout, &m_model, &MigrationListModel::refreshTimes);
    m_clock.start();
    m_followTimer.setSingleShot(true);
    m_followTimer.setInterval(FollowMs);
    connect(&m_followTimer, &QTimer::timeout, this, [this] {
        if (m_follow)
            select(*m_follow);
    });
}

void MigrationList::buildSearch()
{
    m_search->setPlaceholderText(tr("Search migrations"));
    m_search->setAccessibleName(tr("Search migrations"));
    addClearButton(m_search);
    m_search->setMinimumWidth(SearchWidth / 2); // the head of the page has to fit into a narrow window
    m_search->setMaximumWidth(SearchWidth);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setSearch(text);
        updateState();
    });
}

void MigrationList::buildList()
{
    m_list->setObjectName(u"migrations"_s);
    m_list->setModel(m_filter);
    m_list->setItemDelegate(new MigrationDelegate(m_list));
    m_list->setAccessibleName(tr("Migrations"));
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        Q_EMIT menuRequested(m_list->viewport()->mapToGlobal(at));
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &MigrationList::selectionChanged);
}

void MigrationList::setRows(std::vector<MigrationRow> rows)
{
    m_model.setRows(std::move(rows));
    updateState();
}

void MigrationList::setProblems(QStringList problems)
{
    if (const qsizetype more = problems.size() - ProblemsShown; more > 0)
        problems = problems.mid(0, ProblemsShown) << tr("and %1 more").arg(more);
    m_problems->setText(problems.join(u'\n'));
    m_problems->setVisible(!problems.isEmpty());
}

void MigrationList::updateState()
{
    if (m_filter->rowCount() > 0 || m_model.rowCount() == 0)
        m_state->showContent();
    else
        m_state->showEmpty(
            {u"edit-find"_s,
             tr("No matching migrations"),
             tr("No migration has these words in its version, name, state or user."),
             {}});
}

const MigrationRow *MigrationList::selected() const
{
    const QModelIndex at = m_filter->mapToSource(m_list->currentIndex());
    return at.isValid() ? &m_model.rows()[size_t(at.row())] : nullptr;
}

bool MigrationList::select(const migration::Version &version)
{
    const int row = m_model.indexOf(version);
    if (row < 0)
        return false;
    if (!m_filter->mapFromSource(m_model.index(row)).isValid())
        m_search->clear();
    const QModelIndex index = m_filter->mapFromSource(m_model.index(row));
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index);
    return true;
}

void MigrationList::selectSomething()
{
    if (m_list->currentIndex().isValid() || m_model.rowCount() == 0)
        return;
    int at = 0;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (groupOf(m_model.rows()[size_t(row)].state) == MigrationGroup::Applied)
            at = row;
    }
    select(m_model.rows()[size_t(at)].version);
}

void MigrationList::follow(const migration::Version &version)
{
    m_follow = version;
    if (!m_followTimer.isActive())
        m_followTimer.start();
}

void MigrationList::stopFollowing()
{
    m_followTimer.stop();
    m_follow.reset();
}

void MigrationList::focusList() { m_list->setFocus(); }

} // namespace howdah::ui
