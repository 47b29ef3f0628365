// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/resultarea.h"

namespace howdah::ui {

ResultArea::ResultArea(const PageServices &services, QWidget *parent)
    : QWidget(parent)
{
    Q_UNUSED(services)
}

void ResultArea::beginRun(const query::Script &script) { Q_UNUSED(script) }

} // namespace howdah::ui
