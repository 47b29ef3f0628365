// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/step.h"

namespace howdah::migration {

QString Step::sql(const PlannedStatement &statement) const
{
    return QString::fromUtf8(QByteArrayView(text).sliced(statement.offset, statement.size));
}

} // namespace howdah::migration
