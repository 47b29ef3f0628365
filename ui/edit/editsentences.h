// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QStringList>

#include <optional>

namespace howdah::ui {

struct RestoreOffer;
struct SaveNote;

// "3 edited, 2 new".
[[nodiscard]] QString countsText(qsizetype edited, qsizetype added, qsizetype deleted);
// "Saved 3 edited, 2 new at 14:03:02".
[[nodiscard]] QString saveSentence(const SaveNote &note);
// Of a save whose end was not heard.
[[nodiscard]] QString unknownSentence(const std::optional<Error> &why);
// What was found in a journal: how much, from when, what became of a save, who was changed meanwhile.
[[nodiscard]] QString offerSentence(const RestoreOffer &offer, size_t offers);
// The first of what did not fit a changed relation, and how many more there are.
[[nodiscard]] QString lostSentence(const QStringList &lost);

} // namespace howdah::ui
