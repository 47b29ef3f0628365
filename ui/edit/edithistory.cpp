// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/edithistory.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::ChangeStep;
using data::RowKey;
using data::StagedRow;

EditHistory::EditHistory(StagedRows &rows, RowProblems &problems, TaskList *tasks)
    : m_rows(rows)
    , m_problems(problems)
    , m_tasks(tasks)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &EditHistory::stageOn);
    connect(&m_stack, &QUndoStack::indexChanged, this, &EditHistory::changed);
}

EditHistory::~EditHistory() { disconnect(&m_stack, nullptr, this, nullptr); }

Result<void> EditHistory::stage(const QString &what, qsizetype count, Piece piece)
{
    if (auto can = m_rows.editable(); !can)
        return can;
    return begin(what, count, std::move(piece));
}

Result<void> EditHistory::begin(const QString &what, qsizetype count, Piece piece)
{
    const auto staging = std::make_shared<Staging>(m_rows, m_problems, what, count, std::move(piece));
    m_staging = staging;
    m_rows.setHold(StagedRows::Hold::Staging);
    if (!staging->turn()) {
        staged(*staging);
        return staging->result();
    }
    m_task = m_tasks->start(
        what.isEmpty() ? tr("Undoing or redoing a step") : what,
        what.isEmpty() ? nullptr : std::function([this] { cancelStaging(); }));
    m_timer.start();
    Q_EMIT changed();
    return {};
}

void EditHistory::stageOn()
{
    const std::shared_ptr<Staging> staging = m_staging;
    if (staging->turn()) {
        m_task.setProgress({}, staging->fraction());
        Q_EMIT changed();
        return;
    }
    staged(*staging);
    // In a turn of its own: the views have just been told of all rows.
    QMetaObject::invokeMethod(
        this, [this, result = staging->result()] { Q_EMIT stagingEnded(result); }, Qt::QueuedConnection);
}

double EditHistory::stagingFraction() const { return m_staging ? m_staging->fraction() : 1; }

void EditHistory::cancelStaging()
{
    if (m_staging && !m_staging->words().isEmpty())
        m_staging->cancel();
}

void EditHistory::abandon()
{
    m_timer.stop();
    m_task.finish();
    if (const auto staging = std::exchange(m_staging, nullptr))
        staging->abandon();
}

void EditHistory::staged(Staging &staging)
{
    m_staging.reset();
    m_rows.setHold(StagedRows::Hold::None);
    m_timer.stop();
    m_task.finish();
    std::vector<ChangeStep> steps = staging.takeSteps();
    if (!steps.empty() && !staging.words().isEmpty())
        m_stack.push(command(staging.words(), std::move(steps)));
    m_rows.report(staging.rows());
    Q_EMIT released();
}

EditCommand *EditHistory::command(const QString &what, std::vector<ChangeStep> steps)
{
    return new EditCommand(
        what, std::move(steps), [this](const Steps &done, Direction direction) { apply(done, direction); });
}

void EditHistory::push(const QString &what, std::vector<ChangeStep> steps, Journal journal)
{
    if (steps.empty())
        return;
    std::set<RowKey> rows;
    for (const ChangeStep &step : steps)
        rows.insert(step.key);
    m_stack.push(command(what, std::move(steps)));
    const bool isNoted = journal == Journal::HasIt;
    // What could not be written before is missing in the journal: then all of it is rewritten.
    if (m_rows.journalError() && !isNoted)
        m_rows.noteAgain();
    for (const RowKey &key : rows) {
        if (!isNoted)
            m_rows.writeDown(key);
        m_problems.find(key);
    }
    m_rows.report(rows);
}

void EditHistory::apply(const Steps &steps, Direction direction)
{
    if (!m_rows.changes())
        return;
    // What is on its way stays what it is; afterwards it is done, or these are for nothing.
    if (m_rows.hold() != StagedRows::Hold::None) {
        m_deferred.emplace_back(steps, direction);
        return;
    }
    std::ignore = begin(QString(), qsizetype(steps->size()), [steps, direction](Recorder &recorder, qsizetype at) {
        if (direction == Direction::Forwards)
            return recorder.add((*steps)[size_t(at)]);
        return recorder.add((*steps)[steps->size() - 1 - size_t(at)].inverse());
    });
}

void EditHistory::applyDeferred()
{
    for (const auto &[steps, direction] : std::exchange(m_deferred, {}))
        apply(steps, direction);
}

void EditHistory::forget()
{
    m_deferred.clear();
    m_stack.clear();
}

void EditHistory::remap(const std::function<std::optional<StagedRow>(const StagedRow &)> &map)
{
    const auto mapped = [&map](const std::optional<StagedRow> &row) { return row ? map(*row) : std::nullopt; };
    for (int i = 0; i < m_stack.count(); ++i) {
        const auto *command = dynamic_cast<const EditCommand *>(m_stack.command(i));
        if (!command)
            continue;
        std::vector<ChangeStep> &steps = *command->steps();
        for (ChangeStep &step : steps) {
            step.before = mapped(step.before);
            step.after = mapped(step.after);
            step.key = step.before ? step.before->key : step.after ? step.after->key : step.key;
        }
        std::erase_if(steps, [](const ChangeStep &step) { return step.isNothing(); });
    }
}

} // namespace howdah::ui
