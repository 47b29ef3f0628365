// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/plan/plan.h"

namespace howdah::migration {

struct DifferenceLine
{
    enum class Kind { Same, Removed, Added } kind = Kind::Same;
    int before = 0; // its number in the text as applied, 0 for Added
    int now = 0;    // in the file, 0 for Removed
    QString text;   // without its line end
    bool operator==(const DifferenceLine &) const = default;
};

// Line by line, what was applied against the file as it is. Line ends, a byte order mark and blanks at the end of the
// file make no difference; `match` tells of them.
struct TextDifference
{
    ChecksumMatch match = ChecksumMatch::Exact;
    std::vector<DifferenceLine> lines; // all of both texts
    QString unknown;                   // why there are no lines, when the text as applied was not kept
    bool operator==(const TextDifference &) const = default;

    [[nodiscard]] bool isEmpty() const;
};

// Pure.
[[nodiscard]] TextDifference differenceBetween(const QByteArray &applied, const QByteArray &now);
// As `diff -u` writes it, with three lines around each change; empty when there is none.
[[nodiscard]] QString unifiedText(const TextDifference &difference, const QString &file);

// Of a migration that is applied; Direction::Down compares the down texts. Blocks.
[[nodiscard]] Result<TextDifference> differenceToApplied(
    connection::Session &session, const Dialect &dialect, const Source &source, History history, const Version &version,
    Direction direction = Direction::Up);

} // namespace howdah::migration
