// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/rehearse/rehearsal.h"

namespace howdah::operations {

struct FolderRehearsal
{
    QString folder;
    std::optional<connection::ConnInfo> target; // whose copy is used; nothing: an empty database
    QString to;                                 // a version, as people name it; empty: all
    int sampleRows = 0;
    std::shared_ptr<connection::SessionContext> context = {}; // of all sessions, those on the scratch server, too
};

// Reads a folder and rehearses what is in it (migration::rehearse). ErrorKind::Usage where there is nothing to
// rehearse, or no such version. Blocks.
[[nodiscard]] Result<migration::Rehearsal> rehearseFolder(
    const FolderRehearsal &folder, migration::RehearsalObserver *observer = nullptr, const std::stop_token &stop = {});

} // namespace howdah::operations
