// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/history.h"

namespace howdah::migration {

// A run notes its steps in the audit log as they are committed, but waits for the disk once, in its end. Where the
// server has crashed before that, the history does not hold what the log says. That is looked for whenever a history
// was read: it is noted in the log, once, and told. `target` is how the log names the database. One sentence for each
// step that is taken back. Quick where no run was cut off. Blocks.
[[nodiscard]] Result<QStringList>
correctLog(const QString &logFolder, const QString &target, const Dialect &dialect, const History &history);

} // namespace howdah::migration
