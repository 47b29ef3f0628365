// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "metrics/panelquery.h"

namespace howdah::ui {

// The SQL that a panel asks, readable and to be copied. Goes when it is closed.
class PanelSqlDialog final : public DialogFrame
{
    Q_OBJECT
public:
    explicit PanelSqlDialog(const metrics::PanelRequest &request, QWidget *parent = nullptr);
};

} // namespace howdah::ui
