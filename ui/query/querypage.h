// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/connectedpage.h"

namespace howdah::ui {

// SQL that a person writes, in tabs. UI thread.
class QueryPage final : public Page
{
    Q_OBJECT
public:
    explicit QueryPage(const PageServices &services, QWidget *parent = nullptr);
    [[nodiscard]] static PageFace ownFace();
};

} // namespace howdah::ui
