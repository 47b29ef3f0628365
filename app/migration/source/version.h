// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <compare>
#include <optional>

namespace howdah::migration {

// Which migration it is, and where it stands among the others. In our own layout that is a row of digits of any length,
// compared as a number (001 equals 1) and shown as it was spelled. Other tools tell migrations apart by a name, which
// is then a part of the version: its identity.
class Version final
{
public:
    // Zero, which stands before every migration.
    Version() = default;

    // The whole text must be digits.
    [[nodiscard]] static std::optional<Version> parse(QStringView text);
    // The digits that the text begins with, if any.
    [[nodiscard]] static std::optional<Version> leading(QStringView text);
    // Digits decide the order; of equal ones, and for equality, the identity counts as well. For tools that sort by a
    // number and record a name.
    [[nodiscard]] static std::optional<Version> keyed(QStringView digits, const QString &identity);
    // No digits are needed: the order is that of the UTF-8 bytes, after all versions with digits. Never zero.
    [[nodiscard]] static Version named(const QString &identity);
    // What text() and identity() said of it when it was stored.
    [[nodiscard]] static std::optional<Version> restore(QStringView text, const QString &identity);

    // What people see and say: "001", "1732025000001", "0_init".
    [[nodiscard]] const QString &text() const { return m_text; }
    // What the tool records of it; empty where the digits are all.
    [[nodiscard]] const QString &identity() const { return m_identity; }
    // Without leading zeros; what a numeric column holds. Of a named version: the text.
    [[nodiscard]] QString number() const { return m_text.mid(m_zeros); }
    [[nodiscard]] bool isZero() const { return !m_named && number() == u"0"; }

    bool operator==(const Version &other) const { return (*this <=> other) == 0; }
    std::strong_ordering operator<=>(const Version &other) const;

private:
    QString m_text = QStringLiteral("0");
    QString m_identity;
    qsizetype m_zeros = 0; // leading zeros that carry no value
    bool m_named = false;
};

// A migration as people call it: "001-users", "0_init".
[[nodiscard]] QString label(const Version &version, const QString &name);

} // namespace howdah::migration
