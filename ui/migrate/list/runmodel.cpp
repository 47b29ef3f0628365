// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/runmodel.h"

#include "base/figures.h"
#include "common/quantities.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using Kind = RunLine::Kind;
using LineState = RunLine::State;

std::vector<RunLine> runLinesOf(const migration::Plan &plan)
{
    constexpr qsizetype Shown = 200; // more than a line of the panel can hold
    std::vector<RunLine> lines;
    for (const migration::Step &step : plan.steps) {
        lines.push_back({Kind::Migration, step.version, step.direction, 0, migration::label(step.version, step.name)});
        int number = 0;
        for (const migration::PlannedStatement &statement : step.statements) {
            const QByteArrayView part = QByteArrayView(step.text).sliced(statement.offset, statement.size);
            const QString begin = QString::fromUtf8(part.first(std::min(part.size(), 4 * Shown))).simplified();
            lines.push_back({Kind::Statement, step.version, step.direction, ++number, begin.left(Shown)});
            if (number < step.firstStatement) // the run goes on behind it
                lines.back().state = LineState::Earlier;
        }
    }
    return lines;
}

QString runStateWord(LineState state)
{
    switch (state) {
    case LineState::Waiting:
        return RunModel::tr("waiting");
    case LineState::Running:
        return RunModel::tr("running");
    case LineState::Done:
        return RunModel::tr("done");
    case LineState::Failed:
        return RunModel::tr("failed");
    case LineState::Undone:
        return RunModel::tr("undone");
    case LineState::NotRun:
        return RunModel::tr("not run");
    case LineState::Earlier:
        return RunModel::tr("done by an earlier run");
    }
    return {};
}

Tone toneOf(LineState state)
{
    switch (state) {
    case LineState::Waiting:
        return Tone::Pending;
    case LineState::Running:
        return Tone::Running;
    case LineState::Done:
        return Tone::Applied;
    case LineState::Failed:
        return Tone::Failed;
    case LineState::Undone:
    case LineState::NotRun:
    case LineState::Earlier:
        return Tone::Baseline;
    }
    return Tone::Neutral;
}

void RunModel::start(std::vector<RunLine> lines)
{
    beginResetModel();
    m_lines = std::move(lines);
    m_migrationRows.clear();
    for (size_t row = 0; row < m_lines.size(); ++row) {
        if (m_lines[row].kind == Kind::Migration)
            m_migrationRows.emplace(RunStep(m_lines[row].version, m_lines[row].direction), int(row));
    }
    m_running = -1;
    m_statementsDone = m_stepsDone = 0;
    m_steps = int(m_migrationRows.size());
    m_statements = int(std::ranges::count_if(
        m_lines, [](const RunLine &line) { return line.kind == Kind::Statement && line.state != LineState::Earlier; }));
    endResetModel();
}

int RunModel::rowOf(const RunStep &step) const
{
    const auto found = m_migrationRows.find(step);
    return found == m_migrationRows.end() ? -1 : found->second;
}

void RunModel::setState(int row, LineState state)
{
    RunLine &line = m_lines[size_t(row)];
    if (line.state == state)
        return;
    line.state = state;
    Q_EMIT dataChanged(index(row), index(row));
}

void RunModel::setRunning(int row)
{
    const bool inside = row >= 0 && row < int(m_lines.size()) && m_lines[size_t(row)].kind == Kind::Statement;
    m_running = inside ? row : -1;
    if (inside)
        setState(row, LineState::Running);
}

void RunModel::stepStarted(const RunStep &step)
{
    const int row = rowOf(step);
    if (row < 0)
        return;
    setState(row, LineState::Running);
    int first = row + 1;
    while (first < int(m_lines.size()) && m_lines[size_t(first)].state == LineState::Earlier)
        ++first;
    setRunning(first);
}

void RunModel::statementStarted(const RunStep &step, int number)
{
    const int row = rowOf(step) + number;
    if (row >= number && row < int(m_lines.size()) && m_lines[size_t(row)].version == step.first)
        setRunning(row);
}

void RunModel::statementFinished(const RunStep &step, int number, double milliseconds, qint64 rows)
{
    const int row = rowOf(step) + number;
    if (row < number || row >= int(m_lines.size()) || m_lines[size_t(row)].version != step.first)
        return;
    m_statementsDone += m_lines[size_t(row)].state != LineState::Done;
    m_lines[size_t(row)].milliseconds = milliseconds;
    m_lines[size_t(row)].rows = rows;
    setState(row, LineState::Done);
    setRunning(row + 1);
}

void RunModel::stepRetried(const RunStep &step, int statement, bool whole)
{
    const int heading = rowOf(step);
    if (heading < 0)
        return;
    int first = whole ? heading + 1 : heading + std::max(statement, 1);
    while (first < int(m_lines.size()) && m_lines[size_t(first)].state == LineState::Earlier)
        ++first;
    for (int row = first; row < int(m_lines.size()) && m_lines[size_t(row)].kind == Kind::Statement; ++row) {
        m_statementsDone -= m_lines[size_t(row)].state == LineState::Done;
        m_lines[size_t(row)].milliseconds = -1;
        setState(row, LineState::Waiting);
    }
    setRunning(first);
}

void RunModel::setElapsed(double milliseconds)
{
    if (m_running < 0)
        return;
    m_lines[size_t(m_running)].milliseconds = milliseconds;
    Q_EMIT dataChanged(index(m_running), index(m_running), {DurationRole});
}

double RunModel::typicalOfRunning() const { return m_running < 0 ? -1 : m_lines[size_t(m_running)].typical; }

void RunModel::stepsFlushed()
{
    for (int row = 0; row < int(m_lines.size()); ++row) {
        if (!std::exchange(m_lines[size_t(row)].durable, true))
            Q_EMIT dataChanged(index(row), index(row));
    }
}

void RunModel::stepFinished(const RunStep &step, double milliseconds, bool durable)
{
    const int row = rowOf(step);
    if (row < 0)
        return;
    ++m_stepsDone;
    m_lines[size_t(row)].milliseconds = milliseconds;
    m_lines[size_t(row)].durable = durable;
    if (durable)
        stepsFlushed();
    setState(row, LineState::Done);
    m_running = -1;
}

void RunModel::finished(const std::optional<migration::RunFailure> &failure)
{
    m_running = -1;
    const int failed = failure ? rowOf({failure->version, failure->direction}) : -1;
    for (int row = 0; row < int(m_lines.size()); ++row) {
        const RunLine &line = m_lines[size_t(row)];
        const bool ofFailed = failed >= 0 && line.version == failure->version && line.direction == failure->direction;
        const bool blamed = ofFailed && (line.kind == Kind::Migration || line.number == failure->statement);
        const bool began = !failure || failure->statement > 0 || line.state != LineState::Waiting;
        if (blamed && began)
            setState(row, LineState::Failed);
        else if (failure && line.state == LineState::Done && (failure->wholeRun || (ofFailed && !failure->partial)))
            setState(row, LineState::Undone);
        else if (line.state == LineState::Waiting || line.state == LineState::Running)
            setState(row, LineState::NotRun);
    }
}

int RunModel::failedRow() const
{
    int found = -1;
    for (int row = 0; row < int(m_lines.size()); ++row) {
        if (m_lines[size_t(row)].state == LineState::Failed)
            found = row; // the statement stands after its migration
    }
    return found;
}

int RunModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_lines.size()); }

QVariant RunModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const RunLine &line = m_lines[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return line.durable ? line.text : tr("%1, durable at the end of the run").arg(line.text);
    case Qt::AccessibleTextRole:
        return QString(
            index.data(Qt::DisplayRole).toString() + u", "_s + runStateWord(line.state)
            + (line.milliseconds < 0 ? QString() : u", "_s + durationText(line.milliseconds)));
    case KindRole:
        return int(line.kind);
    case StateRole:
        return int(line.state);
    case NumberRole:
        return line.number;
    case DurationRole:
        return line.milliseconds;
    case RowsRole:
        return line.rows;
    case TypicalRole:
        return line.typical;
    default:
        return {};
    }
}

} // namespace howdah::ui
