// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "shell/mainwindow.h"
#include "shell/tour.h"

#include <QAbstractButton>
#include <QSet>
#include <QTemporaryDir>

#include <memory>

namespace howdah::tour {

// What is waited for, and what an operator does then. An act without a deed is waited for only.
struct Act
{
    std::function<bool()> when;
    std::function<void()> deed = {};
};

// The window as the scenes play on it: finds what can be seen, presses it, and is somebody else in the same database.
// What a scene does not find is named on stderr and makes the tour fail. UI thread.
class Stage final
{
public:
    Stage(ui::MainWindow &window, const ui::PageServices &services);

    [[nodiscard]] ui::MainWindow &window() const { return m_window; }
    [[nodiscard]] ui::ConnectionController &connection() const { return *m_services.connection; }
    [[nodiscard]] ui::Page *page(const QString &key) const { return m_window.page(key); }
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    [[nodiscard]] bool isCalm() const { return ui::isCalm(m_window, m_services); }
    [[nodiscard]] bool isConnectedTo(const QString &database) const;
    [[nodiscard]] QDir folder() const { return QDir(m_folder.path()); } // for files that scenes need

    // A step that begins on this page, without what the one before has opened; "" stays where it is.
    [[nodiscard]] ui::TourStep scene(const QString &page, const QString &name, std::vector<Act> acts) const;

    // The first of the kind, by its object name unless that is empty, that can be seen; nullptr where none can.
    template <typename Kind>
    [[nodiscard]] Kind *seen(const QString &name = {}) const
    {
        for (Kind *one : m_window.findChildren<Kind *>(name)) {
            if (one->isVisible())
                return one;
        }
        return nullptr;
    }
    // The button with this object name or text.
    [[nodiscard]] bool canPress(const QString &nameOrText) const { return button(nameOrText) != nullptr; }
    void press(const QString &nameOrText);
    // A command of the page, as the palette lists it.
    void run(const QString &page, const QString &text);
    void run(QAction &action);
    void closePopups();
    // Of the window, until the next scene.
    void zoom(int percent);
    // Misses each page that no scene begins on, and each that has no help. When all scenes are made.
    void checkPages();
    void miss(const QString &what);

    // Somebody else, in another session: statements that stay as they are, and a transaction that stays open until
    // release().
    void elsewhere(const QString &database, const QStringList &statements);
    void hold(const QString &database, const QStringList &statements);
    void release() { m_holder.reset(); }

private:
    [[nodiscard]] QAbstractButton *button(const QString &nameOrText) const;
    std::unique_ptr<connection::Session> runIn(const QString &database, const QStringList &statements);

    ui::MainWindow &m_window;
    ui::PageServices m_services;
    QTemporaryDir m_folder;
    std::unique_ptr<connection::Session> m_holder;
    QSet<QString> m_pages; // on which a scene begins
    bool m_isComplete = true;
};

using Scenes = std::vector<ui::TourStep>;
[[nodiscard]] Scenes browseScenes(Stage &stage);
[[nodiscard]] Scenes migrationScenes(Stage &stage);
[[nodiscard]] Scenes promptScenes(Stage &stage);
[[nodiscard]] Scenes dashboardScenes(Stage &stage);
[[nodiscard]] Scenes queryScenes(Stage &stage);
[[nodiscard]] Scenes otherPageScenes(Stage &stage);
[[nodiscard]] Scenes windowScenes(Stage &stage); // the last one leaves the connection

} // namespace howdah::tour
