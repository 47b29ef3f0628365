// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "metrics/dashboard.h"
#include "yaml/nodereader.h"

namespace howdah::metrics {

using yaml::scalar;
using yaml::Setter;
using yaml::Setters;
using yaml::textLine;

// The shapes that values of a dashboard have beside those of any YAML file.
class NodeReader : public yaml::NodeReader
{
public:
    using yaml::NodeReader::NodeReader;

    [[nodiscard]] Setter axisScale(PanelDefinition &panel);
    [[nodiscard]] Setter scale(std::optional<std::pair<double, double>> &into);
};

} // namespace howdah::metrics
