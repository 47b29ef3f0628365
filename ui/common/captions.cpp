// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/captions.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QChar shown(QChar c)
{
    switch (c.unicode()) {
    case u'\n':
    case 0x2028: // separators of lines and paragraphs
    case 0x2029:
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
    const bool turns = (c.unicode() >= 0x202a && c.unicode() <= 0x202e)
                    || (c.unicode() >= 0x2066 && c.unicode() <= 0x2069) || c.unicode() == 0x200e
                    || c.unicode() == 0x200f || c.unicode() == 0x061c;
    return turns || c.category() == QChar::Other_Control ? QChar(u'\xfffd') : c;
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

} // namespace howdah::ui
