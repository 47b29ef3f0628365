// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// The reports of the commands that run no migration.
#include "base/enumtable.h"
#include "base/figures.h"
#include "cli/migrate/migratereport.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

QString driftText(const CatalogDrift &drift)
{
    QString text = drift.unknown.isEmpty() ? QString() : plainLine(drift.unknown) + u'\n';
    if (!drift.hasDifferences())
        return text;
    text += tr("The database differs from what the last run or mark left on %1:").arg(plainLine(drift.since)) + u'\n';
    for (const QString &line : describe(drift))
        text += u"  "_s + plainLine(line) + u'\n';
    return text;
}

QJsonObject driftJson(const CatalogDrift &drift)
{
    return {
        {u"compared"_s, drift.unknown.isEmpty() && !drift.since.isEmpty()},
        {u"note"_s, orNull(drift.unknown)},
        {u"since"_s, orNull(drift.since)},
        {u"missing"_s, QJsonArray::fromStringList(drift.missing)},
        {u"changed"_s, QJsonArray::fromStringList(drift.changed)},
        {u"added"_s, QJsonArray::fromStringList(drift.added)}};
}

bool isNotCompared(const CatalogDrift &drift) { return !drift.unknown.isEmpty() && !drift.isOff; }

int ValidationReport::exitCode() const
{
    if (!isValid())
        return ExitFailed;
    return !accepted && isNotCompared(drift) ? ExitNotCompared : ExitOk;
}

static QString verdict(const ValidationReport &report)
{
    if (!report.isValid())
        return tr("%1: not valid").arg(report.database);
    if (report.exitCode() == ExitNotCompared)
        return tr("%1: files and history are valid, the database was not compared").arg(report.database);
    return tr("%1: valid").arg(report.database);
}

bool ValidationReport::isValid() const
{
    return plan.canRun() && invalidIndexes.empty() && (accepted || !drift.hasDifferences());
}

QString validationText(const ValidationReport &report)
{
    QString text;
    for (const Refusal &refusal : report.plan.refusals)
        text += located(refusal.file, refusal.line, refusal.message) + u'\n';
    for (const QString &warning : report.plan.warnings)
        text += tr("Warning: %1").arg(plainLine(warning)) + u'\n';
    for (const QString &gap : report.gaps)
        text += tr("Warning: %1").arg(plainLine(gap)) + u'\n';
    for (const Entry &entry : report.plan.entries) {
        if (entry.record && entry.record->isApplied() && !entry.note.isEmpty() && entry.state != State::Edited)
            text += tr("Warning: %1: %2").arg(plainLine(label(entry.version, entry.name)), entry.note) + u'\n';
    }
    for (const InvalidIndex &index : report.invalidIndexes)
        text += plainLine(describe(index)) + u'\n';
    text += driftText(report.drift);
    if (report.accepted)
        text += tr("The database was stored as it is now.") + u'\n';
    return text + verdict(report) + u'\n';
}

QJsonObject validationJson(const ValidationReport &report, int exitCode)
{
    QJsonArray indexes;
    for (const InvalidIndex &index : report.invalidIndexes)
        indexes.append(QJsonObject{{u"schema"_s, index.schema}, {u"name"_s, index.name}, {u"table"_s, index.table}});
    return {
        {u"format"_s, 1},
        {u"database"_s, report.database},
        {u"refusals"_s, refusalsJson(report.plan)},
        {u"warnings"_s, QJsonArray::fromStringList(report.plan.warnings)},
        {u"problems"_s, problemsJson(report.source)},
        {u"gaps"_s, QJsonArray::fromStringList(report.gaps)},
        {u"invalidIndexes"_s, indexes},
        {u"catalog"_s, driftJson(report.drift)},
        {u"accepted"_s, report.accepted},
        {u"exitCode"_s, exitCode}};
}

constexpr qsizetype LoggedText = 70;

static QString statementText(const StatementEntry &entry)
{
    QString text = tr("    %1, line %2: ").arg(entry.number).arg(entry.line);
    const QString statement = entry.statement.simplified();
    text += plainLine(statement.size() > LoggedText ? statement.left(LoggedText) + u" ..."_s : statement);
    if (entry.attempt > 1)
        text += tr(" (attempt %1)").arg(entry.attempt);
    if (!entry.sqlState.isEmpty())
        text += tr(": failed with %1 after %2").arg(entry.sqlState, durationText(entry.milliseconds));
    else if (entry.finishedAt.isEmpty())
        text += entry.atomic ? tr(": did not finish") : tr(": may have run");
    else
        text += u": %1"_s.arg(durationText(entry.milliseconds))
              + (entry.rows >= 0 ? tr(", %1 rows").arg(entry.rows) : QString());
    for (const QString &notice : entry.notices)
        text += u"\n        "_s + plainLine(notice);
    return text;
}

QString logText(const std::vector<Event> &events)
{
    QString text;
    for (const Event &event : events) {
        text += tr("%1  %2 %3 by %4")
                    .arg(
                        event.at.section(u'.', 0, 0), plainLine(label(event.version, event.name)),
                        event.direction == Direction::Down && event.kind != EventKind::RolledBack
                            ? tr("rolling back: %1").arg(eventText(event.kind))
                            : eventText(event.kind),
                        plainLine(event.who));
        if (event.milliseconds)
            text += tr(" in %1").arg(durationText(double(*event.milliseconds)));
        text += u'\n';
        for (const QString &more : {event.error, event.note}) {
            if (!more.isEmpty())
                text += u"    "_s + plainLine(more) + u'\n';
        }
        for (const StatementEntry &entry : event.statements)
            text += statementText(entry) + u'\n';
    }
    return text.isEmpty() ? tr("Nothing has been recorded yet.") + u'\n' : text;
}

static QJsonObject statementJson(const StatementEntry &entry)
{
    return {
        {u"number"_s, entry.number},
        {u"attempt"_s, entry.attempt},
        {u"line"_s, entry.line},
        {u"statement"_s, entry.statement},
        {u"atomic"_s, entry.atomic},
        {u"command"_s, orNull(entry.command)},
        {u"startedAt"_s, entry.startedAt},
        {u"finishedAt"_s, orNull(entry.finishedAt)},
        {u"durationMs"_s, entry.milliseconds},
        {u"rows"_s, entry.rows >= 0 ? QJsonValue(entry.rows) : QJsonValue(QJsonValue::Null)},
        {u"notices"_s, QJsonArray::fromStringList(entry.notices)},
        {u"sqlState"_s, orNull(entry.sqlState)},
        {u"error"_s, orNull(entry.error)}};
}

QJsonArray eventsJson(const std::vector<Event> &events)
{
    QJsonArray array;
    for (const Event &event : events) {
        QJsonArray statements;
        for (const StatementEntry &entry : event.statements)
            statements.append(statementJson(entry));
        array.append(QJsonObject{
            {u"id"_s, event.id},
            {u"kind"_s, eventName(event.kind)},
            {u"version"_s, event.version.text()},
            {u"name"_s, event.name},
            {u"direction"_s, directionName(event.direction)},
            {u"at"_s, event.at},
            {u"by"_s, event.who},
            {u"application"_s, event.application},
            {u"durationMs"_s, event.milliseconds ? QJsonValue(*event.milliseconds) : QJsonValue(QJsonValue::Null)},
            {u"sqlState"_s, orNull(event.sqlState)},
            {u"error"_s, orNull(event.error)},
            {u"note"_s, orNull(event.note)},
            {u"statements"_s, statements}});
    }
    return array;
}

QJsonObject logJson(const QString &database, const std::vector<Event> &events)
{
    return {{u"format"_s, 1}, {u"database"_s, database}, {u"events"_s, eventsJson(events)}, {u"exitCode"_s, 0}};
}

QJsonObject markJson(const QString &database, const std::vector<Marked> &marked, Mark mark)
{
    QJsonArray array;
    for (const Marked &one : marked)
        array.append(QJsonObject{
            {u"version"_s, one.version.text()}, {u"name"_s, one.name}, {u"before"_s, stateName(one.before)}});
    static constexpr std::array Words{
        EnumName{Mark::Applied, "applied"_L1}, EnumName{Mark::RolledBack, "rolled-back"_L1},
        EnumName{Mark::Baseline, "baseline"_L1}, EnumName{Mark::Accepted, "accepted"_L1}};
    static_assert(isWholeTable(Words));
    return {
        {u"format"_s, 1},
        {u"database"_s, database},
        {u"as"_s, nameIn(Words, mark)},
        {u"marked"_s, array},
        {u"exitCode"_s, 0}};
}

} // namespace howdah::cli
