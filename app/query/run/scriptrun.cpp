// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/scriptrun.h"

#include "base/propagate.h"
#include "query/run/runsteps.h"
#include "query/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::query {

// The steps are apart: they are more than a header should show.
class ScriptRun::Steps final : public RunSteps
{
public:
    using RunSteps::RunSteps;
};

ScriptRun::ScriptRun(
    connection::Session &session, Script script, PartRange range, RunOptions options, RunObserver *observer)
    : m_steps(std::make_unique<Steps>(session, std::move(script), range, std::move(options), observer))
{
}

ScriptRun::~ScriptRun() = default;

RunReport ScriptRun::run() { return m_steps->run(); }
void ScriptRun::cancel() { m_steps->cancel(); }

Result<void> applyTimeouts(connection::Session &session, const SessionTimeouts &timeouts, const SessionTimeouts &before)
{
    if (session.inTransaction())
        return fail(
            ErrorKind::Conflict, tr("Timeouts are not changed while a transaction is open"),
            tr("End the transaction first."));
    struct Setting
    {
        QLatin1StringView name;
        std::optional<int> value;
        std::optional<int> before;
    };
    const std::initializer_list<Setting> all{
        {"statement_timeout"_L1, timeouts.statementMs, before.statementMs},
        {"idle_in_transaction_session_timeout"_L1, timeouts.idleInTransactionMs, before.idleInTransactionMs},
        {"lock_timeout"_L1, timeouts.lockMs, before.lockMs}};
    for (const Setting &one : all) {
        if (!one.value && !one.before)
            continue;
        const QString sql = one.value ? u"SET %1 = %2"_s.arg(one.name).arg(*one.value) : u"RESET %1"_s.arg(one.name);
        ASSIGN_OR_RETURN(const connection::Answer done, session.query({sql, {}}).result());
    }
    return {};
}

} // namespace howdah::query
