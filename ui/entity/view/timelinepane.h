// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/view/timelinechart.h"

#include <QWidget>

class QTableView;

namespace howdah::ui {

// A timeline as it is drawn, and beneath it the same as a table. UI thread.
class TimelinePane final : public QWidget
{
    Q_OBJECT
public:
    explicit TimelinePane(QWidget *parent = nullptr);

    void setTimeline(std::shared_ptr<const entity::Timeline> timeline);
    [[nodiscard]] TimelineModel *model() const { return m_model; }
    [[nodiscard]] TimelineChart *chart() const { return m_chart; }
    [[nodiscard]] QTableView *table() const { return m_table; }

Q_SIGNALS:
    void rowWanted(int row);

private:
    TimelineModel *m_model;
    QTableView *m_table;
    TimelineChart *m_chart;
};

} // namespace howdah::ui
