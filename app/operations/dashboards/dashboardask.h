// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "metrics/panelrun.h"

#include <QStringList>

#include <functional>
#include <stop_token>

namespace howdah::operations {

// How a dashboard is to be asked, as it was typed.
struct DashboardAsking
{
    QString range;             // empty: the dashboard's
    QString zone;              // an IANA name; empty: UTC
    QString bucket;            // empty: by the range
    QStringList filters;       // name=value, the same name more than once for several values
    bool fromOtherEnd = false; // rankings from their end
    QString now;               // the moment that ranges count from; empty: now
};

// Everything that is asked of the panels alike.
struct Asked
{
    metrics::TimeRange range;
    metrics::Bucket bucket;
    QTimeZone zone = QTimeZone::utc();
    QDateTime now;
    metrics::FilterChoice filters;
    bool fromOtherEnd = false;
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
// Asks for one panel after the other, as many as there are until `answered` answers an error, which ends it like a
// connection that is lost: nothing further could be asked. `stop` cancels what runs; then it is ErrorKind::Cancelled.
using PanelAnswered = std::function<Result<void>(const metrics::PanelRequest &, const metrics::PanelOutcome &)>;
[[nodiscard]] Result<void> askPanels(
    connection::Session &session, const metrics::DashboardDefinition &dashboard,
    const std::vector<const metrics::PanelDefinition *> &panels, const Asked &asked, const metrics::PanelLimits &limits,
    const PanelAnswered &answered, std::stop_token stop = {});
// One line for people; "" when it is shown.
[[nodiscard]] QString whyNotShown(const metrics::PanelOutcome &outcome);

} // namespace howdah::operations
