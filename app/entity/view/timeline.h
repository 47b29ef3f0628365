// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/view/viewsql.h"

namespace howdah::entity {

// What happened when, of one row and of what belongs to it.

struct TimelineEntry
{
    enum class Span : quint8 {
        Moment, // has a beginning and no length
        Closed,
        Open, // runs until now
        Ahead // has not begun
    };
    int lane = 0; // of Timeline::lanes
    Span span = Span::Moment;
    catalog::Oid relation = 0;
    RowValues key;
    QString label;
    QString state;
    Tone tone = Tone::Neutral;
    QString begin; // the server's text; "" for none
    QString end;
    double beginMs = 0; // since the epoch; NaN for none
    double endMs = 0;   // of an open one the server's present
    QString error;
    int attempt = 0;                                                    // which try, from 1 on; 0: nothing says so
    QString by;                                                         // who did it, or is to
    QString waits;                                                      // for what; "" where it does not
    [[nodiscard]] double durationMs() const { return endMs - beginMs; } // NaN, or 0 of a moment
    [[nodiscard]] bool isRetry() const { return attempt > 1; }
};

struct Timeline
{
    QString title;
    ViewHead head;
    QStringList lanes;                                      // titles, from above
    std::vector<TimelineEntry> entries;                     // by lane, and within it by time
    bool isCut = false;                                     // a lane has more than were read
    [[nodiscard]] std::pair<double, double> extent() const; // milliseconds since the epoch; equal where nothing is
};

// Statements for Session::pipeline(), and what is made of their answer.
struct TimelineQuestion
{
    static constexpr int MostEntries = 2000; // of a lane, the earliest
    const BoundEntity *entity = nullptr;
    const ViewDefinition *view = nullptr;
    std::vector<connection::Statement> statements;
    struct Lane
    {
        int definition = 0;
        const BoundEntity *entity = nullptr;
    };
    std::vector<Lane> lanes; // of the statements behind the first
};
// Entities are kept as pointers. A lane whose tables are not there is left out. Pure.
[[nodiscard]] TimelineQuestion
timelineQuestion(const Entities &entities, const BoundEntity &entity, const ViewDefinition &view, const RowValues &key);
[[nodiscard]] Timeline timelineIn(const TimelineQuestion &question, const std::vector<connection::Answer> &answers);

} // namespace howdah::entity
