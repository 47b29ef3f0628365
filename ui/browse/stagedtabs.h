// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/tenantchoice.h"

#include <QObject>

namespace howdah::ui {

class TableTab;
class TableTabs;

// What is staged in the tabs that are open, as one: saved or discarded before another tenant's rows are shown in them.
// UI thread; never blocks.
class StagedTabs final : public QObject
{
    Q_OBJECT
public:
    explicit StagedTabs(TableTabs *tabs);

    [[nodiscard]] StagedWork work();

private:
    using Ended = StagedWork::Ended;
    [[nodiscard]] TableTab *next() const; // nullptr: nothing is staged
    void save(const Ended &ended);
    void discard(const Ended &ended);
    void forget();

    TableTabs *m_tabs;
};

} // namespace howdah::ui
