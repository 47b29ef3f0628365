// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/changeset.h"

#include <QCoreApplication>

namespace howdah::ui {

// Applies steps one after the other, since the next may rest on the last, and keeps them for the history or for taking
// all of them back.
class Recorder final
{
    Q_DECLARE_TR_FUNCTIONS(howdah::ui::EditSession)
public:
    explicit Recorder(data::ChangeSet &changes)
        : m_changes(changes)
    {
    }

    [[nodiscard]] const data::ChangeSet &changes() const { return m_changes; }
    [[nodiscard]] const std::vector<data::ChangeStep> &steps() const { return m_steps; }
    [[nodiscard]] std::vector<data::ChangeStep> takeSteps() { return std::exchange(m_steps, {}); }

    Result<void> add(Result<data::ChangeStep> step)
    {
        if (!step)
            return fail(step.error());
        if (step->isNothing())
            return {};
        if (!m_changes.apply(*step))
            return fail(ErrorKind::Internal, tr("The change conflicts with the staged changes"));
        m_steps.push_back(*std::move(step));
        return {};
    }
    Result<void> add(const Result<std::vector<data::ChangeStep>> &steps)
    {
        if (!steps)
            return fail(steps.error());
        for (const data::ChangeStep &step : *steps) {
            if (auto added = add(step); !added)
                return added;
        }
        return {};
    }
    // False when there is none.
    bool takeBackLast()
    {
        if (m_steps.empty())
            return false;
        m_changes.apply(m_steps.back().inverse());
        m_steps.pop_back();
        return true;
    }
    void takeBack()
    {
        while (takeBackLast()) {
        }
    }

private:
    data::ChangeSet &m_changes;
    std::vector<data::ChangeStep> m_steps;
};

} // namespace howdah::ui
