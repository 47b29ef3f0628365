// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace howdah::query::complete {

// A number and what it stands for, in words.
struct Rank
{
    double score = 0;
    const char *why = nullptr; // in English, of the context Completion; nullptr: nothing to say
    double strongest = 0;

    void add(double points, const char *reason = nullptr)
    {
        score += points;
        if (points > strongest && reason) {
            strongest = points;
            why = reason;
        }
    }
};

} // namespace howdah::query::complete
