// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <compare>
#include <optional>

namespace howdah::migration {

// The version of a migration: a row of digits of any length, compared as a number (001 equals 1) and shown as it was
// spelled.
class Version final
{
public:
    // Zero, which stands before every migration.
    Version() = default;

    // The whole text must be digits.
    [[nodiscard]] static std::optional<Version> parse(QStringView text);
    // The digits that the text begins with, if any.
    [[nodiscard]] static std::optional<Version> leading(QStringView text);

    [[nodiscard]] const QString &text() const { return m_text; }
    // Without leading zeros; what a numeric column holds.
    [[nodiscard]] QString number() const { return m_text.mid(m_zeros); }
    [[nodiscard]] bool isZero() const { return number() == u"0"; }

    bool operator==(const Version &other) const { return (*this <=> other) == 0; }
    std::strong_ordering operator<=>(const Version &other) const;

private:
    QString m_text = QStringLiteral("0");
    qsizetype m_zeros = 0; // leading zeros that carry no value
};

} // namespace howdah::migration
