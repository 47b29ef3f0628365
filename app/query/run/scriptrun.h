// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "query/run/runoptions.h"
#include "query/script/script.h"

#include <memory>

namespace howdah::query {

// Runs a script, or a part of it, on a session statement by statement, each in a message of its own. The session has to
// have the names of the database (Names::OfDatabase), and nobody else may use it meanwhile. Holds the script. What the
// lock of production refuses is refused by the session, statement for statement.
class ScriptRun final
{
public:
    // `range`: parts of `script`; both, `session` and `observer`, outlive the run.
    ScriptRun(
        connection::Session &session, Script script, PartRange range, RunOptions options = {},
        RunObserver *observer = nullptr);
    ~ScriptRun();
    ScriptRun(const ScriptRun &) = delete;
    ScriptRun &operator=(const ScriptRun &) = delete;

    // Once. Blocks until the end.
    [[nodiscard]] RunReport run();
    // Ends what runs and begins nothing more; again and again, where nothing seems to happen. A server that takes no
    // cancel request is left: the connection is dropped, and the outcome says so. Any thread; does not block.
    void cancel();

private:
    class Steps;
    std::unique_ptr<Steps> m_steps;
};

// Limits of a session from its next statement on; 0: none. ErrorKind::Conflict in a transaction, whose end could take
// them back. One that `before` has and `timeouts` leaves empty is the server's again. Blocks.
struct SessionTimeouts
{
    std::optional<int> statementMs;
    std::optional<int> idleInTransactionMs;
    std::optional<int> lockMs;
};
[[nodiscard]] Result<void>
applyTimeouts(connection::Session &session, const SessionTimeouts &timeouts, const SessionTimeouts &before = {});

} // namespace howdah::query
