// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/timeline.h"

#include "sql/quote.h"

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::entity {

namespace {

// The columns of a lane's answer.
namespace lane {
enum { Label, Begin, BeginMs, End, EndMs, State, Error, Attempt, Waits, By, ByLabel, FirstKey };
} // namespace lane

// FROM and WHERE of a lane's rows.
std::optional<std::pair<const BoundEntity *, QString>> rowsOf(
    const Entities &entities, const BoundEntity &entity, const QString &path, const RowValues &key,
    StatementWriter &writer)
{
    if (path.isEmpty())
        return std::pair(&entity, fromSql(entity) + u"\nWHERE "_s + writer.isRow(entity.table(), key.keys()));
    const qsizetype dot = path.indexOf(u'.');
    const RelationDefinition *relation = entity.definition->relation(dot < 0 ? path : path.first(dot));
    const BoundEntity *other = relation ? entities.otherOf(entity, *relation) : nullptr;
    if (!other)
        return {};
    if (dot < 0) {
        const auto from = relatedSql(entities, entity, *relation, key, writer);
        return from ? std::optional(std::pair(other, *from)) : std::nullopt;
    }
    const RelationDefinition *further = other->definition->relation(path.sliced(dot + 1));
    const BoundEntity *last = further ? entities.otherOf(*other, *further) : nullptr;
    const auto from = last ? relatedSql(entities, entity, *relation, *further, key, writer) : std::nullopt;
    return from ? std::optional(std::pair(last, *from)) : std::nullopt;
}

QString
laneSql(const Entities &entities, const BoundEntity &other, const LaneDefinition &lane, const QString &fromAndWhere)
{
    const auto text = [&](const QString &column) { return textSql(entities, other, column); };
    const QString by = referredLabelSql(entities, other, lane.by, u"entry.by_key"_s);
    const bool hasBy = !lane.by.isEmpty() && entities.catalog().column(other.relation, lane.by);
    QStringList keys;
    QStringList named;
    for (qsizetype i = 0; i < other.key.size(); ++i) {
        const QString name = u"key"_s + QString::number(i);
        keys << columnSql(other.table(), other.key[i]) + u" AS "_s + name;
        named << u"entry."_s + name;
    }
    const QString label = lane.label.isEmpty() ? labelSql(entities, other) : text(lane.label);
    return u"SELECT entry.label, entry.begins, entry.begins_ms, entry.ends, entry.ends_ms, entry.state, entry.error, "
           "entry.attempt, entry.waits, entry.by_key::pg_catalog.text, "_s
         + (hasBy && !by.isEmpty() ? by : u"NULL"_s) + (named.isEmpty() ? QString() : u", "_s + named.join(u", "_s))
         + u"\nFROM (SELECT "_s + label + u" AS label, "_s + text(lane.time) + u" AS begins, "_s
         + epochSql(entities, other, lane.time) + u" AS begins_ms, "_s + text(lane.until) + u" AS ends, "_s
         + epochSql(entities, other, lane.until) + u" AS ends_ms, "_s + text(lane.state) + u" AS state, "_s
         + text(lane.error) + u" AS error, "_s + text(lane.attempt) + u" AS attempt, "_s
         + fragmentSql(entities, other, lane.waits) + u" AS waits, "_s
         + (hasBy ? columnSql(other.table(), lane.by) : u"NULL"_s) + u" AS by_key"_s
         + (keys.isEmpty() ? QString() : u", "_s + keys.join(u", "_s)) + fromAndWhere
         + u") AS entry\nORDER BY entry.begins_ms"_s + (named.isEmpty() ? QString() : u", "_s + named.join(u", "_s))
         + u"\nLIMIT "_s + QString::number(TimelineQuestion::MostEntries + 1);
}

bool hasEnded(Tone tone) { return tone == Tone::Good || tone == Tone::Bad || tone == Tone::Muted; }

void setSpan(TimelineEntry &entry, const LaneDefinition &lane, double now)
{
    using enum TimelineEntry::Span;
    if (std::isnan(entry.beginMs)) {
        entry.span = Ahead;
    } else if (lane.until.isEmpty() || (std::isnan(entry.endMs) && hasEnded(entry.tone))) { // nobody knows when
        entry.span = Moment;
        entry.endMs = entry.beginMs;
    } else if (std::isnan(entry.endMs)) {
        entry.span = Open;
        entry.endMs = std::max(now, entry.beginMs);
    } else {
        entry.span = Closed;
    }
}

// Each lasts until the next one begins, the last until now unless it is an end.
void letFollow(std::span<TimelineEntry> entries, double now)
{
    using enum TimelineEntry::Span;
    for (size_t i = 0; i < entries.size(); ++i) {
        TimelineEntry &entry = entries[i];
        if (entry.span == Ahead)
            continue;
        const bool isLast = i + 1 == entries.size() || entries[i + 1].span == Ahead;
        if (!isLast) {
            entry.span = Closed;
            entry.end = entries[i + 1].begin;
            entry.endMs = entries[i + 1].beginMs;
        } else if (!hasEnded(entry.tone)) {
            entry.span = Open;
            entry.endMs = std::max(now, entry.beginMs);
        }
    }
}

TimelineEntry entryIn(
    const BoundEntity &entity, const LaneDefinition &definition, const connection::RowBatch &rows, qsizetype row,
    double now)
{
    TimelineEntry entry;
    entry.relation = entity.relation;
    entry.key = keyIn(entity, rows, row, lane::FirstKey);
    entry.label = rows.text(row, lane::Label);
    entry.begin = rows.text(row, lane::Begin);
    entry.beginMs = epochIn(rows, row, lane::BeginMs);
    entry.end = rows.text(row, lane::End);
    entry.endMs = epochIn(rows, row, lane::EndMs);
    entry.state = rows.text(row, lane::State);
    entry.tone = definition.state.isEmpty() ? Tone::Neutral : entity.definition->state.toneOf(entry.state);
    entry.error = rows.text(row, lane::Error);
    if (!entry.error.isEmpty() && entry.tone == Tone::Neutral)
        entry.tone = Tone::Bad;
    entry.attempt = int(rows.integer(row, lane::Attempt));
    entry.waits = rows.text(row, lane::Waits);
    entry.by = rows.text(row, lane::ByLabel);
    if (entry.by.isEmpty())
        entry.by = rows.text(row, lane::By);
    setSpan(entry, definition, now);
    return entry;
}

} // namespace

std::pair<double, double> Timeline::extent() const
{
    double from = std::numeric_limits<double>::infinity();
    double until = -from;
    for (const TimelineEntry &entry : entries) {
        if (entry.span == TimelineEntry::Span::Ahead)
            continue;
        from = std::min(from, entry.beginMs);
        until = std::max(until, entry.endMs);
    }
    return from <= until ? std::pair(from, until) : std::pair(head.now, head.now);
}

TimelineQuestion
timelineQuestion(const Entities &entities, const BoundEntity &entity, const ViewDefinition &view, const RowValues &key)
{
    TimelineQuestion question{&entity, &view, {headStatement(entities, entity, key)}, {}};
    for (size_t i = 0; i < view.lanes.size(); ++i) {
        StatementWriter writer(entities.catalog(), entity.schema, entity.relation, key);
        const auto rows = rowsOf(entities, entity, view.lanes[i].relation, key, writer);
        if (!rows)
            continue;
        question.statements.push_back(writer.statement(laneSql(entities, *rows->first, view.lanes[i], rows->second)));
        question.lanes.push_back({int(i), rows->first});
    }
    return question;
}

Timeline timelineIn(const TimelineQuestion &question, const std::vector<connection::Answer> &answers)
{
    Timeline timeline;
    timeline.title = question.view->title;
    if (answers.empty())
        return timeline;
    timeline.head = headIn(*question.entity, answers.front().rows);
    for (size_t i = 0; i < question.lanes.size() && i + 1 < answers.size(); ++i) {
        const LaneDefinition &lane = question.view->lanes[size_t(question.lanes[i].definition)];
        const BoundEntity &entity = *question.lanes[i].entity;
        const connection::RowBatch &rows = answers[i + 1].rows;
        timeline.lanes << (lane.title.isEmpty() ? entity.definition->plural : lane.title);
        timeline.isCut |= rows.rowCount() > TimelineQuestion::MostEntries;
        const size_t first = timeline.entries.size();
        for (qsizetype row = 0; row < std::min<qsizetype>(rows.rowCount(), TimelineQuestion::MostEntries); ++row) {
            timeline.entries.push_back(entryIn(entity, lane, rows, row, timeline.head.now));
            timeline.entries.back().lane = int(i);
        }
        if (lane.follows)
            letFollow(std::span(timeline.entries).subspan(first), timeline.head.now);
    }
    return timeline;
}

} // namespace howdah::entity
