// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/pagerun.h"
#include "data/page/recordfetch.h"

#include <QObject>

#include <functional>

namespace howdah::data {

// Reads pages of one query through one session, on the thread that it lives on and without ever blocking it. One page
// at a time: a new request takes the place of the one under way, whose statement is cancelled and whose answer is
// dropped.
class PageSource final : public QObject
{
    Q_OBJECT
public:
    // The session is used by this source alone.
    PageSource(
        std::shared_ptr<connection::Session> session, PageQuery query, int serverVersion, QObject *parent = nullptr);
    ~PageSource() override;

    using Handler = std::function<void(const Result<Page> &)>;
    // The handler is called once; not at all when another request or cancel() came in between, or this object is gone.
    void fetch(PageRequest request, Handler handler);
    void cancel();
    [[nodiscard]] bool isFetching() const { return m_handler != nullptr; }

    // Takes its turn after the page that is under way. The planner's belief; -1 when it has none.
    void estimate(std::function<void(const Result<qint64> &)> handler);
    void record(const RowIdentity &identity, std::function<void(const Result<connection::RowBatch> &)> handler);
    // Any other read, as rowStatement().
    void read(connection::Statement statement, std::function<void(const Result<connection::RowBatch> &)> handler);

    [[nodiscard]] const PageQuery &query() const { return *m_query; }
    // For another session: counting takes as long as it takes.
    static void count(
        QObject *context, connection::Session &session, const PageQuery &query,
        std::function<void(const Result<qint64> &)> handler);

private:
    void step();

    std::shared_ptr<connection::Session> m_session;
    std::shared_ptr<const PageQuery> m_query;
    std::shared_ptr<PagingMemory> m_memory;
    std::unique_ptr<PageRun> m_run;
    Handler m_handler;
    quint64 m_ticket = 0;
};

// The same, waiting for each answer: for worker threads, command lines and tests.
[[nodiscard]] Result<Page> readPage(connection::Session &session, PageRun &run);

} // namespace howdah::data
