// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/release/release.h"

#include "base/propagate.h"
#include "prompt/tr.h"
#include "sql/quote.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using connection::RowBatch;
using sql::quoteIdentifier;

static const QString Labels = u"ai_prompt_labels"_s;
static const QString Rules = u"ai_prompt_rules"_s;
static const QString Approvals = u"ai_prompt_approvals"_s;

const PromptLabel *Release::label(const QString &name, const QString &label) const
{
    const auto found =
        std::ranges::find_if(labels, [&](const PromptLabel &one) { return one.name == name && one.label == label; });
    return found == labels.end() ? nullptr : &*found;
}

QStringList Release::labelsOf(const QString &id) const
{
    QStringList list;
    for (const PromptLabel &one : labels)
        if (one.id == id)
            list << one.label;
    return list;
}

const ReleaseRule *Release::rule(const QString &name, QStringView label) const
{
    const ReleaseRule *general = nullptr;
    for (const ReleaseRule &one : rules) {
        if (one.label != label)
            continue;
        if (one.name == name)
            return &one;
        if (one.name.isEmpty())
            general = &one;
    }
    return general;
}

QStringList Release::approversOf(const QString &id, const ReleaseRule *rule) const
{
    const VersionTrail trail = versions.value(id);
    QStringList list;
    for (const Approval &one : approvals) {
        const bool counts = one.id == id && one.approves && one.revision == trail.revision
                         && !trail.writers.contains(one.by)
                         && (!rule || rule->approverRole.isEmpty() || one.roles.contains(rule->approverRole));
        if (counts)
            list << one.by;
    }
    return list;
}

int Release::missing(const QString &name, QStringView label, const QString &id) const
{
    const ReleaseRule *held = rule(name, label);
    if (!held || held->approvals == 0)
        return 0;
    const int needed = held->approvals + (versions.value(id).isOfUnknown() ? 1 : 0);
    return std::max(0, needed - int(approversOf(id, held).size()));
}

namespace {

// Reads what there is, in a transaction of its own.
class ReleaseReader final
{
public:
    ReleaseReader(connection::Session &session, const PromptTable &table)
        : m_session(session)
        , m_table(table)
    {
    }

    Result<Release> read()
    {
        RETURN_IF_ERROR(m_session.query({u"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"_s, {}}).result());
        const Result<void> done = readAll();
        (void)m_session.query({u"ROLLBACK"_s, {}}).result();
        if (!done)
            return fail(done.error());
        return m_release;
    }

private:
    Result<void> readAll()
    {
        ASSIGN_OR_RETURN(const QStringList tables, readableTables());
        m_release.isKept = tables.contains(Labels) && tables.contains(Approvals) && tables.contains(m_table.name);
        m_release.knowsRules = m_release.isKept && tables.contains(Rules);
        if (!m_release.isKept)
            return {};
        if (const Result<void> done = readLabels(); !done)
            return done;
        if (m_release.knowsRules)
            if (const Result<void> done = readRules(); !done)
                return done;
        return readApprovals();
    }

    // Those that have our columns, with types of the server's own: what we read as text runs no function of others.
    Result<QStringList> readableTables()
    {
        ASSIGN_OR_RETURN(
            const auto answer,
            m_session
                .query(
                    {u"SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n "
                     "ON n.oid OPERATOR(pg_catalog.=) c.relnamespace WHERE n.nspname OPERATOR(pg_catalog.=) $1 "
                     "AND c.relkind OPERATOR(pg_catalog.=) 'r' AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') "
                     "AND pg_catalog.has_table_privilege(c.oid, 'SELECT') AND (SELECT pg_catalog.count(*) FROM "
                     "pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid "
                     "AND a.atttypid OPERATOR(pg_catalog.<) 16384 AND a.attname OPERATOR(pg_catalog.=) ANY ("
                     "CASE WHEN c.relname OPERATOR(pg_catalog.=) 'ai_prompt_labels' "
                     "THEN '{name,label,promptId,reason,setBy,setAt}' "
                     "WHEN c.relname OPERATOR(pg_catalog.=) 'ai_prompt_rules' "
                     "THEN '{label,name,approvals,role,approverRole,label}' "
                     "WHEN c.relname OPERATOR(pg_catalog.=) 'ai_prompt_approvals' "
                     "THEN '{promptId,revision,decision,comment,decidedBy,decidedAt}' "
                     "WHEN c.relname OPERATOR(pg_catalog.=) $2 THEN '{revision,writtenBy}' END::pg_catalog.name[])) "
                     "OPERATOR(pg_catalog.=) CASE WHEN c.relname OPERATOR(pg_catalog.=) $2 THEN 2 "
                     "WHEN c.relname OPERATOR(pg_catalog.=) 'ai_prompt_rules' THEN 5 ELSE 6 END"_s,
                     {m_table.schema.toUtf8(), m_table.name.toUtf8()}})
                .result());
        QStringList list;
        for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
            list << answer.rows.text(row, 0);
        return list;
    }

    Result<RowBatch> rows(const QString &sql)
    {
        ASSIGN_OR_RETURN(const auto answer, m_session.query({sql, {}}).result());
        return answer.rows;
    }
    [[nodiscard]] QString beside(const QString &name) const { return sql::quoteQualified(m_table.schema, name); }

    Result<void> readLabels()
    {
        ASSIGN_OR_RETURN(
            const RowBatch read,
            rows(u"SELECT \"name\", \"label\", \"promptId\", \"reason\", \"setBy\", \"setAt\" FROM %1 "
                 "ORDER BY 1, 2"_s.arg(beside(Labels))));
        for (qsizetype row = 0; row < read.rowCount(); ++row)
            m_release.labels.push_back(
                {read.text(row, 0), read.text(row, 1), read.text(row, 2), read.text(row, 3), read.text(row, 4),
                 read.text(row, 5)});
        ASSIGN_OR_RETURN(
            const RowBatch versions, rows(u"SELECT p.%1, p.\"revision\", w.name FROM %2 AS p CROSS JOIN LATERAL "
                                          "pg_catalog.unnest(p.\"writtenBy\") AS w(name)"_s.arg(
                                              quoteIdentifier(m_table.id), beside(m_table.name))));
        for (qsizetype row = 0; row < versions.rowCount(); ++row) {
            VersionTrail &trail = m_release.versions[versions.text(row, 0)];
            trail.revision = int(versions.integer(row, 1));
            trail.writers << versions.text(row, 2);
        }
        ASSIGN_OR_RETURN(const RowBatch user, rows(u"SELECT session_user"_s));
        m_release.user = user.text(0, 0);
        return {};
    }

    Result<void> readRules()
    {
        ASSIGN_OR_RETURN(
            const RowBatch read,
            rows(u"SELECT \"label\", \"name\", \"approvals\", \"role\", \"approverRole\" FROM %1 ORDER BY 1, 2"_s.arg(
                beside(Rules))));
        for (qsizetype row = 0; row < read.rowCount(); ++row)
            m_release.rules.push_back(
                {read.text(row, 0), read.text(row, 1), int(read.integer(row, 2)), read.text(row, 3),
                 read.text(row, 4)});
        return {};
    }

    Result<void> readApprovals()
    {
        ASSIGN_OR_RETURN(
            const RowBatch read,
            rows(u"SELECT DISTINCT ON (\"promptId\", \"decidedBy\") \"promptId\", \"revision\", \"decision\", "
                 "\"comment\", \"decidedBy\", \"decidedAt\" FROM %1 "
                 "ORDER BY \"promptId\", \"decidedBy\", \"id\" DESC"_s.arg(beside(Approvals))));
        for (qsizetype row = 0; row < read.rowCount(); ++row)
            m_release.approvals.push_back(
                {.id = read.text(row, 0),
                 .revision = int(read.integer(row, 1)),
                 .approves = read.text(row, 2) == "approve"_L1,
                 .comment = read.text(row, 3),
                 .by = read.text(row, 4),
                 .at = read.text(row, 5),
                 .roles = {}});
        for (const ReleaseRule &rule : m_release.rules)
            if (!rule.approverRole.isEmpty())
                if (const Result<void> done = readMembers(rule.approverRole); !done)
                    return done;
        return {};
    }

    Result<void> readMembers(const QString &role)
    {
        ASSIGN_OR_RETURN(
            const auto answer,
            m_session
                .query(
                    {u"SELECT w.rolname FROM pg_catalog.pg_roles w CROSS JOIN pg_catalog.pg_roles r WHERE "
                     "r.rolname OPERATOR(pg_catalog.=) $1 AND pg_catalog.pg_has_role(w.oid, r.oid, 'MEMBER')"_s,
                     {role.toUtf8()}})
                .result());
        QStringList members;
        for (qsizetype row = 0; row < answer.rows.rowCount(); ++row)
            members << answer.rows.text(row, 0);
        for (Approval &approval : m_release.approvals)
            if (members.contains(approval.by) && !approval.roles.contains(role))
                approval.roles << role;
        return {};
    }

    connection::Session &m_session;
    const PromptTable &m_table;
    Release m_release;
};

std::optional<QByteArray> given(const QString &text)
{
    return text.isEmpty() ? std::nullopt : std::optional(text.toUtf8());
}

} // namespace

Result<Release> readRelease(connection::Session &session, const PromptTable &table)
{
    return ReleaseReader(session, table).read();
}

Result<void> changeLabel(connection::Session &session, const PromptTable &table, const LabelRequest &request)
{
    const QString labels = sql::quoteQualified(table.schema, Labels);
    connection::Statement statement;
    if (request.expectedId.isEmpty())
        statement = {
            u"INSERT INTO %1 (\"name\", \"label\", \"promptId\", \"reason\") VALUES ($1, $2, $3, $4) "
            "ON CONFLICT (\"name\", \"label\") DO NOTHING"_s.arg(labels),
            {request.name.toUtf8(), request.label.toUtf8(), request.id.toUtf8(), given(request.reason)}};
    else if (request.id.isEmpty())
        statement = {
            u"DELETE FROM %1 WHERE \"name\" OPERATOR(pg_catalog.=) $1 AND \"label\" OPERATOR(pg_catalog.=) $2 "
            "AND \"promptId\" OPERATOR(pg_catalog.=) $3"_s.arg(labels),
            {request.name.toUtf8(), request.label.toUtf8(), request.expectedId.toUtf8()}};
    else
        statement = {
            u"UPDATE %1 SET \"promptId\" = $4, \"reason\" = $5 WHERE \"name\" OPERATOR(pg_catalog.=) $1 "
            "AND \"label\" OPERATOR(pg_catalog.=) $2 AND \"promptId\" OPERATOR(pg_catalog.=) $3"_s.arg(labels),
            {request.name.toUtf8(), request.label.toUtf8(), request.expectedId.toUtf8(), request.id.toUtf8(),
             given(request.reason)}};
    ASSIGN_OR_RETURN(const auto answer, session.query(statement).result());
    if (answer.affectedRows == 1)
        return {};
    return fail(
        ErrorKind::Conflict,
        tr("Somebody else changed the label %1 of %2 in the meantime; nothing was changed")
            .arg(request.label, request.name),
        tr("Review it again."));
}

Result<void> recordApproval(connection::Session &session, const PromptTable &table, const ApprovalRequest &request)
{
    auto answer = session
                      .query(
                          {u"INSERT INTO %1 (\"promptId\", \"revision\", \"decision\", \"comment\") "
                           "VALUES ($1, $2, $3, $4)"_s.arg(sql::quoteQualified(table.schema, Approvals)),
                           {request.id.toUtf8(), QByteArray::number(request.revision),
                            QByteArray(request.withdraws ? "withdraw" : "approve"), given(request.comment)}})
                      .result();
    if (answer)
        return {};
    Error error = answer.error();
    if (error.sqlState == "55000"_L1)
        error.kind = ErrorKind::Conflict;
    return fail(error);
}

Result<void> writeRule(connection::Session &session, const PromptTable &table, const ReleaseRule &rule)
{
    const auto answer =
        session
            .query(
                {u"INSERT INTO %1 (\"label\", \"name\", \"approvals\", \"role\", \"approverRole\") "
                 "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (\"label\", \"name\") DO UPDATE SET "
                 "\"approvals\" = EXCLUDED.\"approvals\", \"role\" = EXCLUDED.\"role\", "
                 "\"approverRole\" = EXCLUDED.\"approverRole\""_s.arg(sql::quoteQualified(table.schema, Rules)),
                 {rule.label.toUtf8(), rule.name.toUtf8(), QByteArray::number(rule.approvals), given(rule.role),
                  given(rule.approverRole)}})
            .result();
    return answer ? Result<void>() : fail(answer.error());
}

Result<void>
removeRule(connection::Session &session, const PromptTable &table, const QString &label, const QString &name)
{
    ASSIGN_OR_RETURN(
        const auto answer,
        session
            .query(
                {u"DELETE FROM %1 WHERE \"label\" OPERATOR(pg_catalog.=) $1 AND \"name\" OPERATOR(pg_catalog.=) $2"_s
                     .arg(sql::quoteQualified(table.schema, Rules)),
                 {label.toUtf8(), name.toUtf8()}})
            .result());
    if (answer.affectedRows == 0)
        return fail(ErrorKind::NotFound, tr("There is no rule for %1").arg(label));
    return {};
}

} // namespace howdah::prompt
