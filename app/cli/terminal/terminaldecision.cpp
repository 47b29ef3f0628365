// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/terminaldecision.h"

#include "cli/terminal/consent.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

TerminalDecision::TerminalDecision(Output &output, bool yes)
    : m_output(output)
    , m_yes(yes)
{
    listen();
}

void TerminalDecision::listen()
{
    m_interrupt.emplace();
    m_interrupted.emplace(m_interrupt->token(), [this] { m_stop.request_stop(); });
}

namespace {

using Reason = operations::NamesQuestion::Reason;

QString lineOf(Reason reason, const QString &thing)
{
    switch (reason) {
    case Reason::Production:
    case Reason::SentAway:
    case Reason::RolledBack:
        return plainLine(thing);
    case Reason::NotInTheCopy:
        break;
    }
    return tr("The safety copy cannot include %1.").arg(plainLine(thing));
}

QString whyOf(Reason reason)
{
    switch (reason) {
    case Reason::Production:
    case Reason::RolledBack:
        return {};
    case Reason::SentAway:
        return tr("A guarded text would be sent away");
    case Reason::NotInTheCopy:
        break;
    }
    return tr("The safety copy does not include everything that may be lost");
}

} // namespace

Result<bool> TerminalDecision::areNamed(const operations::NamesQuestion &question)
{
    for (const QString &thing : question.things)
        m_output.err << lineOf(question.reason, thing) << '\n';
    m_output.err << Qt::flush;
    m_interrupted.reset();
    m_interrupt.reset();
    if (question.reason == Reason::RolledBack && question.names.isEmpty()) {
        const Consent consent = askConsent(m_output, m_yes);
        listen();
        return consent == Consent::CannotAsk ? Result<bool>(fail(cannotAsk())) : consent == Consent::Given;
    }
    Result<bool> given = areNamesGiven(m_output, question.names, whyOf(question.reason));
    listen();
    // Nothing is destroyed here, of which that error speaks.
    if (!given && question.reason == Reason::SentAway && given.error().kind == ErrorKind::Usage)
        return fail(
            ErrorKind::Usage,
            tr("A guarded text would be sent away, and nothing was: the name of the endpoint was not given"),
            tr("Use --confirm with the name %1 if it may have the text.").arg(plainLine(question.names.join(u", "_s))));
    return given;
}

} // namespace howdah::cli
