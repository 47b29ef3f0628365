// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the window, and the palette that lists them beside those of its pages.
#include "shell/mainwindow.h"

#include "common/icons.h"
#include "common/keymap.h"
#include "common/settings.h"
#include "connect/connectioncontroller.h"
#include "connect/dialog/connectdialog.h"
#include "connect/guardbar.h"
#include "shell/appearance.h"
#include "shell/databaseswitcher.h"
#include "shell/palette/commandpalette.h"
#include "shell/rail.h"
#include "shell/tenantswitcher.h"
#include "shell/topbar.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::ui {

QAction *MainWindow::command(
    const QString &text, const QString &iconName, const QKeySequence &keys, const std::function<void()> &run)
{
    auto *action = new QAction(icon(iconName), text, this);
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, run);
    addAction(action);
    m_commands << action;
    m_keymap->add(Keymap::Window, tr("Window"), {action});
    return action;
}

void MainWindow::buildActions()
{
    const QAction *search =
        command(tr("Search or run a command"), u"edit-find"_s, Qt::CTRL | Qt::Key_K, [this] { openPalette(); });
    const auto nameSearch = [this, search] {
        m_top->setSearchKeys(search->shortcut().toString(QKeySequence::NativeText));
    };
    connect(search, &QAction::changed, m_top, nameSearch);
    nameSearch();
    command(tr("Go to a table or view"), u"go-jump"_s, Qt::CTRL | Qt::Key_P, [this] { openPalette(true); });
    command(tr("Refresh"), u"view-refresh"_s, Qt::Key_F5, [this] {
        m_services.connection->refreshCatalog();
        if (Page *page = currentPage())
            page->refresh();
    });
    command(tr("Find on this page"), u"edit-find"_s, Qt::CTRL | Qt::Key_F, [this] {
        if (Page *page = currentPage())
            page->focusSearch();
    });
    m_connectAction = command(tr("Connect to…"), u"network-connect"_s, {}, [this] { openConnectDialog(); });
    m_editAction = command(tr("Edit connection…"), u"document-edit"_s, {}, [this] {
        const ConnectionController &connection = *m_services.connection;
        ConnectDialog &dialog = connectDialog();
        if (!dialog.isVisible())
            dialog.showDestination(connection.destination(), connection.guard().environment());
        dialog.open();
    });
    m_privateAction = command(
        tr("Use the private server"), u"server-database"_s, {}, [this] { m_services.connection->goToPrivateServer(); });
    m_welcomeAction = command(tr("Welcome"), u"go-home"_s, {}, [this] { showWelcome(); });
    command(tr("Change the database…"), u"server-database"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_K, [this] {
        m_top->databases()->showMenu();
    });
    command(tr("Choose the tenant…"), u"system-users"_s, {}, [this] { m_top->tenant()->choose(); });
    command(tr("Reconnect"), u"view-refresh"_s, {}, [this] { m_services.connection->reconnect(); });
    const QList<QAction *> guarding{
        m_guard->unlockAction(), m_guard->lockAction(), m_guard->allowAction(), m_guard->roleAction()};
    m_commands << guarding;
    m_keymap->add(Keymap::Window, tr("Window"), guarding);
    connect(m_guard, &GuardBar::otherRoleWanted, this, [this] {
        openConnectDialog();
        m_connectDialog->askForRole();
    });
    command(tr("Disconnect"), u"network-disconnect"_s, {}, [this] { m_services.connection->disconnectFromServer(); });
    QAction *help = command(tr("Help for this page"), u"help-contents"_s, Qt::Key_F1, [this] { openHelp(); });
    help->setIconText(tr("Help"));
    m_rail->addAction(u"help-contents"_s, help);
    command(
        tr("New window"), u"window-new"_s, Qt::CTRL | Qt::SHIFT | Qt::Key_N, [this] { Q_EMIT windowWanted({}, {}); });
    command(tr("Quit"), u"application-exit"_s, Qt::CTRL | Qt::Key_Q, [this] { Q_EMIT quitWanted(); });
}

void MainWindow::buildThemeCommands()
{
    const auto choose = [this](ThemeChoice choice, const QString &word) {
        m_theme.setChoice(choice);
        m_services.settings->set(settings::theme, word);
    };
    command(tr("Theme: light"), u"weather-clear"_s, {}, [choose] { choose(ThemeChoice::Light, u"light"_s); });
    command(tr("Theme: dark"), u"weather-clear-night"_s, {}, [choose] { choose(ThemeChoice::Dark, u"dark"_s); });
    command(tr("Theme: system"), u"contrast"_s, {}, [choose] { choose(ThemeChoice::System, u"system"_s); });
    const auto space = [this](bool compact) { m_services.settings->set(settings::compactRows, compact); };
    command(tr("Rows: comfortable"), u"view-list-details"_s, {}, [space] { space(false); });
    command(tr("Rows: compact"), u"view-list-text"_s, {}, [space] { space(true); });
    command(tr("Zoom in"), u"zoom-in"_s, Qt::CTRL | Qt::Key_Plus, [this] { m_appearance->zoomBy(1); });
    command(tr("Zoom out"), u"zoom-out"_s, Qt::CTRL | Qt::Key_Minus, [this] { m_appearance->zoomBy(-1); });
    command(tr("Reset zoom"), u"zoom-original"_s, Qt::CTRL | Qt::Key_0, [this] { m_appearance->resetZoom(); });
}

std::vector<PaletteEntry> MainWindow::commands() const
{
    std::vector<PaletteEntry> entries;
    const auto add = [&entries](QAction *action, const QString &detail) {
        QString title = action->text();
        static const QRegularExpression mark(u"&(.?)"_s); // of a key; && is an ampersand
        title.replace(mark, u"\\1"_s);
        entries.push_back(
            {title,
             detail,
             action->icon().name(),
             action->shortcut().toString(QKeySequence::NativeText),
             action,
             {},
             {}});
    };
    if (const Page *page = currentPage()) {
        for (QAction *action : page->paletteActions())
            add(action, page->face().title);
    }
    for (QAction *action : m_commands)
        add(action, {});
    return entries;
}

void MainWindow::openPalette(bool objectsOnly, const QString &typed)
{
    m_palette->setCommands(commands());
    m_palette->open(objectsOnly ? CommandPalette::Mode::Objects : CommandPalette::Mode::Everything, typed);
}

void MainWindow::run(const PaletteEntry &entry)
{
    if (entry.action) {
        entry.action->trigger();
        return;
    }
    if (Page *browse = page(u"browse"_s)) {
        showPage(browse->key());
        browse->openObject(entry.schema, entry.name);
    }
}

} // namespace howdah::ui
