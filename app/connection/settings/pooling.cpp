// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/settings/pooling.h"

#include "connection/server/pgerror.h"
#include "connection/tr.h"

#include <QDeadlineTimer>

#include <memory>
#include <vector>

#include <poll.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

// How often the two connections look at one another: other clients of the proxy may take the server that is looked for.
constexpr int Rounds = 5;
// Whoever has a server of its own answers at once; one of a pool that is used up may have to wait for minutes.
constexpr int PatienceMs = 2000;

using ProbeConnection = std::unique_ptr<PGconn, decltype(&PQfinish)>;

bool waitFor(PGconn *connection, short events, const QDeadlineTimer &deadline)
{
    pollfd socket{.fd = PQsocket(connection), .events = events, .revents = 0};
    return poll(&socket, 1, int(deadline.remainingTime())) > 0;
}

// The same host, user and secret as the first.
ProbeConnection connectAgain(PGconn *first)
{
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> known(PQconninfo(first), &PQconninfoFree);
    std::vector<const char *> keywords;
    std::vector<const char *> values;
    for (const PQconninfoOption *option = known.get(); option && option->keyword; ++option) {
        const QByteArrayView keyword(option->keyword);
        if (!option->val || keyword == "host" || keyword == "hostaddr" || keyword == "port")
            continue;
        keywords.push_back(option->keyword);
        values.push_back(option->val);
    }
    for (const auto &[keyword, value] :
         {std::pair("host", PQhost(first)), std::pair("port", PQport(first)),
          std::pair("hostaddr", PQhostaddr(first))}) {
        // An empty address is that of a unix socket.
        if (value && *value) {
            keywords.push_back(keyword);
            values.push_back(value);
        }
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    ProbeConnection second(PQconnectStartParams(keywords.data(), values.data(), 0), &PQfinish);
    const QDeadlineTimer deadline(PatienceMs);
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    while (second && PQstatus(second.get()) != CONNECTION_BAD && state != PGRES_POLLING_OK
           && state != PGRES_POLLING_FAILED) {
        if (!waitFor(second.get(), state == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline))
            return {nullptr, &PQfinish};
        state = PQconnectPoll(second.get());
    }
    if (state != PGRES_POLLING_OK)
        second.reset();
    return second;
}

struct Reply
{
    bool came = false; // within the patience
    bool good = false;
    QByteArray value;
};

Reply ask(PGconn *connection, const char *sql)
{
    Reply reply;
    if (PQsendQueryParams(connection, sql, 0, nullptr, nullptr, nullptr, nullptr, 0) != 1)
        return {.came = true};
    const QDeadlineTimer deadline(PatienceMs);
    while (true) {
        while (PQisBusy(connection)) {
            if (!waitFor(connection, POLLIN, deadline))
                return {};
            if (PQconsumeInput(connection) != 1)
                return {.came = true};
        }
        const PgResult result(PQgetResult(connection));
        if (!result)
            break;
        const ExecStatusType status = PQresultStatus(result.get());
        reply.good = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
        if (status == PGRES_TUPLES_OK)
            reply.value = PQgetvalue(result.get(), 0, 0);
    }
    reply.came = true;
    return reply;
}

// The second one holds a server for as long as its transaction lasts. If that is ours, we have none of our own.
std::optional<Pooling> lookOnce(PGconn *first, PGconn *second)
{
    constexpr auto Backend = "SELECT pg_catalog.pg_backend_pid()";
    const Reply before = ask(first, Backend);
    if (!before.good)
        return before.came ? Pooling::Unknown : Pooling::Transaction;
    if (const Reply begun = ask(second, "BEGIN"); !begun.good)
        return Pooling::Transaction; // one that pools statements refuses it; one whose pool is used up lets us wait
    const Reply theirs = ask(second, Backend);
    if (!theirs.good)
        return theirs.came ? Pooling::Unknown : Pooling::Transaction;
    if (theirs.value == before.value)
        return Pooling::Transaction;
    const Reply now = ask(first, Backend);
    if (!now.came || now.value != before.value)
        return Pooling::Transaction;
    (void)ask(second, "ROLLBACK");
    return {};
}

} // namespace

QString describe(Pooling pooling)
{
    switch (pooling) {
    case Pooling::None:
        return {};
    case Pooling::Session:
        return tr("through a proxy with session pooling");
    case Pooling::Transaction:
        return tr(
            "through a proxy with transaction pooling: LISTEN, session locks and temporary tables do not work there");
    case Pooling::Unknown:
        return tr("through a proxy whose pooling mode is unknown: LISTEN, session locks and temporary tables are not "
                  "used there");
    }
    return {};
}

Error needsOwnServer(const QString &what)
{
    return makeError(
        ErrorKind::Conflict,
        tr("%1 needs its own server session, and this connection goes through a proxy with transaction pooling (such "
           "as PgBouncer with pool_mode = transaction)")
            .arg(what),
        tr("Nothing was run. Connect to the server directly, or to a port of the proxy with session pooling (pool_mode "
           "= session)."));
}

Result<QByteArray> askInTime(pg_conn *connection, const char *sql)
{
    const Reply reply = ask(connection, sql);
    if (!reply.came)
        return fail(ErrorKind::Timeout, tr("The server did not respond in time"));
    return reply.good ? Result<QByteArray>(reply.value) : fail(connectionError(connection));
}

Result<Pooling> findPooling(pg_conn *connection)
{
    const Reply own = ask(connection, "SELECT pg_catalog.pg_backend_pid()");
    if (!own.good)
        return fail(connectionError(connection));
    // A proxy invents the key that cancels a statement, and with it the process number that it announces.
    if (own.value.toInt() == PQbackendPID(connection))
        return Pooling::None;
    const ProbeConnection second = connectAgain(connection);
    if (!second)
        return Pooling::Unknown;
    for (int round = 0; round < Rounds; ++round) {
        if (const auto found = lookOnce(connection, second.get()))
            return *found;
    }
    return Pooling::Session;
}

Result<QList<std::pair<QString, QString>>> settingsOf(const QString &options)
{
    // Words are parted by spaces; a backslash takes what follows it as it is.
    QStringList words;
    bool inWord = false;
    for (qsizetype i = 0; i < options.size(); ++i) {
        QChar sign = options[i];
        if (sign.isSpace()) {
            inWord = false;
            continue;
        }
        if (!inWord)
            words << QString();
        inWord = true;
        if (sign == u'\\' && i + 1 < options.size())
            sign = options[++i];
        words.back() += sign;
    }
    QList<std::pair<QString, QString>> settings;
    for (qsizetype i = 0; i < words.size(); ++i) {
        QString word = words[i];
        if (word == "-c"_L1 && i + 1 < words.size())
            word = words[++i];
        else if (word.startsWith("--"_L1) || word.startsWith("-c"_L1))
            word = word.sliced(2);
        else
            return fail(
                ErrorKind::Usage, tr("The option %1 of this connection cannot be passed through the proxy").arg(word),
                tr("Remove it, or write settings as -c name=value."));
        const qsizetype equals = word.indexOf(u'=');
        if (equals <= 0)
            return fail(ErrorKind::Usage, tr("The option %1 of this connection is not a setting").arg(word));
        settings.append({word.first(equals).replace(u'-', u'_'), word.sliced(equals + 1)});
    }
    return settings;
}

} // namespace howdah::connection
