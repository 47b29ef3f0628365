// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/captions.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

QChar visibleCharacter(QChar c)
{
    switch (c.unicode()) {
    case u'\n':
        return u'↵';
    case u'\t':
        return u'⇥';
    case 0x7f:
        return u'␡';
    default:
        break;
    }
    if (c.unicode() < 0x20)
        return QChar(0x2400 + c.unicode()); // the control pictures block
    // Embeddings, overrides and isolates could show a text as something that it is not.
    const bool turns =
        (c.unicode() >= 0x202a && c.unicode() <= 0x202e) || (c.unicode() >= 0x2066 && c.unicode() <= 0x2069);
    return turns ? QChar(u'\xfffd') : c;
}

// A caption is no value: what only moves or parts its letters goes, too.
static QChar shown(QChar c)
{
    const QChar seen = visibleCharacter(c);
    switch (seen.unicode()) {
    case 0x2028: // separators of lines and paragraphs
    case 0x2029:
        return u'↵';
    case 0x200e:
    case 0x200f:
    case 0x061c:
        return QChar(u'\xfffd');
    default:
        return seen.category() == QChar::Other_Control ? QChar(u'\xfffd') : seen;
    }
}

QString plainCaption(const QString &text, qsizetype most)
{
    const bool cut = text.size() > most;
    QString line;
    line.reserve(qMin(text.size(), most) + 2);
    for (const QChar c : QStringView(text).left(most)) {
        line += shown(c);
        if (c == u'&')
            line += c;
    }
    if (cut && line.back().isHighSurrogate())
        line.chop(1);
    return cut ? line + u'…' : line;
}

QString wordsOfCaption(const QString &caption)
{
    QString words;
    words.reserve(caption.size());
    for (qsizetype i = 0; i < caption.size(); ++i) {
        if (caption[i] == u'&')
            ++i; // two of them are one of the text
        if (i < caption.size())
            words += caption[i];
    }
    return words;
}

} // namespace howdah::ui
