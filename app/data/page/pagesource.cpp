// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/page/pagesource.h"

#include "base/whendone.h"

namespace howdah::data {

using connection::Answer;
using connection::RowBatch;
using connection::Session;

// What `take` makes of a good answer; the error of a bad one.
template <typename T, typename Take>
static Result<T> mapped(const Result<Answer> &answer, Take take)
{
    if (!answer)
        return std::unexpected(answer.error());
    return take(*answer);
}

PageSource::PageSource(std::shared_ptr<Session> session, PageQuery query, int serverVersion, QObject *parent)
    : QObject(parent)
    , m_session(std::move(session))
    , m_query(std::make_shared<const PageQuery>(std::move(query)))
    , m_memory(std::make_shared<PagingMemory>())
{
    m_memory->serverVersion = serverVersion;
}

PageSource::~PageSource() { cancel(); }

void PageSource::fetch(PageRequest request, Handler handler)
{
    cancel();
    m_handler = std::move(handler);
    m_run = std::make_unique<PageRun>(m_query, std::move(request), m_memory);
    step();
}

void PageSource::cancel()
{
    ++m_ticket;
    m_run.reset();
    // Only our own statement: cancelling an idle session would strike an estimate or a record that is wanted.
    if (std::exchange(m_handler, nullptr))
        m_session->cancel();
}

void PageSource::step()
{
    std::optional<connection::Statement> statement = m_run->next();
    if (!statement) {
        const Result<Page> page = m_run->takePage();
        m_run.reset();
        return std::exchange(m_handler, nullptr)(page);
    }
    whenDone(this, m_session->query(*std::move(statement)), [this, ticket = m_ticket](const Result<Answer> &answer) {
        if (ticket != m_ticket)
            return;
        if (answer) {
            m_run->feed(*answer);
            return step();
        }
        m_run.reset();
        std::exchange(m_handler, nullptr)(std::unexpected(answer.error()));
    });
}

void PageSource::estimate(std::function<void(const Result<qint64> &)> handler)
{
    whenDone(this, m_session->query(m_query->estimate()), [handler = std::move(handler)](const Result<Answer> &answer) {
        handler(mapped<qint64>(answer, [](const Answer &a) { return qint64(estimatedRowsOf(a.rows)); }));
    });
}

void PageSource::record(const RowIdentity &identity, std::function<void(const Result<RowBatch> &)> handler)
{
    read(recordStatement(m_query->shape(), identity), std::move(handler));
}

void PageSource::read(connection::Statement statement, std::function<void(const Result<RowBatch> &)> handler)
{
    whenDone(
        this, m_session->query(std::move(statement)), [handler = std::move(handler)](const Result<Answer> &answer) {
            handler(mapped<RowBatch>(answer, [](const Answer &a) { return a.rows; }));
        });
}

void PageSource::count(
    QObject *context, Session &session, const PageQuery &query, std::function<void(const Result<qint64> &)> handler)
{
    whenDone(context, session.query(query.count()), [handler = std::move(handler)](const Result<Answer> &answer) {
        handler(mapped<qint64>(answer, [](const Answer &a) { return a.rows.integer(0, 0); }));
    });
}

Result<Page> readPage(Session &session, PageRun &run)
{
    while (std::optional<connection::Statement> statement = run.next()) {
        Result<Answer> answer = session.query(*std::move(statement)).result();
        if (!answer)
            return std::unexpected(answer.error());
        run.feed(*answer);
    }
    return run.takePage();
}

} // namespace howdah::data
