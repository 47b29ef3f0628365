// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/script/parameters.h"
#include "query/script/script.h"

namespace howdah::query {

// A parameter that somebody has to give a value before a run.
struct NeededParameter
{
    QString name;
    ParameterStyle style = ParameterStyle::Plain; // of its first place; Identifier only where all places are such
    bool certain = true;     // it may be no parameter at all (ParameterUse::certain), or one that \gset makes: may stay
                             // without a value
    bool mayDefault = false; // each place is all of the value of a column, in INSERT ... VALUES or SET: where DEFAULT
                             // may stand
    bool isSecret = false;   // its value stands where a secret does, or its name says so
    bool operator==(const NeededParameter &) const = default;
};

// Of parts of a script, each once: $n by their numbers, then names in the order of the text. What psql's \set and
// \prompt of the parts before a place make is left out. Looks at the first `most` parts. Pure.
[[nodiscard]] std::vector<NeededParameter>
neededParameters(const Script &script, PartRange range, std::size_t most = 1000);

// The same for the same statements, whatever blanks and comments they have: what values are remembered for.
[[nodiscard]] QByteArray fingerprintOf(const Script &script, PartRange range, std::size_t most = 1000);

} // namespace howdah::query
