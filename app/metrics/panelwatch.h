// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/paneldata.h"

namespace howdah::metrics {

// Of a panel that is watched: marks outliers and the clearest shift of the level of each course as moments, and says
// them at their marks (base/changepoint.h). Buckets that have not ended, and those of fewer than five values, do not
// count.
void addWatchMarks(PanelData &data, const PanelDefinition &panel);

// What somebody should look at.
struct Alarm
{
    QString place; // series, label, time; "" for a single figure
    QString why;
    double value = Unknown;
    double low = Unknown;
    double high = Unknown;
    qint64 n = -1;
};
// Marks beyond the thresholds of a panel, and, where it is watched, a last bucket that is an outlier and a level that
// has shifted within the last seven. Of a course the last bucket that has ended counts, else each mark. Where there is
// an interval all of it has to be beyond the threshold: few values raise no alarm.
[[nodiscard]] std::vector<Alarm> alarmsOf(const PanelDefinition &panel, const PanelData &data);

} // namespace howdah::metrics
