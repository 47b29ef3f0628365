// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/textposition.h"

#include <QChar>

namespace howdah {

template <typename View, typename Newline>
static TextPosition find(View text, qsizetype offset, Newline newline)
{
    TextPosition position;
    qsizetype lineStart = 0;
    for (qsizetype i = 0; i < qMin(offset, text.size()); ++i) {
        if (text[i] == newline) {
            ++position.line;
            lineStart = i + 1;
        }
    }
    position.column = qMin(offset, text.size()) - lineStart + 1;
    return position;
}

TextPosition positionAt(QStringView text, qsizetype offset) { return find(text, offset, QChar(u'\n')); }
TextPosition positionAt(QByteArrayView text, qsizetype offset) { return find(text, offset, '\n'); }

qsizetype offsetOfCharacter(QStringView text, qsizetype character)
{
    qsizetype offset = 0;
    for (qsizetype seen = 1; seen < character && offset < text.size(); ++seen)
        offset += text[offset].isHighSurrogate() && offset + 1 < text.size() ? 2 : 1;
    return offset;
}

} // namespace howdah
