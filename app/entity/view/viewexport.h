// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/view/board.h"
#include "entity/view/thread.h"
#include "entity/view/timeline.h"

namespace howdah::entity {

// Views as files: text to be read in a terminal, Markdown, or JSON ("format": 1, "view", "title", "label" ...).
enum class ViewFormat : quint8 { Text, Markdown, Json };
[[nodiscard]] QString viewFormatName(ViewFormat format); // as the command line has it
[[nodiscard]] std::optional<ViewFormat> viewFormatNamed(QStringView name);

[[nodiscard]] QByteArray written(const Thread &thread, ViewFormat format);
[[nodiscard]] QByteArray written(const Timeline &timeline, ViewFormat format);
[[nodiscard]] QByteArray written(const Board &board, ViewFormat format);
// The same with the settings of the platform that it was read with, "name=value": whose rows these are. As it is
// without.
[[nodiscard]] QByteArray noted(QByteArray written, ViewFormat format, const QStringList &settings);

} // namespace howdah::entity
