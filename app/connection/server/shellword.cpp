// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/shellword.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace howdah::connection {

QString shellWord(const QString &text)
{
    static const QRegularExpression plain(uR"(\A[A-Za-z0-9_@%+=:,./-]+\z)"_s);
    if (plain.match(text).hasMatch())
        return text;
    return u'\'' + QString(text).replace(u'\'', uR"('\'')"_s) + u'\'';
}

} // namespace howdah::connection
