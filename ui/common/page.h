// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QKeySequence>
#include <QWidget>

#include <functional>
#include <vector>

class QAction;

namespace howdah::ui {

class ConnectionController;
class Prompter;
class Settings;
class TaskList;

// What a page is built with; all outlive it.
struct PageServices
{
    ConnectionController *connection = nullptr;
    Settings *settings = nullptr;
    TaskList *tasks = nullptr;
    Prompter *prompter = nullptr;
};

// What the shell shows of a page before it is made.
struct PageFace
{
    QString key; // the stable key of its settings and its help (resources/help/<key>.md): "browse"
    QString title;
    QString iconName;
};

// One of the places of the left rail. Lives on the UI thread and never blocks it. The shell calls these; a page knows
// nothing of the shell.
class Page : public QWidget
{
    Q_OBJECT
public:
    explicit Page(PageFace face, QWidget *parent = nullptr)
        : QWidget(parent)
        , m_face(std::move(face))
    {
    }

    [[nodiscard]] const PageFace &face() const { return m_face; }
    [[nodiscard]] const QString &key() const { return m_face.key; }

    // The one primary action, shown at the top right of the page by the page itself; nullptr without one.
    [[nodiscard]] virtual QAction *primaryAction() const { return nullptr; }
    // Everything this page can do, for the command palette; texts and shortcuts as the actions have them. Not owned.
    [[nodiscard]] virtual QList<QAction *> paletteActions() const { return {}; }

    // Whether it has nothing to show without a connection; the shell then says so in its place.
    [[nodiscard]] virtual bool needsConnection() const { return true; }

    virtual void activate() {}    // it has become the visible page
    virtual void refresh() {}     // F5
    virtual void cancelWork() {}  // Esc
    virtual void focusSearch() {} // Ctrl+F
    // Ctrl+P: show this object. Only the page that browses does something here.
    virtual void openObject(const QString &schema, const QString &name)
    {
        Q_UNUSED(schema)
        Q_UNUSED(name)
    }

    // The rows of this object that fulfil the condition (SQL as after WHERE). As above.
    virtual void openRows(const QString &schema, const QString &name, const QString &condition)
    {
        Q_UNUSED(condition)
        openObject(schema, name);
    }
    // What is shown now was asked for by this page: where there is a way back, it leads there. After the two above.
    virtual void openedFrom(const PageFace &page) { Q_UNUSED(page) }
    // What another page names with placeWanted(): a pack to the page of migrations, a row to that of the audit log.
    virtual void openPlace(const QString &subject) { Q_UNUSED(subject) }

    // What is not saved, a line for each thing: "public.agents: 3 edited rows". Asked before the window closes.
    [[nodiscard]] virtual QStringList unsavedWork() const { return {}; }

    // Panes, columns, open objects: what the operator left. Called by the shell at start and at close.
    [[nodiscard]] virtual QJsonObject saveState() const { return {}; }
    virtual void restoreState(const QJsonObject &state) { Q_UNUSED(state) }

Q_SIGNALS:
    // Another page is to come to the front: by its key, with what it is to show ("migrations", "pack:deepref").
    void placeWanted(const QString &page, const QString &subject);
    // The page that browses is to show these rows.
    void rowsWanted(const QString &schema, const QString &name, const QString &condition);
    // Another window on the same connection, with this relation.
    void windowWanted(const QString &schema, const QString &name);

private:
    const PageFace m_face;
};

} // namespace howdah::ui
