// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/diagnosis.h"
#include "connection/session/sessionworker.h"

#include <QCoreApplication>
#include <QSqlDriver>
#include <QSqlError>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static QString tr(const char *text) { return QCoreApplication::translate("Session", text); }

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
                tr("Put it into a service file (pg_service.conf) and connect with service=..."));
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

// By QPSQL; the connection behind it is this thread's from then on. Answers why it did not come about, else nothing.
Result<QString> SessionWorker::connectByDriver(const ConnInfo &info)
{
    Result<QString> options = connectOptions(info);
    if (!options)
        return fail(options.error());
    QSqlDatabase &database = m_database.emplace(OwnDatabase(u"QPSQL"_s));
    if (!database.isValid())
        return fail(ErrorKind::Io, tr("Qt's PostgreSQL driver is missing"), tr("Install the package libqt6sql6-psql."));
    database.setHostName(info.value(u"host"_s));
    database.setPort(-1);
    // Several hosts have several ports, which an int cannot hold: ports travel as an option.
    if (const QString port = info.value(u"port"_s); !port.isEmpty())
        *options += u" port='%1'"_s.arg(port);
    database.setDatabaseName(info.value(u"dbname"_s));
    database.setUserName(info.value(u"user"_s));
    database.setPassword(info.value(u"password"_s));
    database.setConnectOptions(*options);
    if (!database.open())
        return database.lastError().databaseText();
    m_connection = *static_cast<PGconn *const *>(database.driver()->handle().constData());
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

// The same without the driver, which asks `SELECT version()` at once: the database may have another function of that
// name.
QString SessionWorker::connectPlainly(const ConnInfo &info)
{
    m_connection = connectedPlainly(info);
    if (PQstatus(m_connection) == CONNECTION_OK)
        return {};
    QString text = QString::fromUtf8(PQerrorMessage(m_connection));
    PQfinish(std::exchange(m_connection, nullptr));
    return text.isEmpty() ? tr("libpq does not say why") : text;
}

Result<void> SessionWorker::connectTo(const ConnInfo &info)
{
    const EnglishMessages english; // an error is told apart by its text
    // The driver's own queries are safe behind PostgreSQL's path only, which is in the options.
    const QString options = info.value(u"options"_s);
    const bool driven = m_options.names == Names::OfPostgres && !options.isEmpty();
    const Result<QString> refused = driven ? connectByDriver(info) : connectPlainly(info);
    if (!refused)
        return fail(refused.error());
    // A proxy that does not pass options on says so; what they ask for is made in each transaction (setUpPool).
    if (refused->contains("unsupported startup parameter: options"_L1) && !options.isEmpty()) {
        close();
        ConnInfo bare = info;
        bare.values.remove(u"options"_s);
        return connectTo(bare);
    }
    if (!refused->isEmpty())
        return fail(openingError(*refused, info));
    PQsetNoticeReceiver(
        m_connection,
        [](void *self, const PGresult *result) { static_cast<SessionWorker *>(self)->noteNotice(result); }, this);
    // Nothing may wait inside of libpq: a wait there knows no cancel, and no end where nobody answers.
    PQsetnonblocking(m_connection, 1);
    return {};
}

// What postgresql.conf says of the path is hidden in a session that has said otherwise in its first message.
Result<QString> SessionWorker::askedOnceMore() const
{
    const EnglishMessages english;
    const std::unique_ptr<PGconn, decltype(&PQfinish)> second(connectedPlainly(m_info), &PQfinish);
    if (PQstatus(second.get()) != CONNECTION_OK)
        return fail(openingError(QString::fromUtf8(PQerrorMessage(second.get())), m_info));
    PQsetNoticeReceiver(second.get(), [](void *, const PGresult *) {}, nullptr);
    // No function, so nobody answers in its place.
    const Result<QByteArray> shown = askInTime(second.get(), "SHOW search_path");
    return shown ? Result<QString>(QString::fromUtf8(*shown)) : fail(shown.error());
}

Result<QString> SessionWorker::databasePath()
{
    if (auto ready = usable({}); !ready)
        return fail(ready.error());
    if (!m_databasePath && m_options.names == Names::OfDatabase) {
        const Result<Answer> shown = query({u"SHOW search_path"_s, {}});
        if (!shown)
            return fail(shown.error());
        return shown->rows.text(0, 0); // it may be another one the next time
    }
    if (!m_databasePath) {
        Result<QString> path = askedOnceMore();
        if (!path)
            return path;
        m_databasePath = *std::move(path);
    }
    return *m_databasePath;
}

} // namespace howdah::connection
