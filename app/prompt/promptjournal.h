// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>

namespace howdah::prompt {

// What was done with secret texts on this machine: a line of JSON for each export of readable texts, activation and
// change of keys. Never a text, a value or a key.
[[nodiscard]] QString promptJournalFile();
// Appends the entry with the time and the user of the system; the file is readable by its owner only.
Result<void> appendToJournal(const QString &file, QJsonObject entry);

} // namespace howdah::prompt
