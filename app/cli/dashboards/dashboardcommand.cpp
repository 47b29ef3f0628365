// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/dashboards/dashboardcommand.h"

#include "base/wholefile.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/terminal/report.h"
#include "cli/target/target.h"
#include "cli/terminal/table.h"
#include "cli/terminal/terminaltext.h"
#include "cli/terminal/tr.h"
#include "metrics/paneltable.h"
#include "metrics/panelwatch.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace metrics;
using operations::Asked;
using operations::findDashboard;

namespace {

QJsonArray problemsJson(const std::vector<DefinitionProblem> &problems)
{
    QJsonArray array;
    for (const DefinitionProblem &problem : problems)
        array.append(QJsonObject{
            {u"line"_s, problem.line},
            {u"column"_s, problem.column},
            {u"message"_s, problem.message},
            {u"hint"_s, problem.hint}});
    return array;
}

// Problems of files go to `err`, as editors read them.
bool reportProblems(Output &output, const DashboardFile &file)
{
    for (const DefinitionProblem &problem : file.reading.problems)
        output.err << plainLine(describe(problem, file.path)) << Qt::endl;
    return !file.reading.problems.empty();
}

// Runs the panels one after the other and writes each.
class DataRun final
{
public:
    DataRun(
        Output &output, const DashboardDefinition &dashboard, const Asked &asked, const DashboardDataOptions &options)
        : m_output(output)
        , m_dashboard(dashboard)
        , m_asked(asked)
        , m_options(options)
    {
    }

    int run(connection::Session &session, const std::vector<const PanelDefinition *> &panels)
    {
        const Interrupt interrupt;
        const auto done = operations::askPanels(
            session, m_dashboard, panels, m_asked, {.evenIfDear = m_options.exact},
            [this](const PanelRequest &request, const PanelOutcome &outcome) { return write(request, outcome); },
            interrupt.token());
        if (!done)
            return failed(m_output, done.error());
        if (isJson() && m_options.folder.isEmpty())
            m_output.out << QString::fromUtf8(QJsonDocument(whole()).toJson());
        m_output.out << Qt::flush;
        return m_code;
    }

private:
    [[nodiscard]] bool isJson() const { return m_options.format == "json"_L1; }

    Result<void> write(const PanelRequest &request, const PanelOutcome &outcome)
    {
        if (outcome.state != PanelOutcome::State::Shown) {
            m_code = ExitFailed;
            QString why = operations::whyNotShown(outcome);
            if (outcome.state == PanelOutcome::State::TooDear)
                why = tr("%1; --exact runs it anyway").arg(why);
            m_output.err << plainLine(tr("%1: %2").arg(request.panel->id, why)) << Qt::endl;
            m_panels.append(QJsonObject{{u"panel"_s, request.panel->id}, {u"problem"_s, why}});
            return {};
        }
        const QJsonObject json = jsonOf(request, outcome.data);
        m_panels.append(json);
        const QByteArray text = isJson() ? QJsonDocument(json).toJson() : csvOf(tableOf(*request.panel, outcome.data));
        if (!m_options.folder.isEmpty())
            return writeWholeFile(QDir(m_options.folder).filePath(request.panel->id + u'.' + m_options.format), text);
        if (!isJson()) {
            const ExactOutput exact(m_output.out);
            m_output.out << QString::fromUtf8(text) << Qt::flush;
        }
        return {};
    }

    [[nodiscard]] QJsonObject whole() const
    {
        return {
            {u"format"_s, 1},
            {u"dashboard"_s, m_dashboard.id},
            {u"title"_s, m_dashboard.title},
            {u"panels"_s, m_panels},
            {u"exitCode"_s, m_code}};
    }

    Output &m_output;
    const DashboardDefinition &m_dashboard;
    const Asked &m_asked;
    const DashboardDataOptions &m_options;
    QJsonArray m_panels;
    int m_code = ExitOk;
};

// Holds the panels of one dashboard against what they should be.
class WatchRun final
{
public:
    WatchRun(Output &output, const DashboardDefinition &dashboard, const Asked &asked)
        : m_output(output)
        , m_dashboard(dashboard)
        , m_asked(asked)
    {
    }

    int run(connection::Session &session, bool exact)
    {
        std::vector<const PanelDefinition *> panels;
        for (const PanelDefinition &panel : m_dashboard.panels) {
            if (panel.watch || panel.alarmAbove || panel.alarmBelow)
                panels.push_back(&panel);
        }
        if (panels.empty())
            return failed(
                m_output, makeError(
                              ErrorKind::Usage, tr("No panel of %1 is watched or has a threshold").arg(m_dashboard.id),
                              tr("Write alarm-above, alarm-below or watch: true into a panel.")));
        const Interrupt interrupt;
        const auto done = operations::askPanels(
            session, m_dashboard, panels, m_asked, {.evenIfDear = exact},
            [this](const PanelRequest &request, const PanelOutcome &outcome) {
                take(request, outcome);
                return Result<void>();
            },
            interrupt.token());
        return done ? m_code : failed(m_output, done.error());
    }

    [[nodiscard]] const QJsonArray &panels() const { return m_panels; }

private:
    void take(const PanelRequest &request, const PanelOutcome &outcome)
    {
        const QString name = m_dashboard.id + u'/' + request.panel->id;
        // Of what is not whole nobody can say that nothing is beyond its threshold.
        const bool isCut = outcome.state == PanelOutcome::State::Shown && outcome.data.cutAfter > 0;
        if (outcome.state != PanelOutcome::State::Shown || isCut) {
            m_code = ExitFailed;
            const QString why = isCut ? outcome.data.remarks.join(u' ') : operations::whyNotShown(outcome);
            m_output.err << plainLine(tr("%1: %2").arg(name, why)) << Qt::endl;
            m_panels.append(QJsonObject{{u"panel"_s, name}, {u"problem"_s, why}});
            return;
        }
        QJsonArray alarms;
        for (const Alarm &alarm : alarmsOf(*request.panel, outcome.data)) {
            report(name, alarm);
            alarms.append(QJsonObject{
                {u"place"_s, alarm.place},
                {u"why"_s, alarm.why},
                {u"value"_s, alarm.value},
                {u"low"_s, numberOrNull(alarm.low)},
                {u"high"_s, numberOrNull(alarm.high)},
                {u"n"_s, alarm.n < 0 ? QJsonValue() : QJsonValue(alarm.n)}});
        }
        if (!alarms.isEmpty() && m_code == ExitOk)
            m_code = ExitPending;
        m_panels.append(QJsonObject{{u"panel"_s, name}, {u"alarms"_s, alarms}});
    }

    static QJsonValue numberOrNull(double value) { return std::isfinite(value) ? QJsonValue(value) : QJsonValue(); }

    void report(const QString &name, const Alarm &alarm)
    {
        if (m_output.json)
            return;
        QStringList words{name};
        if (!alarm.place.isEmpty())
            words << alarm.place;
        QString figure = numberText(alarm.value);
        if (std::isfinite(alarm.low) && std::isfinite(alarm.high))
            figure = tr("%1 (%2 to %3)").arg(figure, numberText(alarm.low), numberText(alarm.high));
        if (alarm.n >= 0)
            figure = tr("%1, n %2").arg(figure).arg(alarm.n);
        m_output.out << plainLine(tr("%1: %2: %3").arg(words.join(u", "_s), alarm.why, figure)) << u'\n';
    }

    Output &m_output;
    const DashboardDefinition &m_dashboard;
    const Asked &m_asked;
    QJsonArray m_panels;
    int m_code = ExitOk;
};

} // namespace

int dashboardWatch(Output &output, const QStringList &files, const DashboardDataOptions &options)
{
    std::vector<DashboardFile> found;
    bool hasProblem = false;
    for (const QString &path : files) {
        Result<DashboardFile> file = findDashboard(path);
        if (!file)
            return failed(output, file.error());
        hasProblem = reportProblems(output, *file) || hasProblem;
        found.push_back(*std::move(file));
    }
    if (hasProblem)
        return ExitFailed;
    Target target;
    target.readOnly();
    if (const int code = openTarget(target, output, options.database, u"dashboard"_s); code != ExitOk)
        return code;
    int code = ExitOk;
    QJsonArray panels;
    for (const DashboardFile &file : found) {
        const DashboardDefinition &dashboard = *file.reading.dashboard;
        const Result<Asked> asked = operations::askedOf(dashboard, options.asking);
        if (!asked)
            return failed(output, asked.error());
        WatchRun run(output, dashboard, *asked);
        const int one = run.run(target.session(), options.exact);
        if (one > ExitFailed)
            return one;
        code = std::max(code, one);
        for (const auto panel : run.panels())
            panels.append(panel);
    }
    if (output.json)
        output.out << QString::fromUtf8(
            QJsonDocument(QJsonObject{{u"format"_s, 1}, {u"panels"_s, panels}, {u"exitCode"_s, code}}).toJson());
    else if (code == ExitOk)
        output.out << tr("Nothing is beyond its threshold.") << u'\n';
    output.out << Qt::flush;
    return code;
}

int dashboardList(Output &output)
{
    std::vector<DashboardFile> files = builtInDashboards();
    std::ranges::move(dashboardsIn(dashboardFolder()), std::back_inserter(files));
    bool hasProblem = false;
    std::vector<QStringList> rows{{tr("Name"), tr("Title"), tr("Panels"), tr("Pack"), tr("From")}};
    QJsonArray array;
    for (const DashboardFile &file : files) {
        hasProblem = reportProblems(output, file) || hasProblem;
        const QString id = QFileInfo(file.path).completeBaseName();
        const DashboardDefinition known = file.reading.dashboard.value_or(DashboardDefinition());
        const bool isBuiltIn = file.path.startsWith(u":/"_s);
        rows.push_back(
            {id, known.title, QString::number(known.panels.size()), known.pack,
             isBuiltIn ? tr("built in") : file.path});
        array.append(QJsonObject{
            {u"name"_s, id},
            {u"title"_s, known.title},
            {u"description"_s, known.description},
            {u"pack"_s, known.pack},
            {u"panels"_s, int(known.panels.size())},
            {u"builtIn"_s, isBuiltIn},
            {u"problems"_s, problemsJson(file.reading.problems)}});
    }
    const int code = hasProblem ? ExitFailed : ExitOk;
    if (output.json)
        output.out << QString::fromUtf8(
            QJsonDocument(QJsonObject{{u"format"_s, 1}, {u"dashboards"_s, array}, {u"exitCode"_s, code}}).toJson());
    else
        output.out << alignedTable(std::move(rows));
    output.out << Qt::flush;
    return code;
}

int dashboardCheck(Output &output, const QStringList &files)
{
    bool hasProblem = false;
    QJsonArray array;
    for (const QString &path : files) {
        const Result<DashboardFile> file = findDashboard(path);
        if (!file)
            return failed(output, file.error());
        hasProblem = reportProblems(output, *file) || hasProblem;
        array.append(QJsonObject{{u"file"_s, path}, {u"problems"_s, problemsJson(file->reading.problems)}});
    }
    const int code = hasProblem ? ExitFailed : ExitOk;
    if (output.json)
        output.out << QString::fromUtf8(
            QJsonDocument(QJsonObject{{u"format"_s, 1}, {u"files"_s, array}, {u"exitCode"_s, code}}).toJson());
    else if (!hasProblem)
        output.out << tr("No problems found.") << u'\n';
    output.out << Qt::flush;
    return code;
}

int dashboardData(Output &output, const DashboardDataOptions &options)
{
    const Result<DashboardFile> file = findDashboard(options.dashboard);
    if (!file)
        return failed(output, file.error());
    if (reportProblems(output, *file))
        return ExitFailed;
    const DashboardDefinition &dashboard = *file->reading.dashboard;
    const Result<Asked> asked = operations::askedOf(dashboard, options.asking);
    if (!asked)
        return failed(output, asked.error());
    const auto panels = operations::panelsOf(dashboard, options.panels);
    if (!panels)
        return failed(output, panels.error());
    if (options.format == "csv"_L1 && options.folder.isEmpty() && panels->size() != 1)
        return failed(
            output, makeError(
                        ErrorKind::Usage, tr("The panels have different columns, so they do not fit into one CSV"),
                        tr("Choose one with --panel, or write one file per panel to a folder with --out.")));
    if (!options.folder.isEmpty() && !QDir().mkpath(options.folder))
        return failed(output, makeError(ErrorKind::Io, tr("The folder %1 cannot be created").arg(options.folder)));
    Target target;
    target.readOnly();
    if (const int code = openTarget(target, output, options.database, u"dashboard"_s); code != ExitOk)
        return code;
    return DataRun(output, dashboard, *asked, options).run(target.session(), *panels);
}

} // namespace howdah::cli
