// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah {

// Decrypted texts, passwords and rows stand readable in the memory of a program that shows them: from here on the
// system writes no core file of this one, and hands none to a program that collects them. HOWDAH_CORE_FILES=1 leaves
// things as they are, for those who look for a mistake in Howdah. Call it first in main().
void refuseCoreFiles();

} // namespace howdah
