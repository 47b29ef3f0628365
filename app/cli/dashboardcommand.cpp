// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/dashboardcommand.h"

#include "cli/exitcode.h"
#include "cli/migratereport.h"
#include "cli/table.h"
#include "cli/target.h"
#include "metrics/paneltable.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSaveFile>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace metrics;

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

namespace {

int failedWith(Output &output, const Error &error)
{
    int code = ExitFailed;
    if (error.kind == ErrorKind::Usage)
        code = ExitUsage;
    else if (error.kind == ErrorKind::Connection || error.kind == ErrorKind::Authentication)
        code = ExitCannotConnect;
    if (output.json)
        output.out << QString::fromUtf8(QJsonDocument(errorJson(error, code)).toJson()) << Qt::flush;
    output.err << describe(error) << Qt::endl;
    return code;
}

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
bool tellProblems(Output &output, const DashboardFile &file)
{
    for (const DefinitionProblem &problem : file.reading.problems)
        output.err << plainLine(describe(problem, file.path)) << Qt::endl;
    return !file.reading.problems.empty();
}

Result<DashboardFile> findDashboard(const QString &name)
{
    QFile file(name);
    if (QFileInfo(name).isFile()) {
        if (!file.open(QIODevice::ReadOnly))
            return fail(ErrorKind::Io, tr("%1 cannot be read: %2").arg(name, file.errorString()));
        return DashboardFile{name, readDashboard(file.readAll(), name)};
    }
    QStringList known;
    for (DashboardFile &builtIn : builtInDashboards()) {
        const QString id = QFileInfo(builtIn.path).completeBaseName();
        if (id == name)
            return std::move(builtIn);
        known.append(id);
    }
    return fail(
        ErrorKind::Usage, tr("There is no dashboard %1").arg(name),
        tr("Name a file, or one of: %1.").arg(known.join(u", "_s)));
}

// Everything that is asked of the panels alike, read from the command line.
struct Asked
{
    TimeRange range;
    Bucket bucket;
    QTimeZone zone = QTimeZone::utc();
    QDateTime now;
    FilterChoice filters;
};

Result<Asked> askedOf(const DashboardDefinition &dashboard, const DashboardDataOptions &options)
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
            ErrorKind::Usage, tr("\"%1\" is no time").arg(options.now), tr("For example 2026-03-01T00:00:00Z."));
    const TimeSelection selection = options.range.isEmpty() ? dashboard.range : TimeSelection{options.range};
    const Result<TimeRange> range = resolve(selection, asked.now, asked.zone);
    if (!range)
        return fail(range.error());
    asked.range = *range;
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
        const bool isKnown = std::ranges::any_of(
            dashboard.filters, [&name](const FilterDefinition &known) { return known.name == name; });
        if (at < 1 || !isKnown)
            return fail(
                ErrorKind::Usage, tr("\"%1\" is no filter of this dashboard").arg(filter), tr("Write name=value."));
        asked.filters[name].append(filter.sliced(at + 1));
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
        return tr("needs what is not in this database, or may not be read: %1").arg(outcome.missing.join(u", "_s));
    case PanelOutcome::State::TooDear:
        return tr("would be too dear (the planner expects %1); --exact asks all the same")
            .arg(QString::number(outcome.cost, 'f', 0));
    case PanelOutcome::State::Failed:
        return describe(outcome.error);
    }
    return {};
}

Result<void> writeFile(const QString &path, const QByteArray &text)
{
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return fail(ErrorKind::Io, tr("%1 cannot be written: %2").arg(path, file.errorString()));
    return {};
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
        for (const PanelDefinition *panel : panels) {
            const PanelRequest request{
                &m_dashboard, panel, contextFor(*panel, m_asked.range, m_asked.bucket, m_asked.zone, m_asked.now),
                m_asked.filters};
            PanelLimits limits;
            limits.evenIfDear = m_options.exact;
            const PanelOutcome outcome = runPanel(session, request, limits);
            if (outcome.error.kind == ErrorKind::Connection && outcome.state == PanelOutcome::State::Failed)
                return failedWith(m_output, outcome.error);
            if (Result<void> written = write(request, outcome); !written)
                return failedWith(m_output, written.error());
        }
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
            m_output.err << plainLine(tr("%1: %2").arg(request.panel->id, whyNotShown(outcome))) << Qt::endl;
            m_panels.append(QJsonObject{{u"panel"_s, request.panel->id}, {u"problem"_s, whyNotShown(outcome)}});
            return {};
        }
        const QJsonObject json = jsonOf(request, outcome.data);
        m_panels.append(json);
        const QByteArray text = isJson() ? QJsonDocument(json).toJson() : csvOf(tableOf(*request.panel, outcome.data));
        if (!m_options.folder.isEmpty())
            return writeFile(QDir(m_options.folder).filePath(request.panel->id + u'.' + m_options.format), text);
        if (!isJson())
            m_output.out << QString::fromUtf8(text);
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

} // namespace

int dashboardList(Output &output)
{
    std::vector<DashboardFile> files = builtInDashboards();
    std::ranges::move(dashboardsIn(dashboardFolder()), std::back_inserter(files));
    bool hasProblem = false;
    std::vector<QStringList> rows{{tr("Name"), tr("Title"), tr("Panels"), tr("Pack"), tr("From")}};
    QJsonArray array;
    for (const DashboardFile &file : files) {
        hasProblem = tellProblems(output, file) || hasProblem;
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
            return failedWith(output, file.error());
        hasProblem = tellProblems(output, *file) || hasProblem;
        array.append(QJsonObject{{u"file"_s, path}, {u"problems"_s, problemsJson(file->reading.problems)}});
    }
    const int code = hasProblem ? ExitFailed : ExitOk;
    if (output.json)
        output.out << QString::fromUtf8(
            QJsonDocument(QJsonObject{{u"format"_s, 1}, {u"files"_s, array}, {u"exitCode"_s, code}}).toJson());
    else if (!hasProblem)
        output.out << tr("No problem found.") << u'\n';
    output.out << Qt::flush;
    return code;
}

int dashboardData(Output &output, const DashboardDataOptions &options)
{
    const Result<DashboardFile> file = findDashboard(options.dashboard);
    if (!file)
        return failedWith(output, file.error());
    if (tellProblems(output, *file))
        return ExitFailed;
    const DashboardDefinition &dashboard = *file->reading.dashboard;
    const Result<Asked> asked = askedOf(dashboard, options);
    if (!asked)
        return failedWith(output, asked.error());
    const auto panels = panelsOf(dashboard, options.panels);
    if (!panels)
        return failedWith(output, panels.error());
    if (options.format == "csv"_L1 && options.folder.isEmpty() && panels->size() != 1)
        return failedWith(
            output, makeError(
                        ErrorKind::Usage, tr("The panels have different columns, so they do not fit into one CSV"),
                        tr("Choose one with --panel, or a folder for one file each with --out.")));
    if (!options.folder.isEmpty() && !QDir().mkpath(options.folder))
        return failedWith(output, makeError(ErrorKind::Io, tr("The folder %1 cannot be made").arg(options.folder)));
    Target target;
    if (Result<void> opened = target.open(output, options.database, u"dashboard"_s); !opened)
        return failedWith(output, opened.error());
    return DataRun(output, dashboard, *asked, options).run(target.session(), *panels);
}

} // namespace howdah::cli
