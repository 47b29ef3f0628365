// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connection/session/copyfeed.h"
#include "connection/session/statement.h"

#include <functional>

namespace howdah::connection {

class OpenSession;

// What a job of Session::work() asks of its session, on the session's thread: the answer is there when the call is
// back, and nobody else is asked in between. For many small statements, each of which depends on the one before: a way
// to another thread and back would cost as much as they do.
class SessionWork final
{
public:
    // `begin` gives what comes next a place of its own among the requests.
    SessionWork(OpenSession &session, std::function<void()> begin);

    // What is asked from now on is a request of its own for Session::cancel(): one that came before does not reach it.
    void beginRequest() { m_begin(); }
    [[nodiscard]] Result<Answer> query(const Statement &statement);
    [[nodiscard]] Result<Answer>
    stream(const Statement &statement, const RowSink &sink, const NoticeSink &notices = {});
    [[nodiscard]] Result<Answer> copyIn(const QString &sql, const CopyFeed &feed);
    [[nodiscard]] Result<Answer> copyOut(const QString &sql, const CopySink &sink);
    [[nodiscard]] Result<Description> describe(const QString &sql);

private:
    OpenSession &m_session;
    std::function<void()> m_begin;
};

} // namespace howdah::connection
