// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QString>

namespace howdah::ui {

// The server's text of a timestamptz in ISO style ("2026-03-01 14:05:09.123+01"); invalid when it is anything else.
[[nodiscard]] QDateTime parseServerTime(const QString &text);

// "just now", "5 minutes ago", "yesterday", and from a month on the date.
[[nodiscard]] QString relativeTime(const QDateTime &then, const QDateTime &now);

// "1 migration", "1,204 migrations", with the separators of the locale.
[[nodiscard]] QString migrationsWord(qint64 count);
[[nodiscard]] QString statementsWord(qint64 count);
[[nodiscard]] QString problemsWord(qint64 count);
[[nodiscard]] QString tablesWord(qint64 count);
[[nodiscard]] QString rowsWord(qint64 count);
// "1 error, 2 warnings"; empty without any.
[[nodiscard]] QString findingsWord(int errors, int warnings);

} // namespace howdah::ui
