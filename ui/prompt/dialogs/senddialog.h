// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "operations/promptrun.h"

namespace howdah::ui {

// Before a guarded text leaves for another server: what goes where, with the name of the endpoint to be typed. UI
// thread.
class SendDialog final : public DialogFrame
{
    Q_OBJECT
public:
    explicit SendDialog(const operations::PromptRunPlan &plan, QWidget *parent);
};

} // namespace howdah::ui
