// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/server/diagnosis.h"

#include "base/enumtable.h"
#include "connection/tr.h"

#include <QCoreApplication>

#include <algorithm>
#include <mutex>
#include <vector>

#include <libpq-fe.h>

using namespace Qt::StringLiterals;

namespace howdah::connection {

namespace {

using Cause = FailureCause;

struct Sign
{
    QLatin1StringView text;
    Cause cause;
};

// Looked for in this order in libpq's text, and in the server's own where it speaks English. The server's words come
// first, since libpq puts its own around them.
constexpr std::initializer_list<Sign> signs{
    {"no password supplied"_L1, Cause::NoPassword},
    {"password authentication failed"_L1, Cause::WrongPassword},
    {"empty password"_L1, Cause::NoPassword},
    {"requires a valid client certificate"_L1, Cause::TlsClientRefused},
    {", SSL encryption"_L1, Cause::NotAllowed}, // before the second attempt, without encryption
    {"no encryption"_L1, Cause::NoTlsNotAllowed},
    {", SSL on"_L1, Cause::NotAllowed}, // servers before 14
    {", SSL off"_L1, Cause::NoTlsNotAllowed},
    {"pg_hba.conf"_L1, Cause::NotAllowed},
    {"alert certificate required"_L1, Cause::TlsClientRefused},
    {"alert unknown ca"_L1, Cause::TlsClientRefused},
    {"alert bad certificate"_L1, Cause::TlsClientRefused},
    {"alert certificate expired"_L1, Cause::TlsClientRefused},
    {"alert certificate revoked"_L1, Cause::TlsClientRefused},
    {"certificate authentication failed"_L1, Cause::TlsClientRefused},
    {"authentication method"_L1, Cause::AuthenticationMethod},
    {"SASL authentication mechanisms are supported"_L1, Cause::AuthenticationMethod},
    {"channel binding"_L1, Cause::AuthenticationMethod},
    {"Peer authentication failed"_L1, Cause::AuthenticationMethod},
    {"Ident authentication failed"_L1, Cause::AuthenticationMethod},
    {"authentication failed"_L1, Cause::AuthenticationMethod},
    {"is not permitted to log in"_L1, Cause::UnknownRole},
    {"unsupported startup parameter"_L1, Cause::PoolerOption},
    {"transaction blocks not allowed"_L1, Cause::PoolerStatements},
    {"unsupported frontend protocol"_L1, Cause::VersionTooOld},
    {"too many clients"_L1, Cause::TooManyConnections},
    {"too many connections"_L1, Cause::TooManyConnections},
    {"remaining connection slots"_L1, Cause::TooManyConnections},
    {"no more connections allowed"_L1, Cause::TooManyConnections},
    {"the database system is"_L1, Cause::StartingUp},
    {"is not currently accepting connections"_L1, Cause::DatabaseClosed},
    {"permission denied for database"_L1, Cause::NoConnectPrivilege},
    {"session is read-only"_L1, Cause::WrongKindOfServer},
    {"session is not read-only"_L1, Cause::WrongKindOfServer},
    {"server is in hot standby mode"_L1, Cause::WrongKindOfServer},
    {"server is not in hot standby mode"_L1, Cause::WrongKindOfServer},
    {"unrecognized configuration parameter"_L1, Cause::BadOption},
    {"invalid value for parameter"_L1, Cause::BadOption},
    {"definition of service"_L1, Cause::ServiceMissing},
    {"service file"_L1, Cause::ServiceMissing},
    {"could not translate host name"_L1, Cause::UnknownHost},
    {"could not parse network address"_L1, Cause::UnknownHost},
    {"server does not support SSL"_L1, Cause::TlsRefused},
    {"does not match host name"_L1, Cause::TlsWrongName},
    {"certificate verify failed"_L1, Cause::TlsUnknownIssuer},
    {"root certificate file"_L1, Cause::TlsFile},
    {"certificate file"_L1, Cause::TlsFile},
    {"private key file"_L1, Cause::TlsFile},
    {"private SSL key"_L1, Cause::TlsFile},
    {"certificate revocation list"_L1, Cause::TlsFile},
    {"invalid response to SSL negotiation"_L1, Cause::NotPostgres},
    {"expected authentication request"_L1, Cause::NotPostgres},
    {"invalid message length"_L1, Cause::NotPostgres},
    {"lost synchronization"_L1, Cause::NotPostgres},
    {"SSL error"_L1, Cause::TlsOther},
    {"Connection refused"_L1, Cause::Refused},
    {"No such file or directory"_L1, Cause::NoSocket},
    {"Permission denied"_L1, Cause::SocketPermission},
    {"timeout expired"_L1, Cause::Timeout},
    {"Connection timed out"_L1, Cause::Timeout},
    {"No route to host"_L1, Cause::Unreachable},
    {"Network is unreachable"_L1, Cause::Unreachable},
    {"Host is unreachable"_L1, Cause::Unreachable},
    {"server closed the connection unexpectedly"_L1, Cause::Closed},
    {"Connection reset by peer"_L1, Cause::Closed},
    {"SSL SYSCALL error"_L1, Cause::Closed},
    {"invalid connection option"_L1, Cause::BadKeyword},
    {"value: \""_L1, Cause::BadKeyword}, // invalid sslmode value: "..."
};

Cause causeOfText(const QString &text)
{
    // role "x" does not exist, database "x" does not exist: both name something of any spelling
    if (text.contains("\" does not exist"_L1)) {
        if (text.contains("database \""_L1))
            return Cause::UnknownDatabase;
        if (text.contains("role \""_L1))
            return Cause::UnknownRole;
    }
    const auto at = std::ranges::find_if(
        signs, [&text](const Sign &sign) { return text.contains(sign.text, Qt::CaseInsensitive); });
    return at == signs.end() ? Cause::Unknown : at->cause;
}

// Unknown for a state that does not say enough.
Cause causeOfState(const QString &state, const QString &text)
{
    if (state == "28P01"_L1)
        return text.contains("empty password"_L1) ? Cause::NoPassword : Cause::WrongPassword;
    if (state == "3D000"_L1)
        return Cause::UnknownDatabase;
    if (state == "53300"_L1)
        return Cause::TooManyConnections;
    if (state == "57P03"_L1 || state == "57P01"_L1 || state == "57P02"_L1)
        return Cause::StartingUp;
    if (state == "55000"_L1)
        return Cause::DatabaseClosed;
    if (state == "42501"_L1)
        return Cause::NoConnectPrivilege;
    if (state == "42704"_L1 || state == "22023"_L1)
        return Cause::BadOption;
    if (state == "0A000"_L1)
        return Cause::VersionTooOld;
    if (state == "28000"_L1) {
        const Cause said = causeOfText(text);
        return said == Cause::Unknown ? Cause::NotAllowed : said;
    }
    return Cause::Unknown;
}

struct About
{
    QString place;
    QString host;
    QString user;
    QString database;
};

// What stands in a sentence for %1, %2 and %3.
enum class Part { None, Place, Host, User, Database, Oldest };

struct Sentence
{
    const char *text;
    std::array<Part, 3> parts = {};
};

struct CauseFacts
{
    Cause cause;
    QLatin1StringView key;
    ErrorKind kind;
    Sentence sentence;
    Sentence advice;
};

constexpr std::array causes{
    CauseFacts{
        Cause::Unknown,
        "unknown"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "Cannot connect to %1"), {Part::Place}},
        {QT_TRANSLATE_NOOP("Connection", "See the message and the log of the server.")}},
    CauseFacts{
        Cause::BadKeyword,
        "bad-keyword"_L1,
        ErrorKind::Usage,
        {QT_TRANSLATE_NOOP("Connection", "The connection has a keyword or value that libpq does not accept")},
        {QT_TRANSLATE_NOOP("Connection", "Correct it as described by libpq.")}},
    CauseFacts{
        Cause::ServiceMissing,
        "service-missing"_L1,
        ErrorKind::Usage,
        {QT_TRANSLATE_NOOP("Connection", "The service is not in the service file")},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Add it to ~/.pg_service.conf, or correct its name; PGSERVICEFILE names another file.")}},
    CauseFacts{
        Cause::UnknownHost,
        "unknown-host"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The host name %1 cannot be resolved"), {Part::Host}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Check its spelling; if it is an internal name, connect to that network (VPN) first.")}},
    CauseFacts{
        Cause::NoSocket,
        "no-socket"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "No server is listening on the socket %1"), {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Start the server, or check folder and port; a server elsewhere needs a host name.")}},
    CauseFacts{
        Cause::SocketPermission,
        "socket-permission"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "You do not have access to the socket %1"), {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Ask its owner for access (unix_socket_permissions), or connect over the network.")}},
    CauseFacts{
        Cause::Unreachable,
        "unreachable"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "There is no network route to %1"), {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Check the network; connect to that network (VPN), or go through an SSH tunnel.")}},
    CauseFacts{
        Cause::Refused,
        "refused"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "Nothing is listening at %1"), {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis",
            "Check host and port, whether the server runs, and whether its listen_addresses name that address.")}},
    CauseFacts{
        Cause::Timeout,
        "timeout"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "%1 did not respond in time"), {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "A firewall may be dropping the packets: check host, port and VPN; increase connect_timeout "
                         "to wait longer.")}},
    CauseFacts{
        Cause::NotPostgres,
        "not-postgres"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "What responds at %1 is not a PostgreSQL server"), {Part::Place}},
        {QT_TRANSLATE_NOOP("Connection", "Check the port: PostgreSQL usually listens on 5432, a pooler on 6432.")}},
    CauseFacts{
        Cause::Closed,
        "closed"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "%1 closed the connection without a message"), {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "A proxy or firewall may be in between, or the server terminated: check its log.")}},
    CauseFacts{
        Cause::TlsRefused,
        "tls-refused"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP(
             "Connection", "The server at %1 does not support encryption, which this connection requires"),
         {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Enable it there (ssl = on); with sslmode=prefer the connection could be intercepted.")}},
    CauseFacts{
        Cause::TlsFile,
        "tls-file"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "A certificate, key or revocation list on this machine cannot be used")},
        {QT_TRANSLATE_NOOP(
            "Diagnosis",
            "Check sslrootcert, sslcert, sslkey and sslcrl; a key must be readable by you alone (chmod 600).")}},
    CauseFacts{
        Cause::TlsUnknownIssuer,
        "tls-unknown-issuer"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The certificate of %1 comes from an issuer that is not trusted here"),
         {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Set sslrootcert to the certificate of its issuer, obtained from whoever runs the server and "
                         "not over this connection.")}},
    CauseFacts{
        Cause::TlsExpired,
        "tls-expired"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The certificate of %1 has expired"), {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Whoever runs the server must renew it; also check the clock of this machine.")}},
    CauseFacts{
        Cause::TlsNotYetValid,
        "tls-not-yet-valid"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The certificate of %1 is not valid yet"), {Part::Place}},
        {QT_TRANSLATE_NOOP("Connection", "Check the clock of this machine, and that of the certificate's issuer.")}},
    CauseFacts{
        Cause::TlsRevoked,
        "tls-revoked"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The certificate of %1 was revoked by its issuer"), {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Do not connect: its key may be compromised. Whoever runs the server must get a new one.")}},
    CauseFacts{
        Cause::TlsNoRevocations,
        "tls-no-revocations"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "Whether the certificate of %1 was revoked cannot be determined"),
         {Part::Place}},
        {QT_TRANSLATE_NOOP("Connection", "Get the latest revocation list of its issuer, and set sslcrl to it.")}},
    CauseFacts{
        Cause::TlsWrongName,
        "tls-wrong-name"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The certificate of %1 was issued for a different name"), {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Connect by a name that is in it, or have it reissued for this one; hostaddr gives the "
                         "address of a name.")}},
    CauseFacts{
        Cause::TlsClientRefused,
        "tls-client-refused"_L1,
        ErrorKind::Authentication,
        {QT_TRANSLATE_NOOP(
             "Diagnosis", "The server at %1 requires a client certificate, and got none or does not accept it"),
         {Part::Place}},
        {QT_TRANSLATE_NOOP(
             "Diagnosis", "Set sslcert to yours and sslkey to its key; its common name must be the user %1."),
         {Part::User}}},
    CauseFacts{
        Cause::TlsOther,
        "tls-other"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "No encrypted connection to %1 could be negotiated"), {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis",
            "Compare ssl_min_protocol_version and ssl_ciphers of the server with what this machine allows.")}},
    CauseFacts{
        Cause::StartingUp,
        "starting-up"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The server at %1 is starting, stopping or recovering"), {Part::Place}},
        {QT_TRANSLATE_NOOP("Connection", "Try again in a moment.")}},
    CauseFacts{
        Cause::VersionTooOld,
        "version-too-old"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The server at %1 is too old"), {Part::Place}},
        {QT_TRANSLATE_NOOP("Connection", "Howdah works with PostgreSQL %1 and newer: upgrade the server."),
         {Part::Oldest}}},
    CauseFacts{
        Cause::PoolerOption,
        "pooler-option"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The pooler at %1 does not accept a setting of this connection"),
         {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Add it to its ignore_startup_parameters, or remove time zone, search path and options.")}},
    CauseFacts{
        Cause::PoolerStatements,
        "pooler-statements"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The pooler at %1 uses statement pooling, which does not allow transactions"),
         {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis",
            "Connect to the server directly, or to a port of the pooler with transaction or session pooling.")}},
    CauseFacts{
        Cause::NotAllowed,
        "not-allowed"_L1,
        ErrorKind::Authentication,
        {QT_TRANSLATE_NOOP("Connection", "The server at %1 does not allow the user %2 to connect to %3 from here"),
         {Part::Place, Part::User, Part::Database}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis",
            "This is set in its pg_hba.conf: whoever runs it must add a line for this user, database and address.")}},
    CauseFacts{
        Cause::NoTlsNotAllowed,
        "no-tls-not-allowed"_L1,
        ErrorKind::Authentication,
        {QT_TRANSLATE_NOOP("Connection", "The server at %1 does not allow %2 to connect without encryption"),
         {Part::Place, Part::User}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis",
            "Set sslmode=require, or better verify-full; otherwise its pg_hba.conf needs a line for this address.")}},
    CauseFacts{
        Cause::AuthenticationMethod,
        "authentication-method"_L1,
        ErrorKind::Authentication,
        {QT_TRANSLATE_NOOP(
             "Connection", "The authentication method required by the server at %1 does not fit this connection"),
         {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis",
            "See its message: the method in pg_hba.conf (peer, ident, ldap, gss, scram) must suit this connection.")}},
    CauseFacts{
        Cause::NoPassword,
        "no-password"_L1,
        ErrorKind::Authentication,
        {QT_TRANSLATE_NOOP("Connection", "The server at %1 requires a password, and none was given"), {Part::Place}},
        {QT_TRANSLATE_NOOP("Connection", "Store it in the keychain or in .pgpass, or have it asked for.")}},
    CauseFacts{
        Cause::WrongPassword,
        "wrong-password"_L1,
        ErrorKind::Authentication,
        {QT_TRANSLATE_NOOP("Connection", "The server at %1 rejected the password of %2"), {Part::Place, Part::User}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Check user and password; it may have been changed, or have expired (VALID UNTIL).")}},
    CauseFacts{
        Cause::UnknownRole,
        "unknown-role"_L1,
        ErrorKind::Authentication,
        {QT_TRANSLATE_NOOP("Connection", "The server at %1 has no user %2 with the LOGIN attribute"),
         {Part::Place, Part::User}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Check its spelling, including upper and lower case; otherwise it must be created (CREATE "
                         "ROLE ... LOGIN).")}},
    CauseFacts{
        Cause::UnknownDatabase,
        "unknown-database"_L1,
        ErrorKind::NotFound,
        {QT_TRANSLATE_NOOP("Connection", "The server at %1 has no database %2"), {Part::Place, Part::Database}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "Check its spelling, including upper and lower case; `psql -l` lists the databases.")}},
    CauseFacts{
        Cause::DatabaseClosed,
        "database-closed"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The database %1 does not accept connections"), {Part::Database}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "It is a template, or closed for now (ALTER DATABASE ... ALLOW_CONNECTIONS).")}},
    CauseFacts{
        Cause::NoConnectPrivilege,
        "no-connect-privilege"_L1,
        ErrorKind::Authentication,
        {QT_TRANSLATE_NOOP("Connection", "The user %1 may not connect to the database %2"),
         {Part::User, Part::Database}},
        {QT_TRANSLATE_NOOP("Connection", "Its owner can allow it: GRANT CONNECT ON DATABASE ... TO ...")}},
    CauseFacts{
        Cause::TooManyConnections,
        "too-many-connections"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The server at %1 has no free connections for %2"), {Part::Place, Part::User}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis",
            "Close others, use a pooler, or raise max_connections or the limit of the user or database.")}},
    CauseFacts{
        Cause::BadOption,
        "bad-option"_L1,
        ErrorKind::Usage,
        {QT_TRANSLATE_NOOP("Connection", "The server at %1 does not accept a setting of this connection"),
         {Part::Place}},
        {QT_TRANSLATE_NOOP("Connection", "Check options, time zone and search path.")}},
    CauseFacts{
        Cause::WrongKindOfServer,
        "wrong-kind-of-server"_L1,
        ErrorKind::Connection,
        {QT_TRANSLATE_NOOP("Connection", "The server at %1 does not match target_session_attrs"), {Part::Place}},
        {QT_TRANSLATE_NOOP(
            "Diagnosis", "List all servers of the cluster as hosts, or choose another target_session_attrs.")}},
};
static_assert(isWholeTable(causes, &CauseFacts::cause));

QString textOf(Part part, const About &about)
{
    switch (part) {
    case Part::None:
        break;
    case Part::Place:
        return about.place;
    case Part::Host:
        return about.host;
    case Part::User:
        return about.user;
    case Part::Database:
        return about.database;
    case Part::Oldest:
        return QString::number(OldestServer / 10000);
    }
    return {};
}

QString textOf(const Sentence &sentence, const About &about)
{
    QString text = tr(sentence.text);
    const auto &[first, second, third] = sentence.parts;
    if (first == Part::None)
        return text;
    if (second == Part::None)
        return text.arg(textOf(first, about));
    if (third == Part::None)
        return text.arg(textOf(first, about), textOf(second, about));
    return text.arg(textOf(first, about), textOf(second, about), textOf(third, about));
}

QString orElse(const QString &text, const QString &otherwise) { return text.isEmpty() ? otherwise : text; }

} // namespace

QString causeKey(FailureCause cause) { return causes[size_t(cause)].key; }

QString placeOf(const ConnInfo &target)
{
    const QString host = orElse(target.value(u"host"_s), target.value(u"hostaddr"_s));
    const QString port = orElse(target.value(u"port"_s), u"5432"_s);
    if (host.startsWith(u'/') || host.startsWith(u'@'))
        return u"%1/.s.PGSQL.%2"_s.arg(host, port);
    if (host.isEmpty())
        return target.value(u"service"_s).isEmpty() ? tr("this machine") : target.value(u"service"_s);
    return (host.contains(u':') ? u"[%1]:%2"_s : u"%1:%2"_s).arg(host, port);
}

static QString orSystemUser(const QString &user) { return user.isEmpty() ? tr("your system user") : user; }

Diagnosis diagnoseAs(FailureCause cause, const ConnInfo &target)
{
    const QString host = orElse(target.value(u"host"_s), target.value(u"hostaddr"_s));
    const QString user = orSystemUser(target.value(u"user"_s));
    const About about{placeOf(target), host, user, orElse(target.value(u"dbname"_s), user)};
    const CauseFacts &facts = causes[size_t(cause)];
    return {cause, textOf(facts.sentence, about), textOf(facts.advice, about), about.place, {}, {}};
}

Diagnosis diagnose(const QString &text, const QString &sqlState, const ConnInfo &target)
{
    Cause cause = causeOfState(sqlState, text);
    if (cause == Cause::Unknown)
        cause = causeOfText(text);
    const QString host = orElse(target.value(u"host"_s), target.value(u"hostaddr"_s));
    // A file of ours that is missing reads alike.
    if (cause == Cause::NoSocket && !host.isEmpty() && !host.startsWith(u'/') && !host.startsWith(u'@'))
        cause = Cause::Unknown;
    Diagnosis diagnosis = diagnoseAs(cause, target);
    diagnosis.said = redact(text.trimmed());
    diagnosis.sqlState = sqlState;
    return diagnosis;
}

Diagnosis tooOld(int serverVersion, const ConnInfo &target)
{
    // libpq knows no version of a connection that was lost as soon as it was made.
    if (serverVersion <= 0)
        return diagnoseAs(Cause::Closed, target);
    Diagnosis diagnosis = diagnoseAs(Cause::VersionTooOld, target);
    const QString version = serverVersion >= 100000
                              ? QString::number(serverVersion / 10000)
                              : u"%1.%2"_s.arg(serverVersion / 10000).arg(serverVersion / 100 % 100);
    diagnosis.sentence = tr("The server at %1 is PostgreSQL %2, which is too old").arg(diagnosis.place, version);
    return diagnosis;
}

Diagnosis furthest(const std::vector<Diagnosis> &failures)
{
    if (failures.empty())
        return {};
    return *std::ranges::max_element(failures, {}, &Diagnosis::cause);
}

Error toError(const Diagnosis &diagnosis)
{
    Error error = makeError(causes[size_t(diagnosis.cause)].kind, diagnosis.sentence, diagnosis.advice, diagnosis.said);
    error.sqlState = diagnosis.sqlState;
    return error;
}

bool isPasswordWanted(const Error &error) { return (error.message + error.detail).contains("no password supplied"_L1); }

void neverAskOnTerminal()
{
    static std::once_flag done;
    // What libpq itself does where a passphrase is given.
    std::call_once(done, [] { PQsetSSLKeyPassHook_OpenSSL(PQdefaultSSLKeyPassHook_OpenSSL); });
}

EnglishMessages::EnglishMessages()
    : m_english(newlocale(LC_MESSAGES_MASK, "C", duplocale(uselocale(locale_t(nullptr)))))
    , m_before(uselocale(m_english))
{
}

EnglishMessages::~EnglishMessages()
{
    uselocale(m_before);
    if (m_english)
        freelocale(m_english);
}

} // namespace howdah::connection
