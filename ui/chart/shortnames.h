// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFontMetricsF>
#include <QStringList>

namespace howdah::ui {

// Names that are shown together, each within `width`: cut at the right as long as they stay apart, else in the middle,
// else at the left, as "summarise report 1.9.0" and "summarise report 1.10.0" differ at the end. On one line each.
[[nodiscard]] QStringList shortNames(const QStringList &names, const QFontMetricsF &metrics, double width);

} // namespace howdah::ui
