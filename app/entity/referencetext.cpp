// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/referencetext.h"

#include <QUuid>

using namespace Qt::StringLiterals;

namespace howdah::entity {

constexpr qsizetype ShortEnough = 12;
constexpr qsizetype Beginning = 8;

QString shortId(QStringView value)
{
    constexpr qsizetype uuidLength = 36;
    if (value.size() == uuidLength && !QUuid::fromString(value).isNull())
        return value.first(Beginning).toString();
    return value.size() <= ShortEnough ? value.toString() : value.first(Beginning).toString() + u'…';
}

QString referenceText(const QString &label, QStringView value)
{
    return label.isEmpty() ? value.toString() : label + u"  ·  "_s + shortId(value);
}

} // namespace howdah::entity
