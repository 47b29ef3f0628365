// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace howdah::entity {

// As YAML takes any text of one line.
[[nodiscard]] QString yamlQuoted(const QString &text);
[[nodiscard]] QString yamlList(const QStringList &texts);

} // namespace howdah::entity
