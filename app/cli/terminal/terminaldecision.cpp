// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/terminaldecision.h"

#include "cli/terminal/consent.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

namespace howdah::cli {

TerminalDecision::TerminalDecision(Output &output)
    : m_output(output)
{
    listen();
}

void TerminalDecision::listen()
{
    m_interrupt.emplace();
    m_interrupted.emplace(m_interrupt->token(), [this] { m_stop.request_stop(); });
}

Result<bool> TerminalDecision::areNamed(const operations::NamesQuestion &question)
{
    const bool production = question.reason == operations::NamesQuestion::Reason::Production;
    for (const QString &thing : question.things)
        m_output.err << (production ? plainLine(thing) : tr("The safety copy cannot include %1.").arg(plainLine(thing)))
                     << '\n';
    m_output.err << Qt::flush;
    m_interrupted.reset();
    m_interrupt.reset();
    Result<bool> given = areNamesGiven(
        m_output, question.names,
        production ? QString() : tr("The safety copy does not include everything that may be lost"));
    listen();
    return given;
}

} // namespace howdah::cli
