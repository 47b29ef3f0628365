// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "common/theme.h"
#include "connection/session/sessionjobs.h"
#include "operations/define/definitions.h"

#include <QPointer>

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

    // Before this statement of a tab is run: where it makes or replaces a definition that is there, the difference is
    // shown. `opened`: what textWanted() came with, where the tab is of such. runWanted() comes once that is agreed to,
    // or at once where there is nothing to see; nothing comes where it is declined.
    void review(const QByteArray &statement, const std::optional<operations::Definition> &opened);
    // Whether a statement may be one of them, by its first words: whether review() has anything to do.
    [[nodiscard]] static bool concerns(const QByteArray &statement);

Q_SIGNALS:
    // In a new tab of this title. The definition is handed back to review() for what the tab runs.
    void textWanted(const QString &title, const QByteArray &text, const howdah::operations::Definition &definition);
    // As the tab would run it, by its session.
    void runWanted(const QByteArray &statement);
    // A sentence for the page: why nothing was opened, what happened meanwhile.
    void reported(howdah::ui::Tone tone, const QString &text);

private:
    void pick();
    void show(const QByteArray &statement, const operations::DefinitionChange &change);

    PageServices m_services;
    QWidget *m_page;
    QAction *m_open;
    QPointer<QDialog> m_dialog;
    Latest m_asking;
    connection::SessionJobs m_jobs; // ends first
};

} // namespace howdah::ui
