// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/panelrun.h"

#include <QStringList>

namespace howdah::cli {

// How a dashboard is to be asked, as it was typed.
struct DashboardAsking
{
    QString range;       // empty: the dashboard's
    QString zone;        // an IANA name; empty: UTC
    QString bucket;      // empty: by the range
    QStringList filters; // name=value, the same name more than once for several values
    QString now;         // the moment that ranges count from; empty: now
};

// Everything that is asked of the panels alike.
struct Asked
{
    metrics::TimeRange range;
    metrics::Bucket bucket;
    QTimeZone zone = QTimeZone::utc();
    QDateTime now;
    metrics::FilterChoice filters;
};

// A file, or the name of a built-in dashboard. ErrorKind::Usage names those that there are.
[[nodiscard]] Result<metrics::DashboardFile> findDashboard(const QString &name);
// ErrorKind::Usage says what cannot be read.
[[nodiscard]] Result<Asked> askedOf(const metrics::DashboardDefinition &dashboard, const DashboardAsking &asking);
// Those that are named, or all.
[[nodiscard]] Result<std::vector<const metrics::PanelDefinition *>>
panelsOf(const metrics::DashboardDefinition &dashboard, const QStringList &wanted);
[[nodiscard]] metrics::PanelRequest
requestFor(const metrics::DashboardDefinition &dashboard, const metrics::PanelDefinition &panel, const Asked &asked);
// One line for people; "" when it is shown.
[[nodiscard]] QString whyNotShown(const metrics::PanelOutcome &outcome);

} // namespace howdah::cli
