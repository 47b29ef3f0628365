// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace howdah {

// The sum of decimal numbers as a server writes them ("-12.50", "1e-3"), exact however many digits they have. A value.
class ExactSum final
{
public:
    // False for what is no finite decimal number; it is not counted.
    bool add(QByteArrayView number);
    [[nodiscard]] qint64 count() const { return m_count; }
    // With as many places as the number that had the most.
    [[nodiscard]] QByteArray sum() const;
    // Rounded half away from zero to some places more than the numbers have; nothing without numbers.
    [[nodiscard]] std::optional<QByteArray> average() const;

private:
    // Whole digits, as many of them after the point as m_places.
    QByteArray m_positive = "0";
    QByteArray m_negative = "0";
    int m_places = 0;
    qint64 m_count = 0;
};

} // namespace howdah
