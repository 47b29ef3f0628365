// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/changeset.h"

#include <QUndoCommand>

#include <memory>

namespace howdah::ui {

class EditSession;

// What one gesture of the operator did to the rows that are staged. Made when it is done already.
class EditCommand final : public QUndoCommand
{
public:
    EditCommand(EditSession *session, const QString &what, std::vector<data::ChangeStep> steps);

    void redo() override;
    void undo() override;

    // Rewritten when the relation is altered; a command of which nothing is left goes by itself.
    [[nodiscard]] const std::shared_ptr<std::vector<data::ChangeStep>> &steps() const { return m_steps; }

private:
    EditSession *m_session;
    std::shared_ptr<std::vector<data::ChangeStep>> m_steps;
    bool m_isDone = true;
};

} // namespace howdah::ui
