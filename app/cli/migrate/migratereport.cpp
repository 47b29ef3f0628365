// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/migrate/migratereport.h"

#include "base/enumtable.h"
#include "base/figures.h"
#include "cli/terminal/exitcode.h"
#include "cli/terminal/report.h"
#include "cli/terminal/table.h"
#include "cli/terminal/tr.h"
#include "migration/history/foreignhistory.h"

#include <QHash>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace migration;

namespace {

bool isTrouble(State state)
{
    switch (state) {
    case State::Edited:
    case State::MissingFile:
    case State::Failed:
    case State::Interrupted:
    case State::Unknown:
        return true;
    case State::Pending:
    case State::Applied:
    case State::OutOfOrder:
    case State::Running:
    case State::RolledBack:
    case State::Baseline:
    case State::Skipped:
        return false;
    }
    return true;
}

static constexpr std::array problemKindNames{
    EnumName{ProblemKind::DuplicateVersion, "duplicate-version"_L1},
    EnumName{ProblemKind::MissingUp, "missing-up"_L1},
    EnumName{ProblemKind::MissingDown, "missing-down"_L1},
    EnumName{ProblemKind::NotUtf8, "not-utf8"_L1},
    EnumName{ProblemKind::ContainsNul, "contains-nul"_L1},
    EnumName{ProblemKind::Unreadable, "unreadable"_L1},
    EnumName{ProblemKind::StrayFile, "stray-file"_L1},
    EnumName{ProblemKind::UnknownDirective, "unknown-directive"_L1},
    EnumName{ProblemKind::BadPack, "bad-pack"_L1},
    EnumName{ProblemKind::BadName, "bad-name"_L1},
    EnumName{ProblemKind::AmbiguousOrder, "ambiguous-order"_L1},
    EnumName{ProblemKind::ForeignSection, "foreign-section"_L1},
    EnumName{ProblemKind::ForeignLayout, "foreign-layout"_L1},
};
static_assert(isWholeTable(problemKindNames));

QString problemName(ProblemKind kind) { return nameIn(problemKindNames, kind); }

static constexpr std::array refusalKindNames{
    EnumName{RefusalKind::BadSource, "bad-source"_L1},
    EnumName{RefusalKind::ServerTooOld, "server-too-old"_L1},
    EnumName{RefusalKind::BadFile, "bad-file"_L1},
    EnumName{RefusalKind::Edited, "edited"_L1},
    EnumName{RefusalKind::MissingFile, "missing-file"_L1},
    EnumName{RefusalKind::MissingDown, "missing-down"_L1},
    EnumName{RefusalKind::OutOfOrder, "out-of-order"_L1},
    EnumName{RefusalKind::Partial, "partial"_L1},
    EnumName{RefusalKind::Running, "running"_L1},
    EnumName{RefusalKind::UnknownVersion, "unknown-version"_L1},
    EnumName{RefusalKind::NotSplit, "not-split"_L1},
    EnumName{RefusalKind::TransactionControl, "transaction-control"_L1},
    EnumName{RefusalKind::MixedTransaction, "mixed-transaction"_L1},
    EnumName{RefusalKind::EnumValueUsed, "enum-value-used"_L1},
    EnumName{RefusalKind::NotInOneTransaction, "not-in-one-transaction"_L1},
    EnumName{RefusalKind::NothingToResume, "nothing-to-resume"_L1},
    EnumName{RefusalKind::Unsure, "unsure"_L1},
    EnumName{RefusalKind::BackslashLine, "backslash-line"_L1},
};
static_assert(isWholeTable(refusalKindNames));

QString refusalName(RefusalKind kind) { return nameIn(refusalKindNames, kind); }

static constexpr std::array lossKindNames{
    EnumName{LossKind::Table, "table"_L1}, EnumName{LossKind::Column, "column"_L1},
    EnumName{LossKind::Rows, "rows"_L1},   EnumName{LossKind::Schema, "schema"_L1},
    EnumName{LossKind::Other, "other"_L1},
};
static_assert(isWholeTable(lossKindNames));

QString lossName(LossKind kind) { return nameIn(lossKindNames, kind); }

// To the second; the full value is in the JSON.
QString shortTime(const QString &time)
{
    const qsizetype dot = time.indexOf(u'.');
    return dot < 0 ? time : time.left(dot);
}

// Of a thousand migrations most took one of a few times.
class DurationTexts final
{
public:
    const QString &of(qint64 milliseconds)
    {
        QString &text = m_texts[milliseconds];
        if (text.isEmpty())
            text = durationText(double(milliseconds));
        return text;
    }

private:
    QHash<qint64, QString> m_texts;
};

QStringList statusRow(const Entry &entry, DurationTexts &durations)
{
    QStringList row;
    row.reserve(7);
    row << entry.version.text() << entry.name << stateText(entry.state);
    if (entry.record && entry.state != State::Pending && entry.state != State::OutOfOrder)
        row << shortTime(entry.record->at) << entry.record->by
            << (entry.record->isApplied() ? durations.of(entry.record->milliseconds) : QString());
    else
        row << QString() << QString() << QString();
    row << (entry.note.isEmpty() ? QString() : plainLine(entry.note.section(u'\n', 0, 0)));
    return row;
}

QString summary(const StatusReport &report)
{
    const auto count = [&report](auto matches) { return std::ranges::count_if(report.entries, matches); };
    const auto applied = count([](const Entry &entry) { return entry.record && entry.record->isApplied(); });
    const auto pending = count([](const Entry &entry) { return entry.isPending() && !isTrouble(entry.state); });
    const auto trouble = count([](const Entry &entry) { return isTrouble(entry.state); });
    // Nothing is applied by us, which is not to say that the database is empty.
    QString text = report.history.foreign.empty()
                     ? tr("%1: %2 applied, %3 pending").arg(report.database).arg(applied).arg(pending)
                     : tr("%1: migrated by %2, %3 pending here")
                           .arg(report.database, report.history.foreign.front().tool)
                           .arg(pending);
    if (trouble > 0)
        text += tr(", %1 with problems").arg(trouble);
    return text;
}

QJsonObject entryJson(const StatusReport &report, const Entry &entry)
{
    QJsonObject object{
        {u"version"_s, entry.version.text()},
        {u"name"_s, entry.name},
        {u"state"_s, stateName(entry.state)},
        {u"downEdited"_s, entry.downEdited},
        {u"note"_s, orNull(entry.note)}};
    const Migration *migration = entry.migration ? &report.source.migrations[*entry.migration] : nullptr;
    object[u"upFile"_s] = orNull(migration ? migration->up.file : QString());
    object[u"downFile"_s] = orNull(migration && migration->down ? migration->down->file : QString());
    if (entry.record) {
        object[u"by"_s] = entry.record->by;
        object[u"at"_s] = entry.record->at;
        object[u"durationMs"_s] = entry.record->milliseconds;
        object[u"statementsDone"_s] = entry.record->statementsDone;
        object[u"statementsTotal"_s] = entry.record->statementsTotal;
    }
    return object;
}

QJsonValue failureJson(const RunReport *report)
{
    if (!report || !report->failure)
        return QJsonValue::Null;
    const RunFailure &failure = *report->failure;
    return QJsonObject{
        {u"version"_s, failure.version.text()},
        {u"name"_s, failure.name},
        {u"direction"_s, directionName(failure.direction)},
        {u"file"_s, failure.file},
        {u"line"_s, failure.statement > 0 ? failure.position.line : 0},
        {u"column"_s, failure.statement > 0 ? failure.position.column : 0},
        {u"statement"_s, failure.statement},
        {u"statements"_s, failure.of},
        {u"partial"_s, failure.partial},
        {u"kind"_s, kindName(failure.error.kind)},
        {u"sqlState"_s, failure.error.sqlState},
        {u"message"_s, failure.error.message},
        {u"detail"_s, failure.error.detail},
        {u"hint"_s, failure.error.hint}};
}

QJsonArray dependentsJson(const Loss &loss)
{
    QJsonArray array;
    for (const Dependent &dependent : loss.dependents)
        array.append(QJsonObject{
            {u"kind"_s, dependent.kind},
            {u"schema"_s, dependent.schema},
            {u"name"_s, dependent.name},
            {u"otherSchema"_s, dependent.otherSchema}});
    return array;
}

QJsonArray lossesJson(const std::vector<Loss> &losses)
{
    QJsonArray array;
    for (const Loss &loss : losses)
        array.append(QJsonObject{
            {u"kind"_s, lossName(loss.kind)},
            {u"version"_s, loss.version.text()},
            {u"schema"_s, loss.schema},
            {u"name"_s, loss.name},
            {u"column"_s, orNull(loss.column)},
            {u"rows"_s, loss.rows ? QJsonValue(*loss.rows) : QJsonValue(QJsonValue::Null)},
            {u"exact"_s, loss.exact},
            {u"dependents"_s, dependentsJson(loss)}});
    return array;
}

} // namespace

QString directionName(Direction direction) { return direction == Direction::Up ? u"up"_s : u"down"_s; }

QString located(const QString &file, qsizetype line, const QString &message)
{
    if (file.isEmpty() || (line == 0 && message.contains(file)))
        return message;
    return line > 0 ? u"%1:%2: %3"_s.arg(file).arg(line).arg(message) : u"%1: %2"_s.arg(file, message);
}

QJsonArray problemsJson(const Source &source)
{
    QJsonArray problems;
    for (const Problem &problem : source.allProblems())
        problems.append(QJsonObject{
            {u"kind"_s, problemName(problem.kind)},
            {u"file"_s, problem.file},
            {u"line"_s, problem.line},
            {u"message"_s, problem.message},
            {u"blocks"_s, problem.blocks}});
    return problems;
}

static QJsonArray splitJson(const Refusal &refusal)
{
    QJsonArray parts;
    for (const SplitPart &part : refusal.split)
        parts.append(QJsonObject{
            {u"file"_s, part.file},
            {u"text"_s, QString::fromUtf8(part.text)},
            {u"transactional"_s, part.transactional}});
    return parts;
}

QJsonArray refusalsJson(const Plan &plan)
{
    QJsonArray refusals;
    for (const Refusal &refusal : plan.refusals)
        refusals.append(QJsonObject{
            {u"kind"_s, refusalName(refusal.kind)},
            {u"version"_s, refusal.version.text()},
            {u"file"_s, refusal.file},
            {u"line"_s, refusal.line},
            {u"message"_s, refusal.message},
            {u"hint"_s, refusal.hint},
            {u"split"_s, splitJson(refusal)}});
    return refusals;
}

int exitCodeOf(const StatusReport &report)
{
    const bool blocked = std::ranges::any_of(report.source.allProblems(), &Problem::blocks);
    const bool drifted = report.drift && report.drift->hasDifferences();
    if (blocked || drifted || std::ranges::any_of(report.entries, isTrouble, &Entry::state))
        return ExitFailed;
    if (report.drift && isNotCompared(*report.drift))
        return ExitNotCompared;
    const auto waits = [](const Entry &entry) { return entry.isPending() || entry.state == State::Running; };
    return std::ranges::any_of(report.entries, waits) ? ExitPending : ExitOk;
}

QString statusText(const StatusReport &report)
{
    std::vector<QStringList> rows{
        {tr("Version"), tr("Name"), tr("State"), tr("When"), tr("Who"), tr("Took"), tr("Note")}};
    rows.reserve(rows.size() + report.entries.size());
    DurationTexts durations;
    for (const Entry &entry : report.entries)
        rows.push_back(statusRow(entry, durations));
    QString text = report.entries.empty() ? QString() : alignedTable(std::move(rows)) + u'\n';
    for (const Problem &problem : report.source.allProblems())
        text += located(problem.file, problem.line, problem.message) + u'\n';
    if (report.history.holder)
        text += tr("A run is in progress: %1").arg(plainLine(describe(*report.history.holder))) + u'\n';
    for (const ForeignHistory &foreign : report.history.foreign)
        text += plainLine(describe(foreign)) + u'\n';
    for (const QString &gap : report.gaps)
        text += plainLine(gap) + u'\n';
    for (const Diagnosis &diagnosis : report.interruptions) {
        text += plainLine(label(diagnosis.entry.version, diagnosis.entry.name) + u": "_s + diagnosis.text) + u'\n';
        for (const QString &line : diagnosis.advice)
            text += u"    "_s + plainLine(line) + u'\n';
    }
    if (report.drift)
        text += driftText(*report.drift);
    else if (report.history.stateExists)
        text += tr("The database itself was not looked at; --verify does.") + u'\n';
    return text + summary(report) + u'\n';
}

static QJsonObject diagnosisJson(const Diagnosis &diagnosis)
{
    QJsonArray indexes;
    for (const InvalidIndex &index : diagnosis.invalidIndexes)
        indexes.append(QJsonObject{{u"schema"_s, index.schema}, {u"name"_s, index.name}, {u"table"_s, index.table}});
    return {
        {u"version"_s, diagnosis.entry.version.text()},
        {u"text"_s, diagnosis.text},
        {u"invalidIndexes"_s, indexes},
        {u"canResume"_s, diagnosis.canResume},
        {u"canUndo"_s, diagnosis.canUndo},
        {u"advice"_s, QJsonArray::fromStringList(diagnosis.advice)},
        {u"events"_s, eventsJson(diagnosis.events)}};
}

static QJsonArray foreignJson(const History &history)
{
    QJsonArray array;
    for (const ForeignHistory &foreign : history.foreign)
        array.append(QJsonObject{{u"tool"_s, foreign.tool}, {u"table"_s, foreign.table}});
    return array;
}

QJsonObject statusJson(const StatusReport &report)
{
    QJsonArray migrations;
    for (const Entry &entry : report.entries)
        migrations.append(entryJson(report, entry));
    QJsonObject object{
        {u"format"_s, 1},
        {u"database"_s, report.database},
        {u"source"_s, report.source.folder},
        {u"title"_s, report.source.pack.title},
        {u"historyExists"_s, report.history.exists},
        {u"otherHistories"_s, foreignJson(report.history)},
        {u"pending"_s, qint64(std::ranges::count_if(report.entries, &Entry::isPending))},
        {u"migrations"_s, migrations},
        {u"problems"_s, problemsJson(report.source)},
        {u"exitCode"_s, exitCodeOf(report)}};
    QJsonArray interruptions;
    for (const Diagnosis &diagnosis : report.interruptions)
        interruptions.append(diagnosisJson(diagnosis));
    object[u"interruptions"_s] = interruptions;
    object[u"catalog"_s] = report.drift ? QJsonValue(driftJson(*report.drift)) : QJsonValue(QJsonValue::Null);
    object[u"gaps"_s] = QJsonArray::fromStringList(report.gaps);
    object[u"running"_s] = report.history.holder ? QJsonValue(QJsonObject{
                                                       {u"pid"_s, report.history.holder->pid},
                                                       {u"application"_s, report.history.holder->application},
                                                       {u"user"_s, report.history.holder->user},
                                                       {u"since"_s, report.history.holder->since}})
                                                 : QJsonValue(QJsonValue::Null);
    return object;
}

QString planText(const Plan &plan, const std::vector<Loss> &losses)
{
    const bool up = std::ranges::all_of(plan.steps, [](const Step &step) { return step.direction == Direction::Up; });
    const bool down =
        std::ranges::all_of(plan.steps, [](const Step &step) { return step.direction == Direction::Down; });
    QString text = up   ? tr("To be applied:")
                 : down ? tr("To be rolled back, in this order:")
                        : tr("To be rolled back and applied, in this order:");
    if (plan.steps.empty())
        text = tr("There is nothing to run.");
    text += u'\n';
    for (const Step &step : plan.steps) {
        const QString name = plainLine(label(step.version, step.name));
        text += up || down ? u"  "_s : step.direction == Direction::Up ? tr("  apply ") : tr("  roll back ");
        const qint64 count = qint64(step.toSend().size());
        text += (count == 1 ? tr("%1 (%2 statement, %3)") : tr("%1 (%2 statements, %3)"))
                    .arg(name)
                    .arg(count)
                    .arg(transactionText(plan, step));
        text += u'\n';
        for (const QString &note : step.notes)
            text += u"      "_s + plainLine(note) + u'\n';
    }
    for (const QString &warning : plan.warnings)
        text += tr("Warning: %1").arg(plainLine(warning)) + u'\n';
    if (!losses.empty())
        text += tr("This will destroy:") + u'\n';
    for (const Loss &loss : losses) {
        text += u"  "_s + plainLine(describe(loss)) + u'\n';
        for (const Dependent &dependent : loss.dependents)
            text += u"      "_s + plainLine(describe(dependent)) + u'\n';
    }
    return text;
}

QString refusalText(const Plan &plan)
{
    QString text;
    for (const Refusal &refusal : plan.refusals) {
        text += located(refusal.file, refusal.line, refusal.message) + u'\n';
        if (!refusal.hint.isEmpty())
            text += u"    "_s + refusal.hint + u'\n';
        if (refusal.kind == RefusalKind::Unsure)
            text += u"    "_s + tr("Use --repeat or --skip.") + u'\n';
        if (!refusal.split.empty())
            text += u"    "_s + tr("It could be split into these files:") + u'\n';
        for (const SplitPart &part : refusal.split)
            text += tr("    %1 (%2):")
                        .arg(part.file, part.transactional ? tr("in one transaction") : tr("statement by statement"))
                  + u'\n' + QString::fromUtf8(part.text).trimmed() + u'\n';
    }
    return text + tr("Nothing was run.") + u'\n';
}

QJsonObject runJson(const RunResult &result, int exitCode)
{
    QJsonArray steps;
    if (result.report) {
        for (const StepReport &step : result.report->steps)
            steps.append(QJsonObject{
                {u"version"_s, step.version.text()},
                {u"name"_s, step.name},
                {u"direction"_s, directionName(step.direction)},
                {u"durationMs"_s, step.milliseconds},
                {u"durable"_s, step.durable}});
    }
    QJsonValue restored = QJsonValue::Null;
    if (result.restored && *result.restored) {
        QJsonArray tables;
        for (const RestoredTable &table : **result.restored)
            tables.append(QJsonObject{
                {u"schema"_s, table.schema},
                {u"name"_s, table.name},
                {u"rows"_s, table.rows},
                {u"created"_s, table.created}});
        restored = tables;
    }
    return {
        {u"format"_s, 1},
        {u"database"_s, result.database},
        {u"restored"_s, restored},
        {u"direction"_s, directionName(result.plan.request.direction)},
        {u"planned"_s, qint64(result.plan.steps.size())},
        {u"steps"_s, steps},
        {u"doneByOthers"_s, result.report ? result.report->doneByOthers : 0},
        {u"failure"_s, failureJson(result.report)},
        {u"refusals"_s, refusalsJson(result.plan)},
        {u"losses"_s, lossesJson(result.losses)},
        {u"warnings"_s, QJsonArray::fromStringList(result.plan.warnings)},
        {u"exitCode"_s, exitCode}};
}

static QJsonObject stepJson(const Plan &plan, const Step &step)
{
    QJsonArray statements;
    for (size_t i = step.statements.size() - step.toSend().size(); i < step.statements.size(); ++i)
        statements.append(QJsonObject{
            {u"number"_s, qint64(i + 1)},
            {u"line"_s, step.statements[i].line},
            {u"sql"_s, step.sql(step.statements[i])},
            {u"alone"_s, step.statements[i].alone}});
    return {
        {u"version"_s, step.version.text()},
        {u"name"_s, step.name},
        {u"direction"_s, directionName(step.direction)},
        {u"file"_s, step.file},
        {u"transactional"_s, step.transactional},
        {u"transaction"_s, transactionText(plan, step)},
        {u"storedText"_s, step.storedText},
        {u"before"_s, step.remains ? step.remains->drop : QString()},
        {u"notes"_s, QJsonArray::fromStringList(step.notes)},
        {u"statements"_s, statements}};
}

QJsonObject planJson(const RunResult &result, int exitCode)
{
    QJsonArray steps;
    for (const Step &step : result.plan.steps)
        steps.append(stepJson(result.plan, step));
    return {
        {u"format"_s, 1},
        {u"database"_s, result.database},
        {u"steps"_s, steps},
        {u"sql"_s, QString::fromUtf8(planScriptText(result.plan))},
        {u"refusals"_s, refusalsJson(result.plan)},
        {u"losses"_s, lossesJson(result.losses)},
        {u"warnings"_s, QJsonArray::fromStringList(result.plan.warnings)},
        {u"exitCode"_s, exitCode}};
}

} // namespace howdah::cli
