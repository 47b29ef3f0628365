// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// How the page of prompts is put together; what it does is in promptpage.cpp, promptshown.cpp, promptsources.cpp,
// promptediting.cpp and promptoperations.cpp.
#include "common/icons.h"
#include "common/prompter.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "prompt/list/promptdelegate.h"
#include "prompt/edit/promptdetail.h"
#include "prompt/promptpage.h"
#include "prompt/edit/scorepanel.h"
#include "prompt/edit/renderpanel.h"

#include <QAction>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int SearchWidth = 260;
constexpr int SearchDelayMs = 80;
constexpr int DraftDelayMs = 700;
constexpr int ClockMs = 30'000;
constexpr int LookMs = 4'000;

} // namespace

PromptPage::PromptPage(const PageServices &services, QWidget *parent)
    : Page(ownFace(), parent)
    , m_services(services)
    , m_journal(DraftJournal::usualFolder())
{
    buildActions();
    m_state = new StateStack(buildContent());
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(separator(Qt::Horizontal));
    column->addWidget(m_state, 1);

    connect(m_services.connection, &ConnectionController::stateChanged, this, &PromptPage::connectionChanged);
    // It comes with each second of the time, too.
    connect(m_services.connection, &ConnectionController::guardChanged, this, [this, before = true]() mutable {
        const bool locked = m_services.connection->guard().isLocked();
        if (locked != before)
            updateActions();
        before = locked;
    });
    connect(&m_keys, &KeyBox::changed, this, [this] {
        updateHead();
        if (m_keys.state() != KeyBox::State::Loading && m_jobs.hasSession())
            reload();
    });
    connect(&m_journal, &DraftJournal::problemChanged, this, [this] {
        m_draftBanner->setText(m_journal.problem());
        m_draftBanner->setVisible(!m_journal.problem().isEmpty());
    });
    connect(&m_planFiles, &SourceWatcher::changed, this, &PromptPage::readPlan);
    connect(&m_editedFile, &SourceWatcher::changed, this, &PromptPage::fileChanged);
    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(SearchDelayMs);
    connect(&m_searchTimer, &QTimer::timeout, this, &PromptPage::search);
    m_draftTimer.setSingleShot(true);
    m_draftTimer.setInterval(DraftDelayMs);
    connect(&m_draftTimer, &QTimer::timeout, this, &PromptPage::keepDrafts);
    m_clock.setInterval(ClockMs);
    connect(&m_clock, &QTimer::timeout, &m_model, &PromptListModel::refreshTimes);
    m_lookTimer.setInterval(LookMs);
    connect(&m_lookTimer, &QTimer::timeout, this, &PromptPage::lookAtSelected);
    updateHead();
    updateActions();
}

QAction *PromptPage::makeAction(
    const QString &text, const QString &iconName, const QKeySequence &keys, void (PromptPage::*slot)(),
    const QString &tip)
{
    auto *action = new QAction(iconName.isEmpty() ? QIcon() : ui::icon(iconName), text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    if (!tip.isEmpty())
        action->setToolTip(tip);
    connect(action, &QAction::triggered, this, slot);
    addAction(action);
    return action;
}

void PromptPage::buildActions()
{
    m_save = makeAction(tr("Save"), {}, Qt::CTRL | Qt::Key_Return, &PromptPage::save);
    m_savePatch = makeAction(tr("Save as a new patch version"), u"document-save-as"_s, {}, &PromptPage::savePatch);
    m_saveMinor = makeAction(
        tr("Save as a new minor version"), u"document-save-as"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_S,
        &PromptPage::saveMinor);
    m_saveMajor = makeAction(tr("Save as a new major version"), u"document-save-as"_s, {}, &PromptPage::saveMajor);
    m_discard = makeAction(
        tr("Discard what is not saved"), u"edit-undo"_s, {}, &PromptPage::discard,
        tr("Bring back the text as it is in the database"));
    m_bringBack = makeAction(tr("Bring back what was discarded"), u"edit-redo"_s, {}, &PromptPage::bringBack);
    m_bringBack->setEnabled(false);
    m_activate = makeAction(
        tr("Activate"), u"dialog-ok-apply"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_A, &PromptPage::activateSelected,
        tr("Let the agent use this version, after a look at what is replaced"));
    m_rollBack = makeAction(
        tr("Roll back"), u"edit-undo"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_R, &PromptPage::rollBack,
        tr("Bring back the version that was active before"));
    m_keysAction = makeAction(tr("Keys…"), u"dialog-password"_s, {}, &PromptPage::openKeys);
    m_seeds = makeAction(
        tr("Compare files with the database…"), u"folder-open"_s, Qt::CTRL | Qt::Key_O, &PromptPage::openSeeds,
        tr("What a folder of .prompt files would change, before anything is done"));
    m_import = makeAction(tr("Import…"), u"document-import"_s, {}, &PromptPage::openImport);
    m_export = makeAction(tr("Export…"), u"document-export"_s, {}, &PromptPage::openExport);
    m_fromFile = makeAction(tr("Take the text from a file…"), u"document-open"_s, {}, &PromptPage::chooseEditFile);
    m_copy = makeAction(
        tr("Copy the system prompt"), u"edit-copy"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_C, &PromptPage::copySystem,
        tr("Histories of the clipboard are asked to leave it out"));
    m_mappingAction = makeAction(
        tr("Use a mapping file…"), u"document-open"_s, {}, &PromptPage::chooseMapping,
        tr("For a table of prompts whose columns have other names"));
    m_migrations =
        makeAction(tr("Make it with the deepref migrations"), u"vcs-commit"_s, {}, &PromptPage::openMigrations);
    m_demo = makeAction(tr("Open the demo of prompts"), u"server-database"_s, {}, &PromptPage::openDemo);
    const QStringList tabs{tr("Show the text"),      tr("Compare"),          tr("Show the metadata"),
                           tr("Show the scorecard"), tr("Show the history"), tr("Show the checks")};
    for (int i = 0; i < int(tabs.size()); ++i) {
        auto *action = new QAction(tabs[i], this);
        action->setShortcut(Qt::ALT | Qt::Key(Qt::Key_1 + i));
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        connect(action, &QAction::triggered, this, [this, i] { m_detail->setTab(PromptDetail::Tab(i)); });
        addAction(action);
        m_tabActions << action;
    }
}

QWidget *PromptPage::buildHead()
{
    auto *head = new QWidget;
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(space::group, space::inside + space::tight, space::group, space::inside + space::tight);
    column->setSpacing(space::inside);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    row->addWidget(headingLabel(face().title));
    m_counts = mutedLabel();
    m_counts->setObjectName(u"counts"_s);
    row->addSpacing(space::inside);
    row->addWidget(m_counts);
    row->addStretch(1);
    m_search = new QLineEdit;
    m_search->setObjectName(u"promptSearch"_s);
    m_search->setPlaceholderText(tr("Search inside prompts"));
    m_search->setAccessibleName(tr("Search inside prompts"));
    m_search->setToolTip(tr("Words, /expression/, var:name, model:name, is:active"));
    m_search->setClearButtonEnabled(true);
    m_search->setFixedWidth(SearchWidth);
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_searchTimer.start(); });
    row->addWidget(m_search);
    QPushButton *more = button(tr("More"));
    more->setObjectName(u"more"_s);
    more->setToolTip(tr("Everything else that can be done with prompts"));
    auto *menu = new QMenu(more);
    menu->addActions({m_savePatch, m_saveMinor, m_saveMajor, m_discard, m_bringBack, m_fromFile, m_copy});
    menu->addSeparator();
    menu->addActions({m_seeds, m_import, m_export});
    menu->addSeparator();
    menu->addActions({m_keysAction, m_mappingAction, m_migrations});
    more->setMenu(menu);
    row->addWidget(buttonFor(m_keysAction, ButtonRole::Plain, head));
    row->addWidget(more);
    row->addWidget(buttonFor(m_save, ButtonRole::Primary, head));
    column->addLayout(row);
    const auto banner = [column](Tone tone, const QString &name) {
        auto *made = new Banner(tone);
        made->setObjectName(name);
        made->hide();
        column->addWidget(made);
        return made;
    };
    m_keyBanner = banner(Tone::Baseline, u"keyBanner"_s);
    m_keyBanner->addWidget(buttonFor(m_keysAction, ButtonRole::Plain, m_keyBanner));
    m_draftBanner = banner(Tone::Edited, u"draftBanner"_s);
    m_news = banner(Tone::Applied, u"news"_s);
    QPushButton *back = buttonFor(m_bringBack, ButtonRole::Plain, m_news);
    back->setObjectName(u"bringBack"_s);
    m_news->addWidget(back);
    QPushButton *close = button(tr("Close"));
    connect(close, &QPushButton::clicked, m_news, &QWidget::hide);
    m_news->addWidget(close);
    return head;
}

QWidget *PromptPage::buildContent()
{
    m_list = new QTreeView;
    m_list->setObjectName(u"prompts"_s);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new PromptDelegate(m_list));
    m_list->setAccessibleName(tr("Prompts"));
    m_list->setHeaderHidden(true);
    m_list->setUniformRowHeights(true);
    m_list->setMouseTracking(true);
    m_list->setIndentation(space::group);
    m_list->setExpandsOnDoubleClick(false);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->addActions({m_activate, m_rollBack, m_savePatch, m_saveMinor, m_saveMajor, m_discard, m_copy, m_export});
        menu->popup(m_list->viewport()->mapToGlobal(at));
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &PromptPage::showSelected);
    m_listState = new StateStack(m_list);
    m_listState->setMinimumWidth(280);
    m_detail = new PromptDetail({m_rollBack, m_activate});
    connect(m_detail, &PromptDetail::edited, this, &PromptPage::textEdited);
    connect(m_detail, &PromptDetail::tabChanged, this, [this] {
        if (m_detail->tab() == PromptDetail::Tab::Scorecard)
            readScores();
    });
    connect(m_detail, &PromptDetail::sourceWanted, this, &PromptPage::readOther);
    connect(m_detail, &PromptDetail::otherFileWanted, this, [this] {
        auto *dialog = new QFileDialog(this, tr("Compare with a file"), {}, tr("Prompts (*.prompt);;All files (*)"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::ExistingFile);
        connect(dialog, &QFileDialog::fileSelected, this, &PromptPage::compareWithFile);
        dialog->open();
    });
    connect(m_detail, &PromptDetail::otherDatabaseWanted, this, [this] {
        const std::vector<RecentConnection> recent = m_services.connection->recent();
        m_services.prompter->askText(
            this,
            {tr("Compare with another database"),
             tr("Where the same prompt is looked for. The password may be left to the password file."),
             recent.size() > 1 ? recent[1].uri : QString(), u"postgresql://user@host/database"_s, tr("Compare"),
             [](const QString &text) { return text.isEmpty() ? tr("The address is missing") : QString(); }},
            [this](const std::optional<QString> &uri) {
                if (uri)
                    compareWithDatabase(*uri);
            });
    });
    connect(m_detail->score(), &ScorePanel::wanted, this, &PromptPage::readScores);
    connect(
        m_detail->score(), &ScorePanel::rowsWanted, this,
        [this](const QString &id, prompt::DrillKind kind, const QString &value) {
            if (!m_overview)
                return;
            const prompt::DrillDown drill =
                prompt::drillTo(m_overview->table, id, m_detail->score()->window(), kind, value);
            Q_EMIT rowsWanted(drill.schema, drill.table, drill.condition);
        });
    connect(m_detail->render(), &RenderPanel::callsWanted, this, &PromptPage::readCalls);
    m_columns = new QSplitter(Qt::Horizontal);
    m_columns->setChildrenCollapsible(false);
    m_columns->addWidget(m_listState);
    m_columns->addWidget(m_detail);
    m_columns->setStretchFactor(0, 0);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({330, 900});
    return m_columns;
}

} // namespace howdah::ui
