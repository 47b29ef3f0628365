// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah {

// The folder of everything Howdah keeps: $HOWDAH_DATA_DIR, else the user's data folder ($XDG_DATA_HOME/howdah), else,
// for root, /var/lib/howdah (root's home is closed to the postgres user, who runs the private server there).
// Not created by asking.
[[nodiscard]] QString dataFolder();

// What bears witness to the data folder and so has to lie elsewhere: $HOWDAH_STATE_DIR, else `state` in
// $HOWDAH_DATA_DIR where that is set, else $XDG_STATE_HOME/howdah (~/.local/state/howdah). Not created by asking.
[[nodiscard]] QString stateFolder();

// Where packs, demo data and help lie beside an installed or built program: $HOWDAH_SHARE_DIR, else
// <prefix>/share/howdah, else the source tree that the program was built from.
[[nodiscard]] QString shareFolder();

} // namespace howdah
