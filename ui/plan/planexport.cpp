// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planexport.h"

#include "common/fonts.h"
#include "plan/planflame.h"

#include <QBuffer>
#include <QImage>
#include <QPainter>
#include <QSvgGenerator>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int PictureWidth = 1600;
constexpr int MostHeight = 16'000; // of a picture in memory

static QByteArray htmlOf(const ShownPlan &shown)
{
    PlanModel model(PlanModel::Form::List);
    model.setPlan(&shown);
    QString html = u"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%1</title>\n<style>"
                   "body{font:14px sans-serif;margin:16px;color-scheme:light dark}table{border-collapse:collapse}"
                   "th,td{padding:3px 8px;border-bottom:1px solid #8886;text-align:right}"
                   "th:first-child,td:first-child{text-align:left}pre{overflow:auto}</style></head>\n<body><h1>%1</h1>"
                   "\n<table><tr>"_s.arg(PlanModel::tr("Plan").toHtmlEscaped());
    for (int column = 0; column < PlanModel::ColumnCount; ++column) {
        const QString caption = model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
        html += u"<th>"_s + caption.toHtmlEscaped() + u"</th>"_s;
    }
    html += u"</tr>\n"_s;
    std::vector<int> depths(shown.plan.nodes.size(), 0);
    for (int node = 0; node < int(depths.size()); ++node) {
        const int parent = shown.plan.nodes[size_t(node)].parent;
        depths[size_t(node)] = parent < 0 ? 0 : depths[size_t(parent)] + 1;
        html += u"<tr>"_s;
        for (int column = 0; column < PlanModel::ColumnCount; ++column) {
            html += column == 0 ? u"<td style=\"padding-left:%1px\">"_s.arg(8 + 16 * depths[size_t(node)]) : u"<td>"_s;
            html += model.index(node, column).data().toString().toHtmlEscaped() + u"</td>"_s;
        }
        html += u"</tr>\n"_s;
    }
    html += u"</table>\n<pre>"_s + shown.text.toHtmlEscaped() + u"</pre></body></html>\n"_s;
    return html.toUtf8();
}

Result<QByteArray> planFile(const ShownPlan &shown, PlanFile kind, const QPalette &palette)
{
    if (kind == PlanFile::Html)
        return htmlOf(shown);
    PlanFlame flame;
    flame.setPlan(&shown);
    const QSize size(PictureWidth, std::min(flame.sizeHint().height(), MostHeight));
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    const auto paint = [&](QPaintDevice *device) {
        QPainter painter(device);
        painter.setFont(baseFont());
        painter.fillRect(QRect(QPoint(), size), palette.color(QPalette::Base));
        PlanFlame::paint(painter, shown, size, palette);
    };
    if (kind == PlanFile::Svg) {
        QSvgGenerator svg;
        svg.setOutputDevice(&buffer);
        svg.setSize(size);
        svg.setViewBox(QRect(QPoint(), size));
        svg.setTitle(PlanModel::tr("Plan"));
        paint(&svg);
    } else {
        QImage image(size, QImage::Format_RGB32);
        paint(&image);
        if (!image.save(&buffer, "PNG"))
            return std::unexpected(makeError(ErrorKind::Io, PlanModel::tr("The picture could not be written")));
    }
    return bytes;
}

} // namespace howdah::ui
