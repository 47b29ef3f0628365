// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transfer/transferrun.h"

#include "data/transfer/importpreview.h"

namespace howdah::ui {

// What the import dialog has done on other threads, and what is said of it.

[[nodiscard]] Result<data::ImportPreview>
lookAt(const QString &path, const data::ImportDialect &dialect, const data::EditTarget &target);

// Rejected rows go to a file of their own, unless its name is "".
[[nodiscard]] Result<TransferOutcome> importFile(
    connection::Session &session, data::ImportRequest request, const QString &path, const QString &rejectPath,
    const TransferRun::Tell &tell, const std::stop_token &stop);

// For a sentence that goes on.
[[nodiscard]] QString sequenceWords(const data::SequenceBehind &sequence);

} // namespace howdah::ui
