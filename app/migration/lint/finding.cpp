// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/lint/finding.h"

namespace howdah::migration {

QByteArray applied(const QByteArray &text, const Rewrite &rewrite)
{
    QByteArray result;
    qsizetype at = 0;
    for (const TextEdit &edit : rewrite.edits) {
        result += text.sliced(at, edit.offset - at) + edit.text;
        at = edit.offset + edit.size;
    }
    return result + text.sliced(at);
}

} // namespace howdah::migration
