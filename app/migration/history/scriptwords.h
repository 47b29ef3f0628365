// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QSet>
#include <QString>

namespace howdah::migration {

// Names in scripts that ran, or were marked: of statements that change structure, without comments and strings. What
// they name is taken as it is now, also where they changed nothing (IF NOT EXISTS, OR REPLACE, IF EXISTS); its owner
// and its privileges only where the script speaks of such.
using ScriptWords = QSet<QString>;
void addWords(ScriptWords &words, const QByteArray &script);

} // namespace howdah::migration
