// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/prompt.h"

#include <QJsonObject>
#include <QStringList>

namespace howdah::prompt {

// The parameters of a prompt (`config` of its metadata, and its output format) in the words of the protocol; what it
// has no word for is named in `left`.
struct ChatParameters
{
    QJsonObject parameters;
    QStringList left;
};
[[nodiscard]] ChatParameters chatParameters(const Prompt &prompt);

} // namespace howdah::prompt
