// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan/plan.h"

#include "base/propagate.h"
#include "migration/history/foreignhistory.h"
#include "migration/history/journal.h"
#include "migration/plan/downplan.h"
#include "migration/plan/scriptplan.h"
#include "migration/plan/splitsuggestion.h"
#include "migration/source/scripttext.h"
#include "migration/source/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

// What a request concerns, in the order in which it runs.
struct Chosen
{
    Direction direction = Direction::Up;
    Entry entry;
};

const Entry &entryOf(const std::vector<Entry> &entries, const Record &record)
{
    return *std::ranges::find(entries, record.version, &Entry::version);
}

void chooseUp(std::vector<Chosen> &chosen, const std::vector<Entry> &entries, const std::optional<Version> &to)
{
    for (const Entry &entry : entries) {
        if (to && entry.version > *to)
            break;
        if (entry.isPending())
            chosen.push_back({Direction::Up, entry});
    }
}

// Newest first, by the order in which they were applied. A migration that stopped in the middle can be undone as well.
void chooseDown(
    std::vector<Chosen> &chosen, const std::vector<Entry> &entries, const History &history, const Request &request)
{
    for (auto record = history.records.rbegin(); record != history.records.rend(); ++record) {
        if (!record->isApplied() && !record->isPartial())
            continue;
        if (request.to && record->version <= *request.to)
            continue;
        chosen.push_back({Direction::Down, entryOf(entries, *record)});
        if (!request.to && !request.everything)
            break;
    }
}

// All that was applied since `to`, and that; back and then up again in the old order.
void chooseRedo(
    std::vector<Chosen> &chosen, const std::vector<Entry> &entries, const History &history, const Request &request)
{
    for (auto record = history.records.rbegin(); record != history.records.rend(); ++record) {
        if (!record->isApplied() && !record->isPartial())
            continue;
        chosen.push_back({Direction::Down, entryOf(entries, *record)});
        if (!request.to || record->version == *request.to)
            break;
    }
    for (size_t i = chosen.size(); i > 0; --i)
        chosen.push_back({Direction::Up, chosen[i - 1].entry});
}

std::vector<Chosen> choose(const std::vector<Entry> &entries, const History &history, const Request &request)
{
    std::vector<Chosen> chosen;
    switch (request.action) {
    case Action::Run:
        if (request.direction == Direction::Up)
            chooseUp(chosen, entries, request.to);
        else
            chooseDown(chosen, entries, history, request);
        break;
    case Action::To:
        if (request.to) {
            chooseDown(chosen, entries, history, request);
            chooseUp(chosen, entries, request.to);
        }
        break;
    case Action::Redo:
        chooseRedo(chosen, entries, history, request);
        break;
    case Action::Resume:
        for (const Entry &entry : entries) {
            if (entry.record && entry.isLeftover() && (!request.to || entry.version == *request.to))
                chosen.push_back({entry.record->direction, entry});
        }
        break;
    }
    return chosen;
}

// Makes a plan of a request; one object for one call.
class Planner final
{
public:
    Planner(const Source &source, Plan &plan)
        : m_source(source)
        , m_plan(plan)
        , m_request(plan.request)
    {
    }

    void run()
    {
        refuseSource();
        warnOfForeignHistories();
        refuseTarget();
        m_plan.entries = compare(m_source, m_plan.history);
        m_chosen = choose(m_plan.entries, m_plan.history, m_request);
        if (m_request.action == Action::Resume && m_chosen.empty())
            m_plan.refusals.push_back(
                {.kind = RefusalKind::NothingToResume, .message = tr("No migration was interrupted")});
        const bool up = m_request.action == Action::Run && m_request.direction == Direction::Up;
        if (up || std::ranges::any_of(m_chosen, [](const Chosen &one) { return one.direction == Direction::Up; })) {
            refuseServer();
            judgeUp();
        }
        for (const Chosen &chosen : m_chosen) {
            if (chosen.direction == Direction::Up)
                addUp(chosen.entry);
            else
                addDown(chosen.entry);
        }
    }

private:
    [[nodiscard]] bool isResumed() const { return m_request.action == Action::Resume; }
    // It is rolled back, or gone on with, before anything is put on top.
    [[nodiscard]] bool isChosenFirst(const Entry &entry) const
    {
        return std::ranges::any_of(m_chosen, [&](const Chosen &chosen) {
            return chosen.entry.version == entry.version && (isResumed() || chosen.direction == Direction::Down);
        });
    }

    void refuse(RefusalKind kind, const Entry &entry, const QString &file, const QString &message, const QString &hint)
    {
        m_plan.refusals.push_back({kind, entry.version, file, 0, message, hint, {}});
    }

    void refuseSource()
    {
        for (const Problem &problem : m_source.problems) {
            if (problem.blocks)
                m_plan.refusals.push_back(
                    {RefusalKind::BadSource, {}, problem.file, problem.line, problem.message, {}, {}});
            else
                m_plan.warnings << problem.message;
        }
    }

    // What another tool has made is there, and would be made again.
    void warnOfForeignHistories()
    {
        for (const ForeignHistory &foreign : m_plan.history.foreign)
            m_plan.warnings << describe(foreign);
    }

    // Else a statement in the middle would fail as a syntax error. Back is always possible.
    void refuseServer()
    {
        const int wanted = m_source.pack.server;
        const int major = m_plan.history.serverVersion / 10'000;
        if (major == 0 || major >= wanted)
            return;
        const QString pack = m_source.pack.title.isEmpty() ? m_source.folder : m_source.pack.title;
        m_plan.refusals.push_back(
            {.kind = RefusalKind::ServerTooOld,
             .message = tr("%1 needs PostgreSQL %2 or newer; this server runs %3").arg(pack).arg(wanted).arg(major),
             .hint = tr("Apply it to a newer server. The required version is set in pack.yaml.")});
    }

    void refuseTarget()
    {
        const std::optional<Version> &to = m_request.to;
        const bool mayBeZero = m_request.action == Action::To || m_request.direction == Direction::Down;
        if (!to || m_source.find(*to) || m_plan.history.find(*to) || (to->isZero() && mayBeZero))
            return;
        m_plan.refusals.push_back(
            {RefusalKind::UnknownVersion,
             *to,
             {},
             0,
             tr("There is no migration %1").arg(to->text()),
             tr("Give a version that is in the source or the history."),
             {}});
    }

    // What already stands in the database decides whether more may be put on top.
    void judgeUp()
    {
        for (const Entry &entry : m_plan.entries) {
            const bool partial = entry.record && entry.record->isPartial();
            if (!partial && entry.state != State::Edited && entry.state != State::MissingFile)
                continue; // nearly all of them, each of which would be looked for among the chosen
            if (isChosenFirst(entry))
                continue;
            const QString name = label(entry.version, entry.name);
            if (partial)
                refuse(
                    entry.state == State::Running ? RefusalKind::Running : RefusalKind::Partial, entry, {},
                    tr("%1 is %2").arg(name, describe(entry)),
                    entry.state == State::Running
                        ? tr("Wait until it has finished.")
                        : tr("Resume it, roll it back, or finish it manually and mark it as applied or rolled back."));
            else if (entry.state == State::Edited && entry.migration)
                refuse(
                    RefusalKind::Edited, entry, m_source.migrations[*entry.migration].up.file,
                    tr("%1 was edited after it was applied").arg(name),
                    tr("Restore the original file, and put the change in a new migration."));
            else if (entry.state == State::MissingFile)
                refuse(
                    RefusalKind::MissingFile, entry, {}, tr("%1 was applied, but its file is missing").arg(name),
                    tr("Restore the file, or roll the migration back; the history contains its down text."));
        }
    }

    void judgeOrder(const Entry &entry)
    {
        if (!m_newestKept)
            m_newestKept = newestKept();
        const bool late = *m_newestKept && (*m_newestKept)->version > entry.version;
        if (!late || m_source.pack.order == OrderPolicy::Allow || isResumed())
            return;
        const QString message = tr("%1 is older than what is already applied").arg(label(entry.version, entry.name));
        if (m_source.pack.order == OrderPolicy::Refuse)
            refuse(
                RefusalKind::OutOfOrder, entry, {}, message, tr("Renumber it, or set \"order: allow\" in pack.yaml."));
        else
            m_plan.warnings << message;
    }

    // Of what is applied and stays so.
    [[nodiscard]] const Record *newestKept() const
    {
        const Record *newest = nullptr;
        for (const Record &record : m_plan.history.records) {
            if (record.isApplied() && (!newest || record.version > newest->version)
                && !isRolledBackFirst(record.version))
                newest = &record;
        }
        return newest;
    }

    [[nodiscard]] bool isRolledBackFirst(const Version &version) const
    {
        return std::ranges::any_of(m_chosen, [&version](const Chosen &chosen) {
            return chosen.direction == Direction::Down && chosen.entry.version == version;
        });
    }

    void refuseFile(const Migration &migration, const QString &file = {})
    {
        for (const Problem &problem : migration.problems) {
            if (problem.blocks && (file.isEmpty() || problem.file == file))
                m_plan.refusals.push_back(
                    {RefusalKind::BadFile, migration.version, problem.file, problem.line, problem.message, {}, {}});
        }
    }

    [[nodiscard]] bool isBlocked(const Migration &migration, const QString &file = {}) const
    {
        return std::ranges::any_of(migration.problems, [&file](const Problem &problem) {
            return problem.blocks && (file.isEmpty() || problem.file == file);
        });
    }

    static Step stepFor(const Entry &entry, Direction direction)
    {
        Step step;
        step.direction = direction;
        step.version = entry.version;
        step.name = entry.name;
        step.entering.version = entry.version;
        step.entering.name = entry.name;
        step.entering.direction = direction;
        step.entering.known = entry.record && entry.record->inTable;
        step.entering.half = entry.record && entry.record->isPartial() && !entry.record->inTable;
        return step;
    }

    void add(Step step, bool wantsTransaction, const Entry &entry)
    {
        const size_t before = m_plan.refusals.size();
        planScript(
            step, wantsTransaction, m_plan.refusals,
            {m_request.singleTransaction ? &m_addedValues : nullptr,
             [this]() -> const ColumnTypes & { return columnTypes(); }, isResumed()});
        for (size_t i = before; i < m_plan.refusals.size(); ++i) {
            nameParts(m_plan.refusals[i].split, step, m_source);
            if (step.storedText && entry.migration && m_source.migrations[*entry.migration].down)
                m_plan.refusals[i].hint = tr("This is the text as applied; the down file has changed since. Accept the "
                                             "changed file: howdahctl "
                                             "migrate accept %1 --reason TEXT.")
                                              .arg(entry.version.text());
        }
        step.entering.statements = int(step.statements.size());
        if (isResumed() && entry.record)
            resume(step, entry, *entry.record);
        if (m_request.singleTransaction && !step.transactional)
            refuse(
                RefusalKind::NotInOneTransaction, entry, step.file,
                tr("%1 cannot be part of one transaction: %2").arg(step.file, step.whySeparate),
                tr("Run up to it, then it on its own, and then the rest."));
        m_plan.steps.push_back(std::move(step));
    }

    // Of all files, as what one adds to an enum another has made the columns for. Few plans ask.
    const ColumnTypes &columnTypes()
    {
        if (!m_columnTypes) {
            m_columnTypes.emplace();
            for (const Migration &migration : m_source.migrations)
                m_columnTypes->readScript(migration.up.text);
        }
        return *m_columnTypes;
    }

    // What could not be undone is not applied: the history would keep a down text that nobody can run.
    void judgeDown(const Entry &entry, const Migration &migration)
    {
        if (!migration.down || isResumed())
            return;
        Step down = stepFor(entry, Direction::Down);
        for (Refusal &refusal : refusalsOfDown(std::move(down), *migration.down, m_plan.history.serverVersion)) {
            if (std::ranges::find(m_plan.refusals, refusal) == m_plan.refusals.end())
                m_plan.refusals.push_back(std::move(refusal));
        }
    }

    // ---- going on where a run stopped

    void resume(Step &step, const Entry &entry, const Record &record)
    {
        step.transactional = false;
        step.firstStatement = record.statementsDone + 1;
        const bool unsure = record.statementsStarted > record.statementsDone;
        if (unsure && m_request.unsure == Unsure::Skip)
            step.firstStatement += 1;
        step.repeats = !(unsure && m_request.unsure == Unsure::Skip);
        step.entering.firstStatement = step.firstStatement;
        step.notes << tr("continues with statement %1 of %2").arg(step.firstStatement).arg(step.statements.size());
        if (!isSameBeginning(step, record)) {
            refuse(
                RefusalKind::Edited, entry, step.file,
                tr("%1 is not the same as before the interruption").arg(step.file),
                tr("Restore at least the statements that have run; those after them may be edited."));
            return;
        }
        const size_t next = size_t(record.statementsDone);
        refuseWithinBlock(step, entry);
        if (unsure && m_request.unsure == Unsure::Refuse && next < step.statements.size()
            && !step.statements[next].patient)
            m_plan.refusals.push_back(
                {RefusalKind::Unsure,
                 entry.version,
                 step.file,
                 step.statements[next].line,
                 tr("Statement %1 may have run before the interruption").arg(record.statementsDone + 1),
                 tr("Check the database, and choose whether to repeat or skip it."),
                 {}});
    }

    // An edited file may begin a transaction before what has run, and end it behind.
    void refuseWithinBlock(const Step &step, const Entry &entry)
    {
        const size_t next = size_t(step.firstStatement - 1);
        const bool isWithin = std::ranges::any_of(
            step.blocks, [next](const TransactionBlock &block) { return block.first < next && next < block.last; });
        if (isWithin)
            refuse(
                RefusalKind::Edited, entry, step.file,
                tr("Statement %1 of %2 is in the midst of a transaction that the file begins before it")
                    .arg(step.firstStatement)
                    .arg(step.file),
                tr("Let the file begin that transaction with this statement."));
    }

    // The statements that have run must be those of the file; what comes after may have been fixed.
    [[nodiscard]] static bool isSameBeginning(const Step &step, const Record &record)
    {
        const bool up = step.direction == Direction::Up;
        const QByteArray &stored = up ? record.checksumUp : record.checksumDown;
        const QByteArray &own = up ? step.entering.checksumUp : step.entering.checksumDown;
        if (step.storedText || isSameText(matchChecksum(step.text, own, stored)))
            return int(step.statements.size()) >= record.statementsDone;
        const std::optional<QByteArray> &text = up ? record.upText : record.downText;
        if (!text)
            return false;
        Step before;
        before.text = *text;
        std::vector<Refusal> ignored;
        planScript(before, true, ignored);
        const size_t done = size_t(record.statementsDone);
        if (before.statements.size() < done || step.statements.size() < done)
            return false;
        for (size_t i = 0; i < done; ++i) {
            if (before.sql(before.statements[i]) != step.sql(step.statements[i]))
                return false;
        }
        return true;
    }

    // A source that was read for a status does not hold what a plan needs.
    [[nodiscard]] bool isUnread(const Entry &entry)
    {
        const Migration *migration = entry.migration ? &m_source.migrations[*entry.migration] : nullptr;
        if (!migration || !migration->down || migration->down->read)
            return false;
        refuse(
            RefusalKind::BadFile, entry, migration->down->file, tr("%1 was not read").arg(migration->down->file), {});
        return true;
    }

    void addUp(const Entry &entry)
    {
        if (isUnread(entry))
            return;
        if (!entry.migration) {
            refuse(
                RefusalKind::MissingFile, entry, {},
                tr("The file of %1 is missing").arg(label(entry.version, entry.name)), tr("Restore the file."));
            return;
        }
        judgeOrder(entry);
        const Migration &migration = m_source.migrations[*entry.migration];
        refuseFile(migration);
        if (isBlocked(migration))
            return;
        Step step = stepFor(entry, Direction::Up);
        step.file = migration.up.file;
        step.text = migration.up.text;
        step.allowedRules = migration.up.allowedRules;
        fillEntering(step.entering, migration);
        if (!migration.down)
            step.notes << tr("has no down file, so it cannot be rolled back");
        judgeDown(entry, migration);
        add(std::move(step), migration.up.transaction, entry);
    }

    void addDown(const Entry &entry)
    {
        if (isUnread(entry))
            return;
        const Migration *migration = entry.migration ? &m_source.migrations[*entry.migration] : nullptr;
        const Script *file = migration && migration->down ? &*migration->down : nullptr;
        const std::optional<QByteArray> stored = entry.record ? entry.record->downText : std::nullopt;
        const QString name = label(entry.version, entry.name);
        Step step = stepFor(entry, Direction::Down);
        step.tolerant = entry.isLeftover() && !isResumed();
        if (step.tolerant)
            step.notes << tr("undoes a partly applied migration: objects that no longer exist are skipped");
        if (stored && (!file || entry.downEdited)) {
            step.storedText = true;
            step.file = tr("%1.down.sql as applied").arg(name);
            step.text = *stored;
            step.notes
                << (file ? tr("the down file was edited after applying: the text as applied is used until the file is "
                              "accepted")
                         : tr("the down file is missing: the text as applied is used"));
        } else if (file) {
            refuseFile(*migration, file->file);
            if (isBlocked(*migration, file->file))
                return;
            step.file = file->file;
            step.text = file->text;
            step.allowedRules = file->allowedRules;
            if (entry.downEdited)
                step.notes << tr("the down file was added or edited after applying");
        } else {
            refuse(
                RefusalKind::MissingDown, entry, {}, tr("%1 cannot be rolled back: it has no down file").arg(name),
                tr("Write %1.down.sql beside the up file.").arg(name));
            return;
        }
        if (file && !step.storedText)
            step.entering.checksumDown = file->checksum;
        else if (entry.record)
            step.entering.checksumDown = entry.record->checksumDown;
        const bool transaction = wantsTransaction(step.text);
        add(std::move(step), transaction, entry);
    }

    const Source &m_source;
    Plan &m_plan;
    const Request m_request;
    std::vector<Chosen> m_chosen;
    std::optional<const Record *> m_newestKept; // once it was asked for
    std::vector<EnumValue> m_addedValues;       // to enums, in the one transaction
    std::optional<ColumnTypes> m_columnTypes;   // once they were asked for
};

} // namespace

void fillEntering(Entering &entering, const Migration &migration)
{
    entering.version = migration.version;
    entering.name = migration.name;
    entering.checksumUp = migration.up.checksum;
    if (migration.up.text.size() <= KeptText)
        entering.upText = migration.up.text;
    if (migration.down) {
        entering.checksumDown = migration.down->checksum;
        entering.downText = migration.down->text;
    }
}

std::vector<Entry> select(const std::vector<Entry> &entries, const History &history, const Request &request)
{
    std::vector<Entry> selected;
    for (Chosen &chosen : choose(entries, history, request))
        selected.push_back(std::move(chosen.entry));
    return selected;
}

Plan makePlan(const Source &source, const History &history, const Request &request)
{
    Plan plan;
    plan.request = request;
    plan.history = history;
    Planner(source, plan).run();
    return plan;
}

Result<Plan> makePlan(
    connection::Session &session, const Dialect &dialect, const Source &source, History history, const Request &request)
{
    if (request.action != Action::Run || request.direction == Direction::Down) {
        std::vector<Version> versions;
        for (const Entry &entry : select(compare(source, history), history, request))
            versions.push_back(entry.version);
        RETURN_IF_ERROR(readTexts(session, dialect, history, versions));
    }
    return makePlan(source, history, request);
}

} // namespace howdah::migration
