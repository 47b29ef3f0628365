// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::ui {

// What one does not see as a sign that one sees: control characters as their pictures; what turns a text around as
// U+FFFD.
[[nodiscard]] QChar visibleCharacter(QChar c);

// For the texts of actions, buttons and tabs, where Qt takes & for a mark of a key, and in menus a tab for the
// beginning of a shortcut: what a server, a file or a person has written stands there as it is, on one line. Signs that
// one does not see are shown, or, where they would turn the text around, replaced. `text` is plain; `most` characters
// of it.
[[nodiscard]] QString plainCaption(const QString &text, qsizetype most = 80);
// The words of a caption again, without the marks of its key: for what reads it aloud.
[[nodiscard]] QString wordsOfCaption(const QString &caption);

} // namespace howdah::ui
