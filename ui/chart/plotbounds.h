// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <limits>
#include <utility>

namespace howdah::ui {

// How far the axis of values has to reach.
class PlotBounds final
{
public:
    void include(double place); // NaN is nowhere
    // The end of an interval that few values stand behind.
    void includeDoubtful(double place);

    [[nodiscard]] bool isKnown() const { return m_low <= m_high; }
    [[nodiscard]] double low() const { return m_low; }
    // Least and most. An interval of two values may span everything there is: the doubtful ones get as much room again
    // as the rest has, and are cut beyond that, or nothing else could be told apart. `fromZero`: bars begin there, or
    // their lengths would lie; what is near zero is shown from zero anyway, but for logarithms.
    [[nodiscard]] std::pair<double, double> shown(bool fromZero, bool isLogarithmic) const;

private:
    double m_low = std::numeric_limits<double>::infinity();
    double m_high = -std::numeric_limits<double>::infinity();
    double m_doubtfulLow = std::numeric_limits<double>::infinity();
    double m_doubtfulHigh = -std::numeric_limits<double>::infinity();
};

} // namespace howdah::ui
