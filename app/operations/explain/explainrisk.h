// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "sql/classification.h"

#include <QByteArray>
#include <QStringList>

namespace howdah::operations {

// What running a statement to measure it may do.
enum class ExplainRisk {
    Reads,     // as far as its text says: what views, triggers and operators call is not seen
    Functions, // it calls some of which nobody here knows whether they only read
    Changes,   // rows, or it makes a table
    Unknown,   // the grammar does not know it, or what it runs is elsewhere (EXECUTE)
};

struct ExplainJudgement
{
    ExplainRisk risk = ExplainRisk::Unknown;
    bool hasPlan = true;   // EXPLAIN takes it
    bool explains = false; // it is EXPLAIN itself
    QString command;       // "INSERT"
    QStringList functions; // of which it is not known; each once
    std::vector<sql::RelationName> changed;
};

// By PostgreSQL's grammar, and the list of its functions that only read (connection/readonly/readingfunctions.h).
// `statement`: with $1 for its parameters. Pure; any thread.
[[nodiscard]] ExplainJudgement judgeExplaining(const QByteArray &statement);

// What a transaction that is rolled back leaves behind of it, in words for people, the most surprising first.
[[nodiscard]] QStringList whatRollbackLeaves();

} // namespace howdah::operations
