// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>

namespace howdah::query {

// How a statement is sent, by its words.
enum class SendingWay {
    Rows,     // its rows are streamed
    Setting,  // SET and RESET: what a proxy has to be told again
    CopyFrom, // COPY ... FROM STDIN
    CopyTo,   // COPY ... TO STDOUT
};
[[nodiscard]] SendingWay sendingWayOf(QByteArrayView sql, bool standardStrings);

} // namespace howdah::query
