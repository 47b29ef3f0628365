// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/planpage.h"

#include "plan/figures.h"
#include "plan/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

constexpr double Width = 1200;
constexpr double RowHeight = 22;
constexpr double LetterWidth = 6.6;
constexpr qsizetype MostTitle = 300;

// Controls are not allowed in XML, however they are written.
QString escaped(const QString &text)
{
    QString plain = text.left(MostTitle * 100);
    for (QChar &letter : plain) {
        if (letter < u' ' && letter != u'\n' && letter != u'\t')
            letter = u' ';
    }
    return plain.toHtmlEscaped();
}

struct Bar
{
    double left = 0;
    double width = 0;
    int depth = 0;
};

// Children are never wider than their parent, together.
std::vector<Bar> barsOf(const Plan &plan, const Figures &figures)
{
    const auto weight = [&](size_t node) {
        return std::max(0.0, figures.timed ? figures.nodes[node].inclusive : plan.nodes[node].totalCost.value_or(0));
    };
    std::vector<Bar> bars(plan.nodes.size());
    if (!bars.empty())
        bars[0].width = Width;
    for (size_t node = 0; node < bars.size(); ++node) { // a parent stands before its children
        double all = 0;
        for (const int child : plan.nodes[node].children)
            all += weight(size_t(child));
        const double whole = std::max(weight(node), all);
        double left = bars[node].left;
        for (const int child : plan.nodes[node].children) {
            const double part = whole > 0 ? weight(size_t(child)) / whole : 0;
            bars[size_t(child)] = {left, bars[node].width * part, bars[node].depth + 1};
            left += bars[size_t(child)].width;
        }
    }
    return bars;
}

double shareOf(const Plan &plan, const Figures &figures, size_t node)
{
    if (figures.timed)
        return figures.whole.nodes > 0 ? std::clamp(figures.nodes[node].exclusive / figures.whole.nodes, 0.0, 1.0) : 0;
    double own = plan.nodes[node].totalCost.value_or(0);
    for (const int child : plan.nodes[node].children)
        own -= plan.nodes[size_t(child)].totalCost.value_or(0);
    const double all = plan.nodes.front().totalCost.value_or(0);
    return all > 0 ? std::clamp(own / all, 0.0, 1.0) : 0;
}

QString figure(double value, int digits = 0) { return QString::number(value, 'f', digits); }

QString rowsOfTable(const Plan &plan, const Figures &figures)
{
    QString html;
    std::vector<int> depths(plan.nodes.size(), 0);
    for (size_t i = 0; i < plan.nodes.size(); ++i) {
        const Node &node = plan.nodes[i];
        const NodeFigures &one = figures.nodes[i];
        depths[i] = node.parent < 0 ? 0 : depths[size_t(node.parent)] + 1;
        const QString title = (node.subplan.isEmpty() ? QString() : node.subplan + u": "_s) + node.title();
        html += u"<tr><td style=\"padding-left:%1px\">"_s.arg(8 + 16 * std::min(depths[i], 60))
              + escaped(title.left(MostTitle)) + u"</td>"_s;
        const auto cell = [&html](const QString &value) { html += u"<td>"_s + value + u"</td>"_s; };
        cell(figures.timed ? figure(one.exclusive, 3) : QString());
        cell(figure(shareOf(plan, figures, i) * 100, 1));
        cell(figures.timed ? figure(one.inclusive, 3) : QString());
        cell(node.planRows ? figure(one.plannedRows.value_or(*node.planRows)) : QString());
        cell(plan.isAnalyzed() ? figure(one.rows) : QString());
        cell(node.actual ? figure(node.actual->loops) : QString());
        cell(node.totalCost ? figure(*node.totalCost, 2) : QString());
        html += u"</tr>\n"_s;
    }
    return html;
}

} // namespace

QString svgPicture(const Plan &plan)
{
    const Figures figures = figuresOf(plan);
    const std::vector<Bar> bars = barsOf(plan, figures);
    int depth = 0;
    for (const Bar &bar : bars)
        depth = std::max(depth, bar.depth + 1);
    QString svg = u"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%1\" height=\"%2\" viewBox=\"0 0 %1 %2\" "
                  "font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" "
                  "fill=\"#fff\"/>\n"_s.arg(figure(Width), figure(depth * RowHeight));
    for (size_t i = 0; i < bars.size(); ++i) {
        const Bar &bar = bars[i];
        const double share = shareOf(plan, figures, i);
        const double top = bar.depth * RowHeight;
        const double width = std::max(1.0, bar.width);
        const QString title = plan.nodes[i].title().left(MostTitle);
        const QString what =
            figures.timed
                ? tr("%1: %2 ms, %3 %").arg(title, figure(figures.nodes[i].exclusive, 3), figure(share * 100, 1))
                : tr("%1: %2 % of the cost").arg(title, figure(share * 100, 1));
        svg += u"<g><title>%1</title><rect x=\"%2\" y=\"%3\" width=\"%4\" height=\"%5\" fill=\"%6\"/>"_s.arg(
            escaped(what), figure(bar.left, 2), figure(top, 0), figure(width > 3 ? width - 1 : width, 2),
            figure(RowHeight - 1),
            share >= 0.5   ? u"#f3b7b0"_s
            : share >= 0.1 ? u"#f6dfa4"_s
                           : u"#c3dbf5"_s);
        const auto letters = qsizetype((width - 8) / LetterWidth);
        if (letters >= 4)
            svg += u"<text x=\"%1\" y=\"%2\" fill=\"#111\">%3</text>"_s.arg(
                figure(bar.left + 4, 2), figure(top + 15), escaped(what.left(letters)));
        svg += u"</g>\n"_s;
    }
    return svg + u"</svg>\n"_s;
}

QString htmlPage(const std::vector<PlanPage> &pages)
{
    QString html = u"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>%1</title>\n<style>"
                   "body{font:14px sans-serif;margin:16px;color-scheme:light dark}table{border-collapse:collapse}"
                   "th,td{padding:3px 8px;border-bottom:1px solid #8886;text-align:right}"
                   "th:first-child,td:first-child{text-align:left}pre{overflow:auto}svg{max-width:100%;height:auto}"
                   "</style></head>\n<body>\n"_s.arg(tr("Plans"));
    for (const PlanPage &page : pages) {
        const Figures figures = figuresOf(page.plan);
        const QString query = page.plan.queryText;
        html += u"<h2>"_s + (query.isEmpty() ? tr("Plan") : escaped(query.left(MostTitle))) + u"</h2>\n"_s;
        html += svgPicture(page.plan) + u"<table><tr>"_s;
        for (const QString &title :
             {tr("Node"), tr("Own ms"), tr("Share %"), tr("Whole ms"), tr("Planned rows"), tr("Rows"), tr("Loops"),
              tr("Cost")})
            html += u"<th>"_s + title + u"</th>"_s;
        html += u"</tr>\n"_s + rowsOfTable(page.plan, figures) + u"</table>\n<pre>"_s + page.text.toHtmlEscaped()
              + u"</pre>\n"_s;
    }
    return html + u"</body></html>\n"_s;
}

} // namespace howdah::plan
