// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringView>

namespace howdah::query::complete {

// How well a name fits what has been typed of it; any case. More is better, 0 is not at all. Whoever begins with it
// comes first, then whose words do (od for order_date and orderDate), then who has its letters in this order.
[[nodiscard]] double match(QStringView typed, QStringView name);

// The first letters of the words of a name, in lower case: ct of company_type and companyType.
[[nodiscard]] QString initials(QStringView name);

inline constexpr double MatchesPrefix = 3000;
inline constexpr double MatchesWords = 2000;
inline constexpr double MatchesLetters = 1000;

} // namespace howdah::query::complete
