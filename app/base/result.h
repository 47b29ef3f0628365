// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <expected>
#include <optional>

namespace howdah {

template <typename T>
using Result = std::expected<T, Error>;

// For `return fail(ErrorKind::Io, tr("..."))`.
[[nodiscard]] inline std::unexpected<Error>
fail(ErrorKind kind, QString message, QString hint = {}, QString detail = {})
{
    return std::unexpected(makeError(kind, std::move(message), std::move(hint), std::move(detail)));
}

[[nodiscard]] inline std::unexpected<Error> fail(Error error) { return std::unexpected(std::move(error)); }

// Of what came in part: an answer that did not come, or that ends with an error of its own. Null: all of it is there.
template <typename T>
    requires requires(const T &answer) { *answer.error; }
[[nodiscard]] const Error *failureOf(const Result<T> &answer)
{
    if (!answer)
        return &answer.error();
    const std::optional<Error> &error = answer->error;
    return error ? &*error : nullptr;
}

} // namespace howdah
