// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/editcommand.h"

namespace howdah::ui {

EditCommand::EditCommand(const QString &what, std::vector<data::ChangeStep> steps, Apply apply)
    : QUndoCommand(what)
    , m_steps(std::make_shared<std::vector<data::ChangeStep>>(std::move(steps)))
    , m_apply(std::move(apply))
{
}

void EditCommand::redo()
{
    if (std::exchange(m_isDone, false))
        return;
    if (m_steps->empty())
        setObsolete(true);
    else
        m_apply(m_steps, Direction::Forwards);
}

void EditCommand::undo()
{
    if (m_steps->empty())
        setObsolete(true);
    else
        m_apply(m_steps, Direction::Backwards);
}

} // namespace howdah::ui
