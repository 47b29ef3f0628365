// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace howdah::prompt {

enum class DiffKind { Same, Removed, Added };

// A run of pieces (lines, or words within them) that both sides share, or that one of them has.
struct DiffRun
{
    DiffKind kind = DiffKind::Same;
    qsizetype oldFrom = 0; // of the first piece, on each side
    qsizetype newFrom = 0;
    qsizetype count = 0;
    bool operator==(const DiffRun &) const = default;
};

struct Diff
{
    QStringList oldPieces; // together they are the text again
    QStringList newPieces;
    std::vector<DiffRun> runs;

    [[nodiscard]] bool isEmpty() const;
};

// Lines with their line ends, so that a missing one at the end shows, and CRLF against LF does.
[[nodiscard]] Diff lineDiff(const QString &before, const QString &after);
// Words, runs of blanks, and single other characters. For hunks of a line diff, and texts of some pages.
[[nodiscard]] Diff wordDiff(const QString &before, const QString &after);

} // namespace howdah::prompt
