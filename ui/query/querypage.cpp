// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/querypage.h"

#include "connect/connectioncontroller.h"
#include "query/run/explainchoices.h"

#include <QApplication>
#include <QJsonArray>
#include <QMenu>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#include <memory>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

struct Opened
{
    query::DraftStore store;
    query::DraftStore::Adopted adopted;
};

// Shared, as a future hands out copies.
using OpenedDrafts = Result<std::shared_ptr<Opened>>;

OpenedDrafts openStore()
{
    auto store = query::DraftStore::open();
    if (!store)
        return fail(store.error());
    auto opened = std::make_shared<Opened>(Opened{*std::move(store), {}});
    auto adopted = opened->store.adopt();
    if (adopted)
        opened->adopted = *std::move(adopted);
    else
        opened->adopted.problems.push_back(adopted.error());
    return opened;
}

} // namespace

PageFace QueryPage::ownFace() { return {u"query"_s, tr("Query"), u"dialog-scripts"_s}; }

QueryPage::QueryPage(const PageServices &services, QWidget *parent)
    : Page(ownFace(), parent)
    , m_services(services)
    , m_actions(this)
    , m_history(query::HistoryStore::usualPath(), [this](const Error &error) {
        QMetaObject::invokeMethod(this, [this, error] {
            m_notices->say(u"history"_s, Tone::Interrupted, tr("The history cannot be kept: %1").arg(error.message));
        });
    })
{
    build();
    connectActions();
    connectFiles();
    connectChoices();
    connectDefinitions();
    updateActions();
}

QueryPage::~QueryPage()
{
    disconnect(m_tabs, nullptr, this, nullptr);
    for (int i = 0; m_drafts && i < m_tabs->count(); ++i)
        keep(m_tabs->at(i)); // whatever its timer still waits for
    delete m_tabs;           // before what they keep their history with
}

void QueryPage::build()
{
    setAcceptDrops(true);
    m_notices = new TabNotices(this);
    m_tabs = new QueryTabs(m_services, {&m_history, &m_parameters}, m_actions, this);
    m_historyPanel = new RunHistoryPanel(&m_history, m_services, this);
    m_historyPanel->setObjectName(u"historyPanel"_s);
    m_historyPanel->setMinimumWidth(220);
    m_historyPanel->hide();
    m_splitter = new QSplitter(this);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    m_splitter->addWidget(m_tabs);
    m_splitter->addWidget(m_historyPanel);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({900, 300});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_notices);
    column->addWidget(m_splitter, 1);
    auto *menu = new QMenu(this);
    m_tabs->findChild<QToolButton *>(u"queryMenu"_s)->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillMenu(menu); });
    connect(m_tabs, &QueryTabs::added, this, &QueryPage::follow);
    connect(m_tabs, &QueryTabs::changed, this, &QueryPage::updateActions);
    connect(m_tabs, &QueryTabs::draftChanged, this, &QueryPage::keep);
    connect(m_tabs, &QueryTabs::gone, this, [this](const QString &id) {
        if (m_drafts)
            m_drafts->remove(id);
    });
    connect(m_tabs, &QueryTabs::currentChanged, this, [this] {
        if (const QueryTab *tab = m_tabs->current())
            m_historyPanel->setDatabase(tab->run()->session().place());
        updateActions();
        Q_EMIT actionsChanged();
    });
    connect(m_historyPanel, &RunHistoryPanel::insertWanted, this, [this](const QString &text) {
        SqlEditor *editor = m_tabs->current() ? m_tabs->current()->editor() : nullptr;
        if (editor)
            editor->replaceBytes(
                editor->selectedBytes().size > 0 ? editor->selectedBytes() : SqlEditor::Extent{editor->cursorByte(), 0},
                text.toUtf8());
    });
    connect(m_historyPanel, &RunHistoryPanel::openWanted, this, [this](const query::HistoryEntry &entry, bool run) {
        openText({}, entry.text.toUtf8());
        query::ParameterValues values;
        for (const query::HistoryParameter &one : entry.parameters)
            values.insert(
                one.name, {one.value ? query::ParameterValue::Kind::Text : query::ParameterValue::Kind::Null,
                           one.value.value_or(QString())});
        m_tabs->current()->form()->setValues(values);
        if (run)
            m_tabs->current()->runPart(QueryTab::Part::All);
    });
}

// ---- what was typed

void QueryPage::activate()
{
    if (!std::exchange(m_hasBegun, true))
        openDrafts();
    if (QueryTab *tab = m_tabs->current())
        tab->editor()->setFocus(Qt::OtherFocusReason);
}

void QueryPage::openDrafts()
{
    m_opening.ask(this, QtConcurrent::run(openStore), [this](const OpenedDrafts &opened) {
        std::vector<query::Draft> drafts;
        if (opened) {
            m_drafts = std::make_unique<query::DraftKeeper>(std::move((*opened)->store));
            connect(m_drafts.get(), &query::DraftKeeper::failed, this, [this](const QString &, const Error &error) {
                m_notices->say(
                    u"drafts"_s, Tone::Failed,
                    tr("What is typed is not on the disk: %1. It is kept in memory, and tried again.")
                        .arg(error.message),
                    {}, false);
            });
            connect(m_drafts.get(), &query::DraftKeeper::saved, this, [this] {
                if (!m_drafts->isPending())
                    m_notices->unsay(u"drafts"_s);
            });
            drafts = (*opened)->adopted.drafts;
            if (!(*opened)->adopted.problems.empty())
                m_notices->say(
                    u"adopted"_s, Tone::Interrupted,
                    tr("Some of what was left cannot be read: %1").arg((*opened)->adopted.problems.front().message));
        } else {
            m_notices->say(
                u"drafts"_s, Tone::Failed, tr("What is typed cannot be kept: %1").arg(opened.error().message));
        }
        adopt(drafts);
    });
}

void QueryPage::adopt(const std::vector<query::Draft> &drafts)
{
    int front = -1;
    for (const query::Draft &draft : drafts) {
        m_tabs->add(draft);
        if (draft.id == m_wantedTab)
            front = m_tabs->currentIndex();
    }
    if (m_tabs->count() == 0)
        m_tabs->add();
    if (front >= 0)
        m_tabs->show(front);
    m_isReady = true;
    for (const QString &subject : std::exchange(m_toOpen, {}))
        openPlace(subject);
    updateActions();
}

void QueryPage::keep(QueryTab *tab)
{
    if (!m_drafts)
        return;
    if (tab->file()->isNone() && tab->editor()->sizeInBytes() == 0)
        return m_drafts->remove(tab->id());
    query::Draft draft = tab->draft();
    draft.place = m_tabs->indexOf(tab);
    m_drafts->put(std::move(draft));
}

void QueryPage::follow(QueryTab *tab)
{
    if (!m_tabSizes.isEmpty())
        tab->splitter()->setSizes(m_tabSizes);
    connect(tab->splitter(), &QSplitter::splitterMoved, this, [this, tab] { m_tabSizes = tab->sizes(); });
    tab->editor()->viewport()->installEventFilter(this);
    tab->editor()->installEventFilter(this);
    connect(tab, &QueryTab::historyAdded, m_historyPanel, &RunHistoryPanel::refresh);
    connect(tab, &QueryTab::connectWanted, this, [this](const QString &place) {
        if (const auto database = TabSession::databaseBeside(*m_services.connection, place))
            m_services.connection->goToDatabase(*database);
    });
    connect(tab->results(), &ResultArea::placeWanted, tab, [tab](const query::ScriptPlace &place, qint64 offset) {
        if (place.file.isEmpty())
            tab->showPlace(offset >= 0 ? offset : place.offset);
    });
    connect(tab, &QueryTab::migrationWanted, m_asMigration, &AsMigration::start);
    connect(tab->results(), &ResultArea::textWanted, this, &QueryPage::openText);
    connect(tab->results(), &ResultArea::panelWanted, this, [this](const QString &yaml) {
        Q_EMIT placeWanted(u"dashboards"_s, u"panel:"_s + yaml);
    });
    connect(tab->editor(), &SqlEditor::noted, this, [tab](const QString &text) {
        tab->notices()->say(u"noted"_s, Tone::Neutral, text);
    });
    connect(tab->run(), &TabRun::ended, this, [this](const query::Outcome &outcome) {
        if (outcome.isDone() && Definitions::concerns(outcome.sql.toUtf8()))
            m_definitions->ran(outcome.sql.toUtf8());
    });
    connect(tab->assist(), &EditorAssist::textWanted, this, &QueryPage::openText);
    connect(tab->assist(), &EditorAssist::objectWanted, this, [this](const QString &schema, const QString &name) {
        Q_EMIT rowsWanted(schema, name, {});
    });
    connect(tab->file(), &TabFile::opened, this, [this, tab] { noteRecent(tab->file()->path()); });
    connect(tab->file(), &TabFile::saved, this, [this, tab] { noteRecent(tab->file()->path()); });
}

void QueryPage::openText(const QString &title, const QByteArray &text)
{
    QueryTab *tab = m_tabs->add(title);
    tab->editor()->setBytes(text);
    tab->editor()->setFocus(Qt::OtherFocusReason);
    keep(tab);
}

void QueryPage::openPlace(const QString &subject)
{
    if (!m_isReady) {
        m_toOpen << subject;
        return;
    }
    if (subject.startsWith("file:"_L1))
        m_tabs->openFile(subject.sliced(5));
    else if (subject.startsWith("sql:"_L1))
        openText({}, subject.sliced(4).toUtf8());
    else
        (void)m_definitions->openPlace(subject);
}

// ---- the page in the window

QList<QAction *> QueryPage::paletteActions() const
{
    QList<QAction *> all = m_actions.all();
    all << m_definitions->openAction();
    if (const QueryTab *tab = m_tabs->current())
        all << tab->editor()->actions() << tab->assist()->actions() << tab->results()->actions();
    return all;
}

void QueryPage::refresh()
{
    if (m_historyPanel->isVisible())
        m_historyPanel->refresh();
}

void QueryPage::cancelWork()
{
    if (QueryTab *tab = m_tabs->current())
        tab->run()->cancel();
}

void QueryPage::focusSearch()
{
    QueryTab *tab = m_tabs->current();
    if (!tab)
        return;
    const QWidget *focus = QApplication::focusWidget();
    if (focus && m_historyPanel->isAncestorOf(focus))
        m_historyPanel->focusSearch();
    else if (focus && tab->results()->isAncestorOf(focus))
        tab->results()->focusSearch();
    else if (auto *find = tab->editor()->findChild<QAction *>(u"editorFindAction"_s))
        find->trigger();
}

QStringList QueryPage::unsavedWork() const
{
    QStringList lines;
    for (int i = 0; i < m_tabs->count(); ++i)
        lines << m_tabs->at(i)->unsavedWork();
    return lines;
}

QJsonObject QueryPage::saveState() const
{
    QJsonObject state;
    const QueryTab *tab = m_tabs->current();
    state["tab"_L1] = tab ? tab->id() : m_wantedTab;
    state["history"_L1] = m_actions.history->isChecked();
    state["recent"_L1] = QJsonArray::fromStringList(m_recent);
    state["explain"_L1] = QJsonArray::fromStringList(m_actions.explainChoices->words());
    QJsonArray sizes;
    for (const int size : tab && tab->isVisible() ? tab->sizes() : m_tabSizes)
        sizes << size;
    state["sizes"_L1] = sizes;
    QJsonArray sides;
    for (const int size : m_splitter->sizes())
        sides << size;
    state["sides"_L1] = sides;
    return state;
}

void QueryPage::restoreState(const QJsonObject &state)
{
    const auto numbers = [&state](QLatin1StringView key) {
        QList<int> sizes;
        for (const QJsonValue &one : state[key].toArray())
            sizes << one.toInt();
        return sizes.size() == 2 && sizes[0] > 0 ? sizes : QList<int>();
    };
    m_wantedTab = state["tab"_L1].toString();
    m_tabSizes = numbers("sizes"_L1);
    if (const auto sides = numbers("sides"_L1); !sides.isEmpty() && sides[1] > 0)
        m_splitter->setSizes(sides);
    for (const QJsonValue &one : state["recent"_L1].toArray())
        m_recent << one.toString();
    m_actions.history->setChecked(state["history"_L1].toBool());
    QStringList words;
    for (const QJsonValue &one : state["explain"_L1].toArray())
        words << one.toString();
    m_actions.explainChoices->setWords(words);
}

} // namespace howdah::ui
