// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/foundprofile.h"

#include "connection/profile/profilefields.h"

namespace howdah::connection {

Result<void> agreeTo(FoundProfile &found, const QStringList &keys)
{
    for (auto one = found.leftOut.begin(); one != found.leftOut.end();) {
        if (!keys.contains(one->key)) {
            ++one;
            continue;
        }
        if (auto set = setField(found.profile, one->key, one->value); !set)
            return set;
        one = found.leftOut.erase(one);
    }
    return {};
}

} // namespace howdah::connection
