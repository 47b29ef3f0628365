// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/palette/palettemodel.h"

namespace howdah::catalog {
struct Catalog;
}

namespace howdah::ui {

// What Ctrl+P finds: tables, views and the like, those of extensions and partitions last. Any thread.
[[nodiscard]] PaletteEntries objectEntries(const catalog::Catalog &catalog);

} // namespace howdah::ui
