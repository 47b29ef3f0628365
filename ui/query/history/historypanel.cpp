// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/history/historypanel.h"

namespace howdah::ui {

HistoryPanel::HistoryPanel(query::HistoryKeeper *history, const PageServices &services, QWidget *parent)
    : QWidget(parent)
{
    Q_UNUSED(history)
    Q_UNUSED(services)
}

} // namespace howdah::ui
