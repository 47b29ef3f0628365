// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/changeset.h"

#include <QUndoCommand>

#include <functional>
#include <memory>

namespace howdah::ui {

// What one gesture of the operator did to the rows that are staged. Made when it is done already.
class EditCommand final : public QUndoCommand
{
public:
    using Steps = std::shared_ptr<std::vector<data::ChangeStep>>;
    enum class Direction { Forwards, Backwards };
    using Apply = std::function<void(const Steps &, Direction)>;

    EditCommand(const QString &what, std::vector<data::ChangeStep> steps, Apply apply);

    void redo() override;
    void undo() override;

    // Rewritten when the relation is altered; a command of which nothing is left goes by itself.
    [[nodiscard]] const Steps &steps() const { return m_steps; }

private:
    Steps m_steps;
    Apply m_apply;
    bool m_isDone = true;
};

} // namespace howdah::ui
