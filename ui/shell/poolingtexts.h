// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/settings/pooling.h"

#include <optional>

namespace howdah::ui {

// What a proxy between here and the server does with its sessions, for the bar at the bottom; all empty without one.
struct PoolingWords
{
    QString text;         // "proxy pools transactions"
    QString details;      // what does not work there; plain text
    bool limited = false; // something does not
};

// Nothing: there is a proxy, and how it pools is not known yet.
[[nodiscard]] PoolingWords poolingWords(std::optional<connection::Pooling> pooling);

} // namespace howdah::ui
