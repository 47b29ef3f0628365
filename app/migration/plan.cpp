// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/plan.h"

#include "migration/scriptplan.h"
#include "migration/scripttext.h"

#include <QCoreApplication>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::migration {

static QString tr(const char *text) { return QCoreApplication::translate("Migration", text); }

QString Step::sql(const PlannedStatement &statement) const
{
    return QString::fromUtf8(QByteArrayView(text).sliced(statement.offset, statement.size));
}

namespace {

bool isLeftover(const Entry &entry) { return entry.record && entry.record->isPartial(); }

std::vector<Entry> selectUp(const std::vector<Entry> &entries, const Request &request)
{
    std::vector<Entry> chosen;
    for (const Entry &entry : entries) {
        if (request.to && entry.version > *request.to)
            break;
        if (entry.isPending())
            chosen.push_back(entry);
    }
    return chosen;
}

// Newest first, by the order in which they were applied. A migration that stopped in the middle can be undone as well.
std::vector<Entry> selectDown(const std::vector<Entry> &entries, const History &history, const Request &request)
{
    std::vector<Entry> chosen;
    for (auto record = history.records.rbegin(); record != history.records.rend(); ++record) {
        if (!record->isApplied() && !record->isPartial())
            continue;
        if (request.to && record->version <= *request.to)
            continue;
        const auto entry = std::ranges::find(entries, record->version, &Entry::version);
        chosen.push_back(*entry);
        if (!request.to)
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
    {
    }

    void run()
    {
        refuseSource();
        refuseTarget();
        m_plan.entries = compare(m_source, m_plan.history);
        const std::vector<Entry> chosen = select(m_plan.entries, m_plan.history, m_plan.request);
        if (m_plan.request.direction == Direction::Up)
            judgeUp();
        for (const Entry &entry : chosen) {
            if (m_plan.request.direction == Direction::Up)
                addUp(entry);
            else
                addDown(entry);
        }
    }

private:
    void refuse(RefusalKind kind, const Entry &entry, const QString &file, const QString &message, const QString &hint)
    {
        m_plan.refusals.push_back({kind, entry.version, file, 0, message, hint});
    }

    void refuseSource()
    {
        for (const Problem &problem : m_source.problems) {
            if (problem.blocks)
                m_plan.refusals.push_back(
                    {RefusalKind::BadSource, {}, problem.file, problem.line, problem.message, {}});
            else
                m_plan.warnings << problem.message;
        }
    }

    void refuseTarget()
    {
        const std::optional<Version> &to = m_plan.request.to;
        if (!to || m_source.find(*to) || m_plan.history.find(*to)
            || (to->isZero() && m_plan.request.direction == Direction::Down))
            return;
        m_plan.refusals.push_back(
            {RefusalKind::UnknownVersion,
             *to,
             {},
             0,
             tr("There is no migration %1").arg(to->text()),
             tr("Name a version that the source or the history holds.")});
    }

    // What already stands in the database decides whether more may be put on top.
    void judgeUp()
    {
        for (const Entry &entry : m_plan.entries) {
            const QString name = entry.version.text() + u'-' + entry.name;
            if (isLeftover(entry))
                refuse(
                    entry.state == State::Running ? RefusalKind::Running : RefusalKind::Partial, entry, {},
                    tr("%1 is %2 (%3)").arg(name, stateText(entry.state), entry.note),
                    tr("Finish or undo by hand what it left, or roll it back with its down file."));
            else if (entry.state == State::Edited)
                refuse(
                    RefusalKind::Edited, entry, m_source.migrations[*entry.migration].up.file,
                    tr("%1 was edited after it was applied").arg(name),
                    tr("Restore the file as it was, and put the change into a new migration."));
            else if (entry.state == State::MissingFile)
                refuse(
                    RefusalKind::MissingFile, entry, {}, tr("%1 was applied, but its file is gone").arg(name),
                    tr("Restore the file, or roll the migration back; the history holds its down text."));
        }
    }

    void judgeOrder(const Entry &entry)
    {
        const bool late = std::ranges::any_of(m_plan.history.records, [&entry](const Record &record) {
            return record.isApplied() && record.version > entry.version;
        });
        if (!late || m_source.pack.order == OrderPolicy::Allow)
            return;
        const QString message = tr("%1-%2 is older than what is applied already").arg(entry.version.text(), entry.name);
        if (m_source.pack.order == OrderPolicy::Refuse)
            refuse(
                RefusalKind::OutOfOrder, entry, {}, message, tr("Renumber it, or set \"order: allow\" in pack.yaml."));
        else
            m_plan.warnings << message;
    }

    void refuseFile(const Migration &migration, const QString &file = {})
    {
        for (const Problem &problem : migration.problems) {
            if (problem.blocks && (file.isEmpty() || problem.file == file))
                m_plan.refusals.push_back(
                    {RefusalKind::BadFile, migration.version, problem.file, problem.line, problem.message, {}});
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
        step.entering.known = entry.record.has_value();
        return step;
    }

    void add(Step step, bool wantsTransaction)
    {
        planScript(step, wantsTransaction, m_plan.refusals);
        step.entering.statements = int(step.statements.size());
        m_plan.steps.push_back(std::move(step));
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
        judgeOrder(entry);
        const Migration &migration = m_source.migrations[*entry.migration];
        refuseFile(migration);
        if (isBlocked(migration))
            return;
        Step step = stepFor(entry, Direction::Up);
        step.file = migration.up.file;
        step.text = migration.up.text;
        step.entering.checksumUp = migration.up.checksum;
        if (migration.down) {
            step.entering.checksumDown = migration.down->checksum;
            step.entering.downText = migration.down->text;
        } else {
            step.notes << tr("has no down file, so it cannot be rolled back");
        }
        add(std::move(step), migration.up.transaction);
    }

    void addDown(const Entry &entry)
    {
        if (isUnread(entry))
            return;
        const Migration *migration = entry.migration ? &m_source.migrations[*entry.migration] : nullptr;
        const Script *file = migration && migration->down ? &*migration->down : nullptr;
        const std::optional<QByteArray> &stored = entry.record->downText;
        Step step = stepFor(entry, Direction::Down);
        if (stored && (!file || entry.downEdited)) {
            step.storedText = true;
            step.file = tr("%1-%2.down.sql as applied").arg(entry.version.text(), entry.name);
            step.text = *stored;
            step.notes
                << (file ? tr("the down file was edited after applying: the text as applied is used")
                         : tr("the down file is gone: the text as applied is used"));
        } else if (file) {
            refuseFile(*migration, file->file);
            if (isBlocked(*migration, file->file))
                return;
            step.file = file->file;
            step.text = file->text;
            if (entry.downEdited)
                step.notes << tr("the down file was added or edited after applying");
        } else {
            refuse(
                RefusalKind::MissingDown, entry, {},
                tr("%1-%2 cannot be rolled back: it has no down file").arg(entry.version.text(), entry.name),
                tr("Write %1-%2.down.sql beside the up file.").arg(entry.version.text(), entry.name));
            return;
        }
        const bool transaction = wantsTransaction(step.text);
        add(std::move(step), transaction);
    }

    const Source &m_source;
    Plan &m_plan;
};

} // namespace

std::vector<Entry> select(const std::vector<Entry> &entries, const History &history, const Request &request)
{
    return request.direction == Direction::Up ? selectUp(entries, request) : selectDown(entries, history, request);
}

Plan makePlan(const Source &source, const History &history, const Request &request)
{
    Plan plan;
    plan.request = request;
    plan.history = history;
    Planner(source, plan).run();
    return plan;
}

} // namespace howdah::migration
