// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/tasks.h"
#include "data/transfer/wholeclip.h"
#include "query/result/roworder.h"

#include <QAction>

#include <atomic>
#include <map>
#include <stop_token>

namespace howdah::query {
class ResultStore;
}

namespace howdah::ui {

class GridTable;
class ResultModel;

// Copies cells of an answer, whole, in the ways in which those of a relation are copied; with all rows selected all
// that have come, as far as a clipboard should hold them. UI thread; values are read and written on another.
class ResultCopy final : public QObject
{
    Q_OBJECT
public:
    ResultCopy(GridTable *table, ResultModel *model, TaskList *tasks, QObject *parent);
    ~ResultCopy() override;

    [[nodiscard]] QAction *action(data::ClipFormat format) const { return m_actions.at(format); }
    [[nodiscard]] QAction *namesAction() const { return m_names; }
    [[nodiscard]] QList<QAction *> paletteActions() const;
    // For a menu of ways.
    [[nodiscard]] QList<QAction *> ways() const;
    void copy(data::ClipFormat format);
    void setLimits(const data::ClipLimits &limits) { m_limits = limits; }
    [[nodiscard]] bool isRunning() const { return m_stop.has_value(); }
    void cancel();

Q_SIGNALS:
    // What was done, or why it was not, in a sentence.
    void message(const QString &text);

private:
    struct Job;
    struct Copied
    {
        QByteArray text;
        QByteArray cells; // the same for another grid; of one value
        qint64 rows = 0;
        bool isCut = false;
    };
    void makeActions();
    [[nodiscard]] std::vector<int> selectedColumns() const;
    [[nodiscard]] std::vector<int> selectedRows() const;
    [[nodiscard]] QString refusal(const std::vector<int> &columns, data::ClipFormat format) const;
    void copyNames();
    void ended(const Result<Copied> &copied, qint64 all);
    static Result<Copied> run(const Job &job, const std::stop_token &stop);

    GridTable *m_table;
    ResultModel *m_model;
    TaskList *m_tasks;
    std::map<data::ClipFormat, QAction *> m_actions;
    QAction *m_names;
    data::ClipLimits m_limits{100'000, qsizetype(64) << 20};
    std::optional<std::stop_source> m_stop;
    TaskHandle m_task;
    Latest m_asked;
};

} // namespace howdah::ui
