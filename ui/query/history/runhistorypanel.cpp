// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/history/runhistorypanel.h"

namespace howdah::ui {

class RunHistoryPanel::Parts
{
};

RunHistoryPanel::RunHistoryPanel(query::HistoryKeeper *, const PageServices &, QWidget *parent, const QString &)
    : QWidget(parent)
{
}

RunHistoryPanel::~RunHistoryPanel() = default;
void RunHistoryPanel::refresh() {}
void RunHistoryPanel::focusSearch() {}
void RunHistoryPanel::setDatabase(const QString &) {}

} // namespace howdah::ui
