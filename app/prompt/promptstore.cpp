// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptstore.h"

#include "base/propagate.h"
#include "prompt/promptwriter.h"
#include "prompt/semver.h"
#include "prompt/tr.h"
#include "sql/quote.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using sql::quoteIdentifier;

Result<std::vector<StoredPrompt>>
readPrompts(connection::Session &session, const PromptTable &table, const KeyRing &keys)
{
    ASSIGN_OR_RETURN(const auto answer, session.query({promptSelection(table), {}}).result());
    std::vector<StoredPrompt> prompts;
    prompts.reserve(size_t(answer.rows.rowCount()));
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
        prompts.push_back(storedPrompt(table, keys, answer.rows, row));
    std::sort(prompts.begin(), prompts.end(), [](const StoredPrompt &a, const StoredPrompt &b) {
        if (a.prompt.name != b.prompt.name)
            return a.prompt.name < b.prompt.name;
        return a.prompt.version != b.prompt.version ? isOlder(a.prompt.version, b.prompt.version) : a.id < b.id;
    });
    return prompts;
}

static std::optional<double> number(const connection::RowBatch &rows, qsizetype row, qsizetype column)
{
    return rows.isNull(row, column) ? std::nullopt : std::optional(rows.real(row, column));
}

Result<std::vector<Usage>> readUsage(connection::Session &session, const PromptTable &table)
{
    std::vector<Usage> usage;
    const InteractionTable &calls = table.interactions;
    if (calls.name.isEmpty())
        return usage;
    const QString sql =
        u"SELECT %1::pg_catalog.text, pg_catalog.count(*), pg_catalog.count(*) FILTER (WHERE %2), "
        "pg_catalog.percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY %3), "
        "pg_catalog.percentile_disc(0.5) WITHIN GROUP (ORDER BY %4), pg_catalog.min(%5)::pg_catalog.text, "
        "pg_catalog.max(%5)::pg_catalog.text FROM %6 GROUP BY 1"_s.arg(
            quoteIdentifier(calls.prompt), quoteIdentifier(calls.success), quoteIdentifier(calls.milliseconds),
            quoteIdentifier(calls.tokens), quoteIdentifier(calls.at), sql::quoteQualified(table.schema, calls.name));
    ASSIGN_OR_RETURN(
        const auto answer,
        session.query({u"SELECT a, b, c, q[1], q[2], d, e, f FROM (%1) AS u(a, b, c, q, d, e, f)"_s.arg(sql), {}})
            .result());
    const connection::RowBatch &rows = answer.rows;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        usage.push_back(
            {rows.text(row, 0), rows.integer(row, 1), rows.integer(row, 2), number(rows, row, 3), number(rows, row, 4),
             number(rows, row, 5), rows.text(row, 6), rows.text(row, 7)});
    return usage;
}

Result<std::vector<Usage>> readCalls(connection::Session &session, const PromptTable &table)
{
    std::vector<Usage> usage;
    const InteractionTable &calls = table.interactions;
    if (calls.name.isEmpty())
        return usage;
    // For each version by the index; grouping all calls would read all of them.
    const QString sql =
        u"SELECT p.%1::pg_catalog.text, n.calls, (SELECT c.%2::pg_catalog.text FROM %3 AS c "
        "WHERE c.%4 OPERATOR(pg_catalog.=) p.%1 ORDER BY c.%2 DESC LIMIT 1) "
        "FROM %5 AS p CROSS JOIN LATERAL (SELECT pg_catalog.count(*) FROM (SELECT FROM %3 AS c "
        "WHERE c.%4 OPERATOR(pg_catalog.=) p.%1 LIMIT %6) AS l) AS n(calls) WHERE n.calls OPERATOR(pg_catalog.>) 0"_s
            .arg(
                quoteIdentifier(table.id), quoteIdentifier(calls.at), sql::quoteQualified(table.schema, calls.name),
                quoteIdentifier(calls.prompt), tableOf(table), QString::number(CountedCalls));
    ASSIGN_OR_RETURN(const auto answer, session.query({sql, {}}).result());
    for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
        Usage used{.id = answer.rows.text(row, 0), .calls = answer.rows.integer(row, 1)};
        used.lastUsed = answer.rows.text(row, 2);
        usage.push_back(std::move(used));
    }
    return usage;
}

qsizetype SyncPlan::count(SyncAction action) const
{
    return std::count_if(items.begin(), items.end(), [action](const SyncItem &item) { return item.action == action; });
}

namespace {

// Compares one wanted prompt with the row of its promptId.
class ItemPlanner final
{
public:
    ItemPlanner(const QHash<QString, qint64> &calls, bool update, const SyncSource &source)
        : m_calls(calls)
        , m_update(update)
        , m_source(source)
    {
    }

    void plan(SyncItem &item) const
    {
        const StoredPrompt &stored = *item.stored;
        const bool open = stored.state == CellState::Plain || stored.state == CellState::Open;
        item.differences = differences(item.wanted, stored.prompt, open);
        if (!open) {
            item.action = SyncAction::Unknown;
            item.note = tr("The system prompt in the database cannot be decrypted");
            return;
        }
        QStringList written = item.differences;
        if (written.removeAll(u"active"_s) > 0)
            item.note = tr("Use activate to change which version is active");
        if (item.differences.isEmpty())
            item.action = SyncAction::Same;
        else if (written.isEmpty())
            item.action = SyncAction::OnlyActive;
        else if (const qint64 calls = m_calls.value(stored.id); calls > 0 && written != QStringList{u"metadata"_s}) {
            item.action = SyncAction::Immutable;
            item.note = calls < CountedCalls
                          ? tr("This version was used in %1 calls; the changes need a new version").arg(calls)
                          : tr("This version was used in %1 calls or more; the changes need a new version").arg(calls);
        } else if (const std::optional<SyncAction> edited = editedElsewhere(item); edited && !m_source.overwrite) {
            item.action = *edited;
            item.note = *edited == SyncAction::Conflict
                          ? tr("Both the file and the database were edited since the file was exported")
                          : tr("The database was edited since the file was exported; the file is older");
        } else
            item.action = m_update ? SyncAction::Update : SyncAction::Skip;
    }

private:
    static QStringList differences(const Prompt &wanted, const Prompt &stored, bool open)
    {
        QStringList names;
        const auto compare = [&names](bool equal, const QString &name) {
            if (!equal)
                names << name;
        };
        compare(wanted.name == stored.name, u"name"_s);
        compare(wanted.version == stored.version, u"version"_s);
        compare(!open || wanted.systemPrompt == stored.systemPrompt, u"systemPrompt"_s);
        compare(wanted.userPrompt == stored.userPrompt, u"userPrompt"_s);
        compare(wanted.model == stored.model, u"model"_s);
        compare(sameJson(wanted.metadata, stored.metadata), u"metadata"_s);
        compare(!wanted.active || wanted.active == stored.active, u"active"_s);
        return names;
    }

    // By the checksum that a file has from its export; it is of the texts.
    [[nodiscard]] std::optional<SyncAction> editedElsewhere(const SyncItem &item) const
    {
        const QString base = m_source.exported.value(item.wanted.promptId);
        const QString stored = textChecksum(item.stored->prompt);
        const QString wanted = textChecksum(item.wanted);
        if (base.isEmpty() || stored == base || stored == wanted)
            return {};
        return wanted == base ? SyncAction::DatabaseEdited : SyncAction::Conflict;
    }

    const QHash<QString, qint64> &m_calls;
    bool m_update;
    const SyncSource &m_source;
};

} // namespace

Result<SyncPlan> planSync(
    const std::vector<Prompt> &wanted, const std::vector<StoredPrompt> &stored, const std::vector<Usage> &usage,
    bool update, const SyncSource &source)
{
    QHash<QString, const StoredPrompt *> known;
    QHash<QString, QString> versions; // of all: name and version to promptId
    QHash<QString, QString> active;   // name to version
    const auto versionKey = [](const Prompt &p) { return p.name + QChar(0) + p.version; };
    for (const StoredPrompt &row : stored) {
        known.insert(row.prompt.promptId, &row);
        versions.insert(versionKey(row.prompt), row.prompt.promptId);
        if (row.prompt.active.value_or(false))
            active.insert(row.prompt.name, row.prompt.version);
    }
    QHash<QString, qint64> calls;
    for (const Usage &one : usage)
        calls.insert(one.id, one.calls);
    const ItemPlanner planner(calls, update, source);
    QHash<QString, int> seen;
    SyncPlan plan;
    for (const Prompt &prompt : wanted) {
        if (seen[prompt.promptId]++ > 0)
            return fail(ErrorKind::Usage, tr("There are two prompts with the identifier %1").arg(prompt.promptId));
        const QString other = versions.value(versionKey(prompt), prompt.promptId);
        if (other != prompt.promptId)
            return fail(
                ErrorKind::Conflict,
                tr("%1 %2 is duplicated: as %3 and as %4").arg(prompt.name, prompt.version, prompt.promptId, other));
        versions.insert(versionKey(prompt), prompt.promptId);
        SyncItem item{.wanted = prompt};
        if (const StoredPrompt *row = known.value(prompt.promptId)) {
            item.stored = *row;
            planner.plan(item);
        } else {
            item.action = SyncAction::Insert;
            if (prompt.active.value_or(false) && active.contains(prompt.name)) {
                item.wanted.active = false;
                item.note = tr("It is inserted as inactive, because %1 is active").arg(active.value(prompt.name));
            } else if (prompt.active.value_or(false))
                active.insert(prompt.name, prompt.version);
        }
        plan.items.push_back(std::move(item));
    }
    for (const StoredPrompt &row : stored)
        if (!seen.contains(row.prompt.promptId))
            plan.extra.push_back(row);
    return plan;
}

Result<SyncReport> applySync(
    connection::Session &session, const PromptTable &table, const SyncPlan &plan, const KeyRing &keys, bool readable)
{
    RETURN_IF_ERROR(mayWriteTexts(session, keys, readable));
    PromptWriter writer(table, keys);
    SyncReport report;
    for (const SyncItem &item : plan.items) {
        Result<void> added;
        if (item.action == SyncAction::Insert) {
            if (const auto id = writer.insert(item.wanted, u"Seeded as the first active version"_s); !id)
                added = fail(id.error());
            ++report.inserted;
        } else if (item.action == SyncAction::Update) {
            added = writer.update(*item.stored, item.wanted);
            ++report.updated;
        }
        if (!added)
            return fail(added.error());
    }
    if (report.inserted + report.updated == 0)
        return report;
    RETURN_IF_ERROR(runTogether(session, writer.take()));
    return report;
}

Result<ReencryptReport> reencrypt(
    connection::Session &session, const PromptTable &table, const KeyRing &keys, bool dryRun,
    const std::function<bool(qsizetype, qsizetype)> &progress)
{
    const KeyRing::Entry *key = keys.current();
    if (!key)
        return fail(ErrorKind::Usage, tr("There is no key to encrypt the system prompts with"));
    ASSIGN_OR_RETURN(std::vector<StoredPrompt> prompts, readPrompts(session, table, keys));
    ReencryptReport report;
    qsizetype done = 0;
    for (StoredPrompt &stored : prompts) {
        if (progress && !progress(done++, qsizetype(prompts.size())))
            return fail(
                ErrorKind::Cancelled,
                tr("Stopped after %1 texts; the others still use their previous key").arg(report.changed),
                tr("Run it again to continue."));
        if (stored.state != CellState::Open && stored.state != CellState::Plain) {
            report.refused.push_back(stored);
            continue;
        }
        if (stored.state == CellState::Open && stored.keyId == key->id) {
            ++report.current;
            continue;
        }
        if (!dryRun) {
            PromptWriter writer(table, keys);
            Result<void> written = writer.seal(stored);
            if (written)
                written = runTogether(session, writer.take());
            if (!written)
                return fail(written.error());
        }
        wipe(stored.prompt.systemPrompt);
        ++report.changed;
    }
    return report;
}

} // namespace howdah::prompt
