// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::entity {

// How a reference is written where its label is known. Pure.

// The first eight characters of a UUID, by which people tell two of them apart; other values as they are when they are
// short, else their beginning and an ellipsis.
[[nodiscard]] QString shortId(QStringView value);
// "Ada Lovelace  ·  3f2a91c0"; only the value where there is no label.
[[nodiscard]] QString referenceText(const QString &label, QStringView value);

} // namespace howdah::entity
