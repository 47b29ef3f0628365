// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/corefiles.h"

#include <QtGlobal>

#include <sys/resource.h>

namespace howdah {

void refuseCoreFiles()
{
    if (qEnvironmentVariableIntValue("HOWDAH_CORE_FILES") == 1)
        return;
    // A limit of 0 forbids files only: Linux still pipes a core to a program that collects them (core_pattern with |).
    // Of 1 it makes neither, since no core is as small. The flag against dumps (PR_SET_DUMPABLE) would do the same, and
    // shut out the desktop's portals, which look a program up before they answer it. The hard limit stays: a server
    // that is started from here may have its own way.
    rlimit limit{};
    if (getrlimit(RLIMIT_CORE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max == 0 ? 0 : 1;
    (void)setrlimit(RLIMIT_CORE, &limit);
}

} // namespace howdah
