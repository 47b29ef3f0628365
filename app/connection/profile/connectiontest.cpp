// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/profile/connectiontest.h"

#include "connection/tr.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QRegularExpression>

#include <algorithm>
#include <memory>
#include <vector>

#include <cerrno>
#include <libpq-fe.h>
#include <poll.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

constexpr int AnswerPollMs = 50;
constexpr int UsualTimeoutSeconds = 10;

struct Finish
{
    void operator()(PGconn *connection) const { PQfinish(connection); }
};
using Connection = std::unique_ptr<PGconn, Finish>;
struct Clear
{
    void operator()(PGresult *result) const { PQclear(result); }
};

// By keywords, one by one: a password is never a part of a string that somebody might print.
Connection start(const ConnInfo &target)
{
    std::vector<QByteArray> bytes;
    bytes.reserve(size_t(target.values.size()) * 2);
    std::vector<const char *> keys;
    std::vector<const char *> values;
    for (const auto &[key, value] : target.values.asKeyValueRange()) {
        keys.push_back(bytes.emplace_back(key.toUtf8()).constData());
        values.push_back(bytes.emplace_back(value.toUtf8()).constData());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    return Connection(PQconnectStartParams(keys.data(), values.data(), 0));
}

bool waitFor(PGconn *connection, bool writing)
{
    pollfd one{PQsocket(connection), short(writing ? POLLOUT : POLLIN), 0};
    const int answer = poll(&one, 1, AnswerPollMs);
    return answer > 0 || (answer < 0 && errno != EINTR);
}

enum class Ended { Open, Failed, Late, Stopped };

Ended await(PGconn *connection, const QDeadlineTimer &deadline, const std::stop_token &stop)
{
    PostgresPollingStatusType status = PGRES_POLLING_WRITING;
    while (status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
        if (stop.stop_requested())
            return Ended::Stopped;
        if (deadline.hasExpired())
            return Ended::Late;
        if (waitFor(connection, status == PGRES_POLLING_WRITING))
            status = PQconnectPoll(connection);
    }
    return status == PGRES_POLLING_OK ? Ended::Open : Ended::Failed;
}

// What libpq went by, with what it took from the environment and from files.
ConnInfo effectiveOf(PGconn *connection, ConnInfo info)
{
    const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfo(connection), &PQconninfoFree);
    for (const PQconninfoOption *option = options.get(); option && option->keyword; ++option) {
        const QString key = QString::fromUtf8(option->keyword);
        if (option->val && *option->val && !key.contains("password"_L1))
            info.set(key, QString::fromUtf8(option->val));
    }
    return info;
}

// "FATAL:  28P01: password authentication failed ...", as a verbose message has it. Of several attempts (with and
// without encryption) the one counts that was about the password.
QString takeStates(QString &text)
{
    static const QRegularExpression state(u":  ([0-9A-Z]{5}): "_s);
    static const QRegularExpression location(u"^LOCATION: .*\n?"_s, QRegularExpression::MultilineOption);
    QStringList found;
    for (auto it = state.globalMatch(text); it.hasNext();)
        found << it.next().captured(1);
    text.replace(state, u":  "_s).remove(location);
    if (found.isEmpty())
        return {};
    return found.contains("28P01"_L1) ? u"28P01"_s : found.first();
}

Diagnosis diagnoseFailure(PGconn *connection, const ConnInfo &target)
{
    const ConnInfo effective = effectiveOf(connection, target);
    QString text = QString::fromUtf8(PQerrorMessage(connection)).trimmed();
    const QString state = takeStates(text);
    Diagnosis diagnosis = diagnose(text, state, effective);
    if (diagnosis.cause == FailureCause::TlsUnknownIssuer)
        explainCertificate(diagnosis, effective);
    return diagnosis;
}

QString askValue(PGconn *connection, const char *sql)
{
    const std::unique_ptr<PGresult, Clear> result(PQexec(connection, sql));
    return PQresultStatus(result.get()) == PGRES_TUPLES_OK && PQntuples(result.get()) > 0
             ? QString::fromUtf8(PQgetvalue(result.get(), 0, 0))
             : QString();
}

ConnectionReport reportOf(PGconn *connection, const ConnInfo &effective, double milliseconds)
{
    ConnectionReport report;
    report.place = placeOf(effective);
    report.version = PQserverVersion(connection);
    report.versionText = QString::fromUtf8(PQparameterStatus(connection, "server_version"));
    report.user = QString::fromUtf8(PQuser(connection));
    report.database = QString::fromUtf8(PQdb(connection));
    report.superuser = QByteArrayView(PQparameterStatus(connection, "is_superuser")) == "on";
    report.inRecovery = askValue(connection, "SELECT pg_catalog.pg_is_in_recovery()") == "t"_L1;
    report.readOnly = askValue(connection, "SHOW default_transaction_read_only") == "on"_L1;
    report.milliseconds = milliseconds;
    report.tls = tlsFactsOf(connection);
    return report;
}

// What a session of ours will find there. One that pools single statements lets nobody work.
std::expected<Pooling, Diagnosis> poolingOf(PGconn *connection, const ConnInfo &target)
{
    const Result<Pooling> found = findPooling(connection);
    if (!found || *found == Pooling::None || *found == Pooling::Session)
        return found.value_or(Pooling::None);
    for (const char *sql : {"BEGIN", "ROLLBACK"}) {
        const std::unique_ptr<PGresult, Clear> done(PQexec(connection, sql));
        if (PQresultStatus(done.get()) == PGRES_COMMAND_OK)
            continue;
        const Diagnosis diagnosis = diagnoseFailure(connection, target);
        if (diagnosis.cause == FailureCause::PoolerStatements)
            return std::unexpected(diagnosis);
    }
    return *found;
}

int timeoutOf(const ConnInfo &target)
{
    const int given = target.value(u"connect_timeout"_s).toInt();
    return given > 0 ? given : UsualTimeoutSeconds;
}

std::expected<ConnectionReport, Diagnosis> tryHost(const ConnInfo &target, const std::stop_token &stop)
{
    if (const Result<void> list = checkRevocationList(target); !list) {
        Diagnosis diagnosis = diagnoseAs(FailureCause::TlsFile, target);
        diagnosis.sentence = list.error().message;
        diagnosis.advice = list.error().hint;
        return std::unexpected(diagnosis);
    }
    QElapsedTimer clock;
    clock.start();
    const QDeadlineTimer deadline(std::chrono::seconds(timeoutOf(target)));
    const Connection connection = start(target);
    if (!connection || PQstatus(connection.get()) == CONNECTION_BAD)
        return std::unexpected(diagnoseFailure(connection.get(), target));
    // With its state, which tells the cause in whatever language the server speaks.
    PQsetErrorVerbosity(connection.get(), PQERRORS_VERBOSE);
    PQsetNoticeReceiver(connection.get(), [](void *, const PGresult *) {}, nullptr);
    const Ended ended = await(connection.get(), deadline, stop);
    const ConnInfo effective = effectiveOf(connection.get(), target);
    if (ended == Ended::Failed) {
        const Diagnosis diagnosis = diagnoseFailure(connection.get(), target);
        if (diagnosis.cause != FailureCause::PoolerOption || target.value(u"options"_s).isEmpty())
            return std::unexpected(diagnosis);
        // A session makes these settings by itself there.
        ConnInfo without = target;
        without.values.remove(u"options"_s);
        return tryHost(without, stop);
    }
    if (ended == Ended::Late)
        return std::unexpected(diagnoseAs(FailureCause::Timeout, effective));
    if (ended == Ended::Stopped) {
        Diagnosis cancelled = diagnoseAs(FailureCause::Unknown, effective);
        cancelled.sentence = tr("Cancelled");
        return std::unexpected(cancelled);
    }
    if (PQserverVersion(connection.get()) < OldestServer)
        return std::unexpected(tooOld(PQserverVersion(connection.get()), effective));
    ConnectionReport report = reportOf(connection.get(), effective, double(clock.nsecsElapsed()) / 1e6);
    const auto pooling = poolingOf(connection.get(), target);
    if (!pooling)
        return std::unexpected(pooling.error());
    report.pooling = *pooling;
    return report;
}

std::expected<ConnectionReport, Diagnosis>
tryAll(const std::vector<ConnInfo> &hosts, std::vector<Diagnosis> &failures, const std::stop_token &stop)
{
    for (const ConnInfo &host : hosts) {
        auto tried = tryHost(host, stop);
        if (tried) {
            tried->passedOver = failures;
            return tried;
        }
        failures.push_back(tried.error());
        if (stop.stop_requested())
            return tried;
    }
    return std::unexpected(furthest(failures));
}

} // namespace

std::vector<ConnInfo> singleHosts(const ConnInfo &target)
{
    const QStringList hosts = target.value(u"host"_s).split(u',');
    const QStringList addresses = target.value(u"hostaddr"_s).split(u',');
    const QStringList ports = target.value(u"port"_s).split(u',');
    const qsizetype count = std::max(hosts.size(), addresses.size());
    std::vector<ConnInfo> all;
    for (qsizetype i = 0; i < count; ++i) {
        ConnInfo one = target;
        const auto take = [&](const QString &key, const QStringList &list) {
            const QString value = list.size() == 1 ? list.first() : list.value(i);
            if (value.isEmpty())
                one.values.remove(key);
            else
                one.set(key, value);
        };
        if (hosts.size() > 1)
            take(u"host"_s, hosts);
        if (addresses.size() > 1)
            take(u"hostaddr"_s, addresses);
        if (ports.size() > 1)
            take(u"port"_s, ports);
        all.push_back(one);
    }
    return all;
}

std::expected<ConnectionReport, Diagnosis> testConnection(const ConnInfo &target, std::stop_token stop)
{
    const EnglishMessages english;
    neverAskOnTerminal();
    std::vector<ConnInfo> hosts = singleHosts(target);
    std::vector<Diagnosis> failures;
    if (target.value(u"target_session_attrs"_s) != "prefer-standby"_L1)
        return tryAll(hosts, failures, stop);
    for (ConnInfo &host : hosts)
        host.set(u"target_session_attrs"_s, u"standby"_s);
    if (auto standby = tryAll(hosts, failures, stop); standby || stop.stop_requested())
        return standby;
    for (ConnInfo &host : hosts)
        host.set(u"target_session_attrs"_s, u"any"_s);
    failures.clear();
    return tryAll(hosts, failures, stop);
}

} // namespace howdah::connection
