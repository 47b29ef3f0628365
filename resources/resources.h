// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

namespace howdah {

// The text of a file of resources/ that is compiled in, by its path there: "catalog/relations.sql". Asking for one that
// does not exist is a bug and ends the program.
[[nodiscard]] QString resourceText(const QString &name);

// The paths of all texts below a folder of resources/ ("demo/uaip"), sorted; empty when there is none.
[[nodiscard]] QStringList resourceNames(const QString &folder);

} // namespace howdah
