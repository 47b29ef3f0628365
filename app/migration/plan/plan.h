// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/history/history.h"
#include "migration/plan/entry.h"
#include "migration/plan/step.h"
#include "migration/source/source.h"

namespace howdah::migration {

enum class Action {
    Run,    // as the direction says. Up: what is pending. Down: what was applied last
    To,     // whatever makes `to` the newest one that is applied
    Redo,   // back and up again: what was applied last, or all since and with `to`
    Resume, // what an interrupted or failed run outside a transaction has left to do
};

// What to do about the statement that may or may not have run when its run was cut off.
enum class Unsure { Refuse, Repeat, Skip };

// What is asked for. `to`: up to and with it, or down to it (zero: everything), see Action.
struct Request
{
    Direction direction = Direction::Up;
    std::optional<Version> to;
    Action action = Action::Run;
    bool everything = false;        // Down: all that is applied
    bool singleTransaction = false; // all steps in one transaction
    Unsure unsure = Unsure::Refuse; // Resume
    bool operator==(const Request &) const = default;
};

struct Plan
{
    Request request;
    History history; // what it was made of
    std::vector<Entry> entries;
    std::vector<Step> steps; // in the order in which they run
    std::vector<Refusal> refusals;
    QStringList warnings;
    bool operator==(const Plan &) const = default;

    [[nodiscard]] bool canRun() const { return refusals.empty(); }
};

// "one transaction", "statement by statement, because ...": how a step runs, for people.
[[nodiscard]] QString transactionText(const Plan &plan, const Step &step);
// What of a step is sent, as text for psql: from its first statement on, with what is left out as comments, and before
// it what removes the remains of an earlier run.
[[nodiscard]] QByteArray sentText(const Step &step);
// The exact SQL that a plan would run, as one script for psql with comments that say what is what.
[[nodiscard]] QByteArray planScriptText(const Plan &plan);

// The versions that a request concerns, in the order in which they run; before their SQL is read.
[[nodiscard]] std::vector<Entry>
select(const std::vector<Entry> &entries, const History &history, const Request &request);

// Pure: decides what would run, and how. For down plans the history should hold the down texts of the versions
// concerned (see select, readTexts); without them a missing or edited down file is a refusal.
[[nodiscard]] Plan makePlan(const Source &source, const History &history, const Request &request);
// The same with the texts that it needs read first. Blocks.
[[nodiscard]] Result<Plan> makePlan(
    connection::Session &session, const Dialect &dialect, const Source &source, History history,
    const Request &request);

// What the history is told of a migration of the source.
void fillEntering(Entering &entering, const Migration &migration);

} // namespace howdah::migration
