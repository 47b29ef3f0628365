// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "connection/session/session.h"
#include "data/page/columnstats.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QElapsedTimer;

namespace howdah::connection {
class Session;
}

namespace howdah::ui {

class ConnectionController;
class ElidedLabel;
class StateStack;
class StatisticsView;

// How the values of a column are spread: by the server's own notes at once, or counted exactly when asked to. Nothing
// is asked while it is hidden. UI thread.
class StatisticsPanel final : public QWidget
{
    Q_OBJECT
public:
    StatisticsPanel(ConnectionController *connection, TaskList *tasks, QWidget *parent = nullptr);
    ~StatisticsPanel() override;

    // -1: none. The exact figures are of the rows that the filters leave.
    void showColumn(const data::RelationShape &shape, const data::FilterSet &filters, int column);
    void cancel();

    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] QAction *exactAction() const { return m_exact; }
    [[nodiscard]] const std::optional<data::ColumnStats> &stats() const { return m_stats; }
    [[nodiscard]] bool isBusy() const { return m_session != nullptr; }
    [[nodiscard]] QString summary() const;

Q_SIGNALS:
    void shown();
    void filterWanted(const howdah::data::Filter &filter);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void stop();
    void ask();
    void askExactly();
    bool takeSession();
    void failed(const Error &error);
    void show(const data::ColumnStats &read);
    void showNothingNoted();
    void tick();

    ConnectionController *m_connection;
    TaskList *m_tasks;
    ElidedLabel *m_title;
    StatisticsView *m_view;
    StateStack *m_states = nullptr;
    QAction *m_exact;
    QAction *m_cancel;
    QTimer m_rest;
    QTimer m_tick;
    data::RelationShape m_shape;
    data::FilterSet m_filters;
    int m_column = -1;
    std::optional<data::ColumnStats> m_stats;
    std::shared_ptr<connection::Session> m_session;
    TaskHandle m_task;
    qint64 m_startedMs = 0;
    quint64 m_ticket = 0;
    bool m_isDue = false;
};

} // namespace howdah::ui
