// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/icons.h"
#include "common/settings.h"
#include "common/spacing.h"
#include "common/code/sqlview.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "query/history/runhistorydelegate.h"
#include "query/history/runhistorymodel.h"
#include "query/history/runhistorypanel.h"

#include <QAction>
#include <QComboBox>
#include <QDateEdit>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static constexpr int HistoryTypingMs = 120;

RunHistoryPanel::RunHistoryPanel(query::HistoryKeeper *history, const PageServices &services, QWidget *parent)
    : QWidget(parent)
    , m_history(history)
    , m_services(services)
    , m_model(new RunHistoryModel(history, this))
{
    setObjectName(u"runHistory"_s);
    setAccessibleName(tr("History"));
    makeActions();
    m_news = new Banner(Tone::Neutral);
    m_news->setObjectName(u"historyNews"_s);
    m_news->hide();
    m_privateNote = new Banner(Tone::Edited);
    m_privateNote->setObjectName(u"historyPrivate"_s);
    m_privateNote->setText(tr("Private: what is run from now on is not kept in the history. The audit log stays."));
    m_privateNote->setVisible(m_history->isPrivate());
    m_split = new QSplitter(Qt::Vertical);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(makeList());
    m_split->addWidget(makeDetail());
    m_split->setStretchFactor(0, 3);
    m_split->setStretchFactor(1, 2);
    m_state = new StateStack(m_split);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::tight);
    column->addWidget(makeFilters());
    column->addWidget(m_privateNote);
    column->addWidget(m_news);
    column->addWidget(m_state, 1);
    connectAll();
    updateActions();
    retain();
}

RunHistoryPanel::~RunHistoryPanel() = default;

QAction *RunHistoryPanel::make(const QString &name, const QString &iconName, const QString &text, const QString &tip)
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setObjectName(name);
    action->setToolTip(tip);
    return action;
}

void RunHistoryPanel::makeActions()
{
    m_here = make(
        u"historyHere"_s, u"server-database"_s, tr("This database"),
        tr("Only what was run on the database of the tab in front"));
    m_failed = make(u"historyFailed"_s, u"dialog-error"_s, tr("Failed"), tr("Only what failed"));
    m_pinned = make(u"historyPinned"_s, u"window-pin"_s, tr("Pinned"), tr("Only what is pinned"));
    m_insert = make(
        u"historyInsert"_s, u"edit-paste"_s, tr("Insert at the cursor"),
        tr("Insert at the cursor of the tab in front (Return)"));
    m_open = make(
        u"historyOpen"_s, u"tab-new"_s, tr("Open in a new tab"),
        tr("Open in a new tab, with its parameters (Ctrl+Return)"));
    m_runAgain = make(
        u"historyRunAgain"_s, u"media-playback-start"_s, tr("Run again in a new tab"),
        tr("Run again in a new tab, with its parameters"));
    m_runHere = make(
        u"historyRunHere"_s, u"go-jump"_s, tr("Run in this tab"),
        tr("Run it in the tab in front, on whatever database that is"));
    m_pin = make(u"historyPin"_s, u"pin"_s, tr("Pin"), tr("Pin: it stays when older entries go"));
    m_name = make(u"historyName"_s, u"document-edit"_s, tr("Name…"), tr("Give it a name that it is found by"));
    m_remove = make(u"historyRemove"_s, u"edit-delete"_s, tr("Delete…"), tr("Delete the selected entries (Del)"));
    m_removeFound = make(
        u"historyRemoveFound"_s, u"edit-delete"_s, tr("Delete all found…"), tr("Delete every entry that is found"));
    m_export = make(
        u"historyExport"_s, u"document-export"_s, tr("Export…"),
        tr("Write all that is found to a file, one JSON object a line"));
    m_private = make(
        u"historyPrivateSession"_s, u"security-high"_s, tr("Private"), tr("Keep nothing of what is run from now on"));
    m_setAside = make(
        u"historySetAside"_s, u"document-save"_s, tr("Set the damaged file aside"),
        tr("The file gets another name, and a new history begins"));
    for (QAction *action : {m_here, m_failed, m_pinned, m_pin, m_private})
        action->setCheckable(true);
    m_private->setChecked(m_history->isPrivate());
}

static QToolButton *faceOf(QAction *action, Qt::ToolButtonStyle style = Qt::ToolButtonIconOnly)
{
    auto *face = new QToolButton;
    face->setDefaultAction(action);
    face->setToolButtonStyle(style);
    face->setAutoRaise(true);
    face->setAccessibleName(action->text());
    return face;
}

QWidget *RunHistoryPanel::makeFilters()
{
    m_search = new QLineEdit;
    m_search->setObjectName(u"historySearch"_s);
    m_search->setPlaceholderText(tr("Search the history"));
    m_search->setAccessibleName(tr("Search the history"));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(icon(u"edit-find"), QLineEdit::LeadingPosition);
    m_time = new QComboBox;
    m_time->setObjectName(u"historyTime"_s);
    m_time->setAccessibleName(tr("Time"));
    m_time->addItems(
        {tr("Any time"), tr("Today"), tr("Last 7 days"), tr("Last month"), tr("Last year"), tr("Between…")});
    const QDate today = QDate::currentDate();
    for (QDateEdit **edit : {&m_from, &m_to}) {
        *edit = new QDateEdit(today);
        (*edit)->setCalendarPopup(true);
        (*edit)->setDisplayFormat(u"yyyy-MM-dd"_s);
        (*edit)->hide();
    }
    m_from->setObjectName(u"historyFrom"_s);
    m_from->setDate(today.addDays(-7));
    m_from->setAccessibleName(tr("From"));
    m_to->setObjectName(u"historyTo"_s);
    m_to->setAccessibleName(tr("To"));
    auto *filters = new QWidget;
    auto *column = new QVBoxLayout(filters);
    column->setContentsMargins(space::inside, space::tight, space::inside, 0);
    column->setSpacing(space::tight);
    auto *first = new QHBoxLayout;
    first->addWidget(m_search, 1);
    first->addWidget(faceOf(m_private, Qt::ToolButtonTextBesideIcon));
    auto *second = new QHBoxLayout;
    second->setSpacing(space::tight);
    for (QAction *action : {m_here, m_failed, m_pinned})
        second->addWidget(faceOf(action, Qt::ToolButtonTextBesideIcon));
    second->addStretch(1);
    auto *between = new QHBoxLayout;
    between->addWidget(m_time);
    between->addWidget(m_from);
    between->addWidget(m_to);
    between->addStretch(1);
    column->addLayout(first);
    column->addLayout(second);
    column->addLayout(between);
    return filters;
}

QWidget *RunHistoryPanel::makeList()
{
    m_list = new QListView;
    m_list->setObjectName(u"historyList"_s);
    m_list->setAccessibleName(tr("What was run"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new RunHistoryDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_list->setMinimumHeight(120);
    m_open->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return));
    m_remove->setShortcut(QKeySequence::Delete);
    for (QAction *action :
         {m_insert, m_open, m_runAgain, m_runHere, m_pin, m_name, m_remove, m_removeFound, m_export}) {
        action->setShortcutContext(Qt::WidgetShortcut);
        m_list->addAction(action);
    }
    return m_list;
}

QWidget *RunHistoryPanel::makeDetail()
{
    auto *detail = new QWidget;
    auto *column = new QVBoxLayout(detail);
    column->setContentsMargins(space::inside, 0, space::inside, space::tight);
    column->setSpacing(space::tight);
    auto *tools = new QHBoxLayout;
    tools->setSpacing(0);
    for (QAction *action : {m_insert, m_open, m_runAgain, m_runHere, m_pin, m_name, m_remove})
        tools->addWidget(faceOf(action));
    tools->addStretch(1);
    auto *more = new QToolButton;
    more->setObjectName(u"historyMore"_s);
    more->setText(tr("All found") + u"  ▾"_s);
    more->setAccessibleName(tr("All found"));
    more->setAutoRaise(true);
    more->setPopupMode(QToolButton::InstantPopup);
    auto *menu = new QMenu(more);
    menu->addActions({m_export, m_removeFound});
    more->setMenu(menu);
    tools->addWidget(more);
    m_facts = mutedLabel();
    m_facts->setObjectName(u"historyFacts"_s);
    m_facts->setWordWrap(true);
    m_facts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_error = failedLabel();
    m_error->setObjectName(u"historyError"_s);
    m_error->setWordWrap(true);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_error->hide();
    m_text = new SqlView;
    m_text->setObjectName(u"historyText"_s);
    m_text->setAccessibleName(tr("Statement"));
    m_parameters = new QPlainTextEdit;
    m_parameters->setObjectName(u"historyParameters"_s);
    m_parameters->setAccessibleName(tr("Parameters"));
    m_parameters->setReadOnly(true);
    m_parameters->setFont(fixedFont());
    m_parameters->setMaximumHeight(90);
    m_parameters->hide();
    column->addLayout(tools);
    column->addWidget(m_facts);
    column->addWidget(m_error);
    column->addWidget(m_text, 1);
    column->addWidget(m_parameters);
    return detail;
}

void RunHistoryPanel::connectAll()
{
    m_typing.setSingleShot(true);
    m_typing.setInterval(HistoryTypingMs);
    connect(&m_typing, &QTimer::timeout, this, &RunHistoryPanel::search);
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(m_search, &QLineEdit::returnPressed, this, [this] { m_list->setFocus(); });
    for (QAction *action : {m_here, m_failed, m_pinned})
        connect(action, &QAction::toggled, this, &RunHistoryPanel::search);
    connect(m_time, &QComboBox::currentIndexChanged, this, [this](int span) {
        const bool isBetween = span == m_time->count() - 1;
        m_from->setVisible(isBetween);
        m_to->setVisible(isBetween);
        search();
    });
    for (QDateEdit *edit : {m_from, m_to})
        connect(edit, &QDateEdit::dateChanged, this, [this] { m_typing.start(); });
    connect(m_model, &RunHistoryModel::arrived, this, &RunHistoryPanel::showArrived);
    connect(m_model, &RunHistoryModel::failed, this, &RunHistoryPanel::showFailed);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &now) {
        if (now.isValid())
            showEntry();
    });
    connect(m_list, &QListView::activated, m_insert, &QAction::trigger);
    connect(m_insert, &QAction::triggered, this, [this] {
        if (m_entry)
            Q_EMIT insertWanted(m_entry->text);
    });
    connect(m_open, &QAction::triggered, this, [this] {
        if (m_entry)
            Q_EMIT openWanted(*m_entry, false);
    });
    connect(m_runAgain, &QAction::triggered, this, [this] {
        if (m_entry)
            Q_EMIT openWanted(*m_entry, true);
    });
    connect(m_runHere, &QAction::triggered, this, [this] {
        if (m_entry)
            Q_EMIT runHereWanted(*m_entry);
    });
    connect(m_pin, &QAction::triggered, this, &RunHistoryPanel::pin);
    connect(m_name, &QAction::triggered, this, &RunHistoryPanel::askName);
    connect(m_remove, &QAction::triggered, this, &RunHistoryPanel::removeSelected);
    connect(m_removeFound, &QAction::triggered, this, &RunHistoryPanel::removeFound);
    connect(m_export, &QAction::triggered, this, &RunHistoryPanel::askExport);
    connect(m_private, &QAction::toggled, this, &RunHistoryPanel::setPrivate);
    connect(m_setAside, &QAction::triggered, this, &RunHistoryPanel::setAside);
    if (m_services.settings)
        connect(m_services.settings, &Settings::changed, this, [this](const QString &name) {
            if (name == settings::historyDays.name || name == settings::historyEntries.name)
                retain();
        });
}

} // namespace howdah::ui
