// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "query/script/parameters.h"

#include <QStringList>

namespace howdah::cli {

// What is to be run: the command, else the file; "-" is standard input. Blocks.
[[nodiscard]] Result<QByteArray> readScript(const QString &path, const QString &command);
// From name=value, and the names of those that are NULL. ErrorKind::Usage.
[[nodiscard]] Result<query::ParameterValues> parameterValues(const QStringList &given, const QStringList &nulls);

} // namespace howdah::cli
