// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

namespace howdah::ui {

// A character that looks like another one, or like nothing: what word processors and web pages leave in copied text.
struct OddCharacter
{
    qsizetype offset = 0;
    qsizetype length = 1; // two for those beyond the basic plane
    QString name;         // "zero-width space"
    QString plain;        // what may stand in its place; "" takes it away
    bool operator==(const OddCharacter &) const = default;
};

// Typographic quotation marks, apostrophes and dots, blanks that do not break, and what cannot be seen. Joiners between
// letters that need them (emoji, Arabic, Indic scripts) are no odd ones.
[[nodiscard]] std::vector<OddCharacter> oddCharacters(QStringView text);
[[nodiscard]] QString withoutOddCharacters(const QString &text);
// "2 typographic quotation marks, 1 zero-width space"; "" for none.
[[nodiscard]] QString oddSummary(const std::vector<OddCharacter> &found);

} // namespace howdah::ui
