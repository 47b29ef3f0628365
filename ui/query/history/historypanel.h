// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/history/runhistorypanel.h"

namespace howdah::ui {

// The page of prompts has a class of the plain name.
using HistoryPanel = RunHistoryPanel;

} // namespace howdah::ui
