// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <type_traits>

// Pass on the error of what failed, as GCC 12 has no std::expected::and_then and a sequence of steps reads better as
// lines than as nested functions. Both return from the function around them, which returns a Result itself:
//
//     ASSIGN_OR_RETURN(const auto answer, session.query(statement).result());
//     RETURN_IF_ERROR(journal->open());

// For what ends with its value, as a lock does, only ASSIGN_OR_RETURN will do.

namespace howdah {

// Whether nothing is lost with the value of a result: such values can be copied, and locks cannot.
template <typename Value>
inline constexpr bool isDispensable = std::is_void_v<Value> || std::is_copy_constructible_v<Value>;

} // namespace howdah

#define HOWDAH_JOINED_NAME(name, line) name##line
#define HOWDAH_NAME_OF_LINE(name, line) HOWDAH_JOINED_NAME(name, line)

#define RETURN_IF_ERROR(...)                                                                                           \
    do {                                                                                                               \
        auto howdahResult = (__VA_ARGS__);                                                                             \
        static_assert(::howdah::isDispensable<decltype(howdahResult)::value_type>, "give what is locked a name");      \
        if (!howdahResult)                                                                                             \
            return ::howdah::fail(std::move(howdahResult).error());                                                    \
    } while (false)

// `declaration` declares the variable that takes the value: `auto rows`, `const Answer answer`.
#define ASSIGN_OR_RETURN(declaration, ...)                                                                             \
    HOWDAH_ASSIGN_OR_RETURN(HOWDAH_NAME_OF_LINE(howdahResult, __LINE__), declaration, __VA_ARGS__)
#define HOWDAH_ASSIGN_OR_RETURN(result, declaration, ...)                                                              \
    auto result = (__VA_ARGS__);                                                                                       \
    if (!result)                                                                                                       \
        return ::howdah::fail(std::move(result).error());                                                              \
    declaration = *std::move(result)
