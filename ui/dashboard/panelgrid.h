// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QWidget>

namespace howdah::ui {

// What a panel takes of the grid: columns of twelve, and rows.
struct PanelSpan
{
    int width = 6;
    int height = 1;
    bool isLow = false; // a figure needs less height than a chart
    int needed = 0;     // pixels, where it has more to show than rows of the grid were given
};

// Where it stands.
struct PanelCell
{
    int column = 0;
    int row = 0;
    int width = 6;
    int height = 1;
    bool operator==(const PanelCell &) const = default;
};

// In the order given, each as far up and left as it fits without coming before an earlier one's row. Pure.
[[nodiscard]] std::vector<PanelCell> placePanels(const std::vector<PanelSpan> &spans, int columns);

// Puts panels on twelve columns, or beneath one another where there is no room for that. As high as they need.
class PanelGrid final : public QWidget
{
    Q_OBJECT
public:
    static constexpr int Columns = 12;
    static constexpr int NarrowWidth = 720; // below it, one column
    static constexpr int RowHeight = 280;
    static constexpr int LowHeight = 132;
    static constexpr int MostRows = 6; // of a panel that needs more than it was given

    explicit PanelGrid(QWidget *parent = nullptr);

    void add(QWidget *panel, const PanelSpan &span);
    void remove(QWidget *panel);
    // A figure that cannot be shown says why, which needs the height of a chart.
    void setLow(QWidget *panel, bool isLow);
    // As many rows more as it takes to be so high.
    void setNeeded(QWidget *panel, int height);
    [[nodiscard]] const QList<QWidget *> &panels() const { return m_panels; }
    // Shown alone, as large as the view; nullptr: all again.
    void setSole(QWidget *panel, int height = 0);
    [[nodiscard]] QWidget *sole() const { return m_sole; }
    [[nodiscard]] int columns() const { return width() < NarrowWidth ? 1 : Columns; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void place();
    [[nodiscard]] std::vector<PanelSpan> grown() const;
    [[nodiscard]] std::vector<int> rowTops(const std::vector<PanelCell> &cells) const;

    QList<QWidget *> m_panels;
    std::vector<PanelSpan> m_spans;
    QWidget *m_sole = nullptr;
    int m_soleHeight = 0;
};

} // namespace howdah::ui
