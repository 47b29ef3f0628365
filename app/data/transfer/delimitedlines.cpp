// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/delimitedlines.h"

#include <QtCore/qbytearrayalgorithms.h>

#include <utility>

namespace howdah::data {

static qsizetype afterDigits(QByteArrayView text, qsizetype at)
{
    while (at < text.size() && text[at] >= '0' && text[at] <= '9')
        ++at;
    return at;
}

// A sign, digits with a point among them, an exponent.
static bool isNumber(QByteArrayView text)
{
    const qsizetype begin = 1;
    const qsizetype whole = afterDigits(text, begin);
    const bool hasPoint = whole < text.size() && text[whole] == '.';
    qsizetype at = hasPoint ? afterDigits(text, whole + 1) : whole;
    if (at - begin - (hasPoint ? 1 : 0) == 0)
        return false;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        at += at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-') ? 2 : 1;
        if (afterDigits(text, at) == at)
            return false;
        at = afterDigits(text, at);
    }
    return at == text.size();
}

static bool isFormula(QByteArrayView text)
{
    switch (text.isEmpty() ? '\0' : text[0]) {
    case '=':
    case '@':
    case '\t':
    case '\r':
        return true;
    case '+':
    case '-':
        return !isNumber(text);
    default:
        return false;
    }
}

// One past the field that begins there. Quotes stand around a whole field, and are doubled within.
static qsizetype endOfField(QByteArrayView line, qsizetype at, char delimiter)
{
    if (at < line.size() && line[at] == '"') {
        for (++at; at < line.size(); ++at) {
            if (line[at] != '"')
                continue;
            if (at + 1 >= line.size() || line[at + 1] != '"')
                return at + 1;
            ++at;
        }
        return at;
    }
    const qsizetype end = line.indexOf(delimiter, at);
    return end < 0 ? line.size() : end;
}

void DelimitedLines::append(QByteArray &to, QByteArrayView line)
{
    const QByteArrayView fields = line.endsWith('\n') ? line.chopped(1) : line;
    const bool marked = !std::exchange(m_begun, true) && line.startsWith("\xef\xbb\xbf");
    qsizetype copied = 0;
    for (qsizetype at = 0; at <= fields.size();) {
        const qsizetype end = endOfField(fields, at, m_delimiter);
        const QByteArrayView field = fields.sliced(at, end - at);
        const bool quoted = field.startsWith('"');
        if ((at == 0 && marked) || field == "\\N") {
            to += line.sliced(copied, at - copied);
            to += '"';
            to += field;
            to += '"';
            copied = end;
        } else if (isFormula(quoted ? field.sliced(1, field.size() - 2) : field)) {
            ++m_count;
            if (m_formulas == Formulas::Guard) {
                const qsizetype begin = at + (quoted ? 1 : 0);
                to += line.sliced(copied, begin - copied);
                to += '\'';
                copied = begin;
            }
        }
        at = end + 1;
    }
    to += line.sliced(copied);
}

} // namespace howdah::data
