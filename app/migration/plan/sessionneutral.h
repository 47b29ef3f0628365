// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace howdah::migration {

struct Step;

// Whether a statement certainly leaves its session as it was: no setting, role, temporary table or prepared statement
// is different behind it. Only plain definitions of tables, indexes and enums, comments and DROP are recognised, by
// their words; whatever may call a function of somebody's (data, ALTER, CREATE TABLE ... AS) or is not known is not
// quiet. Event triggers may run anything behind a definition: whoever asks has to know that there are none.
[[nodiscard]] bool isSessionNeutral(QByteArrayView statement);
// All of its statements are. Of long files it is not asked: they are not.
[[nodiscard]] bool isSessionNeutral(const Step &step);

} // namespace howdah::migration
