// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/settings.h"
#include "data/page/pagequery.h"

namespace howdah::ui {

// How much of a relation is read at a time, as the operator has chosen.
inline data::PageLimits pageLimits(const Settings &settings)
{
    data::PageLimits limits;
    limits.pageRows = settings.value(settings::pageRows);
    limits.previewBytesPerRow = settings.value(settings::rowPreviewBytes);
    return limits;
}

inline bool isPageLimit(const QString &name)
{
    return name == settings::pageRows.name || name == settings::rowPreviewBytes.name;
}

} // namespace howdah::ui
