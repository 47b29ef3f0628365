// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connection/session/session.h"
#include "operations/decision.h"
#include "sql/destruction.h"

namespace howdah::operations {

// Stands before the statements of a script in production that is open for writing (query::RunOptions::gate): what would
// be destroyed is called by its name first, statement by statement, as each would be sent. Follows what the script
// renames and makes. One thread: that of the run.
class ScriptGate final
{
public:
    // `looker`: a session of ours, which is asked what is there; not the one that the script runs on. All of them
    // outlive the gate.
    ScriptGate(connection::Session &looker, QString database, Decision &decision);

    // What is to be typed before this is sent; without names: nothing. Asks nobody. Blocks.
    [[nodiscard]] Result<NamesQuestion> questionFor(const QString &sql);
    // Nothing: it may be sent. ErrorKind::Conflict where the names were not typed; of the decision or the server.
    // Blocks.
    [[nodiscard]] Result<void> pass(const QString &sql);

private:
    connection::Session &m_looker;
    const QString m_database;
    Decision &m_decision;
    sql::DestructionReader m_reader;
};

} // namespace howdah::operations
