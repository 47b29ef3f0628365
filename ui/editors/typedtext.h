// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/edittarget.h"

namespace howdah::ui {

// Of longer texts only the beginning is judged. One line is not where long documents are edited.
inline constexpr qsizetype longestJudged = 100'000;
// Why no server would take the text for the column, in a sentence; "" when one might. Numbers with their limits, uuids,
// booleans, labels and JSON are judged; nothing is converted.
[[nodiscard]] QString textProblem(const data::EditColumn &column, const data::CellValue &value);

// The place of a date as PostgreSQL writes it (2024-02-29) in a text, length 0 when it holds none, or one that a
// calendar does not show (BC, years of more than four digits).
struct DatePlace
{
    qsizetype from = 0;
    qsizetype length = 0;
};
[[nodiscard]] DatePlace dateIn(QStringView text);
// The text with that date; everything else of it, time of day, microseconds and zone, stays as it is.
[[nodiscard]] QString withDate(const QString &text, const QString &isoDate, bool wantsTime);

} // namespace howdah::ui
