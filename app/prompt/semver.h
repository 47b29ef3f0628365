// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

#include <compare>
#include <optional>

namespace howdah::prompt {

// A version by Semantic Versioning 2.0.0.
struct SemVer
{
    quint64 major = 0;
    quint64 minor = 0;
    quint64 patch = 0;
    QStringList preRelease; // "rc", "1"
    QString build;          // says nothing about the order

    [[nodiscard]] QString toString() const;
};

enum class Bump { Patch, Minor, Major };

// Empty for what is not such a version: no leading zeros, three numbers.
[[nodiscard]] std::optional<SemVer> parseSemVer(QStringView text);
[[nodiscard]] std::weak_ordering order(const SemVer &a, const SemVer &b);
// For lists: versions by their order, and what is none before all of them, by its text.
[[nodiscard]] bool isOlder(const QString &a, const QString &b);
// The next version; a pre-release of just that version becomes it.
[[nodiscard]] SemVer bumped(const SemVer &version, Bump bump);

} // namespace howdah::prompt
