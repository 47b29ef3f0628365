// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace howdah::cli {

// The difference of two texts by lines, as patch reads it; empty where there is none.
[[nodiscard]] QByteArray unifiedDiff(const QByteArray &before, const QByteArray &after, const QString &name);

} // namespace howdah::cli
