// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/keytext.h"

#include <QUuid>

namespace howdah::entity {

bool isKeyText(const catalog::Column &column, const QString &text)
{
    constexpr catalog::Oid bigint = 20;
    constexpr catalog::Oid smallint = 21;
    constexpr catalog::Oid integer = 23;
    constexpr catalog::Oid uuid = 2950;
    constexpr qsizetype uuidLength = 36;
    bool isNumber = false;
    const qint64 number = text.toLongLong(&isNumber);
    switch (column.typeOid) {
    case uuid:
        return text.size() == uuidLength && !QUuid::fromString(text).isNull();
    case smallint:
        return isNumber && number == qint16(number);
    case integer:
        return isNumber && number == qint32(number);
    case bigint:
        return isNumber;
    default:
        break;
    }
    return column.typeCategory == 'S' && !text.isEmpty() && !text.contains(QChar(u'\0'));
}

} // namespace howdah::entity
