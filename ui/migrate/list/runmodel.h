// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migrate/list/migrationrow.h"
#include "migration/run/runner.h"

#include <QAbstractListModel>

#include <map>

namespace howdah::ui {

// A line of a run's progress: a migration, or one of its statements beneath it.
struct RunLine
{
    enum class Kind { Migration, Statement };
    enum class State { Waiting, Running, Done, Failed, Undone, NotRun, Earlier };

    Kind kind = Kind::Statement;
    migration::Version version;
    migration::Direction direction = migration::Direction::Up;
    int number = 0; // of the statement, from 1
    QString text;   // the name, or the beginning of the statement on one line
    State state = State::Waiting;
    double milliseconds = -1;
    qint64 rows = -1;
    double typical = -1; // milliseconds that it took before; negative when nobody knows
    bool durable = true; // of a migration that is done: on the disk; false: with the end of the run
    bool operator==(const RunLine &) const = default;
};

// A step of a run. To redo a migration, a plan names it in both directions.
using RunStep = std::pair<migration::Version, migration::Direction>;

// Pure.
[[nodiscard]] std::vector<RunLine> runLinesOf(const migration::Plan &plan);

// The statements of a run with what became of each. UI thread; told by the RunController.
class RunModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { KindRole = Qt::UserRole, StateRole, NumberRole, DurationRole, RowsRole, TypicalRole };

    using QAbstractListModel::QAbstractListModel;

    void start(std::vector<RunLine> lines);
    void stepStarted(const RunStep &step);
    void statementStarted(const RunStep &step, int number);
    void statementFinished(const RunStep &step, int number, double milliseconds, qint64 rows);
    // Its transaction was given up and begins again: what had finished in it is undone.
    void stepRetried(const RunStep &step, int statement, bool whole);
    // A durable one brings all before it to the disk.
    void stepFinished(const RunStep &step, double milliseconds, bool durable = true);
    void stepsFlushed();
    // The statement that runs has lasted this long.
    void setElapsed(double milliseconds);
    // What the run left: the statement that failed, those that its transaction took back, and those never reached.
    void finished(const std::optional<migration::RunFailure> &failure);

    [[nodiscard]] int runningRow() const { return m_running; } // -1 when nothing runs
    [[nodiscard]] int failedRow() const;
    [[nodiscard]] const std::vector<RunLine> &lines() const { return m_lines; }
    [[nodiscard]] double typicalOfRunning() const; // negative when nothing runs or nothing is known
    // Of those that this run is to do: where it goes on in the middle of a migration, not those before.
    [[nodiscard]] int statementCount() const { return m_statements; }
    [[nodiscard]] int statementsDone() const { return m_statementsDone; }
    [[nodiscard]] int stepCount() const { return m_steps; }
    [[nodiscard]] int stepsDone() const { return m_stepsDone; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    [[nodiscard]] int rowOf(const RunStep &step) const; // of the migration's line
    void setState(int row, RunLine::State state);
    void setRunning(int row);

    std::vector<RunLine> m_lines;
    std::map<RunStep, int> m_migrationRows; // a plan names each version once in each direction
    int m_running = -1;
    int m_statements = 0;
    int m_statementsDone = 0;
    int m_steps = 0;
    int m_stepsDone = 0;
};

// "running", "done in 12 ms".
[[nodiscard]] QString runStateWord(RunLine::State state);
[[nodiscard]] Tone toneOf(RunLine::State state);

} // namespace howdah::ui
