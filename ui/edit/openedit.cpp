// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/openedit.h"

namespace howdah::ui {

using data::EditTarget;
using data::StagedRow;

OpenEdit::OpenEdit(ConnectionController *controller, TaskList *tasks)
    : connection(controller)
    , rows(connection)
    , problems(rows)
    , history(rows, problems, tasks)
    , editor(rows, problems, history)
    , check(connection, rows, problems, history)
    , saving(connection, rows, problems, history, tasks)
    , offers(connection, rows, problems, history, saving)
{
    connect(&connection, &EditConnection::answered, this, &OpenEdit::adopt);
    connect(&history, &EditHistory::released, this, &OpenEdit::goOn);
    connect(&saving, &RowSaving::released, this, &OpenEdit::goOn);
}

void OpenEdit::open(const data::RelationShape &shape)
{
    m_shape = shape;
    rows.setOwner(connection.ownerOf(shape));
    connection.setState(EditConnection::State::Opening);
    ask();
}

void OpenEdit::update(const data::RelationShape &shape)
{
    m_shape = shape;
    ask();
}

void OpenEdit::retry()
{
    if (connection.state() == EditConnection::State::Failed)
        ask();
}

SaveRun *OpenEdit::leave()
{
    history.abandon();
    SaveRun *run = saving.leave();
    if (!run)
        rows.removeEmptyJournal();
    return run;
}

void OpenEdit::lookAgain(const data::JournalOwner &owner)
{
    if (rows.changes() && owner == rows.owner())
        offers.find();
}

bool OpenEdit::isElsewhere() const
{
    const data::JournalOwner now = connection.ownerOf(m_shape);
    return now.connection != rows.owner().connection || now.database != rows.owner().database;
}

void OpenEdit::connectionCame()
{
    connectionWent();
    ask();
}

void OpenEdit::connectionWent()
{
    if (!saving.isSaving())
        connection.letGo();
}

void OpenEdit::ask()
{
    if (saving.isSaving() && connection.session())
        m_asksAgain = true;
    else
        connection.ask(m_shape);
}

void OpenEdit::adopt(std::shared_ptr<const EditTarget> target)
{
    if (saving.isSaving() || history.isStaging()) {
        m_nextTarget = std::move(target); // what is on its way is for the old one
        return;
    }
    const bool isFirst = !rows.changes();
    if (isFirst)
        rows.begin(std::move(target));
    else
        carryTo(target);
    connection.setState(EditConnection::State::Ready);
    Q_EMIT rows.reset();
    if (saving.isOutcomeUnknown())
        saving.settle();
    if (isFirst)
        offers.find();
    else
        offers.prepare();
}

// A newer target for what is staged.
void OpenEdit::carryTo(const std::shared_ptr<const EditTarget> &target)
{
    const EditTarget &old = *rows.target();
    const data::Remapping over(data::columnsOf(old), target);
    const bool isSame = over.isTrivial() && old.identification == target->identification && old.key == target->key;
    rows.carry(over, target, isSame);
    if (isSame)
        return;
    history.remap([&over](const StagedRow &row) { return over.remapped(row); });
    problems.forget();
    check.setFresh(over.fresh());
    if (rows.hasEdits())
        check.run();
}

// What waited for the end of a save, or of a step that was being staged.
void OpenEdit::goOn()
{
    if (!saving.isOutcomeUnknown())
        history.applyDeferred();
    if (auto target = std::exchange(m_nextTarget, nullptr))
        adopt(std::move(target));
    else if (std::exchange(m_asksAgain, false) && connection.isOnline())
        connectionCame(); // by another session: this one may be held to reading by now
    else if (saving.isOutcomeUnknown() && connection.isOnline())
        saving.settle();
    else
        check.runIfDue();
}

} // namespace howdah::ui
