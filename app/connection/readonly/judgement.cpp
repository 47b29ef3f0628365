// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/readonly/judgement.h"

#include "connection/tr.h"

namespace howdah::connection {

Error readOnlyRefusal(const QString &what)
{
    return makeError(
        ErrorKind::Permission, tr("%1 is refused: this session is read-only").arg(what),
        tr("Unlock writing for a while, then run it again."));
}

} // namespace howdah::connection
