// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "common/theme.h"
#include "connection/session/sessionjobs.h"
#include "operations/define/definitions.h"

#include <QHash>
#include <QPointer>

#include <optional>

class QAction;
class QDialog;

namespace howdah::ui {

// Functions, views and triggers as texts: opened from the database, and run again after their difference was seen.
// One for a page; `page` is whose dialogs they are. UI thread.
class Definitions final : public QObject
{
    Q_OBJECT
public:
    Definitions(const PageServices &services, QWidget *page);
    ~Definitions() override;

    // "Open definition...": for the palette and the menu.
    [[nodiscard]] QAction *openAction() const { return m_open; }
    // What Page::openPlace() is given; false: it is not for here.
    bool openPlace(const QString &place);
    void open(const operations::DefinitionName &name);

    // Before this text (a statement, or all of a tab) is run: where it makes or replaces a definition that is there,
    // the difference is shown. `opened`: what textWanted() came with, where the tab is of such; `schema`: the first of
    // the tab's search path. runWanted() comes once that is agreed to, or soon where there is nothing to see; where it
    // is declined, or something else is reviewed meanwhile, nothing comes.
    void review(
        const QByteArray &text, const std::optional<operations::Definition> &opened = {},
        const QString &schema = QStringLiteral("public"));
    // Whether a text may make one, by its words: whether review() has anything to do.
    [[nodiscard]] static bool concerns(const QByteArray &text) { return operations::makesDefinition(text); }
    // It was run, and the server has taken it: what is in the database now is ours.
    void ran(const QByteArray &text);

Q_SIGNALS:
    // In a new tab of this title. The definition is handed back to review() for what the tab runs.
    void textWanted(const QString &title, const QByteArray &text, const howdah::operations::Definition &definition);
    // As the tab would run it, by its session.
    void runWanted(const QByteArray &text);
    // A sentence for the page: why nothing was opened, what happened meanwhile.
    void reported(howdah::ui::Tone tone, const QString &text);

private:
    void pick();
    void show(const QByteArray &text, const operations::DefinitionChange &change);
    void showOpened(const operations::Definition &definition);
    [[nodiscard]] std::shared_ptr<connection::Session> session(const QString &purpose);

    PageServices m_services;
    QWidget *m_page;
    QAction *m_open;
    QPointer<QDialog> m_dialog;
    QString m_schema;
    // As they were after our own runs, by their places; nothing: ours, but not read yet.
    QHash<QString, std::optional<operations::Definition>> m_own;
    Latest m_opening;
    Latest m_reviewing;
    connection::SessionJobs m_jobs; // ends first
};

} // namespace howdah::ui
