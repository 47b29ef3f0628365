// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/editor/sqleditor.h"

namespace howdah::ui {

// As much of a text as what stands at one of its bytes is understood by.
struct TextAround
{
    QByteArray text;
    qsizetype cursor = 0; // in it
    qint64 begin = 0;     // where it begins in the text of the editor
};
// A large text is not copied for each key; from the beginning of the statement at the cursor on, where that is near.
[[nodiscard]] TextAround textAround(const SqlEditor &editor, qint64 byte);
// Where the byte is drawn, one character high, in global pixels.
[[nodiscard]] QRect caretAt(const SqlEditor &editor, qint64 byte);

} // namespace howdah::ui
