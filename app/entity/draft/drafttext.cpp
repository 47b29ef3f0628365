// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/draft/drafttext.h"

using namespace Qt::StringLiterals;

namespace howdah::entity {

QString yamlQuoted(const QString &text)
{
    QString inner = text;
    return u'\'' + inner.replace(u'\'', u"''"_s).replace(u'\n', u' ') + u'\'';
}

QString yamlList(const QStringList &texts)
{
    QStringList all;
    for (const QString &text : texts)
        all << yamlQuoted(text);
    return u'[' + all.join(u", "_s) + u']';
}

} // namespace howdah::entity
