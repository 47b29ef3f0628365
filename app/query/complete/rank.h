// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace howdah::query::complete {

// A number and what it stands for, in words.
struct Rank
{
    double score = 0;
    QString why;
    double strongest = 0;

    void add(double points, const QString &reason = {})
    {
        score += points;
        if (points > strongest && !reason.isEmpty()) {
            strongest = points;
            why = reason;
        }
    }
};

} // namespace howdah::query::complete
