// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/textdiff.h"

#include <memory>
#include <stop_token>

namespace howdah::ui {

// A stretch of a row that only this side has.
struct CompareSpan
{
    int from = 0;
    int length = 0;
    bool operator==(const CompareSpan &) const = default;
};

// One row as it is drawn: a line, or a piece of one that was broken where there is no room.
struct CompareRow
{
    prompt::DiffKind kind = prompt::DiffKind::Same;
    int oldLine = 0; // from 1, on the first row of a line; 0: none
    int newLine = 0;
    QString text;
    std::vector<CompareSpan> spans;
    bool folded = false; // stands for `count` lines that are the same on both sides
    int count = 0;
};

struct CompareRows
{
    std::vector<CompareRow> rows;
    std::vector<int> hunks; // first row of each change
    int added = 0;          // lines
    int removed = 0;
    bool worded = false; // changed words are marked
    bool same = true;
};

enum class CompareDetail { Lines, Words };

// What a comparison shows, for rows of `columns` characters. With Words, changed words of changed lines are marked,
// which takes longer: show the lines first. Equal lines far from a change are folded. Pure; any thread.
[[nodiscard]] std::shared_ptr<const CompareRows>
compareRows(const prompt::Diff &diff, int columns, CompareDetail detail, const std::stop_token &stop = {});

// Rows beside one another, by their numbers; -1: nothing stands on that side.
struct ComparePair
{
    int left = -1;
    int right = -1;
    bool operator==(const ComparePair &) const = default;
};

// What was removed at the left, what was added at the right, line by line; what is the same on both sides. Pure.
[[nodiscard]] std::vector<ComparePair> pairsOf(const CompareRows &rows);

// Blanks of a changed stretch as signs: a dot, an arrow, and the kinds of line ends.
[[nodiscard]] QString visibleEnd(QStringView line);

} // namespace howdah::ui
