// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::sql {

static QString wrapped(QStringView text, QChar quote)
{
    QString out;
    out.reserve(text.size() + 2);
    out += quote;
    for (const QChar c : text) {
        if (c == quote)
            out += quote;
        out += c;
    }
    out += quote;
    return out;
}

QString quoteIdentifier(QStringView name) { return wrapped(name, u'"'); }

QString quoteQualified(QStringView schema, QStringView name)
{
    return schema.isEmpty() ? quoteIdentifier(name) : quoteIdentifier(schema) + u'.' + quoteIdentifier(name);
}

QString quoteLiteral(QStringView value)
{
    if (!value.contains(u'\\'))
        return wrapped(value, u'\'');
    return u" E"_s + wrapped(value.toString().replace(u"\\"_s, u"\\\\"_s), u'\'');
}

} // namespace howdah::sql
