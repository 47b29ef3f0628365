// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/source/migration.h"

namespace howdah::migration {

// Our own layout: pairs of files <version>-<name>.up.sql and .down.sql. Adds to the migrations and problems of
// `source`.
void parseNativeLayout(const Files &files, const QSet<QString> &unread, Source &source);

} // namespace howdah::migration
