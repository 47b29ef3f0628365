// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QMimeData;

namespace howdah::ui {

// A copied text that is as secret as what it was taken from: managers of clipboard histories that know the sign leave
// it out. The clipboard takes it.
[[nodiscard]] QMimeData *secretMimeData(const QString &text);

} // namespace howdah::ui
