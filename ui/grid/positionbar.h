// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollBar>

namespace howdah::ui {

// A scroll bar over a 64-bit number of rows, of which a page is seen at once. While it is dragged a tip tells where;
// the rows there are asked for when the drag rests or ends.
class PositionBar final : public QScrollBar
{
    Q_OBJECT
public:
    explicit PositionBar(QWidget *parent = nullptr);

    // `first` is the row at the top. Does not emit.
    void setExtent(qint64 first, qint64 page, qint64 total, bool exact);
    [[nodiscard]] qint64 position() const;

Q_SIGNALS:
    void positionWanted(qint64 row); // the drag rests there, or ended, or a click set it
    void stepWanted(int rows);       // arrows: 1 row
    void pageWanted(int pages);      // a click beside the slider

private:
    void act(int action);
    void showTip();

    // Qt's bars count in int and in pixels of int; beyond this many steps a step stands for several rows.
    static constexpr int Steps = 1'000'000;
    qint64 m_total = 0;
    qint64 m_page = 1;
    bool m_exact = true;
    class QTimer *m_rest;
};

} // namespace howdah::ui
