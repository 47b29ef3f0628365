// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/rehearse/rehearsalrequest.h"

#include "base/enumtable.h"
#include "migration/source/tr.h"

#include <QCoreApplication>

#include <array>

namespace howdah::migration {

static constexpr std::array rehearsalPhaseTexts{
    EnumText{RehearsalPhase::Waiting, QT_TRANSLATE_NOOP("Migration", "Waiting for another rehearsal")},
    EnumText{RehearsalPhase::Preparing, QT_TRANSLATE_NOOP("Migration", "Preparing the scratch database")},
    EnumText{RehearsalPhase::Copying, QT_TRANSLATE_NOOP("Migration", "Copying the schema")},
    EnumText{RehearsalPhase::Sampling, QT_TRANSLATE_NOOP("Migration", "Copying rows")},
    EnumText{RehearsalPhase::Up, QT_TRANSLATE_NOOP("Migration", "Applying")},
    EnumText{RehearsalPhase::Down, QT_TRANSLATE_NOOP("Migration", "Rolling back")},
    EnumText{RehearsalPhase::Again, QT_TRANSLATE_NOOP("Migration", "Applying again")},
    EnumText{RehearsalPhase::Rebuilding, QT_TRANSLATE_NOOP("Migration", "Rebuilding the scratch database")},
};
static_assert(isWholeTable(rehearsalPhaseTexts));

QString phaseText(RehearsalPhase phase) { return tr(textIn(rehearsalPhaseTexts, phase)); }

} // namespace howdah::migration
