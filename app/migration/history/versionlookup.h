// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/history.h"
#include "migration/source/source.h"

namespace howdah::migration {

// The version that a person means, of those that the source or the history knows: its text (001, or 1 for it), the name
// that its tool has for it (InitialSchema1732025000001, 0_init), both as label() shows it, or the digits with which
// only one name begins (20240101000000). "0" stands before everything unless a migration is called just that. Digits
// that nobody knows are a version, too, which a plan then refuses; anything else is ErrorKind::Usage.
[[nodiscard]] Result<Version> findVersion(const Source &source, const History &history, const QString &text);

} // namespace howdah::migration
