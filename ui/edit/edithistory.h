// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/tasks.h"
#include "edit/editcommand.h"
#include "edit/staging.h"

#include <QTimer>
#include <QUndoStack>

namespace howdah::ui {

// The steps of a relation's edits: the one that is being staged, those that can be undone and redone, and those that
// wait until what holds the rows is over. UI thread; a step that takes longer than a turn of the event loop may goes on
// in further ones.
class EditHistory final : public QObject
{
    Q_OBJECT
public:
    using Piece = Staging::Piece;
    enum class Journal { Write, HasIt };

    EditHistory(StagedRows &rows, RowProblems &problems, TaskList *tasks);
    ~EditHistory() override;

    // Emptied by a save: what is in the database is not undone by forgetting an edit.
    [[nodiscard]] QUndoStack *stack() { return &m_stack; }
    [[nodiscard]] const QUndoStack *stack() const { return &m_stack; }

    // One step of undo, all or nothing. Success means that it is done, or under way: then isStaging() holds, and
    // stagingEnded() tells how it ended. Without words it is none of its own.
    Result<void> stage(const QString &what, qsizetype count, Piece piece);
    // The same where nothing may be edited any more.
    Result<void> begin(const QString &what, qsizetype count, Piece piece);
    // A step that was made in one piece.
    void push(const QString &what, std::vector<data::ChangeStep> steps, Journal journal = Journal::Write);

    [[nodiscard]] bool isStaging() const { return m_staging != nullptr; }
    [[nodiscard]] double stagingFraction() const; // 0 to 1
    void cancelStaging();                         // nothing of the step is staged; not of an undo or redo
    // The relation is being left.
    void abandon();

    // Rewrites what is in the history, so that undo and redo go on working.
    void remap(const std::function<std::optional<data::StagedRow>(const data::StagedRow &)> &map);
    // Undoes and redoes what waited.
    void applyDeferred();
    void forget();

Q_SIGNALS:
    void stagingEnded(const howdah::Result<void> &result); // of a step that took more than one turn
    void released();                                       // a step is over: others may work on the rows
    void changed();

private:
    using Steps = EditCommand::Steps;
    using Direction = EditCommand::Direction;

    [[nodiscard]] EditCommand *command(const QString &what, std::vector<data::ChangeStep> steps);
    void stageOn();
    void staged(Staging &staging);
    void apply(const Steps &steps, Direction direction);

    StagedRows &m_rows;
    RowProblems &m_problems;
    TaskList *m_tasks;
    QUndoStack m_stack;
    std::shared_ptr<Staging> m_staging;
    TaskHandle m_task;
    QTimer m_timer;
    std::vector<std::pair<Steps, Direction>> m_deferred;
};

} // namespace howdah::ui
