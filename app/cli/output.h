// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextStream>

namespace howdah::cli {

// Where a command writes: answers to `out`, errors and progress to `err`. With `json`, `out` gets one JSON document
// and nothing else.
struct Output
{
    QTextStream &out;
    QTextStream &err;
    bool json = false;
};

} // namespace howdah::cli
