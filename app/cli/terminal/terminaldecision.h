// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal/interrupt.h"
#include "cli/terminal/output.h"
#include "operations/decision.h"

#include <functional>
#include <optional>

namespace howdah::cli {

// The operator at the terminal, or what the options of the command say. While it lives Ctrl+C asks to stop, but ends
// the program where it waits for an answer.
class TerminalDecision final : public operations::Decision
{
public:
    // `yes`: --yes was given, which answers what has no names to be typed.
    explicit TerminalDecision(Output &output, bool yes = false);

    [[nodiscard]] Result<bool> areNamed(const operations::NamesQuestion &question) override;
    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }

private:
    void listen();

    Output &m_output;
    const bool m_yes;
    std::stop_source m_stop;
    std::optional<Interrupt> m_interrupt;
    std::optional<std::stop_callback<std::function<void()>>> m_interrupted;
};

} // namespace howdah::cli
