// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace howdah::connection {

// A setting that may be changed while only reading is allowed. `value` is nullptr where it is not known, or is reset.
[[nodiscard]] bool isHarmlessSetting(const QByteArray &name, const QByteArray *value);

} // namespace howdah::connection
