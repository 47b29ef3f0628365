// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/querytabs.h"

#include "common/icons.h"
#include "common/prompter.h"
#include "common/tabstrip.h"
#include "query/closingdialog.h"

#include <QFileInfo>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QToolButton>
#include <QUuid>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr std::size_t MostClosed = 20;

// What follows where `done` comes; never where one of the others comes before it, nor when it comes another time.
template <typename Source, typename Done, typename... Others>
void once(Source *source, Done done, const std::function<void()> &then, Others... others)
{
    auto *waiting = new QObject(source);
    const auto leave = [source, waiting] {
        source->disconnect(waiting);
        waiting->deleteLater();
    };
    QObject::connect(source, done, waiting, [source, leave, then] {
        leave();
        QMetaObject::invokeMethod(source, then, Qt::QueuedConnection); // it may be within one of its signals
    });
    (QObject::connect(source, others, waiting, leave), ...);
}

} // namespace

QueryTabs::QueryTabs(
    const PageServices &services, const TabMemories &memories, const QueryActions &actions, QWidget *parent)
    : QWidget(parent)
    , m_services(services)
    , m_memories(memories)
    , m_actions(actions)
    , m_strip(new TabStrip(this))
    , m_stack(new QStackedWidget(this))
{
    m_strip->setObjectName(u"openQueries"_s);
    m_strip->setAccessibleName(tr("Open queries"));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(0, 0, space::tight, 0);
    head->setSpacing(0);
    head->addWidget(m_strip);
    const auto tool = [this, head](QAction *action) {
        auto *one = new QToolButton(this);
        one->setDefaultAction(action);
        one->setToolButtonStyle(Qt::ToolButtonIconOnly);
        one->setAccessibleName(action->text());
        one->setAutoRaise(true);
        head->addWidget(one);
    };
    tool(actions.newTab);
    head->addStretch(1);
    tool(actions.open);
    tool(actions.save);
    tool(actions.history);
    auto *more = new QToolButton(this);
    more->setObjectName(u"queryMenu"_s);
    more->setIcon(icon(u"application-menu"_s));
    more->setToolTip(tr("How this tab runs, and what else can be done"));
    more->setAccessibleName(tr("More"));
    more->setPopupMode(QToolButton::InstantPopup);
    more->setAutoRaise(true);
    head->addWidget(more);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_stack, 1);
    connect(m_strip, &QTabBar::currentChanged, this, [this](int index) { show(index); });
    connect(m_strip, &QTabBar::tabMoved, this, &QueryTabs::moved);
    connect(m_strip, &TabStrip::closeWanted, this, &QueryTabs::close);
    connect(m_strip, &TabStrip::pinWanted, this, &QueryTabs::rename);
    connect(m_strip, &TabStrip::menuWanted, this, &QueryTabs::showMenu);
}

QueryTabs::~QueryTabs()
{
    for (QueryTab *tab : m_tabs)
        disconnect(tab, nullptr, this, nullptr); // which has nothing to say of its end
    m_tabs.clear();
}

QueryTab *QueryTabs::current() const { return static_cast<QueryTab *>(m_stack->currentWidget()); }

int QueryTabs::currentIndex() const { return indexOf(current()); }

int QueryTabs::indexOf(const QueryTab *tab) const
{
    const auto found = std::ranges::find(m_tabs, tab);
    return found == m_tabs.end() ? -1 : int(found - m_tabs.begin());
}

// ---- how they come

QString QueryTabs::freeTitle() const
{
    for (int number = 1;; ++number) {
        const QString title = tr("Query %1").arg(number);
        if (std::ranges::none_of(m_tabs, [&title](const QueryTab *tab) { return tab->title() == title; }))
            return title;
    }
}

QueryTab *QueryTabs::make(const QString &id)
{
    auto *tab = new QueryTab(
        m_services, m_memories, m_actions, id.isEmpty() ? QUuid::createUuid().toString(QUuid::WithoutBraces) : id,
        m_stack);
    connect(tab, &QueryTab::changed, this, [this, tab] {
        dress(tab);
        Q_EMIT changed();
    });
    connect(tab, &QueryTab::draftChanged, this, [this, tab] { Q_EMIT draftChanged(tab); });
    return tab;
}

void QueryTabs::insert(QueryTab *tab)
{
    const int index = m_tabs.empty() ? 0 : currentIndex() + 1;
    m_tabs.insert(m_tabs.begin() + index, tab);
    m_stack->addWidget(tab);
    m_strip->insert(index, {tab->title(), tab->tip()});
    Q_EMIT added(tab);
    dress(tab);
    show(index);
}

QueryTab *QueryTabs::add(const QString &title)
{
    const QString name = title.isEmpty() ? freeTitle() : title;
    QueryTab *tab = make({});
    tab->setTitle(name);
    insert(tab);
    return tab;
}

QueryTab *QueryTabs::add(const query::Draft &draft)
{
    QueryTab *tab = make(draft.id);
    insert(tab);
    tab->restore(draft);
    return tab;
}

void QueryTabs::openFile(const QString &path)
{
    const QString whole = QFileInfo(path).absoluteFilePath();
    for (int i = 0; i < count(); ++i) {
        if (at(i)->file()->path() == whole)
            return show(i);
    }
    QueryTab *tab = current();
    if (!tab || !tab->file()->isNone() || tab->editor()->sizeInBytes() > 0 || tab->run()->isRunning())
        tab = add();
    tab->file()->open(whole);
}

void QueryTabs::reopenClosed()
{
    if (m_closed.empty())
        return;
    const query::Draft draft = std::move(m_closed.back());
    m_closed.pop_back();
    QueryTab *tab = add(draft);
    Q_EMIT draftChanged(tab);
}

// ---- what is in front

void QueryTabs::show(int index)
{
    if (index < 0 || index >= count())
        return;
    QueryTab *tab = at(index);
    const bool isOther = m_stack->currentWidget() != tab;
    m_stack->setCurrentWidget(tab);
    m_strip->setCurrentIndex(index);
    if (isOther && isVisible())
        tab->editor()->setFocus(Qt::OtherFocusReason);
    Q_EMIT currentChanged();
}

void QueryTabs::step(int by)
{
    if (count() > 0)
        show((currentIndex() + by + count()) % count());
}

void QueryTabs::dress(QueryTab *tab)
{
    const int index = indexOf(tab);
    if (index < 0)
        return;
    m_strip->setFace(index, {tab->title(), tab->tip(), false, tab->file()->isModified()});
    const query::TransactionFacts &facts = tab->run()->transaction();
    QIcon sign;
    if (tab->run()->isRunning())
        sign = icon(Tone::Running);
    else if (facts.isOpen())
        sign = icon(facts.state == connection::TransactionState::Failed ? Tone::Failed : Tone::Accent);
    m_strip->setTabIcon(index, sign);
}

void QueryTabs::moved(int from, int to)
{
    QueryTab *tab = m_tabs[size_t(from)];
    m_tabs.erase(m_tabs.begin() + from);
    m_tabs.insert(m_tabs.begin() + to, tab);
    for (QueryTab *each : m_tabs)
        Q_EMIT draftChanged(each);
}

void QueryTabs::rename(int index)
{
    if (index < 0 || !at(index)->file()->isNone())
        return;
    QueryTab *tab = at(index);
    m_services.prompter->askText(
        tab,
        {.title = tr("Rename the tab"),
         .text = tr("The name is kept with the text and shown in the history."),
         .value = tab->title(),
         .placeholder = {},
         .acceptText = tr("Rename"),
         .problem =
             [](const QString &name) {
                 return name.trimmed().isEmpty() || name.size() > 100 ? tr("Use 1 to 100 characters.") : QString();
             }},
        [this, tab](const std::optional<QString> &name) {
            if (name && indexOf(tab) >= 0)
                tab->setTitle(name->trimmed());
        });
}

void QueryTabs::showMenu(int index, const QPoint &place)
{
    show(index);
    auto *menu = new QMenu(m_strip);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_actions.rename, m_actions.save, m_actions.saveAs});
    menu->addSeparator();
    menu->addActions({m_actions.close, m_actions.closeOthers, m_actions.reopen});
    menu->popup(place);
}

// ---- how they go

void QueryTabs::close(int index)
{
    if (index >= 0 && index < count())
        closeTab(at(index));
}

void QueryTabs::closeOthers(int index)
{
    if (index < 0)
        return;
    const QueryTab *stays = at(index);
    const auto tabs = m_tabs;
    for (QueryTab *tab : tabs) {
        if (tab != stays)
            closeTab(tab);
    }
}

// One question after the other, until nothing is left to be asked.
void QueryTabs::closeTab(QueryTab *tab)
{
    if (indexOf(tab) < 0)
        return;
    if (tab->run()->isRunning())
        return askRunning(tab);
    if (tab->run()->transaction().isOpen())
        return askTransaction(tab);
    if (tab->file()->isModified())
        return askFile(tab);
    const QStringList losses = tab->results()->unsavedWork();
    if (losses.isEmpty())
        return remove(tab);
    show(indexOf(tab));
    m_services.prompter->confirm(
        tab,
        {.title = tr("Close %1?").arg(tab->title()),
         .text = tr("Rows of its results were edited and are not saved."),
         .sql = {},
         .losses = losses,
         .acceptText = tr("Close"),
         .typeToAccept = {},
         .tone = Tone::Failed},
        [this, tab](bool yes) {
            if (yes && indexOf(tab) >= 0)
                remove(tab);
        });
}

void QueryTabs::askRunning(QueryTab *tab)
{
    show(indexOf(tab));
    const bool open = tab->run()->transaction().isOpen();
    m_services.prompter->confirm(
        tab,
        {.title = tr("Cancel what runs, and close?"),
         .text = (open ? tr("%1 runs a statement in a transaction. Closing cancels it, and the server rolls all of the "
                            "transaction back.")
                       : tr("%1 runs a statement. Closing cancels it, and the server undoes what it did."))
                     .arg(tab->title()),
         .sql = {},
         .losses = {},
         .acceptText = tr("Cancel and close"),
         .typeToAccept = {},
         .tone = Tone::Failed},
        [this, tab](bool yes) {
            if (yes && indexOf(tab) >= 0)
                remove(tab);
        });
}

void QueryTabs::askTransaction(QueryTab *tab)
{
    show(indexOf(tab));
    const bool failed = tab->run()->transaction().state == connection::TransactionState::Failed;
    auto *dialog = new ClosingDialog(
        {.title = tr("A transaction is open in %1").arg(tab->title()),
         .text = failed ? tr("It has failed: it can only be rolled back.")
                        : tr("Nothing of it is kept unless it is committed."),
         .keep = tr("Keep the tab"),
         .discard = tr("Roll back and close"),
         .accept = failed ? QString() : tr("Commit and close")},
        tab);
    const auto endWith = [this, tab](bool commit) {
        if (indexOf(tab) < 0)
            return;
        const auto ended = [this, tab] {
            if (!tab->run()->transaction().isOpen())
                closeTab(tab); // the next question
        };
        once(tab->run(), &TabRun::finished, ended, &TabRun::failed);
        if (!tab->run()->endTransaction(commit))
            closeTab(tab);
    };
    connect(dialog, &ClosingDialog::discarded, this, [endWith] { endWith(false); });
    connect(dialog, &QDialog::accepted, this, [endWith] { endWith(true); });
    dialog->open();
}

void QueryTabs::askFile(QueryTab *tab)
{
    show(indexOf(tab));
    auto *dialog = new ClosingDialog(
        {.title = tr("Save %1?").arg(tab->title()),
         .text = tr("Its text has changes that are not in the file."),
         .keep = tr("Keep the tab"),
         .discard = tr("Close without saving"),
         .accept = tr("Save")},
        tab);
    connect(dialog, &ClosingDialog::discarded, this, [this, tab] {
        if (indexOf(tab) >= 0)
            remove(tab);
    });
    connect(dialog, &QDialog::accepted, this, [this, tab] {
        if (indexOf(tab) < 0)
            return;
        once(tab->file(), &TabFile::saved, [this, tab] { closeTab(tab); }, &TabFile::failed, &TabFile::changedOutside);
        tab->file()->save();
    });
    dialog->open();
}

void QueryTabs::remove(QueryTab *tab)
{
    const int index = indexOf(tab);
    if (tab->editor()->sizeInBytes() > 0 || !tab->file()->isNone()) {
        m_closed.push_back(tab->draft());
        if (m_closed.size() > MostClosed)
            m_closed.erase(m_closed.begin());
    }
    disconnect(tab, nullptr, this, nullptr);
    m_tabs.erase(m_tabs.begin() + index);
    {
        const QSignalBlocker quiet(m_strip);
        m_strip->remove(index);
    }
    m_stack->removeWidget(tab);
    const QString id = tab->id();
    tab->hide();
    tab->deleteLater(); // it may be within one of its signals
    Q_EMIT gone(id);
    if (m_tabs.empty())
        add();
    else
        show(std::min(index, count() - 1));
    Q_EMIT changed();
}

} // namespace howdah::ui
