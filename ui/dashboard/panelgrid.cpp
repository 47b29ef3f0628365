// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/panelgrid.h"

#include "common/theme.h"

#include <QEvent>

#include <algorithm>

namespace howdah::ui {

std::vector<PanelCell> placePanels(const std::vector<PanelSpan> &spans, int columns)
{
    std::vector<PanelCell> cells;
    std::vector<int> heights(size_t(columns), 0); // how many rows are taken of each column
    int least = 0;                                // reading order: nobody stands above the one before
    for (const PanelSpan &span : spans) {
        const int width = std::min(columns, columns == 1 ? 1 : span.width);
        PanelCell best{0, -1, width, span.height};
        for (int column = 0; column + width <= columns; ++column) {
            const auto first = heights.begin() + column;
            const int row = std::max(least, *std::max_element(first, first + width));
            if (best.row < 0 || row < best.row)
                best = {column, row, width, span.height};
        }
        std::fill_n(heights.begin() + best.column, width, best.row + best.height);
        least = best.row;
        cells.push_back(best);
    }
    return cells;
}

PanelGrid::PanelGrid(QWidget *parent)
    : QWidget(parent)
{
}

void PanelGrid::add(QWidget *panel, const PanelSpan &span)
{
    panel->setParent(this);
    m_panels << panel;
    m_spans.push_back(span);
    panel->setVisible(!m_sole);
    place();
}

void PanelGrid::remove(QWidget *panel)
{
    const qsizetype at = m_panels.indexOf(panel);
    if (at < 0)
        return;
    if (m_sole == panel)
        m_sole = nullptr;
    m_panels.removeAt(at);
    m_spans.erase(m_spans.begin() + at);
    panel->hide();
    panel->deleteLater();
}

void PanelGrid::setLow(QWidget *panel, bool isLow)
{
    const qsizetype at = m_panels.indexOf(panel);
    if (at < 0 || m_spans[size_t(at)].isLow == isLow)
        return;
    m_spans[size_t(at)].isLow = isLow;
    place();
}

void PanelGrid::setNeeded(QWidget *panel, int height)
{
    const qsizetype at = m_panels.indexOf(panel);
    if (at < 0 || m_spans[size_t(at)].needed == height)
        return;
    m_spans[size_t(at)].needed = height;
    place();
}

// With the distances between them, rows are higher than they are alone.
std::vector<PanelSpan> PanelGrid::grown() const
{
    std::vector<PanelSpan> spans = m_spans;
    for (PanelSpan &span : spans) {
        constexpr int Pitch = RowHeight + space::inside;
        const int rows = (span.needed + space::inside + Pitch - 1) / Pitch;
        span.height = std::max(span.height, std::min(rows, MostRows));
    }
    return spans;
}

void PanelGrid::setSole(QWidget *panel, int height)
{
    m_sole = panel;
    m_soleHeight = height;
    for (QWidget *one : std::as_const(m_panels))
        one->setVisible(!panel || one == panel);
    place();
}

std::vector<int> PanelGrid::rowTops(const std::vector<PanelCell> &cells) const
{
    int rows = 0;
    for (const PanelCell &cell : cells)
        rows = std::max(rows, cell.row + cell.height);
    std::vector<bool> isLow(size_t(rows), true);
    for (size_t i = 0; i < cells.size(); ++i) {
        for (int row = cells[i].row; row < cells[i].row + cells[i].height && !m_spans[i].isLow; ++row)
            isLow[size_t(row)] = false;
    }
    std::vector<int> tops{space::group};
    for (const bool low : isLow)
        tops.push_back(tops.back() + (low ? LowHeight : RowHeight) + space::inside);
    return tops;
}

void PanelGrid::place()
{
    if (m_sole) {
        const int height = std::max(m_soleHeight, RowHeight);
        m_sole->setGeometry(
            QRect(0, 0, width(), height).adjusted(space::group, space::inside, -space::group, -space::inside));
        setMinimumHeight(height);
        return;
    }
    const std::vector<PanelCell> cells = placePanels(grown(), columns());
    const std::vector<int> tops = rowTops(cells);
    const int usable = width() - 2 * space::group + space::inside;
    const auto left = [&](int column) { return space::group + usable * column / columns(); };
    for (size_t i = 0; i < cells.size(); ++i) {
        const PanelCell &cell = cells[i];
        const int top = tops[size_t(cell.row)];
        const int bottom = tops[size_t(cell.row) + size_t(cell.height)] - space::inside;
        const int right = left(cell.column + cell.width) - space::inside;
        m_panels[qsizetype(i)]->setGeometry(left(cell.column), top, right - left(cell.column), bottom - top);
    }
    setMinimumHeight(tops.back() + space::inside);
}

void PanelGrid::resizeEvent(QResizeEvent *) { place(); }

bool PanelGrid::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        return true; // sizes are ours alone
    return QWidget::event(event);
}

} // namespace howdah::ui
