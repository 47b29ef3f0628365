// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/tasks.h"
#include "query/result/rowarrangement.h"

#include <QObject>
#include <QTimer>

namespace howdah::ui {

class ResultModel;

// How the rows of an answer are sorted and filtered: on another thread, over those that have come; once no more will,
// over all of them. What is shown stays until it is done. UI thread.
class ResultArranger final : public QObject
{
    Q_OBJECT
public:
    ResultArranger(ResultModel *model, TaskList *tasks, QObject *parent);
    ~ResultArranger() override;

    [[nodiscard]] const query::RowWish &wish() const { return m_wish; }
    void apply(query::RowWish wish);
    // In turn ascending, descending and not at all; `extend`: beside the others.
    void sortBy(int column, bool extend);
    void sortBy(int column, bool extend, bool descending);
    void add(const query::ResultCondition &condition);
    void remove(qsizetype condition);
    void setWords(const QString &words);
    void clear() { apply({}); }
    // No more rows will come.
    void rowsFinished();
    [[nodiscard]] bool isRunning() const { return m_stop.has_value(); }
    // What is shown stays as it was, and so does the wish for it.
    void cancel();

Q_SIGNALS:
    void wishChanged();
    void arranged(); // it is shown so
    void failed(const howdah::Error &error);

private:
    void start();
    void stop();

    ResultModel *m_model;
    TaskList *m_tasks;
    query::RowWish m_wish;
    query::RowWish m_shown; // what the model shows
    std::optional<std::stop_source> m_stop;
    std::shared_ptr<std::atomic<qint64>> m_progress;
    QTimer m_tick;
    TaskHandle m_task;
    Latest m_asked;
};

} // namespace howdah::ui
