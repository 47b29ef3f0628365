// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/run/historyoperations.h"

#include "base/propagate.h"
#include "migration/history/journal.h"
#include "migration/run/catalogwatch.h"
#include "migration/run/runlock.h"
#include "migration/plan/downplan.h"
#include "migration/plan/scriptplan.h"
#include "migration/source/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

using connection::Session;
using connection::Statement;

// ---- marks

static Error cannotMark(const Entry &entry, const QString &why, const QString &hint = {})
{
    return makeError(ErrorKind::Usage, tr("%1 %2").arg(label(entry.version, entry.name), why), hint);
}

static Result<void> mayAccept(const Entry &entry)
{
    if (!entry.record || !entry.record->isApplied())
        return fail(cannotMark(entry, tr("is not applied"), tr("Its files are read when it is applied.")));
    if (!entry.migration)
        return fail(cannotMark(entry, tr("has no file"), tr("Restore the file.")));
    if (entry.state != State::Edited && !entry.downEdited)
        return fail(cannotMark(entry, tr("is as it was applied: there is nothing to accept")));
    return {};
}

static Result<void> mayMark(const Entry &entry, Mark mark)
{
    const bool applied = entry.record && entry.record->isApplied();
    if (entry.state == State::Running)
        return fail(cannotMark(entry, tr("is being run by somebody else"), tr("Wait until that has finished.")));
    if (mark == Mark::Accepted)
        return mayAccept(entry);
    if (mark == Mark::RolledBack) {
        if (!applied && !(entry.record && entry.record->isPartial()))
            return fail(cannotMark(entry, tr("is not applied")));
        return {};
    }
    if (!entry.migration)
        return fail(cannotMark(entry, tr("has no file, so its checksum is unknown"), tr("Restore the file.")));
    // An edited one may be marked as applied: the file is then taken as it is.
    if (applied && entry.state != State::Edited)
        return fail(cannotMark(
            entry, tr("is already applied"),
            entry.downEdited ? tr("Accept the changed down file: howdahctl migrate accept %1 --reason TEXT.")
                                   .arg(entry.version.text())
                             : QString()));
    return {};
}

Result<std::vector<Marked>> planMark(const std::vector<Entry> &entries, const MarkRequest &request)
{
    std::vector<Marked> marked;
    for (const Version &version : request.versions) {
        const auto found = std::ranges::find(entries, version, &Entry::version);
        if (found == entries.end())
            return fail(
                ErrorKind::Usage, tr("There is no migration %1").arg(version.text()),
                tr("Give a version that is in the source or the history."));
        if (request.mark != Mark::Baseline) {
            RETURN_IF_ERROR(mayMark(*found, request.mark));
            marked.push_back({found->version, found->name, found->state});
            continue;
        }
        for (const Entry &entry : entries) {
            if (entry.version > version || (entry.record && entry.record->isApplied()))
                continue;
            RETURN_IF_ERROR(mayMark(entry, request.mark));
            marked.push_back({entry.version, entry.name, entry.state});
        }
    }
    if (marked.empty())
        return fail(ErrorKind::Usage, tr("Everything up to there is already applied"));
    return marked;
}

static Entering enteringOf(const Source &source, const Dialect &dialect, const Entry &entry, Mark mark)
{
    Entering what;
    what.version = entry.version;
    what.name = entry.name;
    if (entry.migration) {
        fillEntering(what, source.migrations[*entry.migration]);
        Step step;
        step.text = source.migrations[*entry.migration].up.text;
        std::vector<Refusal> ignored;
        planScript(step, true, ignored);
        what.statements = int(step.statements.size());
    }
    what.direction = mark == Mark::RolledBack ? Direction::Down : Direction::Up;
    what.known = entry.record && entry.record->inTable;
    what.half = entry.record && entry.record->isPartial() && !entry.record->inTable;
    // Where a rollback that was cut off has left the row as it was, it still says so.
    what.applied = what.known && (entry.record->isApplied() || (entry.record->isPartial() && !dialect.opensRows()));
    return what;
}

static QString markText(Mark mark, const Entry &entry)
{
    switch (mark) {
    case Mark::Applied:
        return tr("marked as applied without running");
    case Mark::RolledBack:
        return tr("marked as rolled back without running");
    case Mark::Baseline:
        return tr("marked as the baseline without running");
    case Mark::Accepted:
        break;
    }
    if (entry.state != State::Edited)
        return tr("the changed down file was accepted");
    return entry.downEdited ? tr("the changed up and down files were accepted")
                            : tr("the changed up file was accepted");
}

// What a history must not be told, whoever asks for it.
static Result<void> mayTake(const Source &source, const Entry &entry, const MarkRequest &request, int serverVersion)
{
    if (request.mark != Mark::Accepted)
        return {};
    if (request.note.trimmed().isEmpty())
        return fail(
            ErrorKind::Usage, tr("A changed file is accepted only with a reason"),
            tr("Say why it was changed; the journal keeps it."));
    // The history has the only text that undoes it: a file that is not there replaces nothing.
    if (!source.migrations[*entry.migration].down && !entry.record->checksumDown.isEmpty())
        return fail(
            ErrorKind::Invalid,
            tr("%1 has no down file any more: accepted so, the history would lose the only text that undoes it")
                .arg(label(entry.version, entry.name)),
            tr("Restore the down file; `howdahctl migrate diff` shows the text as it was applied."));
    const std::vector<Refusal> refusals = whyNotAccepted(source.migrations[*entry.migration], serverVersion);
    if (refusals.empty())
        return {};
    const Refusal &first = refusals.front();
    return fail(
        ErrorKind::Invalid,
        first.line > 0 ? u"%1:%2: %3"_s.arg(first.file).arg(first.line).arg(first.message)
                       : u"%1: %2"_s.arg(first.file, first.message),
        first.hint);
}

static QString markNote(Mark mark, const Entry &entry, const QString &reason)
{
    const QString what = markText(mark, entry);
    const QString text = tr("%1; before: %2").arg(what, describe(entry));
    return reason.isEmpty() ? text : text + u". "_s + reason;
}

Result<std::vector<Marked>> mark(
    Session &session, const Dialect &dialect, const Source &source, const MarkRequest &request,
    const RunOptions &options, RunObserver *observer, std::stop_token stop)
{
    RunObserver silent;
    RunLock lock(session, dialect);
    RETURN_IF_ERROR(lock.take(options, observer ? *observer : silent, stop));
    ASSIGN_OR_RETURN(History history, readHistory(session, dialect));
    history.holder.reset(); // we are
    const std::vector<Entry> entries = compare(source, history);
    Result<std::vector<Marked>> planned = planMark(entries, request);
    if (!planned)
        return planned;
    for (const Marked &one : *planned) {
        const Entry &entry = *std::ranges::find(entries, one.version, &Entry::version);
        RETURN_IF_ERROR(mayTake(source, entry, request, history.serverVersion));
    }
    RETURN_IF_ERROR(prepareHistory(session, dialect, history));
    CatalogWatch catalog(session, dialect, source, history);
    catalog.begin(observer ? *observer : silent);
    ScriptWords words;
    std::vector<Statement> statements{{u"BEGIN"_s, {}}};
    for (const Marked &one : *planned) {
        const Entry &entry = *std::ranges::find(entries, one.version, &Entry::version);
        const Entering what = enteringOf(source, dialect, entry, request.mark);
        if (entry.migration)
            addWords(words, source.migrations[*entry.migration].up.text);
        std::ranges::move(dialect.marked(what, request.mark), std::back_inserter(statements));
        EventFacts facts;
        facts.kind = EventKind::Marked;
        facts.note = markNote(request.mark, entry, request.note);
        facts.withTexts = !dialect.keepsAll() && request.mark != Mark::RolledBack;
        if (dialect.keepsJournal() || dialect.keepsAll())
            statements.push_back(writeEvent(dialect.name(), what, facts));
    }
    statements.push_back({u"COMMIT"_s, {}});
    ASSIGN_OR_RETURN(const connection::PipelineAnswer done, session.pipeline(std::move(statements)).result());
    if (done.error)
        return fail(*done.error);
    // It is marked by now: what cannot be stored is said by whoever compares.
    (void)catalog.end(words);
    return planned;
}

Result<void> acceptCatalog(
    Session &session, const Dialect &dialect, const Source &source, const RunOptions &options, RunObserver *observer,
    const std::stop_token &stop)
{
    if (!dialect.keepsJournal())
        return fail(
            ErrorKind::Usage, tr("pack.yaml says \"journal: off\", so nothing can be stored"),
            tr("Remove that line to have the database compared."));
    RunObserver silent;
    RunLock lock(session, dialect);
    RETURN_IF_ERROR(lock.take(options, observer ? *observer : silent, stop));
    ASSIGN_OR_RETURN(const History history, readHistory(session, dialect));
    RETURN_IF_ERROR(prepareHistory(session, dialect, history));
    return CatalogWatch(session, dialect, source, history).accept();
}

// ---- interruptions

static QStringList adviceFor(const Diagnosis &diagnosis)
{
    const Record &record = *diagnosis.entry.record;
    const QString version = record.version.text();
    QStringList advice;
    for (const InvalidIndex &index : diagnosis.invalidIndexes)
        advice << describe(index);
    if (diagnosis.canResume && record.statementsStarted > record.statementsDone)
        advice << tr("Resume: howdahctl migrate resume %1, with --repeat or --skip for statement %2 where it is not an "
                     "index that is built concurrently.")
                      .arg(version)
                      .arg(record.statementsDone + 1);
    else if (diagnosis.canResume)
        advice
            << tr("Resume with statement %2: howdahctl migrate resume %1.").arg(version).arg(record.statementsDone + 1);
    if (diagnosis.canUndo)
        advice << tr("Undo: howdahctl migrate down; objects that do not exist are skipped.");
    advice
        << tr("Finish or undo it manually, and then: howdahctl migrate mark %1 applied, or rolled-back.").arg(version);
    return advice;
}

Result<std::vector<Diagnosis>>
diagnose(Session &session, const Dialect &dialect, const Source &source, const History &history)
{
    std::vector<Diagnosis> found;
    for (const Entry &entry : compare(source, history)) {
        if (!entry.isLeftover())
            continue;
        Diagnosis diagnosis;
        diagnosis.entry = entry;
        diagnosis.text = describe(entry);
        ASSIGN_OR_RETURN(const std::vector<InvalidIndex> invalid, findInvalidIndexes(session));
        diagnosis.invalidIndexes = invalid;
        ASSIGN_OR_RETURN(
            std::vector<Event> events,
            readEvents(session, history, {.version = entry.version, .history = dialect.name(), .limit = 20}));
        diagnosis.events = std::move(events);
        diagnosis.canResume = entry.migration.has_value();
        diagnosis.canUndo = entry.record->direction == Direction::Down || !entry.record->checksumDown.isEmpty()
                         || (entry.migration && source.migrations[*entry.migration].down);
        diagnosis.advice = adviceFor(diagnosis);
        found.push_back(std::move(diagnosis));
    }
    return found;
}

// ---- numbers

constexpr qsizetype LongestCount = 7; // digits; more are a time
constexpr int NamedGaps = 10;

QStringList numberingGaps(const Source &source)
{
    QStringList gaps;
    qint64 before = 0;
    const Migration *last = nullptr;
    qint64 ones = 0;
    for (const Migration &migration : source.migrations) {
        bool isNumber = false;
        const qint64 number = migration.version.number().toLongLong(&isNumber);
        if (!isNumber || migration.version.text().size() > LongestCount)
            return {};
        ones += last && number == before + 1;
        if (last && number > before + 1) {
            const QString width = QString::number(before + 1).rightJustified(last->version.text().size(), u'0');
            const QString until = QString::number(number - 1).rightJustified(last->version.text().size(), u'0');
            const QString what =
                number == before + 2 ? tr("%1 is missing").arg(width) : tr("%1 to %2 are missing").arg(width, until);
            gaps << tr("%1 between %2 and %3")
                        .arg(what, label(last->version, last->name), label(migration.version, migration.name));
        }
        before = number;
        last = &migration;
    }
    // Who counts by tens leaves no gaps.
    if (ones < gaps.size())
        return {};
    if (gaps.size() > NamedGaps) {
        const qsizetype more = gaps.size() - NamedGaps;
        gaps.resize(NamedGaps);
        gaps << tr("and %1 more gaps").arg(more);
    }
    return gaps;
}

} // namespace howdah::migration
