// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <vector>

namespace howdah::migration {

// `-- howdah: <text>` among the comments that a file begins with.
struct Directive
{
    QByteArray text; // words separated by one space
    qsizetype line = 0;
    bool operator==(const Directive &) const = default;
};

// Reads up to the first thing that is neither blank nor a comment.
[[nodiscard]] std::vector<Directive> leadingDirectives(QByteArrayView text);

// False after `-- howdah: transaction off`, and after what other tools say for it (foreignmarkers.h) unless
// `-- howdah: transaction on` stands beside it.
[[nodiscard]] bool wantsTransaction(QByteArrayView text);

// True after `-- howdah: transaction on`, which says that the author knows better.
[[nodiscard]] bool asksForTransaction(QByteArrayView text);

// The 1-based line of the first byte that is not well-formed UTF-8, 0 when all is. Stricter than Qt's decoder, which
// does not tell where.
[[nodiscard]] qsizetype firstLineNotUtf8(QByteArrayView text);

} // namespace howdah::migration
