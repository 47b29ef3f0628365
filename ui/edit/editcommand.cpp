// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "edit/editcommand.h"

#include "edit/editsession.h"

#include <ranges>

namespace howdah::ui {

std::vector<data::ChangeStep> inverse(const std::vector<data::ChangeStep> &steps)
{
    std::vector<data::ChangeStep> out;
    out.reserve(steps.size());
    for (const data::ChangeStep &step : std::views::reverse(steps))
        out.push_back(step.inverse());
    return out;
}

EditCommand::EditCommand(EditSession *session, const QString &what, std::vector<data::ChangeStep> steps)
    : QUndoCommand(what)
    , m_session(session)
    , m_steps(std::make_shared<std::vector<data::ChangeStep>>(std::move(steps)))
{
}

void EditCommand::redo()
{
    if (std::exchange(m_isDone, false))
        m_session->note(*m_steps);
    else if (m_steps->empty())
        setObsolete(true);
    else
        m_session->applySteps(*m_steps);
}

void EditCommand::undo()
{
    if (m_steps->empty())
        setObsolete(true);
    else
        m_session->applySteps(inverse(*m_steps));
}

} // namespace howdah::ui
