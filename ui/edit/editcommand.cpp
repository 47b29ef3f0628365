// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/editcommand.h"

#include "edit/editsession.h"

namespace howdah::ui {

EditCommand::EditCommand(EditSession *session, const QString &what, std::vector<data::ChangeStep> steps)
    : QUndoCommand(what)
    , m_session(session)
    , m_steps(std::make_shared<std::vector<data::ChangeStep>>(std::move(steps)))
{
}

void EditCommand::redo()
{
    if (std::exchange(m_isDone, false))
        return;
    if (m_steps->empty())
        setObsolete(true);
    else
        m_session->applySteps(m_steps, false);
}

void EditCommand::undo()
{
    if (m_steps->empty())
        setObsolete(true);
    else
        m_session->applySteps(m_steps, true);
}

} // namespace howdah::ui
