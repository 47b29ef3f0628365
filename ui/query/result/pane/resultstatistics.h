// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/tasks.h"
#include "query/result/resultstats.h"

#include <QTimer>
#include <QWidget>

namespace howdah::ui {

class ElidedLabel;
class ResultModel;
class StateStack;
class StatisticsView;

// How the values of a column are spread, counted over the rows that have come and are shown. UI thread; counts on
// another.
class ResultStatistics final : public QWidget
{
    Q_OBJECT
public:
    ResultStatistics(ResultModel *model, TaskList *tasks, QWidget *parent);
    ~ResultStatistics() override;

    // Negative: none. Nothing is counted while it is hidden.
    void showColumn(int column);
    // Other rows are shown, or more have come: what is counted is not of these any more.
    void rowsChanged();
    void cancel();
    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] const std::optional<query::ResultStats> &stats() const { return m_stats; }
    [[nodiscard]] StatisticsView *view() const { return m_view; }

Q_SIGNALS:
    void shown();
    void valueWanted(int column, const QString &value);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void count();
    void stop();
    void show(const query::ResultStats &stats, qint64 rows);

    ResultModel *m_model;
    TaskList *m_tasks;
    ElidedLabel *m_title;
    StatisticsView *m_view;
    StateStack *m_states;
    int m_column = -1;
    std::optional<query::ResultStats> m_stats;
    std::optional<std::stop_source> m_stop;
    TaskHandle m_task;
    QTimer m_rest;
    Latest m_asked;
};

} // namespace howdah::ui
