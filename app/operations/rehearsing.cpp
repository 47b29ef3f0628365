// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/rehearsing.h"

#include "base/propagate.h"
#include "migration/history/versionlookup.h"
#include "operations/tr.h"

namespace howdah::operations {

using namespace migration;

Result<Rehearsal>
rehearseFolder(const FolderRehearsal &folder, RehearsalObserver *observer, const std::stop_token &stop)
{
    RehearsalRequest request;
    ASSIGN_OR_RETURN(request.source, readSource(folder.folder));
    request.target = folder.target;
    request.sampleRows = folder.sampleRows;
    request.context = folder.context;
    if (request.source.migrations.empty())
        return fail(noMigrations(request.source));
    if (!folder.to.isEmpty()) {
        ASSIGN_OR_RETURN(const Version to, findVersion(request.source, {}, folder.to));
        if (!request.source.find(to))
            return fail(ErrorKind::Usage, tr("There is no migration %1").arg(folder.to));
        request.to = to;
    }
    return rehearse(request, observer, stop);
}

} // namespace howdah::operations
