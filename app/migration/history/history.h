// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/plaintables.h"
#include "connection/session/session.h"
#include "migration/history/dialect.h"

namespace howdah::migration {

// What readHistory asks first, for who can ask it early. Does not block.
[[nodiscard]] QFuture<Result<connection::PipelineAnswer>> askPresence(
    connection::Session &session, const Dialect &dialect, connection::TableUse use = connection::TableUse::Write);
// These block until the server has answered: never on the UI thread.
[[nodiscard]] Result<History> readHistory(connection::Session &session, const Dialect &dialect);
[[nodiscard]] Result<History> readHistory(
    connection::Session &session, const Dialect &dialect, QFuture<Result<connection::PipelineAnswer>> presence,
    connection::TableUse use = connection::TableUse::Write);
// Fills Record::upText and downText of these versions.
[[nodiscard]] Result<void>
readTexts(connection::Session &session, const Dialect &dialect, History &history, const std::vector<Version> &versions);

} // namespace howdah::migration
