// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/page.h"
#include "query/history/historykeeper.h"

#include <QWidget>

namespace howdah::ui {

// What was run, found again: search, filters, the text of an entry, and what may be done with it. UI thread; the keeper
// outlives it.
class HistoryPanel final : public QWidget
{
    Q_OBJECT
public:
    HistoryPanel(query::HistoryKeeper *history, const PageServices &services, QWidget *parent = nullptr);

    // An entry was added.
    void refresh() {}
    void focusSearch() {}
    // "user@host:port/name" of the tab in front, for "this database".
    void setDatabase(const QString &database) { Q_UNUSED(database) }

Q_SIGNALS:
    // At the cursor of the tab in front.
    void insertWanted(const QString &text);
    // In a new tab, with its parameters; run at once where that is wanted.
    void openWanted(const howdah::query::HistoryEntry &entry, bool run);
};

} // namespace howdah::ui
