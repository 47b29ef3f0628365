// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/filter.h"

#include <QJsonObject>

namespace howdah::data {

// Filters and sorts as they are kept between runs.

[[nodiscard]] QJsonObject filterToJson(const FilterSet &set);
// Nothing when any part of it is not understood: a filter without that part would find other rows.
[[nodiscard]] std::optional<FilterSet> filterFromJson(const QJsonObject &json);

} // namespace howdah::data
