// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/pgconnection.h"

#include "base/propagate.h"
#include "connection/server/diagnosis.h"
#include "connection/server/pgerror.h"
#include "connection/settings/pooling.h"
#include "connection/tr.h"

#include <QSqlDriver>
#include <QSqlError>
#include <QVariant>

#include <chrono>
#include <future>
#include <memory>
#include <system_error>
#include <thread>

using namespace Qt::StringLiterals;

namespace howdah::connection {

// The keywords that QPSQL has setters for go there; the rest travels as connect options, which Qt splits at ';'.
static Result<QString> connectOptions(const ConnInfo &target)
{
    QStringList options;
    for (auto it = target.values.begin(); it != target.values.end(); ++it) {
        static const QStringList own{u"host"_s, u"port"_s, u"dbname"_s, u"user"_s, u"password"_s};
        if (own.contains(it.key()))
            continue;
        if (it.value().contains(u';'))
            return fail(
                ErrorKind::Usage,
                tr("The connection option %1 contains a semicolon, which cannot be passed").arg(it.key()),
                tr("Put it in a service file (pg_service.conf) and connect with service=..."));
        QString value = it.value();
        value.replace(u'\\', u"\\\\"_s).replace(u'\'', u"\\'"_s);
        options << it.key() + u"='"_s + value + u'\'';
    }
    return options.join(u' ');
}

namespace {

// One that stands in no list of Qt's. Those that do are taken down at the end of the program (and their drivers with
// them), in whatever their threads are doing; this one is its thread's alone.
class OwnDatabase final : public QSqlDatabase
{
public:
    explicit OwnDatabase(const QString &driver)
        : QSqlDatabase(driver)
    {
    }
};

} // namespace

// By QPSQL; the connection behind it is that thread's from then on. Answers why it did not come about, else nothing.
Result<QString> PgConnection::byDriver(const ConnInfo &info, PgConnection &made)
{
    ASSIGN_OR_RETURN(QString options, connectOptions(info));
    QSqlDatabase &database = made.m_database.emplace(OwnDatabase(u"QPSQL"_s));
    if (!database.isValid())
        return fail(ErrorKind::Io, tr("Qt's PostgreSQL driver is missing"), tr("Install the package libqt6sql6-psql."));
    database.setHostName(info.value(u"host"_s));
    database.setPort(-1);
    // Several hosts have several ports, which an int cannot hold: ports travel as an option.
    if (const QString port = info.value(u"port"_s); !port.isEmpty())
        options += u" port='%1'"_s.arg(port);
    database.setDatabaseName(info.value(u"dbname"_s));
    database.setUserName(info.value(u"user"_s));
    database.setPassword(info.value(u"password"_s));
    database.setConnectOptions(options);
    if (!database.open())
        return database.lastError().databaseText();
    made.m_connection = *static_cast<PGconn *const *>(database.driver()->handle().constData());
    return QString();
}

static PGconn *connectedPlainly(const ConnInfo &info)
{
    std::vector<QByteArray> texts;
    ConnInfo all = info;
    all.set(u"client_encoding"_s, u"UTF8"_s);
    for (auto it = all.values.cbegin(); it != all.values.cend(); ++it) {
        texts.push_back(it.key().toUtf8());
        texts.push_back(it.value().toUtf8());
    }
    std::vector<const char *> keywords;
    std::vector<const char *> values;
    for (std::size_t i = 0; i < texts.size(); i += 2) {
        keywords.push_back(texts[i].constData());
        values.push_back(texts[i + 1].constData());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    return PQconnectdbParams(keywords.data(), values.data(), 0);
}

// Without the driver, which asks `SELECT version()` at once: the database may have another function of that name.
QString PgConnection::byLibpq(const ConnInfo &info, PgConnection &made)
{
    made.m_connection = connectedPlainly(info);
    if (PQstatus(made.m_connection) == CONNECTION_OK)
        return {};
    QString text = QString::fromUtf8(PQerrorMessage(made.m_connection));
    PQfinish(std::exchange(made.m_connection, nullptr));
    return text.isEmpty() ? tr("libpq gives no reason") : text;
}

Result<PgConnection> PgConnection::open(const ConnInfo &info, OpenedBy by)
{
    const EnglishMessages english; // an error is told apart by its text
    neverAskOnTerminal();
    const QString options = info.value(u"options"_s);
    PgConnection made;
    const bool driven = by == OpenedBy::Driver && !options.isEmpty(); // the path is in the options
    ASSIGN_OR_RETURN(const QString refused, driven ? byDriver(info, made) : Result<QString>(byLibpq(info, made)));
    // A proxy that does not pass options on says so; what they ask for is made in each transaction.
    if (refused.contains("unsupported startup parameter: options"_L1) && !options.isEmpty()) {
        ConnInfo bare = info;
        bare.values.remove(u"options"_s);
        return open(bare, by);
    }
    if (!refused.isEmpty())
        return fail(openingError(refused, info));
    return made;
}

PgConnection::PgConnection(PgConnection &&other) noexcept
    : m_database(std::exchange(other.m_database, std::nullopt))
    , m_connection(std::exchange(other.m_connection, nullptr))
{
}

PgConnection::~PgConnection()
{
    if (!m_database)
        PQfinish(m_connection);
    // else the database is the last to hold it: the driver closes it
}

Result<QString> searchPathOfAnother(const ConnInfo &info)
{
    const EnglishMessages english;
    const std::unique_ptr<PGconn, decltype(&PQfinish)> second(connectedPlainly(info), &PQfinish);
    if (PQstatus(second.get()) != CONNECTION_OK)
        return fail(openingError(QString::fromUtf8(PQerrorMessage(second.get())), info));
    PQsetNoticeReceiver(second.get(), [](void *, const PGresult *) {}, nullptr);
    // No function, so nobody answers in its place.
    const Result<QByteArray> shown = askInTime(second.get(), "SHOW search_path");
    return shown ? Result<QString>(QString::fromUtf8(*shown)) : fail(shown.error());
}

bool sendCancelRequest(PGconn *connection)
{
    constexpr std::chrono::seconds Patience(5);
    PGcancel *request = PQgetCancel(connection);
    if (!request)
        return true;
    auto promise = std::make_shared<std::promise<void>>();
    const std::future<void> taken = promise->get_future();
    const auto ask = [request, promise] {
        char complaint[256];
        PQcancel(request, complaint, sizeof complaint); // a refused cancel is repeated by the next round
        PQfreeCancel(request);
        promise->set_value();
    };
    try {
        std::thread(ask).detach();
    } catch (const std::system_error &) {
        ask(); // no thread to be had
    }
    return taken.wait_for(Patience) == std::future_status::ready;
}

} // namespace howdah::connection
