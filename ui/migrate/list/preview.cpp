// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/preview.h"

#include "base/propagate.h"
#include "common/quantities.h"
#include "common/tr.h"
#include "migration/history/dialects.h"
#include "migration/rehearse/proofstore.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Action;
using migration::Direction;
using migration::Step;

bool goesDown(const migration::Plan &plan)
{
    return std::ranges::any_of(plan.steps, [](const Step &step) { return step.direction == Direction::Down; })
        || (plan.steps.empty() && plan.request.direction == Direction::Down);
}

QString planTitle(const migration::Plan &plan)
{
    const auto count = [&plan](Direction direction) {
        return qint64(std::ranges::count(plan.steps, direction, &Step::direction));
    };
    const qint64 down = count(Direction::Down);
    const qint64 up = count(Direction::Up);
    if (plan.request.action == Action::Resume && !plan.steps.empty())
        return tr("Resume %1").arg(migration::label(plan.steps.front().version, plan.steps.front().name));
    if (plan.request.action == Action::Redo && down > 0)
        return tr("Roll back and apply again %1").arg(migrationsWord(down));
    if (down > 0 && up > 0)
        return tr("Roll back %1 and apply %2").arg(migrationsWord(down), migrationsWord(up));
    return goesDown(plan) ? tr("Roll back %1").arg(migrationsWord(down)) : tr("Apply %1").arg(migrationsWord(up));
}

Result<std::shared_ptr<Overview>> readOverview(connection::Session &session, const QString &folder)
{
    ASSIGN_OR_RETURN(migration::Source source, migration::readSource(folder));
    ASSIGN_OR_RETURN(const auto dialect, migration::makeDialect(source.pack));
    ASSIGN_OR_RETURN(migration::History history, migration::readHistory(session, *dialect));
    auto overview = std::make_shared<Overview>();
    overview->source = std::move(source);
    overview->history = std::move(history);
    overview->entries = migration::compare(overview->source, overview->history);
    return overview;
}

// ---- times

namespace {

double median(std::vector<double> times)
{
    const auto middle = times.begin() + qsizetype(times.size() / 2);
    std::ranges::nth_element(times, middle);
    return *middle;
}

// What is known of former runs of one migration in one direction, by the number of the statement; 0: the whole.
using Times = std::map<std::pair<migration::Version, Direction>, std::map<int, std::vector<double>>>;

Times timesOf(const std::vector<migration::Event> &events)
{
    Times times;
    for (const migration::Event &event : events) {
        const bool whole =
            event.kind == migration::EventKind::Applied || event.kind == migration::EventKind::RolledBack;
        auto &ofThis = times[{event.version, event.direction}];
        // A run that went on in the middle took only the rest's time.
        if (whole && event.firstStatement <= 1 && event.milliseconds)
            ofThis[0].push_back(double(*event.milliseconds));
        for (const migration::StatementEntry &statement : event.statements) {
            if (statement.error.isEmpty() && !statement.finishedAt.isEmpty())
                ofThis[statement.number].push_back(statement.milliseconds);
        }
    }
    return times;
}

double rehearsedTime(const migration::Proof &proof, const RunLine &line)
{
    const bool up = line.direction == Direction::Up;
    if (line.kind == RunLine::Kind::Migration)
        return up ? proof.upMilliseconds : proof.downMilliseconds;
    for (const migration::StatementMeasure &measure : up ? proof.up : proof.down) {
        if (measure.number == line.number && measure.skipped.isEmpty())
            return measure.milliseconds;
    }
    return -1;
}

// Of a migration whose first statements an earlier run has done: of the others. Its lines follow it.
void countOnlyWhatRuns(std::vector<RunLine> &lines)
{
    for (auto line = lines.begin(); line != lines.end();) {
        const auto end = std::find_if(
            line + 1, lines.end(), [](const RunLine &next) { return next.kind == RunLine::Kind::Migration; });
        if (std::any_of(line + 1, end, [](const RunLine &one) { return one.state == RunLine::State::Earlier; })) {
            line->typical = 0;
            for (auto one = line + 1; one != end; ++one) {
                if (one->state == RunLine::State::Earlier)
                    one->typical = -1;
                else
                    line->typical = one->typical < 0 || line->typical < 0 ? -1 : line->typical + one->typical;
            }
        }
        line = end;
    }
}

} // namespace

void addTypicalTimes(
    std::vector<RunLine> &lines, const std::vector<migration::Event> &events,
    const std::map<migration::Version, migration::Proof> &proofs)
{
    const Times times = timesOf(events);
    for (RunLine &line : lines) {
        const int number = line.kind == RunLine::Kind::Migration ? 0 : line.number;
        const auto known = times.find({line.version, line.direction});
        const auto proof = proofs.find(line.version);
        if (known != times.end() && known->second.contains(number))
            line.typical = median(known->second.at(number));
        else if (proof != proofs.end())
            line.typical = rehearsedTime(proof->second, line);
    }
    countOnlyWhatRuns(lines);
}

// ---- the text

namespace {

QString headingOf(const migration::Plan &plan, const Step &step)
{
    const QString direction = step.direction == Direction::Up ? tr("apply") : tr("roll back");
    // Names are data: a line break in one must not end the comment.
    QString text = u"-- %1: %2"_s.arg(migration::label(step.version, step.name).simplified(), direction);
    text += u"\n-- "_s + step.file.simplified() + u", "_s + migration::transactionText(plan, step).simplified();
    if (step.storedText)
        text += u"\n-- "_s + tr("the text as it was applied, kept in the history");
    for (const QString &note : step.notes)
        text += u"\n-- "_s + note.simplified();
    return text;
}

void writeSql(Preview &preview)
{
    int line = 1;
    for (const Step &step : preview.plan.steps) {
        QString part = headingOf(preview.plan, step) + u"\n\n"_s + QString::fromUtf8(migration::sentText(step));
        if (!part.endsWith(u'\n'))
            part += u'\n';
        part += u'\n';
        preview.stepLines.push_back(line);
        line += int(part.count(u'\n'));
        preview.sql += part;
    }
}

void addProofs(Preview &preview, const QString &database)
{
    const migration::Source &source = preview.overview->source;
    const std::vector<std::optional<migration::Proof>> proofs = migration::proofsFor(source, database);
    for (const Step &step : preview.plan.steps) {
        for (size_t i = 0; i < proofs.size(); ++i) {
            if (proofs[i] && source.migrations[i].version == step.version)
                preview.proofs.emplace(step.version, *proofs[i]);
        }
    }
}

Result<void> addChecks(connection::Session &session, Preview &preview)
{
    std::vector<migration::LintScript> scripts;
    for (const Step &step : preview.plan.steps) {
        scripts.push_back(migration::lintScript(step));
        const migration::Entry *entry = preview.overview->find(step.version);
        scripts.back().olderThanApplied = entry && entry->state == migration::State::OutOfOrder;
    }
    ASSIGN_OR_RETURN(const auto context, migration::readPackContext(session, scripts, preview.overview->source.pack));
    preview.findings = migration::lintRun(scripts, context);
    std::erase_if(preview.findings, [&preview](const migration::Finding &finding) {
        return std::ranges::any_of(preview.plan.steps, [&finding](const Step &step) {
            const int before = int(step.statements.size() - step.toSend().size());
            return step.file == finding.file && finding.statement > 0 && finding.statement <= before;
        });
    });
    preview.locks = locksOf(preview.plan, context);
    return {};
}

} // namespace

Result<std::shared_ptr<const Preview>> makePreview(
    connection::Session &session, const connection::ConnInfo &target, const QString &folder,
    const migration::Request &request, const QString &database, bool guarded)
{
    constexpr int EventsRead = 500;
    ASSIGN_OR_RETURN(std::shared_ptr<Overview> overview, readOverview(session, folder));
    ASSIGN_OR_RETURN(const auto dialect, migration::makeDialect(overview->source.pack));
    const operations::MigrationPlace place{target, *dialect, overview->source, guarded};
    ASSIGN_OR_RETURN(
        operations::MigrationProposal proposal, operations::propose(session, place, overview->history, request));
    auto preview = std::make_shared<Preview>();
    static_cast<operations::MigrationProposal &>(*preview) = std::move(proposal);
    preview->overview = overview;
    RETURN_IF_ERROR(addChecks(session, *preview));
    addProofs(*preview, database);
    const auto events = migration::readEvents(
        session, overview->history, {.version = {}, .history = dialect->name(), .limit = EventsRead});
    preview->lines = runLinesOf(preview->plan);
    addTypicalTimes(preview->lines, events ? *events : std::vector<migration::Event>(), preview->proofs);
    double sum = 0;
    for (const RunLine &line : preview->lines) {
        if (line.kind == RunLine::Kind::Migration)
            sum = line.typical < 0 || sum < 0 ? -1 : sum + line.typical;
    }
    preview->typicalMilliseconds = preview->lines.empty() ? -1 : sum;
    writeSql(*preview);
    return preview;
}

} // namespace howdah::ui
