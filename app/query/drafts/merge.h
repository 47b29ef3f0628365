// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace howdah::query {

// Two texts that were made of one, line by line.
struct MergedText
{
    QByteArray text;
    int conflicts = 0; // places that both have changed, each in another way
};

// What either has changed is taken; what both have stands there twice, between lines as those of git (<<<<<<<, =======,
// >>>>>>>) with these names. Lines keep their ends. Texts that differ in very many lines are one conflict. Pure.
[[nodiscard]] MergedText mergeTexts(
    const QByteArray &base, const QByteArray &mine, const QByteArray &theirs, const QByteArray &mineName,
    const QByteArray &theirsName);

} // namespace howdah::query
