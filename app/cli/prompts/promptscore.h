// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/output.h"
#include "prompt/scorecard.h"

#include <QJsonObject>

namespace howdah::cli {

// A heading, and the lines below it.
void printScore(Output &output, const QString &heading, const std::vector<prompt::ScoreLine> &lines);
// Figures with their intervals; null where there are fewer calls than are needed. Each with the SQL of its rows.
[[nodiscard]] QJsonObject scoreJson(const prompt::Scorecard &card, const prompt::PromptTable &table);

} // namespace howdah::cli
