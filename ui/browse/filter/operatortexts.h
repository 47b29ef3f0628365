// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/filter.h"

namespace howdah::ui {

// The words of an operator, as "starts with".
[[nodiscard]] QString operatorText(data::FilterOperator op);
// What stands in an empty field for the value: the type, or how a list or a path is written.
[[nodiscard]] QString valueExample(data::FilterOperator op, const QString &type);
// What may be typed there, to choose from; not all of it.
[[nodiscard]] QStringList valueWords(data::FilterOperator op);

} // namespace howdah::ui
