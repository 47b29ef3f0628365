// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptstore.h"

#include "prompt/semver.h"
#include "sql/quote.h"

#include <QCoreApplication>
#include <QHash>
#include <QUuid>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using connection::Statement;
using sql::quoteIdentifier;

static QString tr(const char *text) { return QCoreApplication::translate("Prompt", text); }

static QString tableOf(const PromptTable &table) { return sql::quoteQualified(table.schema, table.name); }

static CellPlace placeOf(const PromptTable &table, const QString &id)
{
    return {qualifiedName(table), id, table.systemPrompt};
}

Result<std::vector<StoredPrompt>>
readPrompts(connection::Session &session, const PromptTable &table, const KeyRing &keys)
{
    const QString sql =
        u"SELECT %1::text, xmin::text, %2, %3, %4, %5, %6, %7, %8, %9::text, "_s.arg(
            quoteIdentifier(table.id), quoteIdentifier(table.promptId), quoteIdentifier(table.agent),
            quoteIdentifier(table.systemPrompt), quoteIdentifier(table.userPrompt), quoteIdentifier(table.version),
            quoteIdentifier(table.model), quoteIdentifier(table.active), quoteIdentifier(table.metadata))
        + (table.keyId.isEmpty() ? u"NULL"_s : quoteIdentifier(table.keyId)) + u" FROM "_s + tableOf(table);
    const auto answer = session.query({sql, {}}).result();
    if (!answer)
        return fail(answer.error());
    const connection::RowBatch &rows = answer->rows;
    std::vector<StoredPrompt> prompts;
    prompts.reserve(size_t(rows.rowCount()));
    for (qsizetype row = 0; row < rows.rowCount(); ++row) {
        StoredPrompt stored{.id = rows.text(row, 0), .revision = rows.text(row, 1)};
        OpenedCell cell = openCell(rows.bytes(row, 4), rows.text(row, 10), keys, placeOf(table, stored.id));
        stored.state = cell.state;
        stored.keyId = cell.keyId;
        const auto text = [&](qsizetype column) { return exactText(rows.bytes(row, column)); };
        stored.prompt = {text(2), text(3), text(6), text(7), cell.text, text(5), text(9), rows.boolean(row, 8)};
        prompts.push_back(std::move(stored));
    }
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
    if (table.interactions.isEmpty())
        return usage;
    const QString sql =
        u"SELECT \"promptId\"::text, count(*), count(*) FILTER (WHERE success), "
        "percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY \"responseTimeMs\"), "
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY \"tokensUsed\"), min(\"createdAt\")::text, "
        "max(\"createdAt\")::text FROM %1 GROUP BY 1"_s.arg(sql::quoteQualified(table.schema, table.interactions));
    const auto answer =
        session.query({u"SELECT a, b, c, q[1], q[2], d, e, f FROM (%1) AS u(a, b, c, q, d, e, f)"_s.arg(sql), {}})
            .result();
    if (!answer)
        return fail(answer.error());
    const connection::RowBatch &rows = answer->rows;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        usage.push_back(
            {rows.text(row, 0), rows.integer(row, 1), rows.integer(row, 2), number(rows, row, 3), number(rows, row, 4),
             number(rows, row, 5), rows.text(row, 6), rows.text(row, 7)});
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
    ItemPlanner(const QHash<QString, qint64> &calls, bool update)
        : m_calls(calls)
        , m_update(update)
    {
    }

    void plan(SyncItem &item) const
    {
        const StoredPrompt &stored = *item.stored;
        const bool open = stored.state == CellState::Plain || stored.state == CellState::Open;
        item.differences = differences(item.wanted, stored.prompt, open);
        if (!open) {
            item.action = SyncAction::Unknown;
            item.note = tr("The system prompt in the database cannot be opened");
            return;
        }
        QStringList written = item.differences;
        if (written.removeAll(u"active"_s) > 0)
            item.note = tr("Whether a version is active is changed by activating it");
        if (item.differences.isEmpty())
            item.action = SyncAction::Same;
        else if (!m_update || written.isEmpty())
            item.action = SyncAction::Skip;
        else if (const qint64 calls = m_calls.value(stored.id); calls > 0 && written != QStringList{u"metadata"_s}) {
            item.action = SyncAction::Immutable;
            item.note = tr("This version was used in %1 calls; what differs needs a new version").arg(calls);
        } else
            item.action = SyncAction::Update;
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

    const QHash<QString, qint64> &m_calls;
    bool m_update;
};

} // namespace

Result<SyncPlan> planSync(
    const std::vector<Prompt> &wanted, const std::vector<StoredPrompt> &stored, const std::vector<Usage> &usage,
    bool update)
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
    const ItemPlanner planner(calls, update);
    QHash<QString, int> seen;
    SyncPlan plan;
    for (const Prompt &prompt : wanted) {
        if (seen[prompt.promptId]++ > 0)
            return fail(ErrorKind::Usage, tr("There are two prompts with the identifier %1").arg(prompt.promptId));
        const QString other = versions.value(versionKey(prompt), prompt.promptId);
        if (other != prompt.promptId)
            return fail(
                ErrorKind::Conflict,
                tr("%1 %2 is there twice: as %3 and as %4").arg(prompt.name, prompt.version, prompt.promptId, other));
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

namespace {

// Builds the statements of a plan.
class Writer final
{
public:
    Writer(const PromptTable &table, const KeyRing &keys)
        : m_table(table)
        , m_keys(keys)
    {
    }

    Result<void> add(const SyncItem &item)
    {
        const bool insert = item.action == SyncAction::Insert;
        const QString id = insert ? QUuid::createUuid().toString(QUuid::WithoutBraces) : item.stored->id;
        const Prompt &p = item.wanted;
        // Where there is a key, no readable copy is made that would be left behind in freed memory.
        const KeyRing::Entry *key = m_keys.current();
        const Result<QByteArray> system =
            key ? sealCell(p.systemPrompt, *key, placeOf(m_table, id)) : Result<QByteArray>(p.systemPrompt.toUtf8());
        if (!system)
            return fail(system.error());
        Statement statement;
        statement.parameters = {id.toUtf8(),           p.promptId.toUtf8(), p.name.toUtf8(),  *system,
                                p.userPrompt.toUtf8(), p.version.toUtf8(),  p.model.toUtf8(), p.metadata.toUtf8()};
        if (!m_table.keyId.isEmpty())
            statement.parameters.push_back(
                m_keys.current() ? std::optional(m_keys.current()->id.toUtf8()) : std::nullopt);
        statement.sql = insert ? insertion() : change(statement.parameters.size());
        if (insert)
            statement.parameters.push_back(p.active.value_or(false) ? "true" : "false");
        else
            statement.parameters.push_back(item.stored->revision.toUtf8());
        m_statements.push_back(std::move(statement));
        if (insert && p.active.value_or(false) && !m_table.activations.isEmpty())
            m_statements.push_back(
                {u"INSERT INTO %1 (\"name\", \"promptId\", \"action\", \"reason\") VALUES ($1, $2, 'activate', $3)"_s
                     .arg(sql::quoteQualified(m_table.schema, m_table.activations)),
                 {p.name.toUtf8(), id.toUtf8(), "Seeded as the first active version"}});
        return {};
    }

    std::vector<Statement> take() { return std::move(m_statements); }

private:
    QStringList columns() const
    {
        QStringList names{m_table.id,         m_table.promptId, m_table.agent, m_table.systemPrompt,
                          m_table.userPrompt, m_table.version,  m_table.model, m_table.metadata};
        if (!m_table.keyId.isEmpty())
            names << m_table.keyId;
        for (QString &name : names)
            name = quoteIdentifier(name);
        return names;
    }

    QString insertion() const
    {
        const QStringList names = columns() << quoteIdentifier(m_table.active);
        QStringList values;
        for (qsizetype i = 1; i <= names.size(); ++i)
            values << u'$' + QString::number(i);
        return u"INSERT INTO %1 (%2) VALUES (%3)"_s.arg(tableOf(m_table), names.join(u", "_s), values.join(u", "_s));
    }

    QString change(size_t parameters) const
    {
        const QStringList names = columns();
        QStringList settings;
        for (qsizetype i = 1; i < names.size(); ++i)
            settings << u"%1 = $%2"_s.arg(names[i]).arg(i + 1);
        return u"UPDATE %1 SET %2 WHERE %3 = $1 AND xmin::text = $%4"_s
            .arg(tableOf(m_table), settings.join(u", "_s), names[0])
            .arg(parameters + 1);
    }

    const PromptTable &m_table;
    const KeyRing &m_keys;
    std::vector<Statement> m_statements;
};

// All statements in one transaction, each of which must touch just one row.
Result<void> runTogether(connection::Session &session, std::vector<Statement> statements)
{
    statements.insert(statements.begin(), Statement{u"BEGIN"_s, {}});
    const auto answer = session.pipeline(std::move(statements)).result();
    if (!answer)
        return fail(answer.error());
    const bool touched = std::all_of(answer->answers.begin(), answer->answers.end(), [](const connection::Answer &one) {
        return one.command == "BEGIN" || one.affectedRows == 1;
    });
    if (!answer->error && touched) {
        const auto committed = session.query({u"COMMIT"_s, {}}).result();
        return committed ? Result<void>() : fail(committed.error());
    }
    (void)session.query({u"ROLLBACK"_s, {}}).result();
    if (!answer->error)
        return fail(
            ErrorKind::Conflict, tr("Somebody else has changed a prompt meanwhile; nothing was written"),
            tr("Look at the plan again."));
    Error error = *answer->error;
    if (error.sqlState == "23505"_L1)
        error.kind = ErrorKind::Conflict;
    return fail(error);
}

} // namespace

Result<SyncReport> applySync(
    connection::Session &session, const PromptTable &table, const SyncPlan &plan, const KeyRing &keys, bool readable)
{
    if (!keys.current() && !readable)
        return fail(
            ErrorKind::Usage, tr("There is no key to encrypt the system prompts with"),
            tr("Name a key, or say that they may be written in readable form."));
    Writer writer(table, keys);
    SyncReport report;
    for (const SyncItem &item : plan.items) {
        if (item.action != SyncAction::Insert && item.action != SyncAction::Update)
            continue;
        if (const Result<void> added = writer.add(item); !added)
            return fail(added.error());
        ++(item.action == SyncAction::Insert ? report.inserted : report.updated);
    }
    if (report.inserted + report.updated == 0)
        return report;
    const Result<void> written = runTogether(session, writer.take());
    if (!written)
        return fail(written.error());
    return report;
}

Result<ReencryptReport>
reencrypt(connection::Session &session, const PromptTable &table, const KeyRing &keys, bool dryRun)
{
    const KeyRing::Entry *key = keys.current();
    if (!key)
        return fail(ErrorKind::Usage, tr("There is no key to encrypt the system prompts with"));
    Result<std::vector<StoredPrompt>> prompts = readPrompts(session, table, keys);
    if (!prompts)
        return fail(prompts.error());
    const QString keyColumn = table.keyId.isEmpty() ? QString() : u", %1 = $4"_s.arg(quoteIdentifier(table.keyId));
    const QString sql = u"UPDATE %1 SET %2 = $2%3 WHERE %4 = $1 AND xmin::text = $3"_s.arg(
        tableOf(table), quoteIdentifier(table.systemPrompt), keyColumn, quoteIdentifier(table.id));
    ReencryptReport report;
    for (StoredPrompt &stored : *prompts) {
        if (stored.state != CellState::Open && stored.state != CellState::Plain) {
            report.refused.push_back(stored);
            continue;
        }
        if (stored.state == CellState::Open && stored.keyId == key->id) {
            ++report.current;
            continue;
        }
        if (!dryRun) {
            const Result<QByteArray> sealed = sealCell(stored.prompt.systemPrompt, *key, placeOf(table, stored.id));
            if (!sealed)
                return fail(sealed.error());
            Statement statement{sql, {stored.id.toUtf8(), *sealed, stored.revision.toUtf8()}};
            if (!table.keyId.isEmpty())
                statement.parameters.push_back(key->id.toUtf8());
            if (const Result<void> written = runTogether(session, {statement}); !written)
                return fail(written.error());
        }
        wipe(stored.prompt.systemPrompt);
        ++report.changed;
    }
    return report;
}

} // namespace howdah::prompt
