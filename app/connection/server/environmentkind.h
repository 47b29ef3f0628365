// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace howdah::connection {

// How careful to be with a server.
enum class Environment { Development, Staging, Production };

[[nodiscard]] QString environmentKey(Environment environment);  // "staging", for files and settings
[[nodiscard]] QString environmentName(Environment environment); // for people
// Development for what is no key.
[[nodiscard]] Environment environmentFromKey(QStringView key);
// Nothing for what is no key.
[[nodiscard]] std::optional<Environment> readEnvironment(QStringView key);

} // namespace howdah::connection
