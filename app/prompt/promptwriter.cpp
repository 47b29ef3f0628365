// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptwriter.h"

#include "base/propagate.h"
#include "prompt/tr.h"
#include "sql/quote.h"

#include <QUuid>

using namespace Qt::StringLiterals;

namespace howdah::prompt {

using connection::Statement;
using sql::quoteIdentifier;

Result<QByteArray> PromptWriter::systemText(const Prompt &prompt, const QString &rowId) const
{
    // Where there is a key, no readable copy is made that would be left behind in freed memory.
    const KeyRing::Entry *key = m_keys.current();
    return key ? sealCell(prompt.systemPrompt, *key, placeOf(m_table, rowId))
               : Result<QByteArray>(prompt.systemPrompt.toUtf8());
}

std::optional<QByteArray> PromptWriter::keyId() const
{
    return m_keys.current() ? std::optional(m_keys.current()->id.toUtf8()) : std::nullopt;
}

// Without the id and the mark of what is active.
QStringList PromptWriter::columns() const
{
    QStringList names{m_table.promptId, m_table.agent, m_table.systemPrompt, m_table.userPrompt,
                      m_table.version,  m_table.model, m_table.metadata};
    if (!m_table.keyId.isEmpty())
        names << m_table.keyId;
    for (QString &name : names)
        name = quoteIdentifier(name);
    return names;
}

Result<QString> PromptWriter::insert(const Prompt &p, const QString &reason)
{
    QString id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    ASSIGN_OR_RETURN(const QByteArray system, systemText(p, id));
    Statement statement;
    statement.parameters = {p.promptId.toUtf8(), p.name.toUtf8(),    system, p.userPrompt.toUtf8(), p.version.toUtf8(),
                            p.model.toUtf8(),    p.metadata.toUtf8()};
    if (!m_table.keyId.isEmpty())
        statement.parameters.push_back(keyId());
    const bool active = p.active.value_or(false);
    statement.parameters.push_back(active ? "true" : "false");
    statement.parameters.push_back(id.toUtf8());
    const QStringList names = columns() << quoteIdentifier(m_table.active) << quoteIdentifier(m_table.id);
    QStringList values;
    for (qsizetype i = 1; i <= names.size(); ++i)
        values << u'$' + QString::number(i);
    statement.sql =
        u"INSERT INTO %1 (%2) VALUES (%3)"_s.arg(tableOf(m_table), names.join(u", "_s), values.join(u", "_s));
    m_statements.push_back(std::move(statement));
    if (active && !m_table.activations.isEmpty())
        m_statements.push_back(
            {u"INSERT INTO %1 (\"name\", \"promptId\", \"action\", \"reason\") VALUES ($1, $2, 'activate', $3)"_s.arg(
                 sql::quoteQualified(m_table.schema, m_table.activations)),
             {p.name.toUtf8(), id.toUtf8(), reason.toUtf8()}});
    return id;
}

Result<void> PromptWriter::update(const StoredPrompt &stored, const Prompt &p)
{
    ASSIGN_OR_RETURN(const QByteArray system, systemText(p, stored.id));
    Statement statement;
    statement.parameters = {p.promptId.toUtf8(), p.name.toUtf8(),    system, p.userPrompt.toUtf8(), p.version.toUtf8(),
                            p.model.toUtf8(),    p.metadata.toUtf8()};
    if (!m_table.keyId.isEmpty())
        statement.parameters.push_back(keyId());
    const QStringList names = columns();
    QStringList settings;
    for (qsizetype i = 0; i < names.size(); ++i) {
        QString value = u'$' + QString::number(i + 1);
        // The history that is kept there stays.
        if (m_table.activations.isEmpty() && names[i] == quoteIdentifier(m_table.metadata))
            value =
                u"%1::pg_catalog.jsonb OPERATOR(pg_catalog.||) CASE WHEN pg_catalog.jsonb_typeof(%2::pg_catalog.jsonb) "
                "OPERATOR(pg_catalog.=) 'object' AND %2::pg_catalog.jsonb OPERATOR(pg_catalog.?) '%3' "
                "THEN pg_catalog.jsonb_build_object('%3', %2::pg_catalog.jsonb OPERATOR(pg_catalog.->) '%3') "
                "ELSE '{}' END"_s.arg(value, names[i], HistoryKey);
        settings << names[i] + u" = "_s + value;
    }
    const qsizetype count = names.size();
    statement.sql =
        u"UPDATE %1 SET %2 WHERE %3 OPERATOR(pg_catalog.=) $%4 AND xmin::pg_catalog.text OPERATOR(pg_catalog.=) $%5"_s
            .arg(
                tableOf(m_table), settings.join(u", "_s), quoteIdentifier(m_table.id), QString::number(count + 1),
                QString::number(count + 2));
    statement.parameters.push_back(stored.id.toUtf8());
    statement.parameters.push_back(stored.revision.toUtf8());
    Prompt described = p;
    described.metadata = stored.prompt.metadata;
    described.active = stored.prompt.active;
    const bool open = stored.state == CellState::Open || stored.state == CellState::Plain;
    const InteractionTable &calls = m_table.interactions;
    if (!calls.name.isEmpty() && (!open || described != stored.prompt)) {
        // A call that is being recorded holds its version: waiting for it, the next statement sees it.
        m_statements.push_back(
            {u"SELECT FROM %1 WHERE %2 OPERATOR(pg_catalog.=) $1 FOR UPDATE"_s.arg(
                 tableOf(m_table), quoteIdentifier(m_table.id)),
             {stored.id.toUtf8()}});
        statement.sql += u" AND NOT EXISTS (SELECT FROM %1 AS used WHERE used.%2 OPERATOR(pg_catalog.=) $%3)"_s.arg(
            sql::quoteQualified(m_table.schema, calls.name), quoteIdentifier(calls.prompt), QString::number(count + 1));
    }
    m_statements.push_back(std::move(statement));
    return {};
}

Result<void> PromptWriter::seal(const StoredPrompt &stored)
{
    ASSIGN_OR_RETURN(const QByteArray system, systemText(stored.prompt, stored.id));
    const QString key = m_table.keyId.isEmpty() ? QString() : u", %1 = $4"_s.arg(quoteIdentifier(m_table.keyId));
    Statement statement{
        u"UPDATE %1 SET %2 = $2%3 WHERE %4 OPERATOR(pg_catalog.=) $1 AND xmin::pg_catalog.text OPERATOR(pg_catalog.=) $3"_s
            .arg(tableOf(m_table), quoteIdentifier(m_table.systemPrompt), key, quoteIdentifier(m_table.id)),
        {stored.id.toUtf8(), system, stored.revision.toUtf8()}};
    if (!m_table.keyId.isEmpty())
        statement.parameters.push_back(keyId());
    m_statements.push_back(std::move(statement));
    return {};
}

Result<void> runTogether(connection::Session &session, std::vector<Statement> statements)
{
    statements.insert(statements.begin(), Statement{u"BEGIN ISOLATION LEVEL READ COMMITTED"_s, {}});
    ASSIGN_OR_RETURN(const auto answer, session.pipeline(std::move(statements)).result());
    const bool touched = std::all_of(answer.answers.begin(), answer.answers.end(), [](const connection::Answer &one) {
        return one.command == "BEGIN" || one.affectedRows == 1;
    });
    if (!answer.error && touched) {
        const auto committed = session.query({u"COMMIT"_s, {}}).result();
        return committed ? Result<void>() : fail(committed.error());
    }
    (void)session.query({u"ROLLBACK"_s, {}}).result();
    if (!answer.error)
        return fail(
            ErrorKind::Conflict, tr("Somebody else changed or used a prompt in the meantime; nothing was written"),
            tr("Review it again."));
    Error error = *answer.error;
    if (error.sqlState == "23505"_L1)
        error.kind = ErrorKind::Conflict;
    return fail(error);
}

// What of the settings would write the parameters of statements into the server's log; empty for nothing.
static Result<QString> loggingSetting(connection::Session &session)
{
    ASSIGN_OR_RETURN(
        const auto answer,
        session
            .query(
                {u"WITH s AS (SELECT name, setting FROM pg_catalog.pg_settings), p AS (SELECT coalesce((SELECT setting "
                 "FROM s WHERE name OPERATOR(pg_catalog.=) 'log_parameter_max_length'), '-1') "
                 "OPERATOR(pg_catalog.<>) '0' AS parameters) "
                 "SELECT pg_catalog.concat(name, ' = ', setting) FROM s, p WHERE (parameters AND ("
                 "name OPERATOR(pg_catalog.=) 'log_statement' "
                 "AND setting OPERATOR(pg_catalog.=) ANY ('{mod,all}'::pg_catalog.text[]) "
                 "OR name OPERATOR(pg_catalog.=) 'log_min_duration_statement' AND setting OPERATOR(pg_catalog.<>) '-1' "
                 "OR name OPERATOR(pg_catalog.=) 'log_min_duration_sample' AND setting OPERATOR(pg_catalog.<>) '-1' "
                 "OR name OPERATOR(pg_catalog.=) 'log_transaction_sample_rate' "
                 "AND setting OPERATOR(pg_catalog.<>) '0')) "
                 "OR name OPERATOR(pg_catalog.=) 'log_parameter_max_length_on_error' "
                 "AND setting OPERATOR(pg_catalog.<>) '0' "
                 "OR name OPERATOR(pg_catalog.=) 'pgaudit.log_parameter' AND setting OPERATOR(pg_catalog.=) 'on' "
                 "OR name OPERATOR(pg_catalog.=) 'auto_explain.log_min_duration' "
                 "AND setting OPERATOR(pg_catalog.<>) '-1' AND coalesce((SELECT setting FROM s WHERE name "
                 "OPERATOR(pg_catalog.=) 'auto_explain.log_parameter_max_length'), '0') OPERATOR(pg_catalog.<>) '0' "
                 "ORDER BY 1 LIMIT 1"_s,
                 {}})
            .result());
    return answer.rows.rowCount() > 0 ? answer.rows.text(0, 0) : QString();
}

Result<void> mayWriteTexts(connection::Session &session, const KeyRing &keys, bool readable)
{
    if (keys.current())
        return {};
    if (!readable)
        return fail(
            ErrorKind::Usage, tr("There is no key to encrypt the system prompts with"),
            tr("Choose a key, or allow them to be written unencrypted."));
    Result<QString> setting = loggingSetting(session);
    if (setting && !setting->isEmpty()) {
        // Who may change it switches it off for this session; others cannot, and the answer does not matter.
        for (const char *name : {"log_parameter_max_length", "log_parameter_max_length_on_error"})
            (void)session.query({u"SET %1 = 0"_s.arg(QLatin1String(name)), {}}).result();
        setting = loggingSetting(session);
    }
    if (!setting)
        return fail(setting.error());
    if (!setting->isEmpty())
        return fail(
            ErrorKind::Permission,
            tr("The server logs the parameters of statements (%1): the texts would be readable in its log")
                .arg(*setting),
            tr("Encrypt them with a key, or have that logging turned off."));
    return {};
}

} // namespace howdah::prompt
