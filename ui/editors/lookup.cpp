// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "editors/lookup.h"

namespace howdah::ui {

Lookup::Lookup(ConnectionController *connection, QString purpose, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_purpose(std::move(purpose))
{
}

Lookup::~Lookup() { cancel(); }

void Lookup::cancel()
{
    m_questions.drop();
    if (std::exchange(m_asking, false) && m_session)
        m_session->cancel();
}

void Lookup::ask(connection::SessionRole role, const connection::Statement &statement, RowsHandler handler)
{
    cancel();
    if (!m_session || !m_session->isOpen() || m_role != role) {
        m_session.reset();
        if (!m_connection)
            return handler(fail(ErrorKind::Connection, tr("Not connected")));
        auto session = m_connection->takeSession(role, m_purpose);
        if (!session)
            return handler(fail(session.error()));
        m_session = *std::move(session);
        m_role = role;
    }
    m_asking = true;
    m_questions.ask(
        this, m_session->pipeline(data::budgeted(statement, budgetMs)),
        [this, handler = std::move(handler)](const Result<connection::PipelineAnswer> &answer) {
            m_asking = false;
            Result<connection::RowBatch> rows = data::budgetedAnswer(answer);
            if (!rows && data::isOverBudget(rows.error()))
                rows = fail(
                    ErrorKind::Timeout, tr("This took longer than %L1 seconds").arg(budgetMs / 1000),
                    tr("Type more letters, or the key itself, for a faster search."));
            handler(rows);
        });
}

// What a model wrote is for sessions with PostgreSQL's names; what stands in the rows is asked as rows are.
static connection::SessionRole roleFor(const data::Reference &reference)
{
    return reference.label.isEmpty() ? connection::SessionRole::Rows : connection::SessionRole::Reader;
}

void Lookup::askForChoices(
    const data::Reference &reference, const Question &question, std::function<void(const Result<Choices> &)> handler)
{
    ask(roleFor(reference), question(reference),
        [this, reference, question, handler = std::move(handler)](const Result<connection::RowBatch> &rows) {
            if (rows)
                return handler(data::choicesIn(reference, *rows));
            const bool mayBeTheLabel =
                rows.error().kind == ErrorKind::Server || rows.error().kind == ErrorKind::Permission;
            if (reference.label.isEmpty() || !mayBeTheLabel)
                return handler(fail(rows.error()));
            data::Reference plain = reference;
            plain.label.clear();
            plain.subtitle.clear();
            askForChoices(plain, question, handler);
        });
}

void Lookup::search(
    const data::Reference &reference, const QString &text, int limit,
    std::function<void(const Result<Choices> &)> handler)
{
    askForChoices(
        reference, [text, limit](const data::Reference &asked) { return data::choicesStatement(asked, text, limit); },
        std::move(handler));
}

void Lookup::choice(
    const data::Reference &reference, const std::vector<QByteArray> &key,
    std::function<void(const Result<Choices> &)> handler)
{
    askForChoices(
        reference, [key](const data::Reference &asked) { return data::choiceStatement(asked, key); },
        std::move(handler));
}

void Lookup::checkType(
    const QString &type, const QByteArray &text, std::function<void(const std::optional<Error> &)> handler)
{
    ask(connection::SessionRole::Rows, data::typeCheckStatement(type, text),
        [handler = std::move(handler)](const Result<connection::RowBatch> &rows) {
            handler(rows ? std::nullopt : std::optional(rows.error()));
        });
}

} // namespace howdah::ui
