// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace howdah::connection {

// Of PostgreSQL's extensions: it evaluates SQL that comes as a string, or reaches files or other servers. By its name
// without a schema, in lower case.
[[nodiscard]] bool isOutsideFunction(QByteArrayView function);

// A function that changes something, reaches outside or evaluates a string, whatever transaction calls it; by its name
// without a schema, in lower case.
[[nodiscard]] bool changesByItself(QByteArrayView function);

} // namespace howdah::connection
