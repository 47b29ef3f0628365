// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/activation.h"

#include "base/propagate.h"
#include "prompt/promptedit.h"
#include "prompt/promptjournal.h"
#include "prompt/promptwriter.h"
#include "prompt/tr.h"
#include "sql/quote.h"

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using sql::quoteIdentifier;

static QByteArray actionName(ActivationAction action)
{
    switch (action) {
    case ActivationAction::Activate:
        return "activate";
    case ActivationAction::Rollback:
        return "rollback";
    case ActivationAction::Deactivate:
        break;
    }
    return "deactivate";
}

// A query of the entries that stand in the metadata: number, name, activated, replaced, action, reason, by, at.
static QString metadataHistory(const PromptTable &table)
{
    return u"SELECT (e OPERATOR(pg_catalog.->>) 'number')::bigint AS number, p.%1::pg_catalog.text AS name, "
           "e OPERATOR(pg_catalog.->>) 'activated' AS activated, e OPERATOR(pg_catalog.->>) 'replaced' AS replaced, "
           "e OPERATOR(pg_catalog.->>) 'action' AS action, e OPERATOR(pg_catalog.->>) 'reason' AS reason, "
           "e OPERATOR(pg_catalog.->>) 'by' AS by, e OPERATOR(pg_catalog.->>) 'at' AS at FROM %2 AS p "
           "CROSS JOIN LATERAL pg_catalog.jsonb_array_elements(CASE WHEN pg_catalog.jsonb_typeof("
           "p.%3::pg_catalog.jsonb OPERATOR(pg_catalog.->) '%4') OPERATOR(pg_catalog.=) 'array' "
           "THEN p.%3::pg_catalog.jsonb OPERATOR(pg_catalog.->) '%4' ELSE '[]'::pg_catalog.jsonb END) AS e"_s.arg(
               quoteIdentifier(table.agent), sql::quoteQualified(table.schema, table.name),
               quoteIdentifier(table.metadata), HistoryKey);
}

namespace {

// The steps of one change; the transaction is the caller's.
class Change final
{
public:
    Change(connection::Session &session, const PromptTable &table, const ActivationRequest &request)
        : m_session(session)
        , m_table(table)
        , m_request(request)
    {
    }

    Result<ActivationReport> run()
    {
        Result<void> step = lock();
        if (step && m_request.action != ActivationAction::Deactivate)
            step = choose();
        if (step && !m_report.replacedId.isEmpty())
            step = setActive(m_report.replacedId, false);
        if (step && !m_report.activatedId.isEmpty())
            step = setActive(m_report.activatedId, true);
        if (step)
            step = m_table.activations.isEmpty() ? recordInMetadata() : record();
        if (!step)
            return fail(step.error());
        return m_report;
    }

private:
    using Parameters = std::vector<std::optional<QByteArray>>;

    Result<connection::Answer> query(const QString &sql, Parameters parameters)
    {
        return m_session.query({sql, std::move(parameters)}).result();
    }
    [[nodiscard]] QString table() const { return sql::quoteQualified(m_table.schema, m_table.name); }
    [[nodiscard]] QString history() const { return sql::quoteQualified(m_table.schema, m_table.activations); }

    // All versions of the prompt, in one order for everybody: who comes second waits here and then sees the change.
    Result<void> lock()
    {
        ASSIGN_OR_RETURN(
            const auto answer,
            query(
                u"SELECT %1::pg_catalog.text, %2 FROM %3 WHERE %4 OPERATOR(pg_catalog.=) $1 ORDER BY %1 FOR UPDATE"_s
                    .arg(
                        quoteIdentifier(m_table.id), quoteIdentifier(m_table.active), table(),
                        quoteIdentifier(m_table.agent)),
                {m_request.name.toUtf8()}));
        QStringList active;
        for (qsizetype row = 0; row < answer.rows.rowCount(); ++row) {
            m_versions << answer.rows.text(row, 0);
            if (answer.rows.boolean(row, 1))
                active << m_versions.back();
        }
        if (active.size() > 1)
            return fail(
                ErrorKind::Conflict, tr("%1 has %2 active versions").arg(m_request.name).arg(active.size()),
                tr("Deactivate all but one of them."));
        m_report.replacedId = active.value(0);
        if (m_report.replacedId != m_request.expectedId)
            return fail(
                ErrorKind::Conflict,
                tr("Somebody else changed the active version of %1 in the meantime; nothing was changed")
                    .arg(m_request.name),
                tr("Review it again."));
        if (m_request.action == ActivationAction::Deactivate && active.isEmpty())
            return fail(ErrorKind::NotFound, tr("No version of %1 is active").arg(m_request.name));
        return {};
    }

    Result<void> choose()
    {
        m_report.activatedId = m_request.id;
        if (m_request.action == ActivationAction::Rollback) {
            ASSIGN_OR_RETURN(const QString target, rollbackTarget(m_session, m_table, m_request.name));
            if (!m_request.id.isEmpty() && m_request.id != target)
                return fail(
                    ErrorKind::Conflict,
                    tr("The previously active version of %1 is no longer the one that was shown; nothing was changed")
                        .arg(m_request.name),
                    tr("Review it again."));
            m_report.activatedId = target;
        }
        if (!m_versions.contains(m_report.activatedId))
            return fail(ErrorKind::NotFound, tr("%1 has no such version").arg(m_request.name));
        if (m_report.activatedId == m_report.replacedId)
            return fail(ErrorKind::Conflict, tr("This version of %1 is already active").arg(m_request.name));
        return {};
    }

    Result<void> setActive(const QString &id, bool active)
    {
        ASSIGN_OR_RETURN(
            const auto answer, query(
                                   u"UPDATE %1 SET %2 = $2 WHERE %3 OPERATOR(pg_catalog.=) $1"_s.arg(
                                       table(), quoteIdentifier(m_table.active), quoteIdentifier(m_table.id)),
                                   {id.toUtf8(), active ? "true" : "false"}));
        // A trigger or a row policy can swallow an update without an error.
        if (answer.affectedRows != 1)
            return fail(ErrorKind::Conflict, tr("The database did not change the version of %1").arg(m_request.name));
        return {};
    }

    [[nodiscard]] static std::optional<QByteArray> given(const QString &text)
    {
        return text.isEmpty() ? std::nullopt : std::optional(text.toUtf8());
    }

    Result<void> record()
    {
        const auto answer = query(
            u"INSERT INTO %1 (\"name\", \"promptId\", \"replacedPromptId\", \"action\", \"reason\", \"activatedBy\") "
            "VALUES ($1, $2, $3, $4, $5, coalesce($6, session_user::pg_catalog.text))"_s.arg(history()),
            {m_request.name.toUtf8(), given(m_report.activatedId), given(m_report.replacedId),
             actionName(m_request.action), given(m_request.reason), given(m_request.by)});
        return answer ? Result<void>() : fail(answer.error());
    }

    // Numbered over all versions of the prompt, whose rows are locked. Metadata that is no object has no place for it.
    Result<void> recordInMetadata()
    {
        const QString metadata = quoteIdentifier(m_table.metadata);
        const QString where = m_report.activatedId.isEmpty() ? m_report.replacedId : m_report.activatedId;
        const auto answer = query(
            u"UPDATE %1 SET %2 = pg_catalog.jsonb_set(%2::pg_catalog.jsonb, '{%3}', "
            "coalesce(%2::pg_catalog.jsonb OPERATOR(pg_catalog.->) '%3', '[]'::pg_catalog.jsonb) "
            "OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object('number', (SELECT pg_catalog.count(*) "
            "OPERATOR(pg_catalog.+) 1 FROM (%4) AS h WHERE h.name OPERATOR(pg_catalog.=) $2), "
            "'activated', $3::pg_catalog.text, 'replaced', $4::pg_catalog.text, 'action', $5::pg_catalog.text, "
            "'reason', $6::pg_catalog.text, 'by', coalesce($7, session_user::pg_catalog.text), "
            "'at', pg_catalog.clock_timestamp()::pg_catalog.text)) WHERE %5 OPERATOR(pg_catalog.=) $1 "
            "AND pg_catalog.jsonb_typeof(%2::pg_catalog.jsonb) OPERATOR(pg_catalog.=) 'object'"_s.arg(
                table(), metadata, HistoryKey, metadataHistory(m_table), quoteIdentifier(m_table.id)),
            {where.toUtf8(), m_request.name.toUtf8(), given(m_report.activatedId), given(m_report.replacedId),
             actionName(m_request.action), given(m_request.reason), given(m_request.by)});
        return answer ? Result<void>() : fail(answer.error());
    }

    connection::Session &m_session;
    const PromptTable &m_table;
    const ActivationRequest &m_request;
    QStringList m_versions;
    ActivationReport m_report;
};

} // namespace

// The texts of the reason stay in the database; the journal of this machine says what was done.
static void reportJournal(const PromptTable &table, const ActivationRequest &request, const ActivationReport &report)
{
    if (!request.journal.isEmpty())
        (void)appendToJournal(
            request.journal, {{u"action"_s, QString::fromLatin1(actionName(request.action))},
                              {u"database"_s, request.database},
                              {u"table"_s, qualifiedName(table)},
                              {u"prompt"_s, request.name},
                              {u"activated"_s, report.activatedId},
                              {u"replaced"_s, report.replacedId},
                              {u"reason"_s, request.reason},
                              {u"by"_s, request.by}});
}

Result<ActivationReport>
changeActive(connection::Session &session, const PromptTable &table, const ActivationRequest &request)
{
    RETURN_IF_ERROR(session.query({u"BEGIN ISOLATION LEVEL READ COMMITTED"_s, {}}).result());
    Result<ActivationReport> report = Change(session, table, request).run();
    if (report) {
        RETURN_IF_ERROR(session.query({u"COMMIT"_s, {}}).result());
        reportJournal(table, request, *report);
        return report;
    }
    (void)session.query({u"ROLLBACK"_s, {}}).result();
    // The unique index, where a version was inserted as active behind the lock.
    if (report.error().sqlState == "23505"_L1)
        report.error().kind = ErrorKind::Conflict;
    return report;
}

Result<ActivationPreview> previewActivation(
    connection::Session &session, const PromptTable &table, const KeyRing &keys, const QString &rowId, int days)
{
    ActivationPreview preview;
    ASSIGN_OR_RETURN(StoredPrompt next, readPrompt(session, table, keys, rowId));
    preview.next = std::move(next);
    ASSIGN_OR_RETURN(
        const auto active, session
                               .query(
                                   {promptSelection(table)
                                        + u" WHERE %1 OPERATOR(pg_catalog.=) $1 AND %2"_s.arg(
                                            quoteIdentifier(table.agent), quoteIdentifier(table.active)),
                                    {preview.next.prompt.name.toUtf8()}})
                               .result());
    if (active.rows.rowCount() > 0)
        preview.current = storedPrompt(table, keys, active.rows, 0);
    const auto isOpen = [](const StoredPrompt &stored) {
        return stored.state == CellState::Open || stored.state == CellState::Plain;
    };
    preview.comparable = preview.current && isOpen(*preview.current) && isOpen(preview.next);
    if (preview.comparable)
        preview.difference = comparePrompts(preview.current->prompt, preview.next.prompt);
    if (table.interactions.name.isEmpty())
        return preview;
    const TimeWindow window = TimeWindow::lastDays(days);
    const auto score = [&](const QString &id, std::optional<Scorecard> &target) -> Result<void> {
        ASSIGN_OR_RETURN(Scorecard read, readScorecard(session, table, id, window));
        target = std::move(read);
        return {};
    };
    Result<void> scored = score(preview.next.id, preview.nextScore);
    if (scored && preview.current)
        scored = score(preview.current->id, preview.currentScore);
    if (!scored)
        return fail(scored.error());
    return preview;
}

Result<QString> rollbackTarget(connection::Session &session, const PromptTable &table, const QString &name)
{
    const QString sql =
        table.activations.isEmpty()
            ? u"SELECT replaced FROM (%1) AS h WHERE name OPERATOR(pg_catalog.=) $1 ORDER BY number DESC LIMIT 1"_s.arg(
                  metadataHistory(table))
            : u"SELECT \"replacedPromptId\"::pg_catalog.text FROM %1 WHERE \"name\" OPERATOR(pg_catalog.=) $1 ORDER BY \"id\" DESC LIMIT 1"_s
                  .arg(sql::quoteQualified(table.schema, table.activations));
    ASSIGN_OR_RETURN(const auto last, session.query({sql, {name.toUtf8()}}).result());
    QString id = last.rows.rowCount() > 0 ? last.rows.text(0, 0) : QString();
    if (id.isEmpty())
        return fail(ErrorKind::NotFound, tr("No version of %1 was active before this one").arg(name));
    return id;
}

Result<std::vector<ActivationRecord>>
readActivations(connection::Session &session, const PromptTable &table, const QString &name)
{
    const QString sql =
        table.activations.isEmpty()
            ? u"SELECT number, name, activated, replaced, action, reason, by, at FROM (%1) AS h "
              "WHERE $1::pg_catalog.text OPERATOR(pg_catalog.=) '' OR name OPERATOR(pg_catalog.=) $1 "
              "ORDER BY at::pg_catalog.timestamptz DESC, number DESC"_s.arg(metadataHistory(table))
            : u"SELECT \"id\", \"name\", \"promptId\"::pg_catalog.text, \"replacedPromptId\"::pg_catalog.text, "
              u"\"action\", "
              "\"reason\", \"activatedBy\", \"activatedAt\"::pg_catalog.text FROM %1 WHERE $1::pg_catalog.text "
              "OPERATOR(pg_catalog.=) '' OR \"name\" OPERATOR(pg_catalog.=) $1 ORDER BY \"id\" DESC"_s.arg(
                  sql::quoteQualified(table.schema, table.activations));
    ASSIGN_OR_RETURN(const auto answer, session.query({sql, {name.toUtf8()}}).result());
    std::vector<ActivationRecord> records;
    const connection::RowBatch &rows = answer.rows;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        records.push_back(
            {rows.integer(row, 0), rows.text(row, 1), rows.text(row, 2), rows.text(row, 3), rows.text(row, 4),
             rows.text(row, 5), rows.text(row, 6), rows.text(row, 7)});
    return records;
}

} // namespace howdah::prompt
