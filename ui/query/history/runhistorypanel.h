// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "query/history/historykeeper.h"

#include <QWidget>

#include <memory>

namespace howdah::ui {

// What was run, found again: search, filters, the text of an entry, and what may be done with it. UI thread; the keeper
// outlives it.
class RunHistoryPanel final : public QWidget
{
    Q_OBJECT
public:
    // `file`: of the keeper, for setting a damaged one aside.
    RunHistoryPanel(
        query::HistoryKeeper *history, const PageServices &services, QWidget *parent = nullptr,
        const QString &file = query::HistoryStore::usualPath());
    ~RunHistoryPanel() override;

    // An entry was added.
    void refresh();
    void focusSearch();
    // "user@host:port/name" of the tab in front, for "this database".
    void setDatabase(const QString &database);

Q_SIGNALS:
    // At the cursor of the tab in front.
    void insertWanted(const QString &text);
    // In a new tab, with its parameters; run at once where that is wanted.
    void openWanted(const howdah::query::HistoryEntry &entry, bool run);
    // In the tab in front, whatever its database is, with its parameters.
    void runHereWanted(const howdah::query::HistoryEntry &entry);
    // Nothing is kept from now on, or again.
    void privateChanged(bool isPrivate);

private:
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

} // namespace howdah::ui
