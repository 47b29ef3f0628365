// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QStringList>

namespace howdah::data {

// What the operators and the SQL of filters share.

namespace typeoid {
inline constexpr quint32 cidr = 650;
inline constexpr quint32 inet = 869;
inline constexpr quint32 tsvector = 3614;
} // namespace typeoid

// Of the ranges and multiranges of PostgreSQL itself; "" for anything else.
[[nodiscard]] QString rangeElementType(quint32 typeOid);

[[nodiscard]] QByteArray arrayText(const QStringList &values);

} // namespace howdah::data
