// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/tasks.h"
#include "connection/session/sessionpool.h"
#include "data/transfer/wholeclip.h"

#include <QObject>
#include <QTimer>

class QPushButton;

namespace howdah::ui {

class Banner;
class ConnectionController;
class GridModel;

// Copies all rows of a relation that are selected while only a part of them is in the grid. Reads them over a session
// of its own; asks where there are very many, in a line above the grid's foot. UI thread.
class WholeCopy final : public QObject
{
    Q_OBJECT
public:
    WholeCopy(ConnectionController *connection, TaskList *tasks, GridModel *model, QWidget *pane);
    ~WholeCopy() override;

    // Where it asks; hidden until then.
    [[nodiscard]] Banner *bar() const { return m_bar; }
    void copy(data::ClipFormat format, const std::vector<int> &columns);
    [[nodiscard]] bool isRunning() const { return m_task.isRunning(); }
    void cancel();
    // Another relation, or none.
    void close();

    // So much is copied without a question.
    void setLimits(const data::ClipLimits &limits) { m_limits = limits; }
    [[nodiscard]] const data::ClipLimits &limits() const { return m_limits; }

Q_SIGNALS:
    void message(const QString &text);
    void exportWanted();

private:
    enum class WhenMore { Ask, Stop };
    [[nodiscard]] data::ClipOverlay overlay(const std::vector<int> &columns) const;
    void start(const data::ClipLimits &limits, WhenMore whenMore);
    void ended(const Result<connection::Answer> &answer, WhenMore whenMore);
    void ask(qint64 rows, bool exact);

    ConnectionController *m_connection;
    TaskList *m_tasks;
    GridModel *m_model;
    Banner *m_bar;
    QPushButton *m_first;
    data::ClipLimits m_limits;
    data::ClipFormat m_format = data::ClipFormat::Tsv;
    std::vector<int> m_columns;
    QString m_leftOut; // what is hidden, to be said at the end
    std::shared_ptr<data::WholeClip> m_clip;
    std::shared_ptr<connection::Session> m_session;
    TaskHandle m_task;
    QTimer m_tick;
    Latest m_asked;
};

} // namespace howdah::ui
