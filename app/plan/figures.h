// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <array>

namespace howdah::plan {

enum class BufferKind {
    SharedHit,
    SharedRead,
    SharedDirtied,
    SharedWritten,
    LocalHit,
    LocalRead,
    LocalDirtied,
    LocalWritten,
    TempRead,
    TempWritten
};
inline constexpr size_t BufferKinds = 10;
using Buffers = std::array<double, BufferKinds>; // blocks

// The key of EXPLAIN: "Shared Hit Blocks".
[[nodiscard]] QLatin1StringView bufferKey(BufferKind kind);
[[nodiscard]] double of(const Buffers &buffers, BufferKind kind);

// How evenly the processes below a Gather worked; the leader is what the workers leave of the whole.
struct Spread
{
    int processes = 0;
    double leastRows = 0, mostRows = 0;
    double leastTime = 0, mostTime = 0; // ms
    // The largest against the mean: 1 is even.
    double skew = 1;
};

struct NodeFigures
{
    // Milliseconds of the clock. Below a Gather the time of all processes, divided by how many there are.
    double inclusive = 0;
    double exclusive = 0;   // its own: what is below it, and what it waited for, is not in it; never below 0
    double processTime = 0; // ms of all processes together, with what is below it
    double processes = 1;   // that ran it
    double uncertainty = 0; // ms by which rounding may be wrong about `exclusive`: EXPLAIN writes averages of 0.001 ms
    bool clamped = false;   // what is below it took longer than it did, beyond rounding: exclusive is 0 instead of less
    // Where an InitPlan or CTE ran: the node that read it; -1: where it stands.
    int chargedTo = -1;
    bool afterwards = false; // a CTE that changes rows and was run to its end when the plan had ended: in no other time

    double rows = 0;                   // of all loops and processes
    double rowsError = 0;              // by which rounding may be wrong about it
    std::optional<double> plannedRows; // of all loops
    double estimateFactor = 1;         // how far off the planner was, never below 1; rows below 1 count as 1
    bool underestimated = false;
    bool endedEarly = false; // whoever asked it for rows wanted no more: fewer rows than planned are no fault

    Buffers buffers{};    // inclusive
    Buffers ownBuffers{}; // exclusive
    bool buffersClamped = false;
    std::optional<Spread> spread;
};

// Where the time of a whole statement went, in ms.
struct Whole
{
    double planning = 0;
    double execution = 0; // of the statement; of its root where EXPLAIN does not say it
    double nodes = 0;     // of the tree, with what ran afterwards
    double triggers = 0;  // all of them; those BEFORE a row are in the time of their node as well
    double jit = 0;       // is in the times of nodes, too, for the larger part
    double serialization = 0;
    double other = 0; // of execution: starting and ending it, and what nobody measured
    int workersPlanned = 0;
    int workersLaunched = 0;
};

struct Figures
{
    std::vector<NodeFigures> nodes; // one for each of the plan
    Whole whole;
    bool timed = false;
    bool hasBuffers = false;
    double tolerance = 0; // ms: by how much the exclusive times may miss the whole by rounding
};

// What EXPLAIN measured, turned into what each node took itself. InitPlans and CTEs are counted once: where they stand,
// and taken off where they were read. The exclusive times sum to Whole::nodes within `tolerance`, where nothing is
// clamped.
[[nodiscard]] Figures figuresOf(const Plan &plan);

} // namespace howdah::plan
