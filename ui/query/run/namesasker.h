// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "operations/decision.h"

#include <QObject>

#include <functional>
#include <memory>

namespace howdah::ui {

// Brings a question of a run, which waits on its own thread, to a person at the window. Outlives the window, as a run
// may: the question is answered with ErrorKind::Cancelled then.
class NamesAsker final : public operations::Decision
{
public:
    // On the thread of `context`, with what is to be called with the answer; never called when that has gone.
    using Ask = std::function<void(const operations::NamesQuestion &, std::function<void(bool)>)>;
    NamesAsker(QObject *context, Ask ask);
    ~NamesAsker() override;

    [[nodiscard]] Result<bool> areNamed(const operations::NamesQuestion &question) override;
    // Nobody answers any more. On the thread of the context, before that goes.
    void leave();

private:
    struct Waiting;
    const std::shared_ptr<Waiting> m_waiting;
};

} // namespace howdah::ui
