// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/libpqkeywords.h"

#include <libpq-fe.h>

#include <memory>

namespace howdah::connection {

static QMap<QString, LibpqKeyword> readKeywords()
{
    QMap<QString, LibpqKeyword> keywords;
    // Parsing nothing lists them.
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
        PQconninfoParse("", nullptr), &PQconninfoFree);
    for (const PQconninfoOption *option = options.get(); option && option->keyword; ++option)
        keywords.insert(
            QString::fromUtf8(option->keyword), {QString::fromUtf8(option->compiled), option->envvar != nullptr});
    return keywords;
}

const QMap<QString, LibpqKeyword> &libpqKeywords()
{
    static const QMap<QString, LibpqKeyword> known = readKeywords();
    return known;
}

bool isDefault(const QString &keyword, const QString &value)
{
    const auto known = libpqKeywords().constFind(keyword);
    return known != libpqKeywords().constEnd() && known->defaultValue == value;
}

} // namespace howdah::connection
