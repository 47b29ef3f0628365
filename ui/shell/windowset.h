// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "connect/connectioncontroller.h"
#include "shell/mainwindow.h"

#include <memory>

namespace howdah::ui {

struct BrowseMemory;

// One window, and what ends with it: its connection and what runs on it.
struct OpenWindow
{
    OpenWindow(Settings &settings, Theme &theme, Prompter &prompter);

    std::shared_ptr<void> equipment; // ends last: what the pages call off is noted, too
    TaskList tasks;
    ConnectionController connection;
    const PageServices services;
    MainWindow window;
};

// The windows of the program. Each has pages, a connection and tasks of its own; settings, theme and what is remembered
// of tables are those of all. The first is as it was left, and what it is to connect to is the program's to say;
// another one opens on the connection of the window that it is opened from. Quitting closes one after the other, and
// ends where one of them stays. UI thread.
class WindowSet final : public QObject
{
    Q_OBJECT
public:
    // What the program adds to each before it connects: who notes its statements.
    using Equip = std::function<std::shared_ptr<void>(OpenWindow &window)>;

    WindowSet(Settings &settings, Theme &theme, Prompter &prompter, Equip equip = {}, QObject *parent = nullptr);
    ~WindowSet() override;

    // Not shown yet, with faces of pages alone.
    OpenWindow &make();
    // Shown, on the same connection; with this relation in its first tab unless its name is empty.
    OpenWindow &openBeside(OpenWindow &from, const QString &schema = {}, const QString &name = {});
    [[nodiscard]] const std::vector<std::unique_ptr<OpenWindow>> &windows() const { return m_windows; }

    // Each asks about what is not saved in it.
    void quit();
    // Nobody is there to answer: what is staged stays in its journals.
    void closeUnasked();

private:
    void closeNext();
    void forget(const OpenWindow *window);

    Settings &m_settings;
    Theme &m_theme;
    Prompter &m_prompter;
    const Equip m_equip;
    const std::shared_ptr<BrowseMemory> m_memory;
    std::vector<std::unique_ptr<OpenWindow>> m_windows; // in the order in which they were opened
    bool m_isQuitting = false;
};

} // namespace howdah::ui
