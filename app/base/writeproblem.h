// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

class QIODevice;

namespace howdah {

// Why something could not be written there, in the system's words; to be asked at once, and before the file is closed.
// Where a disk takes a part of what it is given, Qt has no words for it: they are found out then.
[[nodiscard]] QString whyNotWritten(const QIODevice &device);

} // namespace howdah
