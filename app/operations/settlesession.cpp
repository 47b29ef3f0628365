// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/settlesession.h"

#include <QElapsedTimer>
#include <QThread>

using namespace Qt::StringLiterals;

namespace howdah::operations {

using connection::Session;

Result<std::shared_ptr<Session>> openToSettle(const connection::ConnInfo &server)
{
    constexpr int patienceMs = 5000;
    constexpr unsigned long pauseMs = 100;
    QElapsedTimer clock;
    clock.start();
    while (true) {
        auto session =
            std::make_shared<Session>(connection::SessionOptions{.name = u"settle"_s, .connectTimeoutSeconds = 5});
        const auto opened = session->open(server).result();
        if (opened)
            return session;
        if (clock.elapsed() > patienceMs || opened.error().kind == ErrorKind::Authentication)
            return fail(opened.error());
        QThread::msleep(pauseMs);
    }
}

} // namespace howdah::operations
