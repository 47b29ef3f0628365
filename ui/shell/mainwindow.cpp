// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/mainwindow.h"

#include "catalog/catalog.h"
#include "common/keymap.h"
#include "common/prompter.h"
#include "common/settings.h"
#include "connect/dialog/connectdialog.h"
#include "connect/guardbar.h"
#include "connect/connectioncontroller.h"
#include "connect/connectionbar.h"
#include "connect/profilecolour.h"
#include "connection/profile/secretsource.h"
#include "operations/demo/demoprompts.h"
#include "shell/appearance.h"
#include "shell/closequestion.h"
#include "shell/palette/commandpalette.h"
#include "shell/environmentframe.h"
#include "shell/helpviewer.h"
#include "shell/palette/objectentries.h"
#include "shell/offerbar.h"
#include "shell/rail.h"
#include "shell/statusstrip.h"
#include "shell/topbar.h"
#include "shell/welcomepage.h"
#include "shell/windowaccessible.h"

#include <QApplication>
#include <QCloseEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <QTimer>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr QSize firstSize{1280, 800};
constexpr QSize smallestPage{480, 320};

} // namespace

MainWindow::MainWindow(const PageServices &services, Theme &theme, QWidget *parent)
    : QMainWindow(parent)
    , m_services(services)
    , m_theme(theme)
    , m_keymap(new Keymap(*services.settings, this))
    , m_appearance(new Appearance(*services.settings, theme, this)) // before the first widget is measured
{
    setObjectName(u"howdah"_s);
    installWindowAccessibility();
    resize(firstSize);
    buildFrame();
    buildActions();
    buildThemeCommands();
    connect(m_services.connection, &ConnectionController::stateChanged, this, [this] { followConnection(); });
    connect(m_services.connection, &ConnectionController::stateChanged, this, [this] { askWhatIsMissing(); });
    connect(
        m_services.connection, &ConnectionController::goingFailed, this,
        [this](const Destination &destination, Environment environment, const Error &error) {
            if (error.kind != ErrorKind::Cancelled && !(m_connectDialog && m_connectDialog->isAtWork()))
                connectDialog().showRefused(destination, environment, error);
        });
    connect(m_services.connection, &ConnectionController::progressChanged, this, [this] { followConnection(); });
    connect(m_services.connection, &ConnectionController::catalogChanged, this, &MainWindow::followCatalog);
    connect(m_services.tasks, &TaskList::longTaskFinished, this, [this] {
        if (!isActiveWindow())
            QApplication::alert(this);
    });
    followConnection();
}

MainWindow::~MainWindow() = default;

void MainWindow::buildFrame()
{
    m_frame = new EnvironmentFrame;
    auto *grid = new QGridLayout(m_frame);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(0);
    m_rail = new Rail;
    m_top = new TopBar(*m_services.connection, *m_services.tasks);
    m_guard = new GuardBar(*m_services.connection);
    m_stack = new QStackedWidget;
    m_state = new StateStack(m_stack);
    m_state->setMinimumSize(
        smallestPage); // rather than whatever a page asks for: a long name must not widen the window
    m_status = new StatusStrip(*m_services.connection, *m_services.tasks);
    grid->addWidget(m_guard, 0, 0, 1, 2);
    m_offers = new OfferBar(Tone::Pending, tr("Show them"));
    m_losses = new OfferBar(Tone::Failed, tr("Show the log"));
    m_offers->setObjectName(u"offers"_s);
    m_losses->setObjectName(u"auditLosses"_s);
    auto *unread = new OfferBar(Tone::Edited, tr("Show the settings"), m_frame);
    unread->setObjectName(u"settingsProblems"_s);
    // Once each time that it becomes another: somebody may have put it off.
    auto showUnread = [this, unread, said = QString()]() mutable {
        const QString words = (m_services.settings->problems() + m_keymap->problems()).join(u'\n');
        if (std::exchange(said, words) != words)
            unread->offer(u"settings"_s, words);
    };
    showUnread();
    connect(m_keymap, &Keymap::changed, unread, showUnread);
    connect(unread, &OfferBar::wanted, this, qOverload<const QString &>(&MainWindow::showPage));
    auto *bars = new QVBoxLayout;
    bars->addWidget(unread);
    bars->addWidget(m_offers);
    bars->addWidget(m_losses);
    grid->addWidget(m_rail, 1, 0, 4, 1);
    grid->addWidget(m_top, 1, 1);
    grid->addWidget(new ConnectionBar(*m_services.connection), 2, 1);
    grid->addLayout(bars, 3, 1);
    grid->addWidget(m_state, 4, 1);
    grid->addWidget(m_status, 5, 0, 1, 2);
    grid->setRowStretch(4, 1);
    grid->setColumnStretch(1, 1);
    setCentralWidget(m_frame);
    m_palette = new CommandPalette(m_frame);
    connect(m_palette, &CommandPalette::chosen, this, &MainWindow::run);
    connect(m_rail, &Rail::chosen, this, qOverload<int>(&MainWindow::showPage));
    connect(m_top, &TopBar::searchWanted, this, [this] { openPalette(); });
    connect(m_top, &TopBar::dialogWanted, this, [this] { openConnectDialog(); });
    connect(m_top, &TopBar::profileWanted, this, &MainWindow::connectTo);
    for (const OfferBar *bar : {m_offers, m_losses})
        connect(bar, &OfferBar::wanted, this, qOverload<const QString &>(&MainWindow::showPage));
}

void MainWindow::addPage(Page *page)
{
    addPage(page->face(), [page] { return page; });
    made(m_places.back());
}

void MainWindow::addPage(const PageFace &face, MakePage make)
{
    const int index = int(m_places.size());
    m_places.push_back({face, std::move(make)});
    // Where other programs have theirs.
    const bool isSettings = face.key == "settings"_L1;
    const QKeySequence keys = isSettings ? QKeySequence(Qt::CTRL | Qt::Key_Comma)
                            : index < 9  ? QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + index))
                                         : QKeySequence();
    m_rail->addPage(face.iconName, face.title, {});
    const QAction *opening =
        command(tr("Go to %1").arg(face.title), face.iconName, keys, [this, index] { showPage(index); });
    const auto nameKeys = [this, opening, index] {
        m_rail->setShortcut(index, opening->shortcut().toString(QKeySequence::NativeText));
    };
    connect(opening, &QAction::changed, m_rail, nameKeys);
    nameKeys();
}

Page *MainWindow::made(Place &place)
{
    if (place.page)
        return place.page;
    Page *page = place.page = place.make();
    m_stack->addWidget(page);
    followPage(page);
    page->restoreState(m_services.settings->pageState(page->key()));
    return page;
}

void MainWindow::followPage(Page *page)
{
    m_keymap->addTwins(page->key(), page->face().title, page->paletteActions());
    connect(page, &Page::placeWanted, this, [this](const QString &key, const QString &subject) {
        showPage(key);
        if (Page *wanted = this->page(key))
            wanted->openPlace(subject);
    });
    connect(page, &Page::windowWanted, this, &MainWindow::windowWanted);
    connect(
        page, &Page::rowsWanted, this,
        [this, page](const QString &schema, const QString &name, const QString &condition) {
            if (Page *browse = this->page(u"browse"_s)) {
                showPage(browse->key());
                browse->openRows(schema, name, condition);
                if (this->page(page->key()) == page)
                    browse->openedFrom(page->face());
            }
        });
}

void MainWindow::makePages()
{
    if (isWhole()) {
        showRemembered();
        Q_EMIT pagesMade();
        followConnection();
        return;
    }
    made(*std::ranges::find(m_places, nullptr, &Place::page));
    QTimer::singleShot(0, this, &MainWindow::makePages);
}

void MainWindow::restore()
{
    const QByteArray geometry = m_services.settings->value(settings::windowGeometry);
    if (!geometry.isEmpty())
        restoreGeometry(geometry);
    const QString last = m_services.settings->value(settings::currentPage);
    auto place = std::ranges::find(m_places, last, [](const Place &one) { return one.face.key; });
    if (place == m_places.end())
        place = m_places.begin();
    if (place == m_places.end())
        return;
    m_remembered = place->face.key;
    m_rail->setCurrent(int(place - m_places.begin()));
    if (isWhole())
        showRemembered();
    followConnection();
}

bool MainWindow::isWhole() const { return std::ranges::find(m_places, nullptr, &Place::page) == m_places.end(); }

// Unless another one was chosen meanwhile.
void MainWindow::showRemembered()
{
    if (m_remembered.isEmpty())
        return;
    showPage(m_remembered);
    if (Page *page = currentPage())
        page->setFocus(); // rather than the first button of the top bar
}

void MainWindow::saveState()
{
    m_services.settings->set(settings::windowGeometry, saveGeometry());
    for (const Place &place : m_places) {
        if (place.page)
            m_services.settings->setPageState(place.face.key, place.page->saveState());
    }
    if (const Page *page = currentPage(); page && page != m_welcome && m_remembered.isEmpty())
        m_services.settings->set(settings::currentPage, page->key());
    m_services.settings->sync();
}

Page *MainWindow::currentPage() const { return qobject_cast<Page *>(m_stack->currentWidget()); }

Page *MainWindow::page(const QString &key)
{
    const auto place = std::ranges::find(m_places, key, [](const Place &one) { return one.face.key; });
    return place == m_places.end() ? nullptr : made(*place);
}

QStringList MainWindow::pageKeys() const
{
    QStringList keys;
    for (const Place &place : m_places)
        keys << place.face.key;
    return keys;
}

void MainWindow::showPage(int index)
{
    if (index < 0 || size_t(index) >= m_places.size())
        return;
    m_remembered.clear();
    Page *page = made(m_places[size_t(index)]);
    m_stack->setCurrentWidget(page);
    m_rail->setCurrent(index);
    page->activate();
    updateTitle();
    m_isWelcome = false;
    showConnection(); // not every page needs one
}

void MainWindow::showWelcome()
{
    if (!m_welcome) {
        m_welcome = new WelcomePage(*m_services.connection);
        m_stack->addWidget(m_welcome);
        followPage(m_welcome);
        connect(m_welcome, &WelcomePage::connectWanted, this, [this] { openConnectDialog(); });
        connect(m_welcome, &WelcomePage::importWanted, this, [this] {
            openConnectDialog();
            m_connectDialog->openImport();
        });
        connect(m_welcome, &WelcomePage::demoWanted, this, &MainWindow::demoWanted);
    }
    m_remembered.clear();
    m_isWelcome = true;
    m_stack->setCurrentWidget(m_welcome);
    m_rail->setCurrent(-1);
    followConnection();
    m_welcome->activate();
}

void MainWindow::followDemo()
{
    const ConnectionController &connection = *m_services.connection;
    const QString &database = connection.facts().database;
    const bool isDemo = connection.isConnected() && connection.destination().isPrivateServer()
                     && m_services.settings->value(settings::demoLoaded) && operations::isDemoDatabase(database);
    m_status->setDemo(isDemo);
    if (m_welcome)
        m_welcome->setDemo(isDemo);
}

void MainWindow::showPage(const QString &key)
{
    for (size_t i = 0; i < m_places.size(); ++i) {
        if (m_places[i].face.key == key)
            showPage(int(i));
    }
}

void MainWindow::updateTitle()
{
    const ConnectionController &connection = *m_services.connection;
    // Until the page that was left is shown, it is the first one, which nobody has asked for.
    const Page *page = m_remembered.isEmpty() ? currentPage() : nullptr;
    QString title = u"Howdah"_s;
    if (page && connection.destination().isNowhere()) // nobody has had a chance to connect
        title = tr("%1 – Howdah").arg(page->face().title);
    else if (page)
        title = tr("%1 – %2 – Howdah")
                    .arg(
                        page->face().title, connection.state() == ConnectionController::State::Disconnected
                                                ? tr("Not connected")
                                                : connection.label());
    // The name of a database may hold anything; "[*]" would be a sign to Qt.
    setWindowTitle(title.replace(u"[*]"_s, u"[*][*]"_s));
}

// One that was closed is still there until the event loop takes it away; one that connects need not be open.
ConnectDialog &MainWindow::connectDialog()
{
    if (!m_connectDialog || (!m_connectDialog->isVisible() && !m_connectDialog->isAtWork())) {
        if (m_connectDialog)
            m_connectDialog->deleteLater();
        m_connectDialog = new ConnectDialog(*m_services.connection, this);
        connect(m_connectDialog, &QDialog::finished, m_connectDialog, &QObject::deleteLater);
    }
    return *m_connectDialog;
}

void MainWindow::openConnectDialog() { connectDialog().open(); }

void MainWindow::connectTo(const connection::Profile &profile) { connectDialog().connectTo(profile); }

// Of a connection that was begun without the dialog: a URI at the start, one of before, another attempt.
void MainWindow::askWhatIsMissing()
{
    const ConnectionController &connection = *m_services.connection;
    if (connection.state() != ConnectionController::State::Failed || (m_connectDialog && m_connectDialog->isAtWork()))
        return;
    if (connection::secretWanted(connection.error(), connection.destination().target))
        connectDialog().showRefused(connection.destination(), connection.guard().environment(), connection.error());
}

void MainWindow::offer(const QString &page, const QString &words) { m_offers->offer(page, words); }

void MainWindow::openHelp()
{
    if (!m_help) {
        m_help = new HelpViewer(this);
        m_help->setAttribute(Qt::WA_DeleteOnClose);
    }
    m_help->showTopic(currentPage() ? currentPage()->key() : QString());
    m_help->show();
    m_help->raise();
    m_help->activateWindow();
}

void MainWindow::reportAuditProblem(const Error &error) { m_status->setAuditProblem(error); }

void MainWindow::reportAuditLoss(const Error &error)
{
    m_losses->offer(u"audit"_s, error.message + u'\n' + error.hint);
}

void MainWindow::followConnection()
{
    const ConnectionController &connection = *m_services.connection;
    const bool there = connection.state() != ConnectionController::State::Disconnected;
    std::optional<Tone> frame;
    if (there && connection.guard().environment() != Environment::Development)
        frame = environmentTone(connection.guard().environment());
    m_frame->setTone(frame);
    const auto &profile = connection.destination().profile;
    m_frame->setOwnColour(there && profile ? ownColour(*profile) : QColor());
    followDemo();
    updateTitle();
    showConnection();
}

// What the connection is in the way of.
void MainWindow::showConnection()
{
    const ConnectionController &connection = *m_services.connection;
    const auto again = [this] { m_services.connection->reconnect(); };
    if (m_isWelcome && connection.state() != ConnectionController::State::Failed)
        return m_state->showContent(); // which says itself how it stands
    if (const Page *page = currentPage(); page && !m_isWelcome && m_remembered.isEmpty() && !page->needsConnection())
        return m_state->showContent();
    switch (connection.state()) {
    case ConnectionController::State::Disconnected:
        if (m_places.empty() || !isWhole())
            break; // nobody has had a chance to connect
        m_state->showEmpty(
            {u"network-disconnect"_s,
             tr("Not connected"),
             tr("Connect to a database, or use the private server, which is Howdah's own on this machine."),
             {m_connectAction, m_privateAction, m_welcomeAction}});
        break;
    case ConnectionController::State::Connecting:
        m_state->showLoading(connection.progressText(), [this] { m_services.connection->cancel(); });
        break;
    case ConnectionController::State::Connected:
    case ConnectionController::State::Lost: // which the bar above tells
        m_state->showContent();
        break;
    case ConnectionController::State::Failed:
        m_state->showFailed(
            connection.error(), again, connection.destination().isPrivateServer() ? nullptr : m_editAction);
        break;
    }
}

void MainWindow::followCatalog(const std::shared_ptr<const catalog::Catalog> &catalog)
{
    m_objects.drop();
    if (!catalog) {
        m_palette->setObjects(std::make_shared<const std::vector<PaletteEntry>>());
        return;
    }
    // Some ten thousand strings are put together: not here.
    m_objects.ask(
        this, QtConcurrent::run([catalog] { return objectEntries(*catalog); }),
        [this](const PaletteEntries &entries) { m_palette->setObjects(entries); });
}

void MainWindow::cancelWork()
{
    if (m_services.connection->state() == ConnectionController::State::Connecting)
        m_services.connection->cancel();
    else if (Page *page = currentPage())
        page->cancelWork();
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    // Not a shortcut: that would take Esc from fields and lists that have a use of their own for it.
    if (event->key() == Qt::Key_Escape && event->modifiers() == Qt::NoModifier) {
        cancelWork();
        event->accept();
        return;
    }
    QMainWindow::keyPressEvent(event);
}

bool MainWindow::event(QEvent *event)
{
    const bool done = QMainWindow::event(event);
    if (event->type() == QEvent::Paint && !m_painted) {
        m_painted = true;
        // After this event, when the frame has been handed to the window system.
        QMetaObject::invokeMethod(this, &MainWindow::firstPainted, Qt::QueuedConnection);
    }
    return done;
}

QStringList MainWindow::unsavedWork() const
{
    QStringList lines;
    for (const Place &place : m_places) {
        if (place.page)
            lines << place.page->unsavedWork();
    }
    return lines;
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (const QStringList unsaved = unsavedWork(); !unsaved.isEmpty() && !m_isSureToClose && m_services.prompter) {
        event->ignore();
        return askToClose(unsaved);
    }
    saveState();
    m_services.tasks->cancelAll();
    QMainWindow::closeEvent(event);
    Q_EMIT closed();
}

void MainWindow::askToClose(const QStringList &unsaved)
{
    if (std::exchange(m_isAskingToClose, true))
        return;
    activateWindow();
    m_services.prompter->confirm(this, closeQuestion(unsaved), [this](bool accepted) {
        m_isAskingToClose = false;
        if (accepted)
            QMetaObject::invokeMethod(this, &MainWindow::closeUnasked, Qt::QueuedConnection); // not within a closing
        else
            Q_EMIT stayed();
    });
}

void MainWindow::closeUnasked()
{
    m_isSureToClose = true;
    close();
}

} // namespace howdah::ui
