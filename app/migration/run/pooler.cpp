// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/pooler.h"

#include "migration/source/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::migration {

Error poolingError()
{
    return makeError(
        ErrorKind::Conflict,
        tr("This connection goes through a proxy with transaction pooling (such as PgBouncer with pool_mode = "
           "transaction), where the lock of a run and its settings would be lost between two statements"),
        tr("Nothing was run. Connect to the server directly, or to a port of the proxy with session pooling (pool_mode "
           "= session)."));
}

} // namespace howdah::migration
