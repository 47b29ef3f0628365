// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/script/parameters.h"

#include <QStringList>

namespace howdah::query {

// The words of a psql command as psql reads them: 'in quotes' with C's escapes, "in quotes" as they are, variables by
// their values. ErrorKind::Usage for `a program` and a quote that is not closed.
[[nodiscard]] Result<QStringList> metaWords(QByteArrayView text, const ParameterValues &values);

} // namespace howdah::query
