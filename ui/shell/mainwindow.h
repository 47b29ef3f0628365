// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "common/statestack.h"
#include "common/theme.h"
#include "shell/palette/palettemodel.h"

#include <QMainWindow>

class QStackedWidget;

namespace howdah::catalog {
struct Catalog;
}

namespace howdah::connection {
struct Profile;
}

namespace howdah::ui {

class Appearance;
class CommandPalette;
class ConnectDialog;
class EnvironmentFrame;
class GuardBar;
class HelpViewer;
class Keymap;
class OfferBar;
class Rail;
class StatusStrip;
class TopBar;
class WelcomePage;

// The frame of everything: rail, top bar, the current page, status. Knows the pages only as Page. UI thread.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    MainWindow(const PageServices &services, Theme &theme, QWidget *parent = nullptr);
    ~MainWindow() override;

    // In the order of the rail; the window owns them. Call restore() after the last one.
    void addPage(Page *page);
    // The same for one that is made when it is first shown or asked for, or by makePages().
    using MakePage = std::function<Page *()>;
    void addPage(const PageFace &face, MakePage make);
    // The window as it was left. Its page is shown when all are made.
    void restore();
    // One page in each turn of the event loop, then pagesMade(). The first frame waits for none of them.
    void makePages();

    [[nodiscard]] Page *currentPage() const;
    [[nodiscard]] Page *page(const QString &key);
    [[nodiscard]] QStringList pageKeys() const; // in the order of the rail
    void showPage(int index);
    void showPage(const QString &key);
    void openPalette(bool objectsOnly = false, const QString &typed = {});
    void openConnectDialog();
    // Connects to it; the dialog opens only where something has to be typed or said.
    void connectTo(const connection::Profile &profile);
    // Said above all pages, until it is shown or put off; "" takes it back.
    void offer(const QString &page, const QString &words);
    // What is changed from now on may not be noted.
    void reportAuditProblem(const Error &error);
    // What the log lacks, above the pages until somebody has taken note.
    void reportAuditLoss(const Error &error);
    void openHelp();
    // In the place of a page, until another one is chosen.
    void showWelcome();
    // Whether what is connected to is Howdah's demo has changed.
    void followDemo();
    // The window as it is, for the next start, and for one that is opened beside it.
    void saveState();
    // What is not saved on its pages, a line for each thing.
    [[nodiscard]] QStringList unsavedWork() const;
    // The end of the desktop's session: nobody is there to answer.
    void closeUnasked();

    // Of its own commands and those of its pages.
    [[nodiscard]] Keymap *keymap() const { return m_keymap; }
    [[nodiscard]] CommandPalette *palettePopup() const { return m_palette; }
    [[nodiscard]] StateStack *connectionState() const { return m_state; }

Q_SIGNALS:
    // The first time that something of it is on the screen.
    void firstPainted();
    void pagesMade();
    // The private server is wanted, with the demo in it.
    void demoWanted();
    // Another window on this connection; with this relation, unless its name is empty.
    void windowWanted(const QString &schema, const QString &name);
    void quitWanted(); // of all windows
    void closed();
    void stayed(); // it was asked before closing, and the answer was no

protected:
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Place
    {
        PageFace face;
        MakePage make;
        Page *page = nullptr;
    };
    Page *made(Place &place);
    void followPage(Page *page);
    void showRemembered();
    [[nodiscard]] bool isWhole() const; // all pages are made
    void buildFrame();
    void buildActions();
    QAction *
    command(const QString &text, const QString &iconName, const QKeySequence &keys, const std::function<void()> &run);
    void buildThemeCommands();
    ConnectDialog &connectDialog();
    void followConnection();
    void showConnection();
    void askWhatIsMissing();
    void followCatalog(const std::shared_ptr<const catalog::Catalog> &catalog);
    void updateTitle();
    void run(const PaletteEntry &entry);
    void cancelWork();
    [[nodiscard]] std::vector<PaletteEntry> commands() const;
    void askToClose(const QStringList &unsaved);

    PageServices m_services;
    Theme &m_theme;
    Keymap *m_keymap;
    Appearance *m_appearance;
    std::vector<Place> m_places;
    QString m_remembered; // the key of the page that was left, until it is shown
    QList<QAction *> m_commands;
    EnvironmentFrame *m_frame = nullptr;
    Rail *m_rail = nullptr;
    TopBar *m_top = nullptr;
    GuardBar *m_guard = nullptr;
    OfferBar *m_offers = nullptr;
    OfferBar *m_losses = nullptr;
    StateStack *m_state = nullptr;
    QStackedWidget *m_stack = nullptr;
    StatusStrip *m_status = nullptr;
    CommandPalette *m_palette = nullptr;
    QAction *m_connectAction = nullptr;
    QAction *m_editAction = nullptr;
    QAction *m_privateAction = nullptr;
    QAction *m_welcomeAction = nullptr;
    WelcomePage *m_welcome = nullptr; // made when it is first wanted
    QPointer<HelpViewer> m_help;
    QPointer<ConnectDialog> m_connectDialog;
    Latest m_objects;         // of the catalog
    bool m_isWelcome = false; // it is in sight
    bool m_painted = false;
    bool m_isAskingToClose = false;
    bool m_isSureToClose = false;
};

} // namespace howdah::ui
