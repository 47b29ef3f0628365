// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/plan.h"
#include "migration/run/schemadump.h"

namespace howdah::operations {

// Writes a file whole, or leaves the one that is there; answers its name.
[[nodiscard]] Result<QString> writeReport(const QString &file, const QByteArray &bytes);
// The schema of a database as SQL, the same bytes for the same schema; answers the name of the file. Blocks.
[[nodiscard]] Result<QString> saveSchema(
    const connection::ConnInfo &target, const QString &file, const migration::DumpOptions &options = {},
    const std::stop_token &stop = {});
// Puts the parts of a migration in the place of its file, none of which may exist but the file itself. Answers one of
// them.
[[nodiscard]] Result<QString>
splitFile(const QString &folder, const QString &file, const std::vector<migration::SplitPart> &parts);

} // namespace howdah::operations
