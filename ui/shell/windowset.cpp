// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/windowset.h"

#include "browse/opentabs.h"
#include "shell/windowpages.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr QPoint Beside{32, 32};

OpenWindow::OpenWindow(Settings &settings, Theme &theme, Prompter &prompter)
    : connection(&settings, &tasks)
    , services{&connection, &settings, &tasks, &prompter}
    , window(services, theme)
{
}

WindowSet::WindowSet(Settings &settings, Theme &theme, Prompter &prompter, Equip equip, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_theme(theme)
    , m_prompter(prompter)
    , m_equip(std::move(equip))
    , m_memory(std::make_shared<BrowseMemory>())
{
}

WindowSet::~WindowSet() = default;

OpenWindow &WindowSet::make()
{
    OpenWindow &made = *m_windows.emplace_back(std::make_unique<OpenWindow>(m_settings, m_theme, m_prompter));
    addPages(made.window, made.services, m_memory);
    if (m_equip)
        made.equipment = m_equip(made);
    connect(&made.window, &MainWindow::windowWanted, this, [this, &made](const QString &schema, const QString &name) {
        openBeside(made, schema, name);
    });
    connect(&made.window, &MainWindow::quitWanted, this, &WindowSet::quit);
    connect(&made.window, &MainWindow::stayed, this, [this] { m_isQuitting = false; });
    // What is being closed is still within its event.
    connect(&made.window, &MainWindow::closed, this, [this, gone = &made] { forget(gone); }, Qt::QueuedConnection);
    return made;
}

OpenWindow &WindowSet::openBeside(OpenWindow &from, const QString &schema, const QString &name)
{
    from.window.saveState();
    OpenWindow &made = make();
    made.window.move(from.window.pos() + Beside);
    connect(&made.window, &MainWindow::firstPainted, &made.window, &MainWindow::makePages);
    const ConnectionController &there = from.connection;
    const bool isOpen = there.state() != ConnectionController::State::Disconnected;
    connect(
        &made.window, &MainWindow::pagesMade, &made.window,
        [&made, schema, name, isOpen, destination = there.destination(), environment = there.guard().environment()] {
            if (isOpen)
                made.connection.connectTo(destination, environment);
            if (Page *browse = name.isEmpty() ? nullptr : made.window.page(u"browse"_s)) {
                made.window.showPage(browse->key());
                browse->openObject(schema, name);
            }
        });
    made.window.show();
    made.window.activateWindow();
    return made;
}

void WindowSet::quit()
{
    m_isQuitting = true;
    closeNext();
}

// The first one last: the next start finds the window as that was left.
void WindowSet::closeNext()
{
    if (!m_windows.empty())
        m_windows.back()->window.close();
}

void WindowSet::closeUnasked()
{
    for (auto it = m_windows.rbegin(); it != m_windows.rend(); ++it)
        (*it)->window.closeUnasked();
}

// The last one stays until the program ends with it.
void WindowSet::forget(const OpenWindow *window)
{
    const auto gone = std::ranges::find(m_windows, window, &std::unique_ptr<OpenWindow>::get);
    if (gone == m_windows.end() || m_windows.size() == 1)
        return;
    (*gone)->connection.disconnectFromServer();
    m_windows.erase(gone);
    if (m_isQuitting)
        closeNext();
}

} // namespace howdah::ui
