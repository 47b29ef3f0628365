// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

// Names of things that are typed before they are destroyed. Pure; any thread.
namespace howdah {

// A name as a person can type it: what cannot be seen or typed (control characters, marks of direction, blanks at the
// ends) becomes \u followed by four digits, and then a backslash is doubled.
[[nodiscard]] QString typableName(const QString &name);
// Whether this was typed. Composition does not count (a keyboard may write é as one sign or two); case does.
[[nodiscard]] bool isTyped(const QString &typed, const QString &name);

} // namespace howdah
