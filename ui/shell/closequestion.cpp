// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/closequestion.h"

#include "common/tr.h"

namespace howdah::ui {

Question closeQuestion(const QStringList &unsaved)
{
    return {
        tr("Close the window with unsaved changes?"),
        tr("They are kept on this computer, and can be restored when the tables are opened again."),
        {},
        unsaved,
        tr("Close"),
        {},
        Tone::Accent};
}

} // namespace howdah::ui
