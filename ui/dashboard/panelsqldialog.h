// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/panelquery.h"

#include <QDialog>

namespace howdah::ui {

// The SQL that a panel asks, readable and to be copied. Goes when it is closed.
class PanelSqlDialog final : public QDialog
{
    Q_OBJECT
public:
    explicit PanelSqlDialog(const metrics::PanelRequest &request, QWidget *parent = nullptr);
};

} // namespace howdah::ui
