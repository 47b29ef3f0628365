// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::ui {

// For setToolTip() and Qt::ToolTipRole, which guess whether a text is HTML: what a server, a file or a person has
// written is shown as it is, its lines as lines. Empty stays empty. `text` is plain.
[[nodiscard]] QString plainToolTip(const QString &text);
// The text of such a tip again, for what reads it aloud.
[[nodiscard]] QString wordsOfTip(const QString &tip);

} // namespace howdah::ui
