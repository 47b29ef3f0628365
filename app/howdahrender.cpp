// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "howdahrender.h"

#include "base/propagate.h"
#include "base/wholefile.h"
#include "chart/panelpicture.h"
#include "cli/target/target.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/interrupt.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"

#include <QCoreApplication>
#include <QDir>

#include <functional>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("Render", text); }

Result<std::vector<PictureFormat>> formatsOf(const QStringList &names)
{
    std::vector<PictureFormat> formats;
    for (const QString &name : names) {
        const auto known = {PictureFormat::Png, PictureFormat::Svg, PictureFormat::Pdf};
        const auto at = std::ranges::find_if(known, [&name](PictureFormat one) { return suffixOf(one) == name; });
        if (at == known.end())
            return fail(
                ErrorKind::Usage, tr("\"%1\" is not a known format").arg(name), tr("Use one of: png, svg, pdf."));
        formats.push_back(*at);
    }
    return formats;
}

class Render final
{
public:
    Render(cli::Output &output, const RenderOptions &options, const metrics::DashboardDefinition &dashboard)
        : m_output(output)
        , m_options(options)
        , m_dashboard(dashboard)
    {
        m_picture.palette = paletteFor(options.scheme);
        m_picture.scale = options.scale;
    }

    Result<void> ask(const operations::Asked &asked)
    {
        cli::Target target;
        target.readOnly();
        if (Result<void> opened = target.open(m_output, m_options.database, u"render"_s); !opened)
            return opened;
        m_picture.database = target.name();
        ASSIGN_OR_RETURN(const auto panels, operations::panelsOf(m_dashboard, {}));
        const cli::Interrupt interrupt;
        return operations::askPanels(
            target.session(), m_dashboard, panels, asked, {},
            [this](const metrics::PanelRequest &request, const metrics::PanelOutcome &outcome) -> Result<void> {
                if (const QString problem = operations::whyNotShown(outcome); !problem.isEmpty()) {
                    m_output.err << cli::plainLine(request.panel->id + u": "_s + problem) << Qt::endl;
                    m_code = cli::ExitFailed;
                }
                m_panels.push_back({request, outcome});
                return {};
            },
            interrupt.token());
    }

    Result<void> write(const std::vector<PictureFormat> &formats)
    {
        for (const PictureFormat format : formats) {
            EntityStyles styles;
            Result<void> written =
                writeFile(m_dashboard.id, format, dashboardPicture(m_dashboard, m_panels, format, m_picture, styles));
            for (size_t i = 0; written && m_options.eachPanel && i < m_panels.size(); ++i) {
                const QString name = m_dashboard.id + u'-' + m_panels[i].request.panel->id;
                written = writeFile(name, format, panelPicture(m_panels[i], format, m_picture, styles));
            }
            if (!written)
                return written;
        }
        return {};
    }
    [[nodiscard]] int code() const { return m_code; }

private:
    Result<void> writeFile(const QString &name, PictureFormat format, const Result<QByteArray> &bytes)
    {
        if (!bytes)
            return fail(bytes.error());
        const QString path = QDir(m_options.folder).filePath(name + u'.' + suffixOf(format));
        if (Result<void> written = writeWholeFile(path, *bytes); !written)
            return written;
        m_output.out << path << Qt::endl;
        return {};
    }

    cli::Output &m_output;
    const RenderOptions &m_options;
    const metrics::DashboardDefinition &m_dashboard;
    PictureOptions m_picture;
    std::vector<PanelPicture> m_panels;
    int m_code = cli::ExitOk;
};

} // namespace

int renderDashboard(cli::Output &output, const RenderOptions &options)
{
    const Result<metrics::DashboardFile> file = operations::findDashboard(options.dashboard);
    if (!file)
        return cli::failed(output, file.error());
    for (const metrics::DefinitionProblem &problem : file->reading.problems)
        output.err << cli::plainLine(describe(problem, file->path)) << Qt::endl;
    if (!file->reading.dashboard)
        return cli::ExitFailed;
    const metrics::DashboardDefinition &dashboard = *file->reading.dashboard;
    const auto asked = operations::askedOf(dashboard, options.asking);
    if (!asked)
        return cli::failed(output, asked.error());
    const auto formats = formatsOf(options.formats);
    if (!formats)
        return cli::failed(output, formats.error());
    if (options.scale < 1 || options.scale > 3)
        return cli::failed(output, makeError(ErrorKind::Usage, tr("The scale must be a number from 1 to 3")));
    if (!QDir().mkpath(options.folder))
        return cli::failed(output, makeError(ErrorKind::Io, tr("The folder %1 cannot be created").arg(options.folder)));
    Render render(output, options, dashboard);
    if (Result<void> done = render.ask(*asked); !done)
        return cli::failed(output, done.error());
    if (Result<void> written = render.write(*formats); !written)
        return cli::failed(output, written.error());
    return render.code();
}

} // namespace howdah::ui
