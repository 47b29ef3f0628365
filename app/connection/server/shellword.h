// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::connection {

// As one word of a command that somebody is told to type: a name that came with a profile of others is no command, and
// no second one. An option it could still be; "--" before it says that it is none. Pure.
[[nodiscard]] QString shellWord(const QString &text);

} // namespace howdah::connection
