// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "chart/entitystyles.h"
#include "metrics/panelrun.h"

#include <QPalette>
#include <QSize>

#include <functional>
#include <memory>

namespace howdah::ui {

enum class PictureFormat : quint8 { Png, Svg, Pdf };
[[nodiscard]] QString suffixOf(PictureFormat format); // "png"

// How high a panel is, in pixels, where a chart of one row has `row`.
[[nodiscard]] int panelHeight(const metrics::PanelDefinition &panel, int row);

// A panel as it is exported.
struct PanelPicture
{
    metrics::PanelRequest request;
    metrics::PanelOutcome outcome; // what cannot be shown says why
};

struct PictureOptions
{
    QSize panelSize{640, 360}; // of a panel that is six columns wide and one row high, in points of the picture
    double scale = 1;          // of a PNG: 1 to 3
    QPalette palette;
    QString database;                                 // for the foot: "howdah on the private server"
    QMap<QString, metrics::FilterValues> values = {}; // of the filters, for the foot, which names those that are chosen
};

// A picture that is painted bit by bit, a panel in each, so that a window goes on answering meanwhile. Main thread, but
// for what takeEncoding() answers.
class PicturePainting final
{
public:
    struct Work;
    explicit PicturePainting(std::unique_ptr<Work> work);
    ~PicturePainting();

    [[nodiscard]] bool isPainted() const;
    void paintNext();
    // Paints what is left, and ends. The file's bytes come from the function, which may run on any thread.
    [[nodiscard]] std::function<QByteArray()> takeEncoding();

private:
    std::unique_ptr<Work> m_work;
};

// `styles`, and what the requests refer to, outlive them. As below.
[[nodiscard]] Result<std::unique_ptr<PicturePainting>>
paintingOf(PanelPicture panel, PictureFormat format, const PictureOptions &options, EntityStyles &styles);
[[nodiscard]] Result<std::unique_ptr<PicturePainting>> paintingOf(
    const metrics::DashboardDefinition &dashboard, std::vector<PanelPicture> panels, PictureFormat format,
    const PictureOptions &options, EntityStyles &styles);

// The picture of one panel, and of a whole dashboard as it stands on its page: title, legend, chart, and a foot with
// database, range, zone, filters, number of values and precision. The same data, fonts and options give the same bytes.
// Main thread; blocks for as long as painting takes.
[[nodiscard]] Result<QByteArray>
panelPicture(const PanelPicture &panel, PictureFormat format, const PictureOptions &options, EntityStyles &styles);
[[nodiscard]] Result<QByteArray> dashboardPicture(
    const metrics::DashboardDefinition &dashboard, const std::vector<PanelPicture> &panels, PictureFormat format,
    const PictureOptions &options, EntityStyles &styles);

} // namespace howdah::ui
