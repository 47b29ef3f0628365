// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/queryhistory.h"

namespace howdah::operations {

using query::Outcome;

std::optional<query::HistoryEntry>
historyEntryOf(const Outcome &outcome, const query::Script &script, const QString &database, const QString &tab)
{
    if (outcome.sql.isEmpty() || outcome.state == Outcome::State::Running)
        return std::nullopt;
    const bool isOfScript = outcome.place.file.isEmpty() && outcome.place.offset >= 0
                         && outcome.place.offset + outcome.place.size <= script.text().size();
    query::HistoryEntry entry{
        .text = isOfScript ? QString::fromUtf8(
                                 script.text().sliced(qsizetype(outcome.place.offset), qsizetype(outcome.place.size)))
                           : outcome.sql,
        .database = database,
        .tab = outcome.place.file.isEmpty() ? tab : outcome.place.file,
        .at = outcome.started,
        .milliseconds = outcome.milliseconds,
        .rows = outcome.rows,
        .command = QString::fromUtf8(outcome.command)};
    for (std::size_t i = 0; i < outcome.parameters.size(); ++i) {
        const auto &value = outcome.parameters[i];
        entry.parameters.push_back(
            {outcome.parameterNames.value(qsizetype(i)),
             value ? std::optional(QString::fromUtf8(*value)) : std::nullopt});
    }
    if (outcome.error) {
        entry.error = outcome.error->message;
        entry.sqlState = outcome.error->sqlState;
    }
    return entry;
}

} // namespace howdah::operations
