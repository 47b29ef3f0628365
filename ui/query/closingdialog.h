// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"

#include <functional>

namespace howdah::ui {

// Before a tab goes with something in it: two ways to end that, and the safe one, which keeps the tab. UI thread.
class ClosingDialog final : public DialogFrame
{
    Q_OBJECT
public:
    struct Words
    {
        QString title;
        QString text;
        QString keep;    // the safe one
        QString discard; // loses it; by name "discard"
        QString accept;  // "": there is no third way
    };
    ClosingDialog(const Words &words, QWidget *parent);

Q_SIGNALS:
    void discarded();
};

} // namespace howdah::ui
