// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/plotbounds.h"

#include <algorithm>
#include <cmath>

namespace howdah::ui {

void PlotBounds::include(double place)
{
    if (std::isnan(place))
        return;
    m_low = std::min(m_low, place);
    m_high = std::max(m_high, place);
}

void PlotBounds::includeDoubtful(double place)
{
    m_doubtfulLow = std::min(m_doubtfulLow, place);
    m_doubtfulHigh = std::max(m_doubtfulHigh, place);
}

std::pair<double, double> PlotBounds::shown(bool fromZero, bool isLogarithmic) const
{
    const double room = m_high > m_low ? m_high - m_low : std::abs(m_high);
    const double low = std::min(m_low, std::max(m_doubtfulLow, m_low - room));
    const double high = std::max(m_high, std::min(m_doubtfulHigh, m_high + room));
    const bool isNearZero = low >= 0 && low < high * 0.5;
    if (!isLogarithmic && (fromZero || isNearZero))
        return {std::min(0.0, low), std::max(0.0, high)};
    return {low, high};
}

} // namespace howdah::ui
