// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/activation.h"

#include "sql/quote.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using sql::quoteIdentifier;

static QString tr(const char *text) { return QCoreApplication::translate("Prompt", text); }

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
        if (step && !m_table.activations.isEmpty())
            step = record();
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
        const auto answer = query(
            u"SELECT %1::text, %2 FROM %3 WHERE %4 = $1 ORDER BY %1 FOR UPDATE"_s.arg(
                quoteIdentifier(m_table.id), quoteIdentifier(m_table.active), table(), quoteIdentifier(m_table.agent)),
            {m_request.name.toUtf8()});
        if (!answer)
            return fail(answer.error());
        QStringList active;
        for (qsizetype row = 0; row < answer->rows.rowCount(); ++row) {
            m_versions << answer->rows.text(row, 0);
            if (answer->rows.boolean(row, 1))
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
                tr("Somebody else has changed the active version of %1 meanwhile; nothing was changed")
                    .arg(m_request.name),
                tr("Look at it again."));
        if (m_request.action == ActivationAction::Deactivate && active.isEmpty())
            return fail(ErrorKind::NotFound, tr("No version of %1 is active").arg(m_request.name));
        return {};
    }

    Result<void> choose()
    {
        m_report.activatedId = m_request.id;
        if (m_request.action == ActivationAction::Rollback) {
            if (m_table.activations.isEmpty())
                return fail(ErrorKind::NotFound, tr("The database keeps no history of activations"));
            const auto last = query(
                u"SELECT \"replacedPromptId\"::text FROM %1 WHERE \"name\" = $1 ORDER BY \"id\" DESC LIMIT 1"_s.arg(
                    history()),
                {m_request.name.toUtf8()});
            if (!last)
                return fail(last.error());
            m_report.activatedId = last->rows.rowCount() > 0 ? last->rows.text(0, 0) : QString();
            if (m_report.activatedId.isEmpty())
                return fail(ErrorKind::NotFound, tr("No version of %1 was active before this one").arg(m_request.name));
        }
        if (!m_versions.contains(m_report.activatedId))
            return fail(ErrorKind::NotFound, tr("%1 has no such version").arg(m_request.name));
        if (m_report.activatedId == m_report.replacedId)
            return fail(ErrorKind::Conflict, tr("This version of %1 is active already").arg(m_request.name));
        return {};
    }

    Result<void> setActive(const QString &id, bool active)
    {
        const auto answer = query(
            u"UPDATE %1 SET %2 = $2 WHERE %3 = $1"_s.arg(
                table(), quoteIdentifier(m_table.active), quoteIdentifier(m_table.id)),
            {id.toUtf8(), active ? "true" : "false"});
        if (!answer)
            return fail(answer.error());
        // A trigger or a row policy can swallow an update without an error.
        if (answer->affectedRows != 1)
            return fail(ErrorKind::Conflict, tr("The database did not change the version of %1").arg(m_request.name));
        return {};
    }

    Result<void> record()
    {
        const auto given = [](const QString &text) {
            return text.isEmpty() ? std::nullopt : std::optional(text.toUtf8());
        };
        QByteArray action = "activate";
        if (m_request.action == ActivationAction::Rollback)
            action = "rollback";
        else if (m_request.action == ActivationAction::Deactivate)
            action = "deactivate";
        const auto answer = query(
            u"INSERT INTO %1 (\"name\", \"promptId\", \"replacedPromptId\", \"action\", \"reason\", \"activatedBy\") "
            "VALUES ($1, $2, $3, $4, $5, coalesce($6, session_user::text))"_s.arg(history()),
            {m_request.name.toUtf8(), given(m_report.activatedId), given(m_report.replacedId), action,
             given(m_request.reason), given(m_request.by)});
        return answer ? Result<void>() : fail(answer.error());
    }

    connection::Session &m_session;
    const PromptTable &m_table;
    const ActivationRequest &m_request;
    QStringList m_versions;
    ActivationReport m_report;
};

} // namespace

Result<ActivationReport>
changeActive(connection::Session &session, const PromptTable &table, const ActivationRequest &request)
{
    if (const auto begun = session.query({u"BEGIN ISOLATION LEVEL READ COMMITTED"_s, {}}).result(); !begun)
        return fail(begun.error());
    Result<ActivationReport> report = Change(session, table, request).run();
    if (report) {
        if (const auto committed = session.query({u"COMMIT"_s, {}}).result(); !committed)
            return fail(committed.error());
        return report;
    }
    (void)session.query({u"ROLLBACK"_s, {}}).result();
    // The unique index, where a version was inserted as active behind the lock.
    if (report.error().sqlState == "23505"_L1)
        report.error().kind = ErrorKind::Conflict;
    return report;
}

Result<std::vector<ActivationRecord>>
readActivations(connection::Session &session, const PromptTable &table, const QString &name)
{
    std::vector<ActivationRecord> records;
    if (table.activations.isEmpty())
        return records;
    const auto answer =
        session
            .query(
                {u"SELECT \"id\", \"name\", \"promptId\"::text, \"replacedPromptId\"::text, \"action\", \"reason\", "
                 "\"activatedBy\", \"activatedAt\"::text FROM %1 WHERE $1 = '' OR \"name\" = $1 ORDER BY \"id\" DESC"_s
                     .arg(sql::quoteQualified(table.schema, table.activations)),
                 {name.toUtf8()}})
            .result();
    if (!answer)
        return fail(answer.error());
    const connection::RowBatch &rows = answer->rows;
    for (qsizetype row = 0; row < rows.rowCount(); ++row)
        records.push_back(
            {rows.integer(row, 0), rows.text(row, 1), rows.text(row, 2), rows.text(row, 3), rows.text(row, 4),
             rows.text(row, 5), rows.text(row, 6), rows.text(row, 7)});
    return records;
}

} // namespace howdah::prompt
