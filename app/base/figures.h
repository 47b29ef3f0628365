// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <QString>

// How counts, sizes and durations are written, in the window and on a terminal.
namespace howdah {

// "1,234,567".
[[nodiscard]] QString countText(qint64 count, const QLocale &locale = {});

// "8,192 bytes", then "12.3 kB" of 1,024 bytes, as pg_size_pretty() of the server counts them; "unknown size" below 0.
[[nodiscard]] QString sizeText(qint64 bytes, const QLocale &locale = {});

// Something that was measured: "4.2 ms", "350 ms", "12.5 s", "3 min 05 s", "1 h 02 min"; "" below 0.
[[nodiscard]] QString durationText(double milliseconds, const QLocale &locale = {});

// Something that is estimated or still goes on, which nobody knows to the second: "under 1 s", "45 s", "12 min".
[[nodiscard]] QString roughDuration(double seconds, const QLocale &locale = {});

} // namespace howdah
