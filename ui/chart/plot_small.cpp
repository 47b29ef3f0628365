// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "chart/plot.h"

#include <algorithm>

// Small charts beside one another.
namespace howdah::ui {

using metrics::PanelData;
using metrics::PanelDefinition;
using metrics::PanelKind;
using metrics::Series;

void splitIntoSmall(Plot &plot, const PanelDefinition &panel, const PanelData &data)
{
    constexpr int MostBands = 3;
    const bool hasTime = data.kind == PanelKind::Line || data.kind == PanelKind::Band;
    const QStringList names = plot.lineNames(data);
    if (!hasTime || names.size() < 2 || !panel.multiples.value_or(true))
        return;
    QStringList banded;
    for (const PlotBand &band : plot.bands) {
        const QString &name = data.series[size_t(band.series)].name;
        if (!banded.contains(name))
            banded << name;
    }
    if (!panel.multiples && banded.size() <= MostBands)
        return;
    plot.small = names;
    // The previous period of a series stands with it, or alone where nothing follows it.
    for (const PlotMark &mark : plot.marks) {
        const QString &name = data.series[size_t(mark.ref.series)].name;
        if (!plot.small.contains(name))
            plot.small << name;
    }
    for (const Series &series : data.series)
        plot.smallPlaces.push_back(int(plot.small.indexOf(series.name)));
}

QStringList Plot::lineNames(const PanelData &data) const
{
    std::vector<bool> isDrawn(data.series.size(), false);
    for (const PlotMark &mark : marks)
        isDrawn[size_t(mark.ref.series)] = true;
    QStringList names;
    for (size_t i = 0; i < data.series.size(); ++i) {
        const Series &series = data.series[i];
        if (isDrawn[i] && !series.isPrevious && !series.name.isEmpty() && !names.contains(series.name))
            names << series.name;
    }
    return names;
}

int smallColumns(int count, double width)
{
    constexpr double Narrowest = 130;
    const int wanted = count <= 1 ? 1 : count <= 4 ? 2 : count <= 9 ? 3 : 4;
    return std::min(wanted, std::max(1, int(width / Narrowest)));
}

} // namespace howdah::ui
