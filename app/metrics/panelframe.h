// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"

namespace howdah::metrics {

// Before each statement of a dashboard: a function behind a view may have set another path in the one before, and its
// operators have no schemas.
[[nodiscard]] connection::Statement pathOf(const QString &path);

// Answers of the statements, in a transaction that can only read, ends after a time, and answers times in a form that
// is known. Blocks.
[[nodiscard]] Result<std::vector<connection::Answer>> readFramed(
    connection::Session &session, std::vector<connection::Statement> statements, int timeoutMs, const QByteArray &zone);

} // namespace howdah::metrics
