// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "connect/tenantchoice.h"

namespace howdah::ui {

// Before another tenant is chosen while something is not saved: it was made of the rows of the one that is chosen, and
// is saved for that one, discarded, or the tenant stays. UI thread.
class TenantQuestion final : public DialogFrame
{
    Q_OBJECT
public:
    // What the tenant is called ("Organization"), its name, "" where none is chosen, and a line for each thing.
    TenantQuestion(const QString &title, const QString &tenant, const QStringList &lines, QWidget *parent);

Q_SIGNALS:
    void answered(howdah::ui::TenantChoice::Unsaved how); // once
};

} // namespace howdah::ui
