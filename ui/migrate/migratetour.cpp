// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What the tour shows of the page of migrations.
#include "migrate/migratepage.h"

namespace howdah::ui {
std::vector<TourStep> MigratePage::tourSteps() { return {}; }
} // namespace howdah::ui
