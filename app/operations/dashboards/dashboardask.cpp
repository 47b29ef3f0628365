// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/dashboards/dashboardask.h"

#include "base/plainfile.h"
#include "base/propagate.h"
#include "operations/tr.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using namespace metrics;

Result<DashboardFile> findDashboard(const QString &name)
{
    if (const QFileInfo info(name); info.exists() && !info.isDir()) { // a folder may have the name of a built-in one
        const Result<QByteArray> yaml = readPlainFile(name);
        if (!yaml)
            return fail(yaml.error());
        return DashboardFile{name, readDashboard(*yaml, name)};
    }
    QStringList known;
    for (DashboardFile &builtIn : builtInDashboards()) {
        const QString id = QFileInfo(builtIn.path).completeBaseName();
        if (id == name)
            return std::move(builtIn);
        known.append(id);
    }
    return fail(
        ErrorKind::Usage, tr("There is no dashboard named %1").arg(name),
        tr("Name a file, or one of: %1.").arg(known.join(u", "_s)));
}

Result<Asked> askedOf(const DashboardDefinition &dashboard, const DashboardAsking &options)
{
    Asked asked;
    if (!options.zone.isEmpty())
        asked.zone = QTimeZone(options.zone.toUtf8());
    if (!asked.zone.isValid())
        return fail(
            ErrorKind::Usage, tr("There is no time zone %1").arg(options.zone), tr("For example Europe/Berlin."));
    asked.now =
        options.now.isEmpty() ? QDateTime::currentDateTimeUtc() : QDateTime::fromString(options.now, Qt::ISODate);
    if (!asked.now.isValid())
        return fail(
            ErrorKind::Usage, tr("\"%1\" is not a valid time").arg(options.now),
            tr("For example 2026-03-01T00:00:00Z."));
    const TimeSelection selection = options.range.isEmpty() ? dashboard.range : TimeSelection{options.range};
    ASSIGN_OR_RETURN(const TimeRange range, resolve(selection, asked.now, asked.zone));
    asked.range = range;
    asked.fromOtherEnd = options.fromOtherEnd;
    asked.bucket = bucketFor(asked.range);
    if (!options.bucket.isEmpty()) {
        const Result<Bucket> bucket = parseBucket(options.bucket);
        if (!bucket)
            return fail(ErrorKind::Usage, bucket.error().message, bucket.error().hint);
        asked.bucket = *bucket;
    }
    for (const QString &filter : options.filters) {
        const qsizetype at = filter.indexOf(u'=');
        const QString name = filter.left(at);
        const VariableDefinition *variable = dashboard.variable(name);
        if (at < 1 || (!dashboard.filter(name) && !variable))
            return fail(
                ErrorKind::Usage, tr("\"%1\" is not a filter or variable of this dashboard").arg(filter),
                tr("Use name=value."));
        const QString value = filter.sliced(at + 1);
        if (const QString problem = variable ? problemWithValue(*variable, value) : QString(); !problem.isEmpty())
            return fail(ErrorKind::Usage, tr("%1 cannot be used: %2").arg(name, problem));
        asked.filters[name].append(value);
    }
    return asked;
}

Result<std::vector<const PanelDefinition *>> panelsOf(const DashboardDefinition &dashboard, const QStringList &wanted)
{
    std::vector<const PanelDefinition *> panels;
    for (const QString &id : wanted) {
        const PanelDefinition *panel = dashboard.panel(id);
        if (panel == nullptr)
            return fail(ErrorKind::Usage, tr("The dashboard has no panel %1").arg(id));
        panels.push_back(panel);
    }
    for (const PanelDefinition &panel : dashboard.panels) {
        if (wanted.isEmpty())
            panels.push_back(&panel);
    }
    return panels;
}

QString whyNotShown(const PanelOutcome &outcome)
{
    switch (outcome.state) {
    case PanelOutcome::State::Shown:
        return {};
    case PanelOutcome::State::NeedsTables:
        return tr("needs tables that are missing or not readable in this database: %1")
            .arg(outcome.missing.join(u", "_s));
    case PanelOutcome::State::TooDear:
        return tr("is too expensive (the planner expects a cost of %1)").arg(QString::number(outcome.cost, 'f', 0));
    case PanelOutcome::State::Failed:
        return describe(outcome.error);
    }
    return {};
}

PanelRequest requestFor(const DashboardDefinition &dashboard, const PanelDefinition &panel, const Asked &asked)
{
    PanelContext context = contextFor(panel, asked.range, asked.bucket, asked.zone, asked.now);
    context.fromOtherEnd = asked.fromOtherEnd;
    return {&dashboard, &panel, context, asked.filters};
}

Result<void> askPanels(
    connection::Session &session, const DashboardDefinition &dashboard,
    const std::vector<const PanelDefinition *> &panels, const Asked &asked, const PanelLimits &limits,
    const PanelAnswered &answered, std::stop_token stop)
{
    const std::stop_callback cancel(stop, [&session] { session.cancel(); });
    for (const PanelDefinition *panel : panels) {
        if (stop.stop_requested())
            return fail(ErrorKind::Cancelled, tr("Stopped before all panels were run"));
        const PanelRequest request = requestFor(dashboard, *panel, asked);
        const PanelOutcome outcome = runPanel(session, request, limits);
        if (outcome.state == PanelOutcome::State::Failed && outcome.error.kind == ErrorKind::Connection)
            return fail(outcome.error);
        if (Result<void> taken = answered(request, outcome); !taken)
            return taken;
    }
    return {};
}

} // namespace howdah::operations
