// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/target.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace howdah::cli {

using namespace connection;

static QString tr(const char *text) { return QCoreApplication::translate("HowdahCtl", text); }

Target::~Target() { m_session.reset(); }

static Result<ConnInfo> readConnInfo(const QString &database)
{
    Result<ConnInfo> info = parseConnInfo(database);
    if (!info)
        info.error().kind = ErrorKind::Usage;
    return info;
}

Result<void> Target::open(Output &output, const QString &database, const QString &purpose)
{
    ConnInfo info;
    if (database.isEmpty()) {
        const auto progress = [&output](StartStep, const QString &text) {
            output.err << text << Qt::endl;
        };
        Result<ServerLease> lease = LocalServer().lease(progress);
        if (!lease)
            return fail(lease.error());
        m_lease.emplace(std::move(*lease));
        info = m_lease->connInfo();
    } else {
        Result<ConnInfo> read = readConnInfo(database);
        if (!read)
            return fail(read.error());
        info = *read;
    }
    SessionOptions options;
    options.name = purpose;
    m_session = std::make_unique<Session>(options);
    const Result<ServerFacts> facts = m_session->open(info).result();
    if (!facts)
        return fail(facts.error());
    info.set(u"user"_s, facts->user);
    info.set(u"dbname"_s, facts->database);
    m_name = describe(info);
    return {};
}

} // namespace howdah::cli
