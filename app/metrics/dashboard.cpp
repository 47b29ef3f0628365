// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/dashboard.h"

#include "base/enumtable.h"
#include "base/plainfile.h"

#include "metrics/tr.h"
#include "resources/resources.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::metrics {

namespace {

DashboardFile readFile(const QString &folder, const QString &name)
{
    const QString path = QDir(folder).filePath(name);
    const Result<QByteArray> yaml = readPlainFileIn(folder, name);
    if (yaml)
        return {path, readDashboard(*yaml, path)};
    DashboardReading unread;
    unread.problems.push_back({0, 0, tr("The file cannot be read: %1").arg(yaml.error().message), yaml.error().hint});
    return {path, std::move(unread)};
}

QString titleOf(const DashboardFile &file)
{
    return file.reading.dashboard ? file.reading.dashboard->title : QFileInfo(file.path).fileName();
}

void sortByTitle(std::vector<DashboardFile> &files)
{
    std::ranges::stable_sort(files, [](const DashboardFile &a, const DashboardFile &b) {
        return titleOf(a).localeAwareCompare(titleOf(b)) < 0;
    });
}

} // namespace

const PanelDefinition *DashboardDefinition::panel(QStringView panelId) const
{
    const auto found =
        std::ranges::find_if(panels, [panelId](const PanelDefinition &one) { return one.id == panelId; });
    return found == panels.end() ? nullptr : &*found;
}

const FilterDefinition *DashboardDefinition::filter(QStringView name) const
{
    const auto found = std::ranges::find_if(filters, [name](const FilterDefinition &one) { return one.name == name; });
    return found == filters.end() ? nullptr : &*found;
}

const VariableDefinition *DashboardDefinition::variable(QStringView name) const
{
    const auto found =
        std::ranges::find_if(variables, [name](const VariableDefinition &one) { return one.name == name; });
    return found == variables.end() ? nullptr : &*found;
}

QStringList DashboardDefinition::inputsOf(const FilterDefinition &dependent) const
{
    QStringList inputs;
    QStringList open{dependent.valuesSql};
    while (!open.isEmpty()) {
        const Result<QueryText> query = QueryText::parse(open.takeFirst());
        for (const NameUse &use : query ? query->uses() : std::vector<NameUse>()) {
            if (inputs.contains(use.name))
                continue;
            const FilterDefinition *other = filter(use.name);
            if (other || variable(use.name))
                inputs << use.name;
            if (other)
                open << other->valuesSql;
        }
    }
    return inputs;
}

QString problemWithValue(const VariableDefinition &variable, const QString &text)
{
    if (variable.type == VariableType::Text)
        return text.contains(QChar::Null) ? tr("A text cannot hold a null character") : QString();
    bool isNumber = false;
    const double number = text.toDouble(&isNumber); // as PostgreSQL reads it, whatever the locale
    if (!isNumber || !std::isfinite(number))
        return tr("\"%1\" is not a number").arg(text);
    if (variable.least && number < *variable.least)
        return tr("%1 is below %2").arg(text, QString::number(*variable.least));
    if (variable.most && number > *variable.most)
        return tr("%1 is above %2").arg(text, QString::number(*variable.most));
    return {};
}

std::vector<DashboardFile> dashboardsIn(const QString &folder)
{
    std::vector<DashboardFile> files;
    for (const QFileInfo &info : QDir(folder).entryInfoList({u"*.yaml"_s}, QDir::Files, QDir::Name))
        files.push_back(readFile(folder, info.fileName()));
    sortByTitle(files);
    return files;
}

std::vector<DashboardFile> builtInDashboards()
{
    std::vector<DashboardFile> files;
    for (const QString &name : resourceNames(u"dashboards"_s)) {
        const QString path = u":/howdah/"_s + name;
        files.push_back({path, readDashboard(resourceText(name).toUtf8(), path)});
    }
    sortByTitle(files);
    return files;
}

QString dashboardFolder()
{
    const QString moved = qEnvironmentVariable("HOWDAH_DATA_DIR");
    const QString base = moved.isEmpty()
                           ? QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/howdah"_s
                           : moved;
    return base + u"/dashboards"_s;
}

static constexpr std::array panelKindNames{
    EnumName{PanelKind::Line, "line"_L1},         EnumName{PanelKind::Band, "band"_L1},
    EnumName{PanelKind::Bar, "bar"_L1},           EnumName{PanelKind::Histogram, "histogram"_L1},
    EnumName{PanelKind::Box, "box"_L1},           EnumName{PanelKind::Scatter, "scatter"_L1},
    EnumName{PanelKind::HeatMap, "heatmap"_L1},   EnumName{PanelKind::Polar, "polar"_L1},
    EnumName{PanelKind::Timeline, "timeline"_L1}, EnumName{PanelKind::Stat, "stat"_L1},
    EnumName{PanelKind::Table, "table"_L1},
};
static_assert(isWholeTable(panelKindNames));

QString kindName(PanelKind kind) { return nameIn(panelKindNames, kind); }

} // namespace howdah::metrics
