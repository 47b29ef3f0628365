// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QStringList>

#include <set>
#include <vector>

namespace howdah::operations {

// What EXPLAIN can be asked for, in the order in which it is written.
enum class ExplainOption {
    Analyze,
    Verbose,
    Costs,
    Settings,
    GenericPlan, // of a statement with $1 or :name, without values for them
    Buffers,
    Serialize, // turn the rows into what would be sent, and say what that cost
    Wal,
    Timing,
    Summary,
    Memory, // of the planner
};
inline constexpr int ExplainOptionCount = 11;

// "analyze", "generic-plan": in option lists and in what is kept.
[[nodiscard]] QString optionName(ExplainOption option);
// "Write-ahead log (WAL)": for people.
[[nodiscard]] QString optionTitle(ExplainOption option);
// The first version that has it, as server_version_num has it (160000); 0: all that are supported.
[[nodiscard]] int optionSince(ExplainOption option);
// Makes sense only where the statement is run.
[[nodiscard]] bool isOfAnalyze(ExplainOption option);

// Those that are on. FORMAT is none of them: it is always JSON.
class ExplainOptions final
{
public:
    // Of this program: VERBOSE, COSTS, SETTINGS, BUFFERS, TIMING, SUMMARY.
    ExplainOptions();
    [[nodiscard]] bool has(ExplainOption option) const { return m_on.contains(option); }
    void set(ExplainOption option, bool on);
    // Those that are on, by name; what differs from the usual ones as "wal", "no-timing".
    [[nodiscard]] QStringList differences() const;
    // From such names, upper or lower case, "_" or " " for "-". ErrorKind::Usage for one that is unknown.
    [[nodiscard]] static Result<ExplainOptions> fromWords(const QStringList &words);
    bool operator==(const ExplainOptions &) const = default;

private:
    std::set<ExplainOption> m_on;
};

// Those that a server of this version (150018) has.
[[nodiscard]] std::vector<ExplainOption> optionsOf(int serverVersion);
// ErrorKind::Usage where it has not all of them, or where they contradict one another.
[[nodiscard]] Result<void> areKnown(const ExplainOptions &options, int serverVersion);
// "EXPLAIN (ANALYZE, VERBOSE, ..., FORMAT JSON) ", with what that version has of them. Says each that has another
// default in some version.
[[nodiscard]] QString explainWords(const ExplainOptions &options, int serverVersion);

} // namespace howdah::operations
