// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/jsonstring.h"

namespace howdah {

static void appendEscaped(QByteArray &to, char c)
{
    switch (c) {
    case '\n':
        to += "\\n";
        return;
    case '\r':
        to += "\\r";
        return;
    case '\t':
        to += "\\t";
        return;
    case '"':
    case '\\':
        to += '\\';
        to += c;
        return;
    default:
        to += "\\u00" + QByteArray::number(quint8(c), 16).rightJustified(2, '0');
    }
}

void appendJsonString(QByteArray &to, QByteArrayView utf8)
{
    to += '"';
    qsizetype from = 0; // of what is not written yet
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const char c = utf8[i];
        if (quint8(c) >= 0x20 && c != '"' && c != '\\')
            continue;
        to += utf8.sliced(from, i - from);
        appendEscaped(to, c);
        from = i + 1;
    }
    to += utf8.sliced(from);
    to += '"';
}

} // namespace howdah
