// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

// Comments by which other tools divide one file into what is applied and what undoes it, and say how it runs. Sent to a
// server as it is, such a file does both.
namespace howdah::migration {

struct ForeignSection
{
    QString tool; // "dbmate"
    bool down = false;
    qsizetype line = 0; // of the marker, 1-based
    bool runs = false;  // it holds more than comments
    bool operator==(const ForeignSection &) const = default;
};

// In the order of the file; what stands before the first belongs to none. A marker within a quoted text is none.
[[nodiscard]] std::vector<ForeignSection> foreignSections(QByteArrayView text);

// Whether a comment that a file begins with ("migrate:up transaction:false") says, in the words of another tool, that
// the file runs without a transaction.
[[nodiscard]] bool turnsTransactionOff(const QByteArray &comment);

} // namespace howdah::migration
