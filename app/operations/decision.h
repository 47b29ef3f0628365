// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QStringList>

namespace howdah::operations {

// What has to be called by its name before it goes, or leaves.
struct NamesQuestion
{
    enum class Reason {
        Production,   // it is in production
        NotInTheCopy, // the safety copy that was wanted cannot hold it
        SentAway,     // a text that is guarded leaves for another server; the names are those of who gets it
        RolledBack    // it is run to be measured, and rolled back; without names it is a plain question
    };
    Reason reason = Reason::Production;
    QStringList things; // what goes, in words for people
    QStringList names;  // to be typed, each of them
    bool operator==(const NamesQuestion &) const = default;
};

// Whoever is responsible: a dialog that was answered before, the options of a command, a terminal. Asked on the thread
// of the operation, which waits.
class Decision
{
public:
    virtual ~Decision() = default;
    // True: the names were typed. False: something else was, and nothing is done. An error: nobody can be asked, or the
    // answer that was given does not hold for this question; nothing is done.
    [[nodiscard]] virtual Result<bool> areNamed(const NamesQuestion &question) = 0;
};

} // namespace howdah::operations
