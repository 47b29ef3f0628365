// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QStringView>

#include <optional>

namespace howdah::ui {

struct FuzzyMatch
{
    int score = 0;        // higher is better
    QList<int> positions; // of the matched characters in the text, ascending
    bool operator==(const FuzzyMatch &) const = default;
};

// Whether all characters of the pattern occur in the text in order, whatever their case, and how well: beginnings of
// words and runs of neighbours count most, short texts break ties. Spaces in the pattern separate, and match nothing.
// An empty pattern matches all with a score of 0.
[[nodiscard]] std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace howdah::ui
