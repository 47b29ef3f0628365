// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/transfer/importpreview.h"
#include "operations/filedecision.h"

namespace howdah::operations {

// Reads the beginning of a file, to show what an import would make of it. Blocks on the disk.
[[nodiscard]] Result<data::ImportPreview>
previewImport(const QString &path, const data::ImportDialect &dialect, const data::EditTarget &target);

struct RowImport
{
    data::ImportRequest request;
    QString rejects; // the file that rejected rows go to; "" for none
};

// Imports the rows of a device. Rejected rows have their file before the others are committed, and not at all when they
// are taken back after all: of one that was there `decision` is asked. Blocks.
[[nodiscard]] Result<data::ImportReport> importRows(
    connection::Session &session, RowImport import, QIODevice &from, FileDecision &decision,
    const std::function<void(data::BulkProgress)> &progress = {}, std::stop_token stop = {});
// The same of a file.
[[nodiscard]] Result<data::ImportReport> importFile(
    connection::Session &session, RowImport import, const QString &path, FileDecision &decision,
    const std::function<void(data::BulkProgress)> &progress = {}, std::stop_token stop = {});

} // namespace howdah::operations
