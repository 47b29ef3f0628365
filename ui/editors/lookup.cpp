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

void Lookup::ask(
    const connection::Statement &statement, std::function<void(const Result<connection::RowBatch> &)> handler)
{
    cancel();
    if (!m_session || !m_session->isOpen()) {
        m_session.reset();
        if (!m_connection)
            return handler(fail(ErrorKind::Connection, tr("Not connected")));
        auto session = m_connection->takeSession(connection::SessionRole::Rows, m_purpose);
        if (!session)
            return handler(fail(session.error()));
        m_session = *std::move(session);
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

static Lookup::Choices choicesOf(const data::Reference &reference, const connection::RowBatch &rows)
{
    return data::choicesIn(reference, rows);
}

void Lookup::search(
    const data::Reference &reference, const QString &text, int limit,
    std::function<void(const Result<Choices> &)> handler)
{
    ask(data::choicesStatement(reference, text, limit),
        [reference, handler = std::move(handler)](const Result<connection::RowBatch> &rows) {
            handler(rows ? Result<Choices>(choicesOf(reference, *rows)) : fail(rows.error()));
        });
}

void Lookup::choice(
    const data::Reference &reference, const std::vector<QByteArray> &key,
    std::function<void(const Result<Choices> &)> handler)
{
    ask(data::choiceStatement(reference, key),
        [reference, handler = std::move(handler)](const Result<connection::RowBatch> &rows) {
            handler(rows ? Result<Choices>(choicesOf(reference, *rows)) : fail(rows.error()));
        });
}

void Lookup::checkType(
    const QString &type, const QByteArray &text, std::function<void(const std::optional<Error> &)> handler)
{
    ask(data::typeCheckStatement(type, text), [handler = std::move(handler)](const Result<connection::RowBatch> &rows) {
        handler(rows ? std::nullopt : std::optional(rows.error()));
    });
}

} // namespace howdah::ui
