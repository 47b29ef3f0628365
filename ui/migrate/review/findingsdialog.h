// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "migrate/list/findingsview.h"

namespace howdah::ui {

// What the checks found in the files of a folder. Closes when one of them is to be looked at or rewritten.
class FindingsDialog final : public DialogFrame
{
    Q_OBJECT
public:
    explicit FindingsDialog(const std::vector<migration::Finding> &findings, QWidget *parent = nullptr);

Q_SIGNALS:
    void placeRequested(const howdah::migration::Finding &finding);
    void rewriteRequested(const howdah::migration::Finding &finding);
};

} // namespace howdah::ui
