// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "metrics/nodereader.h"

#include "metrics/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::metrics {

Setter NodeReader::axisScale(PanelDefinition &panel)
{
    return [this, &panel](const YAML::Node &node) {
        const QString value = node.IsScalar() ? scalar(node) : QString();
        panel.logarithmic = value == "true"_L1;
        panel.logarithmicIfWide = value == "auto"_L1;
        if (!panel.logarithmic && !panel.logarithmicIfWide && value != "false"_L1)
            note(node.Mark(), tr("This must be true, false or auto"));
    };
}

Setter NodeReader::scale(std::optional<std::pair<double, double>> &into)
{
    return [this, &into](const YAML::Node &node) {
        bool isLow = false;
        bool isHigh = false;
        if (node.IsSequence() && node.size() == 2 && node[0].IsScalar() && node[1].IsScalar()) {
            const double low = scalar(node[0]).toDouble(&isLow);
            const double high = scalar(node[1]).toDouble(&isHigh);
            if (isLow && isHigh && low < high)
                into.emplace(low, high);
        }
        if (!into)
            note(node.Mark(), tr("This must be the least and the greatest value, for example [0, 1]"));
    };
}

} // namespace howdah::metrics
