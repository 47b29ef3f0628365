// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/dialect.h"
#include "migration/source/migration.h"

#include <memory>

namespace howdah::migration {

// The dialect that a pack names, with what the pack says about it.
[[nodiscard]] Result<std::unique_ptr<Dialect>> makeDialect(const Pack &pack);
[[nodiscard]] Result<std::unique_ptr<Dialect>> makeDialect(const QString &name);

} // namespace howdah::migration
