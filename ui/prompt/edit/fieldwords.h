// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::ui {

// "System prompt" for systemPrompt.
[[nodiscard]] QString fieldWord(const QString &field);

} // namespace howdah::ui
